/**
 * The dns provider's firings: messages over UDP, and those cut out of the streams of TCP; each once, whatever the view.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { isGroup } from "../../packet/address/mod.ts";
import { DnsExchanges, FLAG, RECORD_TYPE, UNREADABLE } from "../../packet/dns/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { LengthReader, type StreamDirection } from "../../packet/stream/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { AppRecord } from "./app_record.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { DNS_BLOCK, DNS_TEXT, dnsVariant, isOpenVariant, VARIANT } from "./dns_fields.ts";
import { textsOf } from "./dns_needs.ts";
import { DnsRecord } from "./dns_record.ts";
import type { MalformedMessages } from "./pipeline_report.ts";
import { Overdue } from "./dns_overdue.ts";
import { ReasonRecord } from "./reason_record.ts";
import type { StreamConnection } from "./stream_connection.ts";
import { StreamRoom } from "./stream_room.ts";
import type { Streams } from "./streams.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;
const NAMES = ["query", "response", "answer", "retransmission", "unanswered", "unsolicited", "malformed"] as const;
type Firings = Readonly<Record<typeof NAMES[number], ProbeFiring | undefined>>;
const PORT = { DNS: 53, MDNS: 5353, LLMNR: 5355 } as const;
const UDP_BYTES = 8, LONGEST = 0x10000, TIMEOUT_MS = 10_000;
const REASONS: Readonly<Record<number, string>> = {
  [UNREADABLE.HEADER]: "shorter than the header of DNS",
  [UNREADABLE.QUESTION]: "with a question that cannot be read",
  [UNREADABLE.CUT]: "cut short before the end of the question",
};

/** What of the fast path stands for it; see DNS_BLOCK. */
export interface DnsFirings {
  readonly block: number;
  readonly query: ProbeFiring | undefined;
  readonly response: ProbeFiring | undefined;
  readonly retransmission: ProbeFiring | undefined;
  readonly unsolicited: ProbeFiring | undefined;
}

export class DnsStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly #firings: Firings;
  readonly #malformed = new Map<number, number>();
  /** Bits of DNS_TEXT that clauses read: of queries, of responses. */
  readonly #queryTexts: number;
  readonly #responseTexts: number;
  #exchanges!: DnsExchanges;
  #record!: DnsRecord;
  #app!: AppRecord;
  #room!: StreamRoom;
  #overdue!: Overdue;
  #reason!: ReasonRecord;
  /** Of the message at hand: its flow, DNS_ value of how it came, when. */
  #flow = 0;
  #variant: number = VARIANT.UDP;
  #seconds = 0;
  #nanoseconds = 0;
  /** The packet that made it whole, if there is one; the connection that it comes by and the side that has sent it, but for UDP. */
  #packet: CurrentPacket | undefined;
  #connection: StreamConnection | undefined;
  #side = 0;

  constructor(
    readonly tracing: ProviderContext,
    catalog: ProbeCatalog,
    readonly streams: Streams,
    readonly timeoutMs: number = TIMEOUT_MS,
  ) {
    const all = NAMES.map((name) => [name, firingOf(tracing, catalog, "dns", name)] as const);
    this.#firings = Object.fromEntries(all) as Firings;
    const firings = all.map(([, firing]) => firing), { memory } = tracing;
    this.isEnabled = firings.some((firing) => firing !== undefined);
    this.needs = { packet: reads(firings, "packet"), flows: true };
    const { query, response, answer, retransmission, unanswered, unsolicited } = this.#firings;
    this.#queryTexts = textsOf([query, retransmission, unanswered]);
    this.#responseTexts = textsOf([response, answer, unsolicited]) |
      (answer ? DNS_TEXT.TYPE_NAME | DNS_TEXT.RECORDS : 0);
    if (!this.isEnabled) return;
    const record = this.#record = new DnsRecord(memory);
    this.#exchanges = new DnsExchanges(memory, (size) => memory.reserve(size, "queries of DNS and their responses"));
    this.#app = new AppRecord(memory, record.block + DNS_BLOCK.APP);
    this.#room = new StreamRoom(memory, LONGEST, "messages of DNS over TCP");
    streams.add({
      name: "dns",
      isPort: (port) => port === PORT.DNS || port === PORT.LLMNR,
      open: (connection) => this.#read(connection),
    });
    this.#overdue = new Overdue(memory, this.#exchanges, timeoutMs);
    this.#reason = new ReasonRecord(memory);
    record.put(DNS_BLOCK.TABLE, this.#exchanges.table);
    record.put(DNS_BLOCK.TIMEOUT, timeoutMs);
    record.put(DNS_BLOCK.QUERIES, this.#queryTexts);
    record.put(DNS_BLOCK.RESPONSES, this.#responseTexts);
    record.put(DNS_BLOCK.LEAVES_RESPONSES, answer ? 1 : 0);
    if ((this.#queryTexts | this.#responseTexts) & DNS_TEXT.TYPE_NAME) record.nameTypes();
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.UDP || kind === "datagram";
  }
  /** Undefined where every packet is looked at, for queries whose time may be over. */
  get plainDns(): DnsFirings | undefined {
    const { query, response, retransmission, unsolicited, unanswered } = this.#firings;
    if (!this.isEnabled || unanswered) return undefined;
    return { block: this.#record.block, query, response, retransmission, unsolicited };
  }
  /** Exchanges that were let go to make room for others. */
  get forgotten(): number {
    return this.isEnabled ? this.#exchanges.forgotten : 0;
  }
  get malformed(): MalformedMessages[] {
    return [...this.#malformed].map(([reason, messages]) => ({ reason: REASONS[reason], messages }));
  }
  /** Datagrams of UDP that were in fragments. */
  begin(packet: CurrentPacket): boolean {
    const { protocol, transport, transportCaptured } = packet.decoder;
    const isWhole = protocol === PROTOCOL.UDP && transport !== 0 && transportCaptured >= UDP_BYTES && packet.isOwn;
    return isWhole && this.#takeDatagram(packet);
  }
  finish(packet: CurrentPacket): boolean {
    const { decoder } = packet;
    return decoder.protocol === PROTOCOL.UDP && !decoder.isFragment && this.#takeDatagram(packet);
  }
  /** Messages of a connection. */
  #read(connection: StreamConnection): LengthReader {
    return new LengthReader((from, at, end) => this.#takeFrom(connection, from, at, end));
  }
  #takeFrom(connection: StreamConnection, from: StreamDirection, at: number, end: number): boolean {
    const { view } = this.tracing.memory,
      { flow } = connection,
      port = (side: number) => view.getUint16(flow + FLOW.PORT + 2 * side, true);
    this.#connection = connection;
    this.#side = from.side;
    this.#packet = this.streams.packet;
    this.#seconds = from.seconds;
    this.#nanoseconds = from.nanoseconds;
    this.#flow = flow;
    this.#variant = [port(0), port(1)].includes(PORT.DNS) ? VARIANT.TCP : VARIANT.LLMNR;
    const place = this.#room.place(from, at, end);
    return this.#takeMessage(place, place + end - at, end - at);
  }
  /** Takes note of how the message comes. */
  #isPort({ decoder: { bytes, transport, protocol } }: CurrentPacket): boolean {
    this.#variant = dnsVariant(bytes, transport, protocol);
    return this.#variant !== 0;
  }
  #takeDatagram(packet: CurrentPacket): boolean {
    if (!this.#isPort(packet)) return false;
    const { bytes, transport, transportCaptured, transportLength } = packet.decoder;
    const said = bytes[transport + 4] << 8 | bytes[transport + 5];
    const length = said >= UDP_BYTES ? Math.min(said, transportLength) : transportLength;
    this.#flow = packet.flows!.find(packet.decoder, packet.seconds);
    this.#connection = undefined;
    this.#packet = packet;
    this.#seconds = packet.seconds;
    this.#nanoseconds = packet.nanoseconds;
    const end = transport + Math.min(length, transportCaptured);
    return this.#takeMessage(transport + UDP_BYTES, end, length - UDP_BYTES);
  }
  #takeMessage(at: number, end: number, length: number): boolean {
    const { block, functions } = this.#record, { bytes } = this.tracing.memory;
    const isResponse = end - at > 2 && (bytes[at + 2] & 0x80) !== 0;
    const texts = isResponse ? this.#responseTexts : this.#queryTexts;
    const unreadable = functions.readDns(block, at, end, length, texts);
    if (unreadable !== UNREADABLE.NONE) return this.#fireMalformed(unreadable);
    this.#writeEnds(!isResponse);
    return isResponse ? this.#fireResponse() : this.#fireQuery();
  }
  #writeEnds(isFromClient: boolean): void {
    const connection = this.#connection, side = this.#side;
    if (connection) this.#app.writeOf(connection, side, isFromClient ? side : 1 - side);
    else this.#app.write(this.#packet!, isFromClient);
  }
  #fireMalformed(why: number): boolean {
    this.#malformed.set(why, (this.#malformed.get(why) ?? 0) + 1);
    const { malformed } = this.#firings;
    if (!malformed) return false;
    this.#writeEnds(true);
    return this.#fire(malformed, 0, this.#reason.write(REASONS[why]));
  }
  #flowNumber(): number {
    const { words } = this.tracing.memory, at = this.#flow + FLOW.ID >> 2;
    return (words[at] >>> 0) + words[at + 1] * 2 ** 32;
  }
  #fireQuery(): boolean {
    const { query, retransmission, unanswered } = this.#firings, { message: m, block, functions } = this.#record;
    const { server, size } = this.#app.ends, seconds = this.#seconds, nanoseconds = this.#nanoseconds;
    // nobody answers a group by its address
    const isToGroup = isGroup(this.tracing.memory.bytes, server, size === 4 ? 4 : 6);
    const exchange = isToGroup ? 0 : this.#ask();
    const again = exchange !== 0 && this.#exchanges.wasAskedAgain(exchange) ? retransmission : undefined;
    if (unanswered && exchange !== 0 && this.#exchanges.isNew(exchange)) {
      const app = this.#app.keep(), number = this.#flowNumber();
      this.#overdue.add(exchange, this.#flow, number, app, m, this.#variant, seconds, nanoseconds);
    }
    if (!query && !again) return false;
    const message = this.#record.write(this.#variant, this.#queryTexts);
    const last = exchange === 0 ? 0 : functions.writeExchange(block, exchange, 0, seconds, nanoseconds);
    if (query && this.#fire(query, message, last)) return true;
    return again !== undefined && this.#fire(again, message, last);
  }
  #ask(): number {
    const { message: m, block, functions } = this.#record, seconds = this.#seconds;
    const exchange = functions.askDns(block, this.#flowNumber(), seconds, this.#nanoseconds);
    if (this.#variant === VARIANT.TCP) this.#exchanges.noteOverTcp(exchange, m, this.#app.ends, seconds);
    return exchange;
  }
  #fireResponse(): boolean {
    const { response, answer, unsolicited } = this.#firings, seconds = this.#seconds;
    const { message: m, block, functions } = this.#record;
    const exchange = functions.answerDns(block, this.#variant, this.#flowNumber());
    const isUnasked = exchange === 0 && !isOpenVariant(this.#variant);
    const isTruncated = (m.flags & FLAG.TRUNCATED) !== 0;
    if (this.#variant === VARIANT.UDP && isTruncated) this.#exchanges.noteTruncated(m, this.#app.ends, seconds);
    if (!response && !answer && !(isUnasked && unsolicited)) return false;
    const message = this.#record.write(this.#variant, this.#responseTexts);
    if (answer && this.#fireRecords(answer, message)) return true;
    const last = exchange === 0 ? 0 : functions.writeExchange(block, exchange, 1, seconds, this.#nanoseconds);
    if (response && this.#fire(response, message, last)) return true;
    return isUnasked && unsolicited !== undefined && this.#fire(unsolicited, message, 0);
  }
  #fireRecords(answer: ProbeFiring, message: number): boolean {
    const m = this.#record.message;
    m.rewind();
    while (m.next()) {
      if (m.recordType === RECORD_TYPE.OPT) continue;
      this.#record.writeRecord(this.#variant);
      if (this.#fire(answer, message, this.#record.record)) return true;
    }
    return false;
  }
  #fire({ fire }: ProbeFiring, message: number, last: number): boolean {
    const { words } = this.tracing.memory, packet = this.#packet;
    words[ARG0] = packet?.record ?? 0;
    words[ARG1] = this.#flow;
    words[ARG2] = packet?.decoder.ip ?? 0;
    words[ARG3] = this.#app.address;
    words[ARG4] = message;
    words[ARG5] = last;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
  /** Fires for queries that nobody has answered in time; true when tracing is over. */
  advance(seconds: number, nanoseconds: number): boolean {
    const { unanswered } = this.#firings;
    if (!unanswered) return false;
    const { words, doubles } = this.tracing.memory, { message, block, functions } = this.#record;
    for (let due = this.#overdue.next(seconds, nanoseconds); due; due = this.#overdue.next(seconds, nanoseconds)) {
      doubles[CONTEXT.TIME_SECONDS >> 3] = due.seconds;
      words[CONTEXT.TIME_NANOSECONDS >> 2] = due.nanoseconds;
      words[CONTEXT.PACKET_END >> 2] = 0;
      words[CONTEXT.PACKET_RECORD >> 2] = 0;
      this.#app.restore(due.app, this.#overdue.room);
      this.#overdue.restore(due, message);
      words[ARG4] = this.#record.write(due.variant, this.#queryTexts);
      words[ARG5] = functions.writeExchange(block, due.exchange, 0, due.seconds, due.nanoseconds);
      words[ARG0] = words[ARG2] = 0;
      words[ARG1] = this.#overdue.flowOf(due);
      words[ARG3] = this.#app.address;
      const status = unanswered.fire();
      if (status !== 0 && this.tracing.checkStatus(status)) return true;
    }
    return false;
  }
}
