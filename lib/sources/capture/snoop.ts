/**
 * The snoop format of Solaris: RFC 1761, version 2. Always big-endian, microseconds.
 *
 * @module
 */
import { DIRECTION, type PacketBatch } from "../source.ts";
import type { AddInterface, Format } from "./capture_format.ts";
import { corrupt, type Damage, truncated } from "./problem.ts";
import { PACKET_LIMIT, type ReadBuffer, RECORD_ROOM } from "./read_buffer.ts";

export const SNOOP_HEADER = 16;
const RECORD_HEADER = 24;

/** Link types by snoop's numbers (RFC 1761, and what Solaris added since), as LINKTYPE_ numbers. */
const LINK_TYPES: Readonly<Record<number, number>> = {
  0: 1, // IEEE 802.3
  2: 6, // token ring
  4: 1, // Ethernet
  5: 104, // HDLC
  8: 10, // FDDI
  26: 242, // IP over Infiniband, with Solaris' header
};

/** Whether a snoop file begins here (the buffer holds at least four bytes; the rest is checked on opening). */
export function isSnoop(view: DataView, at: number): boolean {
  return view.getUint32(at, false) === 0x736e6f6f; // "snoo"
}

/** Takes the file header. The buffer holds it whole. */
export function openSnoop(buffer: ReadBuffer, add: AddInterface): Format | Damage {
  const { view, start } = buffer;
  if (view.getUint32(start + 4, false) !== 0x70000000) {
    return { tag: "D_SRC_NOT_A_CAPTURE", message: "not a capture: it only begins as a snoop file does", byteOffset: 4 };
  }
  const version = view.getUint32(start + 8, false);
  if (version !== 2) {
    return { tag: "D_SRC_VERSION", message: `snoop version ${version} is not known (2 is)`, byteOffset: 8 };
  }
  const kind = view.getUint32(start + 12, false);
  const linkType = LINK_TYPES[kind];
  if (linkType === undefined) {
    return { tag: "D_SRC_VERSION", message: `snoop data link type ${kind} is not known`, byteOffset: 12 };
  }
  buffer.start = start + SNOOP_HEADER;
  return new Snoop(add({ linkType }));
}

class Snoop implements Format {
  #filled: PacketBatch | undefined;

  constructor(private readonly index: number) {}

  walk(buffer: ReadBuffer, batch: PacketBatch): Damage | undefined {
    if (this.#filled !== batch) {
      batch.interface.fill(this.index);
      batch.direction.fill(DIRECTION.UNKNOWN);
      this.#filled = batch;
    }
    const { view } = buffer;
    while (batch.count < batch.address.length && buffer.available >= RECORD_HEADER) {
      const at = buffer.start;
      const captured = view.getUint32(at + 4, false);
      const size = view.getUint32(at + 8, false);
      if (captured > PACKET_LIMIT) {
        const message = `record of ${captured} bytes: more than the ${PACKET_LIMIT} that a packet can have`;
        return corrupt(message, buffer.offsetOf(at));
      }
      if (size < RECORD_HEADER + captured || size > RECORD_HEADER + captured + RECORD_ROOM / 2) {
        return corrupt(`record length of ${size} around ${captured} captured bytes`, buffer.offsetOf(at));
      }
      if (size > buffer.available) return;
      const index = batch.count++;
      const fraction = view.getUint32(at + 20, false);
      batch.address[index] = at + RECORD_HEADER;
      batch.capturedLength[index] = captured;
      batch.wireLength[index] = view.getInt32(at, false);
      batch.seconds[index] = view.getUint32(at + 16, false) + Math.floor(fraction / 1e6);
      batch.nanoseconds[index] = (fraction % 1e6) * 1000;
      buffer.start = at + size;
    }
  }

  atEnd(buffer: ReadBuffer): Damage | undefined {
    const there = buffer.available;
    if (there === 0) return;
    const at = buffer.offsetOf(buffer.start);
    if (there < RECORD_HEADER) return truncated("record header", RECORD_HEADER, there, at);
    return truncated("record", buffer.view.getUint32(buffer.start + 8, false), there, at);
  }
}
