/**
 * Prefix-preserving functions: whether a bit of an address is flipped depends on the bits before it alone, so that two
 * addresses agree in as many first bits before as after.
 *
 * @module
 */
import { encryptBlock, makeBlockWords } from "./aes.ts";
import { halvesOf } from "./keys.ts";

export const PREFIX_FUNCTIONS = ["ipcrypt-pfx", "crypto-pan"] as const;
export type PrefixFunctionName = typeof PREFIX_FUNCTIONS[number];

export interface PrefixFunction {
  /** The bits of an IPv4 address that are to be flipped, of those behind the first `from`. */
  flips4(address: number, from: number): number;
  /** 1 where the bit behind the first `length` bits is to be flipped, else 0; later bits are not looked at. The address as four words, the first bit the highest of the first. */
  flip6(a: number, b: number, c: number, d: number, length: number): number;
  /** The same of bits `from` up to `until`, all of one word, in their places in it; `until` is even. */
  flips6(a: number, b: number, c: number, d: number, from: number, until: number): number;
}
/** @param key 32 bytes, whose halves must differ */
export function makePrefixFunction(name: PrefixFunctionName, key: Uint8Array): PrefixFunction {
  return name === "ipcrypt-pfx" ? makeIpcrypt(key) : makeCryptoPan(key);
}

/**
 * The function of draft-denis-ipcrypt (section on ipcrypt-pfx): a block is a one and then the prefix, at its end; the bit is
 * the lowest of the block encrypted under both halves of the key. IPv4 is ::ffff:a.b.c.d.
 */
function makeIpcrypt(key: Uint8Array): PrefixFunction {
  const words = makeBlockWords(...halvesOf(key));
  const flip6 = (a: number, b: number, c: number, d: number, length: number): number => {
    const by = -length & 31, bit = 1 << (length & 31);
    // words of the prefix, of which none is shifted by a whole word; a shift by 32 would be none
    const e = length > 96 ? a : 0;
    const f = length > 96 ? b : length > 64 ? a : 0;
    const g = length > 96 ? c : length > 64 ? b : length > 32 ? a : 0;
    const h = length > 96 ? d : length > 64 ? c : length > 32 ? b : length > 0 ? a : 0;
    const first = length >= 96 ? bit : 0, second = length >= 64 && length < 96 ? bit : 0;
    const third = length >= 32 && length < 64 ? bit : 0, fourth = length < 32 ? bit : 0;
    if (by === 0) return words.last(e | first, f | second, g | third, h | fourth) & 1;
    const up = 32 - by;
    return words.last(
      e >>> by | first,
      f >>> by | e << up | second,
      g >>> by | f << up | third,
      h >>> by | g << up | fourth,
    ) & 1;
  };
  const { address6 } = words;
  const flips6 = (a: number, b: number, c: number, d: number, from: number, until: number): number => {
    address6[0] = b;
    address6[1] = a;
    address6[2] = d;
    address6[3] = c;
    return (from < 64 ? words.network6(from, until) : words.host6(from, until)) << (-until & 31);
  };
  return { flip6, flips6, flips4: (address, from) => words.flips4(address, from) };
}

/**
 * Crypto-PAn (J. Xu and others, "Prefix-Preserving IP Address Anonymization", 2002): the prefix, then what the second half of
 * the key is encrypted to under the first; the bit is the highest. IPv6 as later programs have it: the same with 128 bits.
 */
function makeCryptoPan(key: Uint8Array): PrefixFunction {
  const [first] = halvesOf(key);
  const padding = key.slice(16, 32);
  encryptBlock(first, padding);
  const words = makeBlockWords(first, first);
  const view = new DataView(padding.buffer);
  const pad = [0, 4, 8, 12].map((at) => view.getInt32(at));
  const word = (own: number, index: number, length: number): number => {
    const bits = length - 32 * index;
    if (bits >= 32) return own;
    const mask = bits <= 0 ? 0 : -1 << 32 - bits;
    return own & mask | pad[index] & ~mask;
  };
  const flip6 = (a: number, b: number, c: number, d: number, length: number): number =>
    words.first(word(a, 0, length), word(b, 1, length), word(c, 2, length), word(d, 3, length)) >>> 31;
  const flips4 = (address: number, from: number): number => {
    let flips = 0;
    for (let length = from; length < 32; length++) flips |= flip6(address, 0, 0, 0, length) << 31 - length;
    return flips;
  };
  const flips6 = (a: number, b: number, c: number, d: number, from: number, until: number): number => {
    let flips = 0;
    for (let length = from; length < until; length++) flips |= flip6(a, b, c, d, length) << 31 - (length & 31);
    return flips;
  };
  return { flip6, flips4, flips6 };
}
