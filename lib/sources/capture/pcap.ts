/**
 * The pcap format: draft-ietf-opsawg-pcap, with the variants that are met: both byte orders, micro- and
 * nanoseconds, the "modified" records of old Red Hat kernels (magic 0xa1b2cd34), and the lengths that
 * stood the other way round before version 2.4.
 *
 * @module
 */
import { DIRECTION, type PacketBatch, type RecordRun } from "../source.ts";
import type { AddInterface, Format } from "./capture_format.ts";
import { corrupt, type Damage, truncated } from "./problem.ts";
import { PACKET_LIMIT, PACKET_LIMIT_DECLARED, type ReadBuffer } from "./read_buffer.ts";

export const PCAP_HEADER = 24;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const MODIFIED = 0xa1b2cd34;

/** What a pcap's file header says. */
interface PcapHeader {
  readonly little: boolean;
  readonly modified: boolean;
  /** Fractions in a second. */
  readonly fractions: number;
  /** Lengths are (or may be) the other way round. */
  readonly swapped: "never" | "maybe" | "always";
  /** Largest captured length that is believed. */
  readonly limit: number;
}

/** Whether these four bytes begin a pcap. */
export function isPcap(view: DataView, at: number): boolean {
  return isMagic(view.getUint32(at, true)) || isMagic(view.getUint32(at, false));
}
function isMagic(magic: number): boolean {
  return magic === MICROSECONDS || magic === NANOSECONDS || magic === MODIFIED;
}

/** Takes the file header. The buffer holds it whole. */
export function openPcap(buffer: ReadBuffer, add: AddInterface): Format | Damage {
  const { view, start: at } = buffer;
  const little = isMagic(view.getUint32(at, true));
  const magic = view.getUint32(at, little);
  const major = view.getUint16(at + 4, little);
  const minor = view.getUint16(at + 6, little);
  if (major !== 2 && !(major === 543)) {
    const message = `pcap version ${major}.${minor} is not known (2.4 is)`;
    return { tag: "D_SRC_VERSION", message, byteOffset: buffer.offsetOf(at + 4) };
  }
  const snapLength = view.getUint32(at + 16, little);
  const network = view.getUint32(at + 20, little), linkType = network & 0xffff;
  // the upper half says, in units of 16 bits, how long the frame check sequence is, if a bit says that it says so
  const fcsLength = network & 1 << 26 ? (network >>> 28) * 2 : 0;
  buffer.start = at + PCAP_HEADER;
  const index = add({ linkType, ...(snapLength > 0 && { snapLength }), ...(fcsLength > 0 && { fcsLength }) });
  const header: PcapHeader = {
    little,
    modified: magic === MODIFIED,
    fractions: magic === NANOSECONDS ? 1e9 : 1e6,
    swapped: major === 543 || minor < 3 ? "always" : minor === 3 ? "maybe" : "never",
    limit: Math.max(PACKET_LIMIT, Math.min(snapLength, PACKET_LIMIT_DECLARED)),
  };
  return new Pcap(header, index);
}

class Pcap implements Format {
  readonly #plain: boolean;
  readonly #recordHeader: number;
  #filled: PacketBatch | undefined;

  constructor(private readonly header: PcapHeader, private readonly index: number) {
    this.#plain = header.little && !header.modified && header.swapped === "never";
    this.#recordHeader = header.modified ? 24 : 16;
  }

  walk(buffer: ReadBuffer, batch: PacketBatch, max: number = batch.address.length): Damage | undefined {
    if (this.#filled !== batch) {
      // One interface for all, and no direction: said once, not packet by packet.
      batch.interface.fill(this.index);
      batch.direction.fill(DIRECTION.UNKNOWN);
      this.#filled = batch;
    }
    const { limit, fractions } = this.header;
    max = Math.min(max, batch.address.length);
    buffer.start = this.#plain
      ? walkLittle(buffer.view, buffer.start, buffer.end, limit, fractions, batch, max)
      : walkAny(buffer.view, buffer.start, buffer.end, this.header, batch);
    if (batch.count >= max || buffer.available < this.#recordHeader) return;
    const captured = this.#capturedAt(buffer);
    const at = buffer.offsetOf(buffer.start);
    if (captured > limit) {
      return corrupt(`record of ${captured} bytes: more than the ${limit} that a packet can have`, at);
    }
    buffer.makeRoom(this.#recordHeader + captured);
  }

  records(buffer: ReadBuffer, batch: PacketBatch): RecordRun | undefined {
    return this.#plain && this.#filled === batch ? new Records(buffer, batch, this.header) : undefined;
  }

  #capturedAt(buffer: ReadBuffer): number {
    const { little, swapped } = this.header;
    const first = buffer.view.getUint32(buffer.start + 8, little);
    const second = buffer.view.getUint32(buffer.start + 12, little);
    return swapped === "always" || (swapped === "maybe" && first > second) ? second : first;
  }

  atEnd(buffer: ReadBuffer): Damage | undefined {
    const there = buffer.available;
    if (there === 0) return;
    const at = buffer.offsetOf(buffer.start);
    if (there < this.#recordHeader) return truncated("record header", this.#recordHeader, there, at);
    return truncated("record", this.#recordHeader + this.#capturedAt(buffer), there, at);
  }
}

/** The records in a buffer; the buffer gives up what is taken. */
class Records implements RecordRun {
  taken = 0;
  readonly limit: number;
  readonly fractions: number;
  readonly #first: number;

  constructor(
    private readonly buffer: ReadBuffer,
    private readonly batch: PacketBatch,
    { limit, fractions }: PcapHeader,
  ) {
    this.limit = limit;
    this.fractions = fractions;
    this.#first = batch.firstNumber + batch.count;
  }
  get at(): number {
    return this.buffer.start;
  }
  set at(address: number) {
    this.buffer.start = address;
  }
  get end(): number {
    return this.buffer.end;
  }
  get number(): number {
    return this.#first + this.taken;
  }
  next(): boolean {
    const { batch, buffer, limit, fractions } = this;
    batch.firstNumber = this.number;
    batch.count = 0;
    // damage is found, and reported, by the code that reads on
    buffer.start = walkLittle(buffer.view, buffer.start, buffer.end, limit, fractions, batch, 1);
    this.taken += batch.count;
    return batch.count > 0;
  }
}

/**
 * The one that must be fast: little-endian, 16-byte record headers. Returns where it stopped: at a
 * full batch, a record that is not whole yet, or one whose length is beyond the limit.
 */
function walkLittle(
  view: DataView,
  start: number,
  end: number,
  limit: number,
  fractions: number,
  batch: PacketBatch,
  capacity: number,
): number {
  const { address, capturedLength, wireLength, seconds, nanoseconds } = batch;
  const last = end - 16;
  const scale = 1e9 / fractions | 0;
  let at = start;
  let count = batch.count;
  while (count < capacity && at <= last) {
    const captured = view.getUint32(at + 8, true);
    if (captured > limit) break;
    const next = at + 16 + captured;
    if (next > end) break;
    const fraction = view.getUint32(at + 4, true);
    address[count] = at + 16;
    capturedLength[count] = captured;
    wireLength[count] = view.getInt32(at + 12, true);
    seconds[count] = view.getUint32(at, true);
    if (fraction < fractions) nanoseconds[count] = Math.imul(fraction, scale);
    else carry(batch, count, fraction, fractions);
    // here, not behind the loop: what was never reached when V8 compiles the loop is left by a deoptimisation each time
    batch.count = ++count;
    at = next;
  }
  return at;
}

/** The same for every other variant. */
function walkAny(view: DataView, start: number, end: number, header: PcapHeader, batch: PacketBatch): number {
  const { little, modified, fractions, swapped, limit } = header;
  const headerBytes = modified ? 24 : 16;
  const scale = 1e9 / fractions;
  let at = start;
  let count = batch.count;
  const capacity = batch.address.length;
  while (count < capacity && at <= end - headerBytes) {
    let captured = view.getUint32(at + 8, little);
    let wire = view.getUint32(at + 12, little);
    if (swapped === "always" || (swapped === "maybe" && captured > wire)) [captured, wire] = [wire, captured];
    if (captured > limit || at + headerBytes + captured > end) break;
    const fraction = view.getUint32(at + 4, little);
    batch.address[count] = at + headerBytes;
    batch.capturedLength[count] = captured;
    batch.wireLength[count] = wire;
    batch.seconds[count] = view.getUint32(at, little);
    if (fraction < fractions) batch.nanoseconds[count] = fraction * scale;
    else carry(batch, count, fraction, fractions);
    if (modified) batch.direction[count] = directionOfPacketType(view.getUint8(at + 22));
    count++;
    at += headerBytes + captured;
  }
  batch.count = count;
  return at;
}

/** A fraction of a second and more: the instant is meant, so whole seconds go where they belong. */
function carry(batch: PacketBatch, index: number, fraction: number, fractions: number): void {
  batch.seconds[index]! += Math.floor(fraction / fractions);
  batch.nanoseconds[index] = (fraction % fractions) * (1e9 / fractions);
}

/** Linux's PACKET_HOST (0), BROADCAST (1), MULTICAST (2), OTHERHOST (3), OUTGOING (4): if_packet.h, packet(7). */
function directionOfPacketType(type: number): number {
  return type === 4 ? DIRECTION.OUTBOUND : type <= 2 ? DIRECTION.INBOUND : DIRECTION.UNKNOWN;
}
