/**
 * Connections of TCP whose bytes are read: found by their flows, kept in the order of use, so many at once and so many bytes
 * in all.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import {
  type StreamBounds,
  StreamCounts,
  type StreamDirection,
  type StreamEnd,
  type StreamSegment,
  type StreamTap,
} from "../../packet/stream/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { StreamConnection, type StreamProtocol } from "./stream_connection.ts";

const TH_FIN = 1, TH_SYN = 2, TH_RST = 4, TH_ACK = 16;
/** What a connection costs besides its bytes. */
const CONNECTION_BYTES = 1024;
/** A reset is believed that is at most so far ahead of what comes next. */
const RESET_AHEAD = 0x100000;

export class Streams {
  readonly counts: StreamCounts;
  /** The packet at hand, while readers are called for one. */
  packet: CurrentPacket | undefined;
  /** Connections that were let go while they might have gone on. */
  forgotten = 0;
  readonly #protocols: StreamProtocol[] = [];
  #isByContent = false;
  readonly #byPlace: (StreamConnection | undefined)[] = [];
  /** The one that has been quiet longest, and the one that came last. */
  #oldest: StreamConnection | undefined;
  #newest: StreamConnection | undefined;
  /** The bytes of all connections are read, and looked at by these. */
  keepsAll = false;
  openTap: ((connection: StreamConnection) => StreamTap) | undefined;
  /** Called for a segment that comes again with other bytes; true where tracing is over. */
  fireConflict: ((packet: CurrentPacket) => boolean) | undefined;
  readonly #segment: StreamSegment;

  constructor(readonly memory: MachineMemory, bounds?: StreamBounds) {
    this.counts = new StreamCounts(bounds);
    this.#segment = { seq: 0, bytes: memory.bytes, at: 0, end: 0, length: 0, seconds: 0, nanoseconds: 0 };
  }
  /** To be called before the first packet. */
  add(protocol: StreamProtocol): void {
    this.#protocols.push(protocol);
    if (protocol.recognise) this.#isByContent = true;
  }
  get isAsked(): boolean {
    return this.#protocols.length > 0 || this.keepsAll;
  }
  /** Takes the segment at hand; true where tracing is over. */
  take(packet: CurrentPacket): boolean {
    const { decoder: { bytes, transport, transportCaptured, transportLength } } = packet;
    const flags = bytes[transport + 13], byPort = this.#protocolOf(bytes, transport);
    if (!byPort && !this.#isByContent && !this.keepsAll) return false;
    const header = bytes[transport + 12] >> 4 << 2, length = Math.max(0, transportLength - header);
    const connection = this.#connectionOf(packet, byPort, flags, length);
    if (!connection) return false;
    this.packet = packet;
    const { side } = packet.flows!.table, seq = u32(bytes, transport + 4), ack = u32(bytes, transport + 8);
    connection.outbound[side] = packet.sent === packet.received ? -1 : packet.sent ? 1 : 0;
    const segment = this.#segment;
    segment.seq = flags & TH_SYN ? seq + 1 | 0 : seq;
    segment.bytes = bytes;
    segment.at = transport + header;
    segment.end = Math.max(segment.at, transport + Math.min(transportCaptured, transportLength));
    segment.length = length;
    segment.seconds = packet.seconds;
    segment.nanoseconds = packet.nanoseconds;
    return this.#follow(connection, side, flags, ack);
  }
  #protocolOf(bytes: Uint8Array, transport: number): StreamProtocol | undefined {
    for (const protocol of this.#protocols) {
      if (!protocol.isPort) continue;
      if (protocol.isPort(bytes[transport] << 8 | bytes[transport + 1])) return protocol;
      if (protocol.isPort(bytes[transport + 2] << 8 | bytes[transport + 3])) return protocol;
    }
    return undefined;
  }
  #follow(connection: StreamConnection, side: number, flags: number, ack: number): boolean {
    if (connection.claimer >= 0 || flags & TH_SYN) {
      const other = this.#claim(connection, side, flags, ack);
      if (other === undefined) return false;
      if (other !== connection) {
        if (this.#close(connection, "reused")) return true;
        connection = this.#replace(connection, other);
      }
    }
    const segment = this.#segment, { seconds, nanoseconds } = segment;
    const own = connection.directions[side], peer = connection.directions[1 - side];
    if (flags & TH_SYN) this.#begin(connection, side, flags, ack);
    // what was acknowledged has come to the other end, though not to the capture
    if (flags & TH_ACK && peer.isWaiting && peer.acknowledge(ack, seconds, nanoseconds)) return true;
    if (flags & TH_RST) return this.#reset(connection, own, peer, ack);
    if (segment.length > 0) {
      if (own.add(segment)) return true;
      if (own.hasConflict && this.fireConflict?.(this.packet!)) return true;
    }
    if (flags & TH_FIN && own.finish(segment.seq + segment.length | 0)) return true;
    return this.#makeRoom(connection);
  }
  #begin(connection: StreamConnection, side: number, flags: number, ack: number): void {
    const own = connection.directions[side], peer = connection.directions[1 - side];
    if (!own.hasBegun) own.begin(this.#segment.seq, false);
    else if (own.first === this.#segment.seq) own.isGuessed = false;
    if (flags & TH_ACK) {
      connection.client = 1 - side;
      if (!peer.hasBegun) peer.begin(ack, false);
    } else if (connection.client < 0) connection.client = side;
  }
  /**
   * A SYN in a connection that is known: the same again, or another connection of the same ends. That is believed at once where
   * the first is over, and else when it is acknowledged or followed by data. Undefined: the segment is nothing of either yet.
   */
  #claim(connection: StreamConnection, side: number, flags: number, ack: number): StreamConnection | undefined {
    const { seq, length } = this.#segment, own = connection.directions[side], { claim, claimer } = connection;
    if (flags & TH_RST) return connection;
    const isSyn = (flags & TH_SYN) !== 0;
    if (claimer >= 0) {
      const isConfirmed = claimer === side
        ? !isSyn && length > 0 && seq === claim
        : (flags & TH_ACK) !== 0 && ack === claim;
      if (isConfirmed) return this.#believe(connection);
    }
    if (!isSyn || !own.hasBegun || own.first === seq) return connection;
    if (connection.hasEnded) return this.#make(connection.place, undefined);
    if (claimer === side && claim === seq) return undefined;
    this.counts.stray++;
    connection.claim = seq;
    connection.claimer = side;
    connection.isClaimAnswer = (flags & TH_ACK) !== 0;
    return undefined;
  }
  #believe({ place, claim, claimer, isClaimAnswer }: StreamConnection): StreamConnection {
    this.counts.stray--;
    const made = this.#make(place, undefined);
    made.directions[claimer].begin(claim, false);
    made.client = isClaimAnswer ? 1 - claimer : claimer;
    return made;
  }
  /** RFC 5961, section 3.2: a reset has the number that is expected; one that refuses a SYN acknowledges it. */
  #reset(connection: StreamConnection, own: StreamDirection, peer: StreamDirection, ack: number): boolean {
    const ahead = this.#segment.seq - own.next | 0;
    const isExpected = own.hasBegun ? ahead >= -1 && ahead <= RESET_AHEAD : !peer.hasBegun || ack === peer.next;
    if (isExpected) return this.#close(connection, "reset");
    this.counts.stray++;
    return false;
  }
  #close({ directions: [first, second] }: StreamConnection, how: StreamEnd): boolean {
    return first.close(how) || second.close(how);
  }

  /** The connection of the segment at hand, made if need be: with a SYN, or with data. */
  #connectionOf(
    packet: CurrentPacket,
    byPort: StreamProtocol | undefined,
    flags: number,
    length: number,
  ): StreamConnection | undefined {
    const flow = packet.flows!.find(packet.decoder, packet.seconds), { words } = this.memory;
    const place = packet.flows!.table.placeOf(flow), id = flow + FLOW.ID >> 2;
    const number = words[id] + words[id + 1] * 2 ** 32;
    let connection = this.#byPlace[place];
    if (connection && connection.number !== number) {
      // its flow has made room for another
      this.#remove(connection);
      connection = undefined;
    }
    if (!connection) {
      if (length === 0 && (flags & TH_SYN) === 0) return undefined;
      connection = this.#insert(this.#make(place, byPort), flow, number);
    } else if (connection !== this.#newest) this.#touch(connection);
    return connection;
  }
  #make(place: number, byPort: StreamProtocol | undefined): StreamConnection {
    const connection = new StreamConnection(place, this.counts, this.#protocols, this.keepsAll);
    const tap = this.openTap?.(connection);
    for (const direction of connection.directions) direction.tap = tap;
    if (byPort) connection.open(byPort);
    return connection;
  }
  #insert(connection: StreamConnection, flow: number, number: number): StreamConnection {
    connection.flow = flow;
    connection.number = number;
    this.#byPlace[connection.place] = connection;
    this.counts.kept += CONNECTION_BYTES;
    this.#append(connection);
    return connection;
  }
  #replace(old: StreamConnection, connection: StreamConnection): StreamConnection {
    const { flow, number, protocol } = old;
    this.#remove(old);
    if (protocol?.isPort) connection.open(protocol);
    return this.#insert(connection, flow, number);
  }
  #remove(connection: StreamConnection): void {
    for (const direction of connection.directions) direction.drop();
    this.counts.kept -= CONNECTION_BYTES;
    this.#byPlace[connection.place] = undefined;
    this.#unlink(connection);
  }
  #touch(connection: StreamConnection): void {
    this.#unlink(connection);
    this.#append(connection);
  }
  #append(connection: StreamConnection): void {
    connection.before = this.#newest;
    connection.after = undefined;
    if (this.#newest) this.#newest.after = connection;
    else this.#oldest = connection;
    this.#newest = connection;
  }
  #unlink({ before, after }: StreamConnection): void {
    if (before) before.after = after;
    else this.#oldest = after;
    if (after) after.before = before;
    else this.#newest = before;
  }
  /** Lets go of what has been quiet longest, but not of the connection at hand. */
  #makeRoom(current: StreamConnection): boolean {
    while (this.counts.kept > this.counts.bounds.totalBytes) {
      const oldest = this.#oldest!;
      if (oldest === current) return false;
      if (!oldest.hasEnded) {
        this.forgotten++;
        const { packet } = this;
        this.packet = undefined;
        if (this.#close(oldest, "forgotten")) return true;
        this.packet = packet;
      }
      this.#remove(oldest);
    }
    return false;
  }
  /** The capture is over: what is held is read, its gaps given up. True where tracing is over. */
  finish(): boolean {
    this.packet = undefined;
    for (let connection = this.#oldest; connection; connection = connection.after) {
      if (this.#close(connection, "capture")) return true;
    }
    return false;
  }
}
function u32(bytes: Uint8Array, at: number): number {
  return bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
}
