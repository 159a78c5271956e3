/**
 * LZ4 frames (the LZ4 Frame Format 1.6.4), as Arrow has them in its buffers: a frame after the other, blocks that may refer
 * to those before. Checksums are passed over: Arrow's files have none of their own either.
 *
 * @module
 */
const FRAME = 0x184d2204, SKIPPABLE = 0x184d2a50;

/** @throws RangeError where the frames are damaged */
export function decodeLz4Frames(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new GrowingBytes();
  for (let at = 0; at < bytes.length;) {
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (magic !== FRAME) throw new RangeError("no LZ4 frame");
    const flags = bytes[at + 4];
    // magic, flags, block size; then content size, dictionary id, checksum of the header
    at += 6 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1;
    for (;;) {
      const size = view.getUint32(at, true);
      at += 4;
      if (size === 0) break;
      const length = size & 0x7fffffff;
      if (at + length > bytes.length) throw new RangeError("an LZ4 block ends beyond its frame");
      const block = bytes.subarray(at, at + length);
      if (size >>> 31) out.add(block);
      else decodeBlock(block, out);
      at += length + (flags & 16 ? 4 : 0);
    }
    if (flags & 4) at += 4;
  }
  return out.bytes.subarray(0, out.length);
}
class GrowingBytes {
  bytes = new Uint8Array(1 << 16);
  length = 0;
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
  add(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
  /** What was written `back` bytes ago, again; it may run into itself. */
  repeat(back: number, length: number): void {
    if (back === 0 || back > this.length) throw new RangeError("an LZ4 match refers to data before the beginning");
    this.reserve(length);
    for (let i = 0; i < length; i++) this.bytes[this.length] = this.bytes[this.length++ - back];
  }
}
function decodeBlock(block: Uint8Array, out: GrowingBytes): void {
  let at = 0;
  const more = (length: number): number => {
    if (length !== 15) return length;
    for (;;) {
      const byte = block[at++];
      if (byte === undefined) throw new RangeError("an LZ4 block is cut");
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = more(token >> 4);
    if (at + literals > block.length) throw new RangeError("an LZ4 block is cut");
    out.add(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return;
    const back = block[at] | block[at + 1] << 8;
    at += 2;
    out.repeat(back, more(token & 15) + 4);
  }
}
