/**
 * The quic provider's firings: datagrams that hold packets of QUIC, whatever their ports; each packet once, whatever the view.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { hexOf } from "../../packet/digest/mod.ts";
import { isGoogle, isReadable, LongHeader, QUIC_TYPE, quicVersionName, readFrames } from "../../packet/quic/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { AppRecord } from "./app_record.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { QuicConnection } from "./quic_connection.ts";
import { ReasonRecord } from "./reason_record.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";
import { TextRoom } from "./text_room.ts";
import type { TlsStage } from "./tls_stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;
const NAMES = [
  ...["initial", "version-negotiation", "retry", "connection", "close", "spin", "not-spinning"] as const,
  ...["undecryptable", "malformed"] as const,
] as const;
type Firings = Readonly<Record<typeof NAMES[number], ProbeFiring | undefined>>;
/** Byte offsets; the D library has them as members. */
const QUIC = {
  ...{ VERSION_NAME: 0, DCID: 8, SCID: 16, VERSIONS: 24, PN: 32, VERSION: 40, LENGTH: 44, TOKEN: 48 },
  ...{ COALESCED: 52, FRAMES: 54, CRYPTOS: 56, TYPE: 58, FROM_CLIENT: 59, BYTES: 64 },
} as const;
const CONNECTION = { HANDSHAKE: 0, SPIN_US: 8, CLOSE: 16, SAMPLES: 24, RETRIED: 28, SPIN: 29, BYTES: 32 } as const;
const UDP_BYTES = 8, MIN_LONG = 7, MAX_CONNECTIONS = 65_536;
const NO_KEYS = "with keys that the capture does not show",
  CUT = "cut short",
  FOREIGN = "of another protocol of that name";

/** What is found in a packet. */
interface Facts {
  pn: number;
  frames: number;
  cryptos: number;
}

export class QuicStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  /** Connections that were let go to make room for others. */
  forgotten = 0;
  readonly #firings: Firings;
  readonly #header = new LongHeader();
  readonly #connections = new Map<number, QuicConnection>();
  readonly #readsInitials: boolean;
  readonly #spins: boolean;
  #app!: AppRecord;
  #reason!: ReasonRecord;
  #texts!: TextRoom;
  #packet = 0;
  #connection = 0;
  #coalesced = 0;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly tls: TlsStage) {
    const all = NAMES.map((name) => [name, firingOf(tracing, catalog, "quic", name)] as const), { memory } = tracing;
    const firings = this.#firings = Object.fromEntries(all) as Firings, list = all.map(([, firing]) => firing);
    this.isEnabled = tls.isEnabled || list.some((firing) => firing !== undefined);
    this.needs = { packet: reads(list, "packet"), flows: this.isEnabled };
    this.#spins = firings.spin !== undefined || firings["not-spinning"] !== undefined;
    this.#readsInitials = firings.initial !== undefined || firings.close !== undefined ||
      firings.malformed !== undefined;
    if (!this.isEnabled) return;
    this.#app = new AppRecord(memory);
    this.#reason = new ReasonRecord(memory);
    this.#texts = new TextRoom(memory, "texts of QUIC");
    this.#packet = memory.reserve(QUIC.BYTES + CONNECTION.BYTES, "what is known of QUIC");
    this.#connection = this.#packet + QUIC.BYTES;
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.UDP || kind === "datagram";
  }
  /** Datagrams that were in fragments. */
  begin(packet: CurrentPacket): boolean {
    const { protocol, transport, transportCaptured } = packet.decoder;
    const isWhole = protocol === PROTOCOL.UDP && transport !== 0 && transportCaptured >= UDP_BYTES && packet.isOwn;
    return isWhole && this.#take(packet);
  }
  finish(packet: CurrentPacket): boolean {
    const { protocol, isFragment } = packet.decoder;
    return protocol === PROTOCOL.UDP && !isFragment && this.#take(packet);
  }
  #take(packet: CurrentPacket): boolean {
    const { bytes, transport, transportCaptured, transportLength } = packet.decoder;
    const said = bytes[transport + 4] << 8 | bytes[transport + 5];
    const length = said >= UDP_BYTES ? Math.min(said, transportLength) : transportLength;
    const at = transport + UDP_BYTES,
      end = transport + length,
      captured = transport + Math.min(length, transportCaptured);
    if (captured <= at) return false;
    const first = bytes[at];
    if (first & 0x80) return captured - at >= MIN_LONG && this.#takeLong(packet, at, captured, end);
    return this.#spins && (first & 0x40) !== 0 && this.#connections.size > 0 && this.#takeShort(packet, first);
  }
  #find(packet: CurrentPacket): { readonly connection: QuicConnection | undefined; readonly flow: number } {
    const flow = packet.flows!.find(packet.decoder, packet.seconds);
    const connection = this.#connections.get(QuicConnection.numberOf(this.tracing.memory.words, flow));
    if (connection) this.#arrive(connection, packet);
    return { connection, flow };
  }
  #arrive(connection: QuicConnection, packet: CurrentPacket): void {
    connection.packet = packet;
    connection.outbound[packet.flows!.table.side] = packet.sent === packet.received ? -1 : packet.sent ? 1 : 0;
  }
  #add(packet: CurrentPacket, flow: number): QuicConnection {
    const connections = this.#connections, connection = new QuicConnection(flow, this.tls);
    if (connections.size >= MAX_CONNECTIONS) {
      connections.delete(connections.keys().next().value!);
      this.forgotten++;
    }
    connections.set(QuicConnection.numberOf(this.tracing.memory.words, flow), connection);
    this.#arrive(connection, packet);
    return connection;
  }
  #takeShort(packet: CurrentPacket, first: number): boolean {
    const { connection } = this.#find(packet);
    if (!connection) return false;
    const { side } = packet.flows!.table;
    const name = connection.spin(side, first >> 5 & 1, packet.seconds, packet.nanoseconds);
    const firing = name && this.#firings[name];
    if (!firing) return false;
    this.#texts.begin();
    this.#writeShort(side === connection.client);
    return this.#fire(firing, connection, side);
  }
  #takeLong(packet: CurrentPacket, at: number, captured: number, end: number): boolean {
    const { bytes } = packet.decoder, header = this.#header;
    const version = (bytes[at + 1] << 24 | bytes[at + 2] << 16 | bytes[at + 3] << 8 | bytes[at + 4]) >>> 0;
    if (!isReadable(version) && version !== 0 && !isGoogle(version)) return false;
    if (!header.read(bytes, at, captured, end)) return false;
    const found = this.#find(packet), { side } = packet.flows!.table;
    let { connection } = found;
    // a version that is another protocol, or negotiation, is believed of what looks like it, and answers something
    if (!connection && header.type !== QUIC_TYPE.INITIAL && !isGoogle(version)) return false;
    connection ??= this.#add(packet, found.flow);
    if (header.type === QUIC_TYPE.OTHER) return this.#takeForeign(connection, side, at);
    this.#coalesced = this.#count(bytes, at, captured, end);
    for (let next = at; next < captured && header.read(bytes, next, captured, end); next = header.end) {
      if (this.#takePacket(connection, packet, side, next, captured)) return true;
    }
    return false;
  }
  /** Packets in a datagram. */
  #count(bytes: Uint8Array, at: number, captured: number, end: number): number {
    const header = this.#header;
    let count = 0;
    for (; at < captured && header.read(bytes, at, captured, end); at = header.end) count++;
    // one with a short header may be the last; zeros are padding
    return at < captured && (bytes[at] & 0xc0) === 0x40 ? count + 1 : count;
  }
  #takeForeign(connection: QuicConnection, side: number, at: number): boolean {
    if (connection.isForeign) return false;
    connection.isForeign = true;
    return this.#fireWhy("undecryptable", connection, side, at, FOREIGN);
  }
  #takePacket(connection: QuicConnection, packet: CurrentPacket, side: number, at: number, captured: number): boolean {
    const { type } = this.#header, { initial } = this.#firings;
    if (type === QUIC_TYPE.RETRY) {
      connection.isRetried = true;
      return this.#fireHeader("retry", connection, side, at);
    }
    if (type === QUIC_TYPE.NEGOTIATION) return this.#fireHeader("version-negotiation", connection, side, at);
    if (type !== QUIC_TYPE.INITIAL) return false;
    if (connection.isDone && !this.#readsInitials && connection.isKnown) return false;
    if (this.#header.end > captured) return this.#fireWhy("undecryptable", connection, side, at, CUT);
    const { bytes } = packet.decoder, opened = connection.open(side, this.#header, bytes, at);
    if (!opened) return this.#fireWhy("undecryptable", connection, side, at, NO_KEYS);
    connection.largest[side] = Math.max(connection.largest[side], opened.number);
    if (connection.initials[side]++ === 0) {
      connection.firstSeconds[side] = packet.seconds;
      connection.firstNanoseconds[side] = packet.nanoseconds;
    }
    return this.#takeFrames(connection, packet, side, at, opened, initial);
  }
  #takeFrames(
    connection: QuicConnection,
    { seconds, nanoseconds }: CurrentPacket,
    side: number,
    at: number,
    opened: NonNullable<ReturnType<QuicConnection["open"]>>,
    initial: ProbeFiring | undefined,
  ): boolean {
    let cryptos = 0, closeCode = -1;
    const pieces: (readonly [number, number, number])[] = [];
    const { frames, isWhole } = readFrames(opened, {
      crypto: (offset, _bytes, from, to) => (cryptos++, pieces.push([offset, from, to]), false),
      close: (code) => (closeCode = code, false),
    });
    const facts = { pn: opened.number, frames, cryptos }, { close, connection: both } = this.#firings;
    if (!isWhole) return this.#fireWhy("malformed", connection, side, at, "with frames that cannot be read", facts);
    if (closeCode >= 0) connection.closeCode = closeCode;
    const isFirst = !connection.isKnown && connection.initials[0] > 0 && connection.initials[1] > 0;
    if (isFirst) connection.isKnown = true;
    for (const firing of [initial, isFirst ? both : undefined, closeCode >= 0 ? close : undefined]) {
      if (!firing) continue;
      this.#writePacket(connection, side, at, facts);
      if (this.#fire(firing, connection, side)) return true;
    }
    return pieces.some(([offset, from, to]) =>
      connection.takeCrypto(side, offset, opened.bytes, from, to, seconds, nanoseconds)
    );
  }
  #fireHeader(name: "retry" | "version-negotiation", connection: QuicConnection, side: number, at: number): boolean {
    const firing = this.#firings[name];
    // both are a server's
    if (connection.client < 0) connection.client = 1 - side;
    if (!firing) return false;
    this.#writePacket(connection, side, at);
    return this.#fire(firing, connection, side);
  }
  #fireWhy(
    name: "undecryptable" | "malformed",
    connection: QuicConnection,
    side: number,
    at: number,
    why: string,
    facts?: Facts,
  ): boolean {
    const firing = this.#firings[name];
    if (!firing) return false;
    this.#writePacket(connection, side, at, facts);
    return this.#fire(firing, connection, side, this.#reason.write(why));
  }
  /** Writes `struct quic` of the packet whose header was read last. */
  #writePacket(connection: QuicConnection, side: number, at: number, { pn, frames, cryptos }: Facts = NOTHING): void {
    const { words, view, bytes } = this.tracing.memory, to = this.#packet, texts = this.#texts, h = this.#header;
    texts.begin();
    words[to + QUIC.VERSION_NAME >> 2] = texts.text(quicVersionName(h.version));
    words[to + QUIC.DCID >> 2] = texts.text(hexOf(bytes, h.destination, h.destinationEnd));
    words[to + QUIC.SCID >> 2] = texts.text(hexOf(bytes, h.source, h.sourceEnd));
    words[to + QUIC.VERSIONS >> 2] = h.type === QUIC_TYPE.NEGOTIATION ? texts.text(this.#versions()) : texts.empty;
    view.setBigInt64(to + QUIC.PN, BigInt(pn), true);
    words[to + QUIC.VERSION >> 2] = h.version;
    words[to + QUIC.LENGTH >> 2] = h.end - at;
    words[to + QUIC.TOKEN >> 2] = h.tokenEnd - h.token;
    [this.#coalesced, frames, cryptos].forEach((value, i) => view.setUint16(to + QUIC.COALESCED + 2 * i, value, true));
    bytes[to + QUIC.TYPE] = h.type;
    bytes[to + QUIC.FROM_CLIENT] = side === connection.client ? 1 : 0;
  }
  #versions(): string {
    const { view } = this.tracing.memory, names: string[] = [], { sourceEnd, end } = this.#header;
    for (let at = sourceEnd; at + 4 <= end; at += 4) {
      const version = view.getUint32(at), name = quicVersionName(version);
      names.push(name === "unknown" ? `0x${version.toString(16).padStart(8, "0")}` : name);
    }
    return names.join();
  }
  #writeShort(isFromClient: boolean): void {
    const { words, view, bytes } = this.tracing.memory, to = this.#packet, { empty } = this.#texts;
    for (const at of [QUIC.VERSION_NAME, QUIC.DCID, QUIC.SCID, QUIC.VERSIONS]) words[to + at >> 2] = empty;
    words.fill(0, to + QUIC.VERSION >> 2, to + QUIC.BYTES >> 2);
    view.setBigInt64(to + QUIC.PN, -1n, true);
    bytes[to + QUIC.TYPE] = QUIC_TYPE.OTHER;
    bytes[to + QUIC.FROM_CLIENT] = isFromClient ? 1 : 0;
  }
  #fire({ fire }: ProbeFiring, connection: QuicConnection, side: number, last: number = this.#connection): boolean {
    const { words, view, bytes } = this.tracing.memory, at = this.#connection, { packet } = connection;
    view.setBigInt64(at + CONNECTION.HANDSHAKE, BigInt(connection.handshakeUs), true);
    view.setBigInt64(at + CONNECTION.SPIN_US, BigInt(connection.spinUs), true);
    view.setBigInt64(at + CONNECTION.CLOSE, BigInt(connection.closeCode), true);
    words[at + CONNECTION.SAMPLES >> 2] = connection.samples;
    bytes[at + CONNECTION.RETRIED] = connection.isRetried ? 1 : 0;
    view.setInt8(at + CONNECTION.SPIN, connection.spinOf(side));
    connection.writeEnds(this.#app, side, connection.client);
    words[ARG0] = packet?.record ?? 0;
    words[ARG1] = connection.flow;
    words[ARG2] = packet?.decoder.ip ?? 0;
    words[ARG3] = this.#app.address;
    words[ARG4] = this.#packet;
    words[ARG5] = last;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
const NOTHING: Facts = { pn: -1, frames: 0, cryptos: 0 };
