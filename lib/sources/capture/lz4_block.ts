/**
 * LZ4's blocks (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md): runs of literal bytes, each followed by a
 * copy of bytes that came before.
 *
 * @module
 */

/** What became of a block. */
export interface Unpacked {
  /** Where in the output its bytes end: all that came before what is wrong. */
  readonly end: number;
  /** Undefined where nothing is. */
  readonly error?: string;
}
/** So many bytes are copied one by one: a call costs more. */
const FEW = 32;

/** Puts the bytes of a block behind those that are there before `at`, which copies may refer to; never beyond `limit`. */
export function unpackBlock(block: Uint8Array, output: Uint8Array, start: number, limit: number): Unpacked {
  const size = block.length;
  let from = 0, at = start;
  while (from < size) {
    const token = block[from++];
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && from < size) literals += more = block[from++];
      if (more === 255) return { end: at, error: "a length goes beyond the block" };
    }
    if (from + literals > size) return { end: at, error: "literal bytes go beyond the block" };
    if (at + literals > limit) return { end: at, error: "a block holds more than it may" };
    if (literals < FEW) { for (const end = from + literals; from < end;) output[at++] = block[from++]; }
    else {
      output.set(block.subarray(from, from + literals), at);
      at += literals;
      from += literals;
    }
    // the last sequence has no copy
    if (from === size) return { end: at };
    if (from + 2 > size) return { end: at, error: "an offset goes beyond the block" };
    const offset = block[from] | block[from + 1] << 8;
    from += 2;
    let length = token & 15;
    if (length === 15) {
      let more = 255;
      while (more === 255 && from < size) length += more = block[from++];
      if (more === 255) return { end: at, error: "a length goes beyond the block" };
    }
    length += 4;
    if (offset === 0 || offset > at) return { end: at, error: "an offset leads before the first byte" };
    if (at + length > limit) return { end: at, error: "a block holds more than it may" };
    if (offset >= length && length >= FEW) {
      output.copyWithin(at, at - offset, at - offset + length);
      at += length;
    } else for (const end = at + length; at < end; at++) output[at] = output[at - offset];
  }
  return size === 0 ? { end: at, error: "a block without bytes" } : { end: at, error: "a block ends in a copy" };
}
