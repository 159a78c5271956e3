/**
 * LZMA (the format of `.lzma` files): scripts of a page are a seventh smaller than by gzip, which is what browsers
 * decompress by themselves. Reading and writing go through the same steps, so that neither can differ from the other.
 *
 * The format is that of the LZMA specification of 2015; parameters lc=3, lp=0, pb=0.
 *
 * @module
 */
import { HEADER_BYTES } from "./header.ts";

/** What codes one bit by a probability, or bits that are as likely 0 as 1. A reader does not look at `value`. */
export interface BitCoder {
  bit(chances: Uint16Array, at: number, value: number): number;
  direct(count: number, value: number): number;
}
/** A step: one byte as it is (`distance` 0), or `length` bytes again that stand `distance` before. */
export interface LzmaStep {
  readonly length: number;
  readonly distance: number;
}
const BITS = 11;
/** Chances of a 0, of 2,048. */
const chances = (count: number): Uint16Array => new Uint16Array(count).fill(1 << (BITS - 1));

const STATES = 12, LITERAL_BITS = 3, SHORTEST = 2;
/** Of a length are so many below: eight, eight more, and the rest. */
const EIGHT = 8;
export const LONGEST = SHORTEST + 2 * EIGHT + 255;
const SLOTS = 64, MODELLED_SLOTS = 14, ALIGN_BITS = 4;

/** Reads what {@linkcode RangeWriter} wrote. */
class RangeReader implements BitCoder {
  #range = 0xffffffff;
  #code = 0;
  #at: number;
  constructor(readonly input: Uint8Array, at: number) {
    this.#at = at + 1;
    for (let i = 0; i < 4; i++) this.#code = (this.#code << 8 | input[this.#at++]) >>> 0;
  }
  /** Bytes that were not looked at. */
  get left(): number {
    return this.input.length - this.#at;
  }
  /** More was read than there is. */
  get isBeyond(): boolean {
    return this.#at > this.input.length;
  }
  #refill(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = (this.#code << 8 | this.input[this.#at++]) >>> 0;
  }
  bit(chances: Uint16Array, at: number): number {
    const chance = chances[at], bound = (this.#range >>> BITS) * chance;
    const value = this.#code < bound ? 0 : 1;
    if (value === 0) {
      this.#range = bound;
      chances[at] = chance + ((1 << BITS) - chance >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      chances[at] = chance - (chance >> 5);
    }
    this.#refill();
    return value;
  }
  direct(count: number): number {
    let value = 0;
    for (; count > 0; count--) {
      this.#range >>>= 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      value = value << 1 | Number(isOne);
      this.#refill();
    }
    return value;
  }
}
/** Lengths are coded alike in matches and in repeated ones. */
class Lengths {
  readonly choice = chances(2);
  readonly low = chances(EIGHT);
  readonly middle = chances(EIGHT);
  readonly high = chances(256);

  code(coder: BitCoder, length: number): number {
    const rest = length - SHORTEST;
    if (coder.bit(this.choice, 0, Number(rest >= EIGHT)) === 0) return SHORTEST + tree(coder, this.low, 0, 3, rest);
    if (coder.bit(this.choice, 1, Number(rest >= 2 * EIGHT)) === 0) {
      return SHORTEST + EIGHT + tree(coder, this.middle, 0, 3, rest - EIGHT);
    }
    return SHORTEST + 2 * EIGHT + tree(coder, this.high, 0, 8, rest - 2 * EIGHT);
  }
}
/** A number of so many bits, the highest first; its chances are `at + 1` and on. */
function tree(coder: BitCoder, chances: Uint16Array, at: number, bits: number, value: number): number {
  let node = 1;
  for (let i = bits - 1; i >= 0; i--) node = node << 1 | coder.bit(chances, at + node, value >> i & 1);
  return node - (1 << bits);
}
/** The same, the lowest first. */
function reverseTree(coder: BitCoder, chances: Uint16Array, at: number, bits: number, value: number): number {
  let node = 1, whole = 0;
  for (let i = 0; i < bits; i++) {
    const bit = coder.bit(chances, at + node, value >> i & 1);
    node = node << 1 | bit;
    whole |= bit << i;
  }
  return whole;
}
/** What is known when a step is coded; reader and writer have the same. */
export class LzmaModel {
  #state = 0;
  /** Distances that were used last. */
  readonly reps = [1, 1, 1, 1];
  readonly #match = chances(STATES);
  readonly #rep = [chances(STATES), chances(STATES), chances(STATES), chances(STATES)];
  readonly #longRep = chances(STATES);
  readonly #literal = chances(0x300 << LITERAL_BITS);
  readonly #slots = chances(4 * SLOTS);
  readonly #special = chances(128);
  readonly #align = chances(1 << ALIGN_BITS);
  readonly #lengths = new Lengths();
  readonly #repLengths = new Lengths();

  /**
   * Codes one step over `bytes`, of which those before `at` are known; what is read is put there.
   * @param step undefined to read
   * @returns how many bytes it was
   */
  step(coder: BitCoder, bytes: Uint8Array, at: number, step?: LzmaStep): number {
    const { length, distance } = step ?? { length: 0, distance: 0 };
    if (coder.bit(this.#match, this.#state, Number(distance > 0)) === 0) {
      this.#literalAt(coder, bytes, at);
      return 1;
    }
    const own = step ? this.reps.indexOf(distance) : 0;
    const isRepeated = coder.bit(this.#rep[0], this.#state, Number(own >= 0)) === 1;
    const made = isRepeated ? this.#again(coder, own, length) : this.#matched(coder, length, distance);
    if (!step) { for (let i = at, from = at - this.reps[0]; i < at + made; i++) bytes[i] = bytes[from++]; }
    return made;
  }
  #literalAt(coder: BitCoder, bytes: Uint8Array, at: number): void {
    const before = at > 0 ? bytes[at - 1] : 0, value = bytes[at];
    const base = (before >> 8 - LITERAL_BITS) * 0x300;
    let node = 1, i = 7;
    if (this.#state >= 7) {
      // after a match the byte that would have followed it tells something
      const expected = bytes[at - this.reps[0]];
      for (; i >= 0; i--) {
        const guess = expected >> i & 1;
        const bit = coder.bit(this.#literal, base + (1 + guess << 8) + node, value >> i & 1);
        node = node << 1 | bit;
        if (bit !== guess) {
          i--;
          break;
        }
      }
    }
    for (; i >= 0; i--) node = node << 1 | coder.bit(this.#literal, base + node, value >> i & 1);
    bytes[at] = node;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }
  #matched(coder: BitCoder, length: number, distance: number): number {
    const made = this.#lengths.code(coder, length);
    const at = Math.min(made - SHORTEST, 3) * SLOTS;
    const slot = tree(coder, this.#slots, at, 6, slotOf(distance - 1));
    this.reps.pop();
    this.reps.unshift(this.#distance(coder, slot, distance - 1) + 1);
    this.#state = this.#state < 7 ? 7 : 10;
    return made;
  }
  #distance(coder: BitCoder, slot: number, distance: number): number {
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1, base = (2 | slot & 1) << bits, rest = distance - base;
    if (slot < MODELLED_SLOTS) return base + reverseTree(coder, this.#special, base - slot, bits, rest);
    const high = coder.direct(bits - ALIGN_BITS, rest >>> ALIGN_BITS);
    return base + (high << ALIGN_BITS) + reverseTree(coder, this.#align, 0, ALIGN_BITS, rest & 15);
  }
  /** One of the last distances again. */
  #again(coder: BitCoder, own: number, length: number): number {
    let index = 0;
    if (coder.bit(this.#rep[1], this.#state, Number(own > 0)) === 1) {
      index = 1;
      while (index < 3 && coder.bit(this.#rep[index + 1], this.#state, Number(own > index)) === 1) index++;
    } else if (coder.bit(this.#longRep, this.#state, Number(length > 1)) === 0) {
      this.#state = this.#state < 7 ? 9 : 11;
      return 1;
    }
    this.reps.unshift(...this.reps.splice(index, 1));
    const made = this.#repLengths.code(coder, length);
    this.#state = this.#state < 7 ? 8 : 11;
    return made;
  }
}
/** The class of a distance less 1: its highest two bits, and how many follow. */
export function slotOf(distance: number): number {
  if (distance < 4) return distance;
  const bits = 31 - Math.clz32(distance);
  return bits * 2 + (distance >>> bits - 1 & 1);
}
export const PARAMETERS = LITERAL_BITS;

/**
 * @param limit of the bytes in all
 * @throws RangeError where it is none of ours, is cut, or is larger
 */
export function readLzma(packed: Uint8Array, limit = Infinity): Uint8Array<ArrayBuffer> {
  const header = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < HEADER_BYTES + 5 || header.getUint8(0) !== PARAMETERS || header.getUint32(9, true) !== 0) {
    throw new RangeError("these are not bytes of LZMA as pages have them");
  }
  const length = header.getUint32(5, true);
  if (length > limit) throw new RangeError(`it is larger than ${limit.toLocaleString("en-US")} bytes`);
  const bytes = new Uint8Array(length);
  const reader = new RangeReader(packed, HEADER_BYTES), model = new LzmaModel();
  for (let at = 0; at < length;) {
    at += model.step(reader, bytes, at);
    if (reader.isBeyond) throw new RangeError("the bytes of LZMA are cut");
  }
  if (reader.left > 0) throw new RangeError("there is something behind the bytes of LZMA");
  return bytes;
}
