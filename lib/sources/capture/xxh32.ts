/**
 * XXH32, the checksum of LZ4's frames (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), with seed 0.
 *
 * @module
 */

const PRIME1 = 0x9e3779b1 | 0, PRIME2 = 0x85ebca77 | 0, PRIME3 = 0xc2b2ae3d | 0;
const PRIME4 = 0x27d4eb2f, PRIME5 = 0x165667b1;
/** Bytes that are taken at a time: four words, each for a sum of its own. */
const STRIPE = 16;

const rotate = (value: number, by: number): number => value << by | value >>> 32 - by;
const word = (bytes: Uint8Array, at: number): number =>
  bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
const round = (sum: number, value: number): number => Math.imul(rotate(sum + Math.imul(value, PRIME2) | 0, 13), PRIME1);

/** A sum over bytes that come in pieces. */
export class Xxh32 {
  readonly #sums = Int32Array.of(PRIME1 + PRIME2, PRIME2, 0, -PRIME1);
  /** Of a stripe that is not whole yet. */
  readonly #rest = new Uint8Array(STRIPE);
  #held = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    let at = 0;
    this.#length += bytes.length;
    if (this.#held > 0) {
      at = Math.min(STRIPE - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < STRIPE) return this;
      this.#take(this.#rest, 0, STRIPE);
      this.#held = 0;
    }
    const end = at + (bytes.length - at & -STRIPE);
    this.#take(bytes, at, end);
    this.#rest.set(bytes.subarray(end));
    this.#held = bytes.length - end;
    return this;
  }
  #take(bytes: Uint8Array, at: number, end: number): void {
    let [a, b, c, d] = this.#sums;
    for (; at < end; at += STRIPE) {
      a = round(a, word(bytes, at));
      b = round(b, word(bytes, at + 4));
      c = round(c, word(bytes, at + 8));
      d = round(d, word(bytes, at + 12));
    }
    this.#sums.set([a, b, c, d]);
  }
  /** The sum of all bytes until now, unsigned. */
  digest(): number {
    const [a, b, c, d] = this.#sums;
    let sum = this.#length < STRIPE ? PRIME5 : rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
    sum = sum + this.#length | 0;
    let at = 0;
    for (; at + 4 <= this.#held; at += 4) {
      sum = Math.imul(rotate(sum + Math.imul(word(this.#rest, at), PRIME3) | 0, 17), PRIME4);
    }
    for (; at < this.#held; at++) sum = Math.imul(rotate(sum + Math.imul(this.#rest[at], PRIME5) | 0, 11), PRIME1);
    sum = Math.imul(sum ^ sum >>> 15, PRIME2);
    sum = Math.imul(sum ^ sum >>> 13, PRIME3);
    return (sum ^ sum >>> 16) >>> 0;
  }
}
/** The sum of bytes that are at hand. */
export const xxh32 = (bytes: Uint8Array): number => new Xxh32().update(bytes).digest();
