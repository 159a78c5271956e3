/**
 * The dns provider's firings: messages over UDP, and those cut out of the streams of TCP; each once, whatever the view.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { isGroup } from "../../packet/address/mod.ts";
import { BAD, type DnsExchange, DnsExchanges, DnsMessage, RECORD_TYPE, UNREADABLE } from "../../packet/dns/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { LengthReader, type StreamDirection } from "../../packet/stream/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { AppRecord } from "./app_record.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { DnsRecord, VARIANT } from "./dns_record.ts";
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
/** args[4]. */
const MESSAGE_BITS = 1 << 4;
const UDP_BYTES = 8, LONGEST = 0x10000, TIMEOUT_MS = 10_000;
const REASONS: Readonly<Record<number, string>> = {
  [UNREADABLE.HEADER]: "shorter than the header of DNS",
  [UNREADABLE.QUESTION]: "with a question that cannot be read",
  [UNREADABLE.CUT]: "cut short before the end of the question",
};

export class DnsStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly exchanges = new DnsExchanges();
  readonly #firings: Firings;
  readonly #message: DnsMessage;
  readonly #malformed = new Map<number, number>();
  /** Clauses read the messages of queries, of responses. */
  readonly #readsQueries: boolean;
  readonly #readsResponses: boolean;
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
    this.#message = new DnsMessage(memory.bytes);
    const readsMessage = (one: ProbeFiring | undefined) => one !== undefined && (one.needs & MESSAGE_BITS) !== 0;
    const { query, response, answer, retransmission, unanswered, unsolicited } = this.#firings;
    this.#readsQueries = [query, retransmission, unanswered].some(readsMessage);
    this.#readsResponses = answer !== undefined || [response, unsolicited].some(readsMessage);
    if (!this.isEnabled) return;
    this.#record = new DnsRecord(memory);
    this.#app = new AppRecord(memory);
    this.#room = new StreamRoom(memory, LONGEST, "messages of DNS over TCP");
    streams.add({
      name: "dns",
      isPort: (port) => port === PORT.DNS || port === PORT.LLMNR,
      open: (connection) => this.#read(connection),
    });
    this.#overdue = new Overdue(memory, timeoutMs);
    this.#reason = new ReasonRecord(memory);
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.UDP || kind === "datagram";
  }
  /** Exchanges that were let go to make room for others. */
  get forgotten(): number {
    return this.exchanges.forgotten;
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
  #isPort({ decoder: { bytes, transport } }: CurrentPacket): boolean {
    const source = bytes[transport] << 8 | bytes[transport + 1],
      target = bytes[transport + 2] << 8 | bytes[transport + 3];
    const is = (port: number) => source === port || target === port;
    if (is(PORT.DNS)) this.#variant = VARIANT.UDP;
    else if (is(PORT.MDNS)) this.#variant = VARIANT.MDNS;
    else if (is(PORT.LLMNR)) this.#variant = VARIANT.LLMNR;
    else return false;
    return true;
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
    const m = this.#message, { bytes } = this.tracing.memory;
    const isRead = end - at > 2 && (bytes[at + 2] & 0x80) !== 0 ? this.#readsResponses : this.#readsQueries;
    const unreadable = m.read(at, end, length, isRead);
    if (unreadable !== UNREADABLE.NONE) return this.#fireMalformed(unreadable);
    this.#writeEnds(!m.isResponse);
    return m.isResponse ? this.#fireResponse() : this.#fireQuery();
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
    return words[at] + words[at + 1] * 2 ** 32;
  }
  #fireQuery(): boolean {
    const { query, retransmission, unanswered } = this.#firings, m = this.#message;
    const { server, size } = this.#app.ends;
    // nobody answers a group by its address
    const isToGroup = isGroup(this.tracing.memory.bytes, server, size === 4 ? 4 : 6);
    const exchange = isToGroup ? undefined : this.#ask();
    if (this.#readsQueries) this.#record.write(m, this.#variant);
    const last = exchange && (query || retransmission)
      ? this.#record.writeExchange(exchange, false, false, this.#seconds, this.#nanoseconds)
      : 0;
    if (unanswered && exchange?.queries === 1 && exchange.responses === 0) {
      this.#overdue.add(exchange, this.#flow, this.#flowNumber(), this.#app.keep(), m, this.#variant);
    }
    if (query && this.#fire(query, this.#record.message, last)) return true;
    const isAgain = exchange !== undefined && exchange.queries > 1;
    return isAgain && retransmission !== undefined && this.#fire(retransmission, this.#record.message, last);
  }
  #ask(): DnsExchange {
    const m = this.#message, seconds = this.#seconds;
    const exchange = this.exchanges.ask(m, this.#flowNumber(), seconds, this.#nanoseconds, this.timeoutMs);
    if (this.#variant === VARIANT.TCP) exchange.overTcp = this.exchanges.wasTruncated(m, this.#app.ends, seconds);
    return exchange;
  }
  #fireResponse(): boolean {
    const { response, answer, unsolicited } = this.#firings, m = this.#message, seconds = this.#seconds;
    const exchange = this.exchanges.answer(m, this.#flowNumber());
    const isOpen = this.#variant === VARIANT.MDNS || this.#variant === VARIANT.LLMNR;
    if (!exchange && !isOpen && this.exchanges.isOtherQuestion) m.bad |= BAD.QUESTION;
    if (this.#variant === VARIANT.UDP && m.flags & 0x0200) this.exchanges.noteTruncated(m, this.#app.ends, seconds);
    if (this.#readsResponses) this.#record.write(m, this.#variant);
    if (answer && this.#fireRecords(answer)) return true;
    const isSame = exchange !== undefined && this.exchanges.isSameSpelling(exchange);
    const last = exchange ? this.#record.writeExchange(exchange, true, isSame, seconds, this.#nanoseconds) : 0;
    if (response && this.#fire(response, this.#record.message, last)) return true;
    const isUnasked = !exchange && !isOpen;
    return isUnasked && unsolicited !== undefined && this.#fire(unsolicited, this.#record.message, 0);
  }
  #fireRecords(answer: ProbeFiring): boolean {
    const m = this.#message;
    m.rewind();
    while (m.next()) {
      if (m.recordType === RECORD_TYPE.OPT) continue;
      this.#record.writeRecord(m, this.#variant);
      if (this.#fire(answer, this.#record.message, this.#record.record)) return true;
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
    const { words, doubles } = this.tracing.memory;
    for (let due = this.#overdue.next(seconds, nanoseconds); due; due = this.#overdue.next(seconds, nanoseconds)) {
      const { exchange, variant } = due;
      doubles[CONTEXT.TIME_SECONDS >> 3] = due.seconds;
      words[CONTEXT.TIME_NANOSECONDS >> 2] = due.nanoseconds;
      words[CONTEXT.PACKET_END >> 2] = 0;
      words[CONTEXT.PACKET_RECORD >> 2] = 0;
      this.#app.restore(due.app, this.#overdue.room);
      this.#overdue.restore(due, this.#message);
      this.#record.write(this.#message, variant);
      const last = this.#record.writeExchange(exchange, false, false, due.seconds, due.nanoseconds);
      words[ARG0] = words[ARG2] = 0;
      words[ARG1] = this.#overdue.flowOf(due);
      words[ARG3] = this.#app.address;
      words[ARG4] = this.#record.message;
      words[ARG5] = last;
      const status = unanswered.fire();
      if (status !== 0 && this.tracing.checkStatus(status)) return true;
    }
    return false;
  }
}
