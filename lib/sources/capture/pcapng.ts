/**
 * The pcapng format: draft-ietf-opsawg-pcapng. Sections in either byte order, interfaces with their own
 * time units, enhanced, simple and the obsolete packet blocks; every other block is passed over.
 *
 * @module
 */
import { DIRECTION, type PacketBatch } from "../source.ts";
import type { AddInterface, Format } from "./capture_format.ts";
import { type NgInterface, NgInterfaces, noteStatistics } from "./pcapng_interfaces.ts";
import { corrupt, type Damage, truncated } from "./problem.ts";
import { SECONDS_BOUND } from "./time_units.ts";
import { PACKET_LIMIT_DECLARED, type ReadBuffer } from "./read_buffer.ts";

/** The fixed part of a Section Header Block, up to its section length. */
export const SECTION_HEADER = 24;
export const BLOCK = {
  SECTION: 0x0a0d0d0a,
  INTERFACE: 1,
  PACKET: 2,
  SIMPLE: 3,
  STATISTICS: 5,
  ENHANCED: 6,
} as const;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Bytes of a block that holds nothing. */
const EMPTY_BLOCK = 12;
/** Bytes of the length at a block's end. */
const CLOSING = 4;
/** Wireshark's and libpcap's bound on a block of any kind. */
const BLOCK_LIMIT = PACKET_LIMIT_DECLARED;
const EPB_FLAGS = 2;

/** Whether a section header begins here. */
export function isPcapng(view: DataView, at: number): boolean {
  return view.getUint32(at, false) === BLOCK.SECTION;
}

/** The first section header is read as any other: by `walk`. */
export function openPcapng(buffer: ReadBuffer, add: AddInterface): Format | Damage {
  const magic = buffer.view.getUint32(buffer.start + 8, true);
  if (magic !== BYTE_ORDER_MAGIC && magic !== 0x4d3c2b1a) {
    const message = "not a capture: it only begins as a pcapng file does, without a byte order";
    return { tag: "D_SRC_NOT_A_CAPTURE", message, byteOffset: 8 };
  }
  return new Pcapng(new NgInterfaces(add));
}

class Pcapng implements Format {
  #little = true;
  /** Where the section that says how long it is must end. */
  #sectionEnd: number | undefined;
  /** Time of the packet before, for those that have none. */
  #seconds = 0;
  #nanoseconds = 0;
  /** Said at the end: the packets were delivered nevertheless. */
  #oddTime: Damage | undefined;
  /** A block that is being passed over, of which the length at its end is still to be seen. */
  #passing: { readonly size: number; readonly byteOffset: number } | undefined;

  constructor(private readonly interfaces: NgInterfaces) {}

  walk(buffer: ReadBuffer, batch: PacketBatch): Damage | undefined {
    const { view } = buffer;
    const damage = this.#passed(buffer);
    if (damage !== undefined || this.#passing !== undefined) return damage;
    while (batch.count < batch.address.length && buffer.available >= EMPTY_BLOCK) {
      this.#enhancedRun(buffer, batch);
      const at = buffer.start;
      if (batch.count === batch.address.length || buffer.available < EMPTY_BLOCK) return;
      let type = view.getUint32(at, this.#little);
      if (type === BLOCK.SECTION) {
        const damage = this.#section(buffer);
        if (damage === "more") return;
        if (damage !== undefined) return damage;
        type = BLOCK.SECTION;
      }
      const size = view.getUint32(at + 4, this.#little);
      if (size < EMPTY_BLOCK || size % 4 !== 0 || size > BLOCK_LIMIT) return this.#badSize(buffer, type, size);
      if (size > buffer.available) {
        if (isRead(type)) buffer.makeRoom(size);
        else {
          this.#passing = { size, byteOffset: buffer.offsetOf(at) };
          buffer.skip(size - CLOSING);
        }
        return;
      }
      const closing = view.getUint32(at + size - CLOSING, this.#little);
      if (closing !== size) return this.#badClosing(size, closing, buffer.offsetOf(at));
      const damage = this.#block(buffer, type, size, batch);
      if (damage !== undefined) return damage;
      buffer.start = at + size;
    }
  }

  /** Takes enhanced packet blocks for as long as nothing else comes and nothing is wrong with them. */
  #enhancedRun(buffer: ReadBuffer, batch: PacketBatch): void {
    const before = batch.count;
    buffer.start = walkEnhanced(buffer.view, buffer.start, buffer.end, this.#little, this.interfaces.described, batch);
    if (batch.count === before) return;
    this.#seconds = batch.seconds[batch.count - 1]!;
    this.#nanoseconds = batch.nanoseconds[batch.count - 1]!;
  }

  /** Takes the length at the end of a block that was passed over, once it is there. */
  #passed(buffer: ReadBuffer): Damage | undefined {
    if (this.#passing === undefined || buffer.skipping > 0 || buffer.available < CLOSING) return;
    const { size, byteOffset } = this.#passing;
    const closing = buffer.view.getUint32(buffer.start, this.#little);
    if (closing !== size) return this.#badClosing(size, closing, byteOffset);
    buffer.start += CLOSING;
    this.#passing = undefined;
  }
  #badClosing(size: number, closing: number, byteOffset: number): Damage {
    const message = `block length ${size} at its beginning, ${closing} at its end`;
    return { tag: "D_SRC_BLOCK_LENGTH", message, byteOffset };
  }
  #badSize(buffer: ReadBuffer, type: number, size: number): Damage {
    const what = size > BLOCK_LIMIT
      ? `more than the ${BLOCK_LIMIT} that are read`
      : size < EMPTY_BLOCK
      ? "less than a block needs"
      : "not a multiple of 4";
    const message = `block of type 0x${type.toString(16)} has a length of ${size}: ${what}`;
    return { tag: "D_SRC_BLOCK_LENGTH", message, byteOffset: buffer.offsetOf(buffer.start) };
  }

  #section(buffer: ReadBuffer): Damage | "more" | undefined {
    const { view, start: at } = buffer;
    if (buffer.available < SECTION_HEADER + 4) return "more";
    const byteOffset = buffer.offsetOf(at);
    const magic = view.getUint32(at + 8, true);
    if (magic !== BYTE_ORDER_MAGIC && magic !== 0x4d3c2b1a) {
      return corrupt("section header without a byte order", byteOffset);
    }
    this.#little = magic === BYTE_ORDER_MAGIC;
    const size = view.getUint32(at + 4, this.#little);
    if (size < SECTION_HEADER + 4) {
      const message = `section header of ${size} bytes: ${SECTION_HEADER + 4} are the least`;
      return { tag: "D_SRC_BLOCK_LENGTH", message, byteOffset };
    }
    const major = view.getUint16(at + 12, this.#little);
    const minor = view.getUint16(at + 14, this.#little);
    // 1.2 was written by some programs and differs in nothing.
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      return { tag: "D_SRC_VERSION", message: `pcapng version ${major}.${minor} is not known (1.0 is)`, byteOffset };
    }
    const [high, low] = this.#little ? [at + 20, at + 16] : [at + 16, at + 20];
    const length = view.getInt32(high, this.#little) * 0x100000000 + view.getUint32(low, this.#little);
    // Unknown is -1. Zero is what a writer leaves that meant to come back and did not.
    this.#sectionEnd = length > 0 ? byteOffset + size + length : undefined;
    this.interfaces.startSection();
  }

  #block(buffer: ReadBuffer, type: number, size: number, batch: PacketBatch): Damage | undefined {
    switch (type) {
      case BLOCK.ENHANCED:
        return this.#packet(buffer, size, batch, buffer.view.getUint32(buffer.start + 8, this.#little));
      case BLOCK.PACKET:
        return this.#packet(buffer, size, batch, buffer.view.getUint16(buffer.start + 8, this.#little));
      case BLOCK.SIMPLE:
        return this.#simple(buffer, size, batch);
      case BLOCK.SECTION:
        return this.interfaces.noteWriter(buffer, size, this.#little);
      case BLOCK.INTERFACE:
        return this.interfaces.describe(buffer, size, this.#little);
      case BLOCK.STATISTICS:
        if (size >= 24) {
          const described = this.interfaces.get(buffer.view.getUint32(buffer.start + 8, this.#little));
          // no packet before it
          const isFirst = batch.firstNumber + batch.count === 1;
          if (described !== undefined) {
            const place = { little: this.#little, isFirst, writer: this.interfaces.writer };
            noteStatistics(described, buffer, size, place);
          }
        }
    }
  }

  /** Enhanced and obsolete packet blocks differ in the interface's width alone. */
  #packet(buffer: ReadBuffer, size: number, batch: PacketBatch, id: number): Damage | undefined {
    const { view, start: at } = buffer;
    const little = this.#little;
    if (size < 32) return corrupt(`packet block of ${size} bytes: 32 are the least`, buffer.offsetOf(at));
    const described = this.interfaces.get(id);
    if (described === undefined) return this.#undescribed(buffer, id);
    const captured = view.getUint32(at + 20, little);
    if (captured > size - 32 || captured > described.limit) return this.#badCaptured(buffer, captured, size, described);
    const index = batch.count;
    batch.address[index] = at + 28;
    batch.capturedLength[index] = captured;
    batch.wireLength[index] = view.getInt32(at + 24, little);
    batch.interface[index] = described.index;
    if (!described.units.write(view.getUint32(at + 12, little), view.getUint32(at + 16, little), batch, index)) {
      this.#noteOddTime(buffer);
    }
    this.#seconds = batch.seconds[index]!;
    this.#nanoseconds = batch.nanoseconds[index]!;
    const options = at + 28 + (captured + 3 & ~3);
    batch.direction[index] = options + 4 <= at + size - 4
      ? directionOfOptions(view, options, at + size - 4, little)
      : DIRECTION.UNKNOWN;
    batch.count = index + 1;
  }

  #simple(buffer: ReadBuffer, size: number, batch: PacketBatch): Damage | undefined {
    const { view, start: at } = buffer;
    if (size < 16) return corrupt(`simple packet block of ${size} bytes: 16 are the least`, buffer.offsetOf(at));
    const described = this.interfaces.get(0);
    if (described === undefined) return this.#undescribed(buffer, 0);
    const wire = view.getUint32(at + 8, this.#little);
    const captured = described.snapLength > 0 ? Math.min(wire, described.snapLength) : wire;
    if (captured > size - 16 || captured > described.limit) return this.#badCaptured(buffer, captured, size, described);
    const index = batch.count++;
    batch.address[index] = at + 12;
    batch.capturedLength[index] = captured;
    batch.wireLength[index] = wire;
    batch.interface[index] = described.index;
    batch.direction[index] = DIRECTION.UNKNOWN;
    // It has no time of its own. That of the packet before keeps time from leaping.
    batch.seconds[index] = this.#seconds;
    batch.nanoseconds[index] = this.#nanoseconds;
  }

  #undescribed(buffer: ReadBuffer, id: number): Damage {
    const message = `packet on interface ${id}, of which the section describes ${this.interfaces.described.length}`;
    return { tag: "D_SRC_INTERFACE", message, byteOffset: buffer.offsetOf(buffer.start) };
  }
  #badCaptured(buffer: ReadBuffer, captured: number, size: number, described: NgInterface): Damage {
    const message = captured > described.limit
      ? `packet of ${captured} bytes: more than the ${described.limit} that a packet can have`
      : `packet of ${captured} bytes in a block of ${size}`;
    return corrupt(message, buffer.offsetOf(buffer.start));
  }
  #noteOddTime(buffer: ReadBuffer): void {
    this.#oddTime ??= {
      tag: "D_SRC_TIME",
      message:
        `a packet's time is more than ${SECONDS_BOUND} seconds after 1970; it is taken for one before 1970, or as that bound`,
      byteOffset: buffer.offsetOf(buffer.start),
    };
  }

  atEnd(buffer: ReadBuffer): Damage | undefined {
    const there = buffer.available;
    const at = buffer.offsetOf(buffer.start);
    if (this.#passing !== undefined) {
      const missing = buffer.skipping + CLOSING - there;
      const message = `truncated block: ${missing} byte${missing === 1 ? " is" : "s are"} missing`;
      return { tag: "D_SRC_TRUNCATED", message, byteOffset: at + there };
    }
    if (there > 0) {
      if (there < EMPTY_BLOCK) return truncated("block", EMPTY_BLOCK, there, at);
      if (buffer.view.getUint32(buffer.start, false) === BLOCK.SECTION && there < SECTION_HEADER + 4) {
        return truncated("section header", SECTION_HEADER + 4, there, at);
      }
      return truncated("block", buffer.view.getUint32(buffer.start + 4, this.#little), there, at);
    }
    if (this.#sectionEnd !== undefined && at < this.#sectionEnd) {
      const message = `truncated section: ${this.#sectionEnd - at} of the bytes that it announces are missing`;
      return { tag: "D_SRC_TRUNCATED", message, byteOffset: at };
    }
    return this.#oddTime;
  }
}

/** The fast path through the blocks that nearly every capture is made of. Stops before the first that needs another look. */
function walkEnhanced(
  view: DataView,
  start: number,
  end: number,
  little: boolean,
  interfaces: readonly NgInterface[],
  batch: PacketBatch,
): number {
  const { address, capturedLength, wireLength, direction } = batch;
  const last = end - 32;
  let at = start;
  let count = batch.count;
  const capacity = batch.address.length;
  while (count < capacity && at <= last && view.getUint32(at, little) === BLOCK.ENHANCED) {
    const size = view.getUint32(at + 4, little);
    const captured = view.getUint32(at + 20, little);
    const id = view.getUint32(at + 8, little);
    if (size < 32 || size % 4 !== 0 || at + size > end || captured > size - 32 || id >= interfaces.length) break;
    const described = interfaces[id]!;
    if (captured > described.limit || view.getUint32(at + size - 4, little) !== size) break;
    const high = view.getUint32(at + 12, little);
    if (!described.units.write(high, view.getUint32(at + 16, little), batch, count)) break;
    address[count] = at + 28;
    capturedLength[count] = captured;
    wireLength[count] = view.getInt32(at + 24, little);
    batch.interface[count] = described.index;
    const options = at + 28 + (captured + 3 & ~3);
    direction[count] = options + 8 <= at + size
      ? directionOfOptions(view, options, at + size - 4, little)
      : DIRECTION.UNKNOWN;
    count++;
    at += size;
  }
  batch.count = count;
  return at;
}

/** Whether anything inside a block of this type is looked at; others may be larger than memory has room for. */
function isRead(type: number): boolean {
  return type === BLOCK.ENHANCED || type === BLOCK.SIMPLE || type === BLOCK.PACKET || type === BLOCK.INTERFACE ||
    type === BLOCK.STATISTICS || type === BLOCK.SECTION;
}

/** The direction in epb_flags (pack_flags of the obsolete block has the same bits). */
function directionOfOptions(view: DataView, at: number, end: number, little: boolean): number {
  while (at + 8 <= end) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0) break;
    if (code === EPB_FLAGS && length === 4) {
      const bits = view.getUint32(at + 4, little) & 3;
      return bits === 1 ? DIRECTION.INBOUND : bits === 2 ? DIRECTION.OUTBOUND : DIRECTION.UNKNOWN;
    }
    at += 4 + (length + 3 & ~3);
  }
  return DIRECTION.UNKNOWN;
}
