/**
 * Tables by which the codes of deflate are read (RFC 1951, section 3.2.2).
 *
 * @module
 */

/** Symbols by the next bits of the stream, as `symbol << 4 | bits of its code`; 0 where no code begins so. */
export interface CodeTable {
  readonly entries: Uint16Array;
  /** Selects as many bits as the longest code has. */
  readonly mask: number;
}
const BITS_MAX = 15;

/**
 * The table of codes of the given lengths, in bits, by symbol; undefined where these are not a code: too many are short, or some
 * sequence of bits stands for nothing. As for zlib, one code of one bit may be all there is, and so may be none.
 */
export function codeTable(lengths: Uint8Array): CodeTable | undefined {
  const counts = new Uint16Array(BITS_MAX + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  let longest = BITS_MAX;
  while (longest > 0 && counts[longest] === 0) longest--;
  let left = 1;
  for (let bits = 1; bits <= BITS_MAX; bits++) {
    left = 2 * left - counts[bits];
    if (left < 0) return undefined;
  }
  if (left > 0 && longest > 1) return undefined;
  const next = new Uint16Array(BITS_MAX + 2);
  for (let bits = 1; bits <= BITS_MAX; bits++) next[bits + 1] = (next[bits] + counts[bits]) << 1;
  const size = 1 << Math.max(1, longest);
  const entries = new Uint16Array(size);
  lengths.forEach((bits, symbol) => {
    if (bits === 0) return;
    const code = reversed(next[bits]++, bits);
    for (let at = code; at < size; at += 1 << bits) entries[at] = symbol << 4 | bits;
  });
  return { entries, mask: size - 1 };
}
/** Codes are sent with their highest bit first. */
function reversed(code: number, bits: number): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit++) value |= (code >> bit & 1) << (bits - 1 - bit);
  return value;
}
