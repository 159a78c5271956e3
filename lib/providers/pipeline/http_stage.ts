/**
 * The http provider's firings: messages that are read in connections of TCP, each once, whatever the view.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import {
  HTTP_LIKENESS,
  HTTP_UNREADABLE,
  HttpHead,
  type HttpMessage,
  HttpReader,
  type HttpSink,
  likenessOf,
} from "../../packet/http/mod.ts";
import type { StreamDirection } from "../../packet/stream/mod.ts";
import { AppRecord } from "./app_record.ts";
import { type HttpNeeds, httpNeedsOf, HttpRecord, needsHead } from "./http_record.ts";
import type { MalformedMessages } from "./pipeline_report.ts";
import { ReasonRecord } from "./reason_record.ts";
import { LIKENESS, type Likeness, type StreamConnection, type StreamMoment } from "./stream_connection.ts";
import type { Streams } from "./streams.ts";
import { ARGUMENT_WORDS, firingOf, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;
const NAMES = [
  "request",
  "request-done",
  "response",
  "response-done",
  "informational",
  "upgrade",
  "gap",
  "malformed",
] as const;
type Name = typeof NAMES[number];
const REASONS: Readonly<Record<number, string>> = {
  [HTTP_UNREADABLE.START]: "with a first line that is none",
  [HTTP_UNREADABLE.HEADER]: "with a header field that has no name or no colon",
  [HTTP_UNREADABLE.LENGTH]: "with a Content-Length that is not a number, or several that differ",
  [HTTP_UNREADABLE.CODING]: "a request with a Transfer-Encoding whose end cannot be known",
  [HTTP_UNREADABLE.CHUNK]: "with a chunk that has no size or no end",
  [HTTP_UNREADABLE.FRAMES]: "HTTP/2, which is not read",
  [HTTP_UNREADABLE.LONG]: "with a head longer than `-x streamcarry`",
};

export class HttpStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly #firings: Readonly<Record<Name, ProbeFiring | undefined>>;
  readonly #malformed = new Map<number, number>();
  readonly #needs: Readonly<Record<Name, HttpNeeds>>;
  readonly #head = new HttpHead();
  #record!: HttpRecord;
  #app!: AppRecord;
  #reason!: ReasonRecord;
  #exchanges = 0;
  /** Requests that were forgotten to make room for others. */
  forgotten = 0;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly streams: Streams) {
    const all = NAMES.map((name) => [name, firingOf(tracing, catalog, "http", name)] as const);
    this.#firings = Object.fromEntries(all) as Record<Name, ProbeFiring | undefined>;
    const firings = all.map(([, firing]) => firing), { memory } = tracing;
    this.isEnabled = firings.some((firing) => firing !== undefined);
    this.needs = { packet: reads(firings, "packet"), flows: true };
    this.#needs = Object.fromEntries(all.map(([name, firing]) => [name, httpNeedsOf([firing])])) as Record<
      Name,
      HttpNeeds
    >;
    if (!this.isEnabled) return;
    this.#record = new HttpRecord(memory);
    this.#app = new AppRecord(memory);
    this.#reason = new ReasonRecord(memory);
    streams.add({
      name: "http",
      recognise: (from, moment) => this.#recognise(from, moment),
      open: (connection) => new HttpReader(this.#sinkOf(connection), this.#head),
    });
  }
  wants(): boolean {
    return false;
  }
  get malformed(): MalformedMessages[] {
    return [...this.#malformed].map(([reason, messages]) => ({ reason: REASONS[reason], messages }));
  }
  #recognise({ bytes, at, end }: StreamDirection, moment: StreamMoment): Likeness {
    if (moment === "later") return LIKENESS.NO;
    const likeness = likenessOf(bytes, at, end);
    if (likeness === HTTP_LIKENESS.MORE) return LIKENESS.MORE;
    return likeness === HTTP_LIKENESS.NO ? LIKENESS.NO : LIKENESS.YES;
  }
  #sinkOf(connection: StreamConnection): HttpSink {
    const fire = (name: Name, m: HttpMessage, head: HttpHead | undefined, from: StreamDirection) =>
      this.#fireMessage(name, connection, m, head, from);
    return {
      keepsHeads: (["request-done", "response-done", "gap"] as const).some((name) => needsHead(this.#needs[name])),
      nextId: () => ++this.#exchanges,
      isBehindLoss: (from) => this.#isBehindLoss(connection, from),
      request: (m, head, from) => fire("request", m, head, from),
      response: (m, head, from) => fire("response", m, head, from),
      informational: (m, head, from) => fire("informational", m, head, from),
      upgrade: (m, head, from) => fire("upgrade", m, head, from),
      requestDone: (m, from) => fire("request-done", m, undefined, from),
      responseDone: (m, from) => fire("response-done", m, undefined, from),
      gap: (m, _missing, from) => this.#fireGap(connection, m, from),
      malformed: (reason, from) => this.#fireMalformed(connection, reason, from),
      leave: () => connection.again(),
      forget: (requests) => this.forgotten += requests,
    };
  }
  /** The segment at hand acknowledges more of the other direction than was captured. */
  #isBehindLoss({ directions }: StreamConnection, { side }: StreamDirection): boolean {
    const decoder = this.streams.packet?.decoder, peer = directions[1 - side];
    if (!decoder || !peer.hasBegun) return false;
    const { bytes, transport } = decoder, at = transport + 8;
    const ack = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    return (ack - peer.next | 0) > 1;
  }
  #fireMessage(
    name: Name,
    connection: StreamConnection,
    m: HttpMessage,
    head: HttpHead | undefined,
    from: StreamDirection,
  ): boolean {
    const firing = this.#firings[name];
    if (!firing) return false;
    this.#app.writeOf(connection, from.side, m.isRequest ? from.side : 1 - from.side);
    const message = this.#record.write(m, head, this.#needs[name]);
    return this.#fire(firing, connection, message, this.#record.writeExchange(m.exchange));
  }
  #fireGap(connection: StreamConnection, m: HttpMessage | undefined, from: StreamDirection): boolean {
    const { gap } = this.#firings;
    if (!gap) return false;
    if (m) return this.#fireMessage("gap", connection, m, undefined, from);
    this.#writeEnds(connection, from);
    return this.#fire(gap, connection, 0, 0);
  }
  #fireMalformed(connection: StreamConnection, why: number, from: StreamDirection): boolean {
    this.#malformed.set(why, (this.#malformed.get(why) ?? 0) + 1);
    const { malformed } = this.#firings;
    if (!malformed) return false;
    this.#writeEnds(connection, from);
    return this.#fire(malformed, connection, 0, this.#reason.write(REASONS[why]));
  }
  /** Of who has opened the connection, where that was seen. */
  #writeEnds(connection: StreamConnection, { side }: StreamDirection): void {
    this.#app.writeOf(connection, side, connection.client >= 0 ? connection.client : side);
  }
  #fire({ fire }: ProbeFiring, { flow }: StreamConnection, message: number, last: number): boolean {
    const { words } = this.tracing.memory, { packet } = this.streams;
    words[ARG0] = packet?.record ?? 0;
    words[ARG1] = flow;
    words[ARG2] = packet?.decoder.ip ?? 0;
    words[ARG3] = this.#app.address;
    words[ARG4] = message;
    words[ARG5] = last;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
