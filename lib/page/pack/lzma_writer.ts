/**
 * Bytes as LZMA. The cheapest steps are looked for over the whole text with rough prices: exact ones make a script a
 * thousandth smaller.
 *
 * @module
 */
import { HEADER_BYTES } from "./header.ts";
import { type BitCoder, LONGEST, LzmaModel, type LzmaStep, PARAMETERS, slotOf } from "./lzma.ts";

class RangeWriter implements BitCoder {
  #low = 0;
  #range = 0xffffffff;
  #held = 0;
  #heldCount = 1;
  #length: number;
  #bytes: Uint8Array;
  constructor(header: Uint8Array) {
    this.#bytes = new Uint8Array(65_536);
    this.#bytes.set(header);
    this.#length = header.length;
  }
  bit(chances: Uint16Array, at: number, value: number): number {
    const chance = chances[at], bound = (this.#range >>> 11) * chance;
    if (value === 0) {
      this.#range = bound;
      chances[at] = chance + (2048 - chance >> 5);
    } else {
      this.#low += bound;
      this.#range -= bound;
      chances[at] = chance - (chance >> 5);
    }
    this.#spill();
    return value;
  }
  direct(count: number, value: number): number {
    while (--count >= 0) {
      this.#range >>>= 1;
      if (value >>> count & 1) this.#low += this.#range;
      this.#spill();
    }
    return value;
  }
  #spill(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#shift();
  }
  /** A byte goes out when no carry can change it any more. */
  #shift(): void {
    if (this.#low < 0xff000000 || this.#low > 0xffffffff) {
      const carry = this.#low > 0xffffffff ? 1 : 0;
      for (let held = this.#held; this.#heldCount > 0; this.#heldCount--) {
        this.#put(held + carry);
        held = 0xff;
      }
      this.#held = this.#low / 0x1000000 & 0xff;
    }
    this.#heldCount++;
    this.#low = (this.#low & 0xffffff) * 256;
  }
  #put(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const more = new Uint8Array(2 * this.#length);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#bytes[this.#length++] = byte;
  }
  end(): Uint8Array<ArrayBuffer> {
    for (let i = 0; i < 5; i++) this.#shift();
    return this.#bytes.slice(0, this.#length);
  }
}
/** How many places with the same beginning are looked at. */
const TRIES = 24;
const SHORTEST_FOUND = 3;

/** Where bytes stood before: for each of their first three a tree, sorted by what follows, the latest at its root. */
class Matches {
  readonly #roots = new Int32Array(65_536).fill(-1);
  /** Of each place what is less, and what is greater. */
  readonly #tree: Int32Array;
  /** Lengths that grow, each with its least distance. */
  readonly found: number[] = [];
  constructor(readonly bytes: Uint8Array) {
    this.#tree = new Int32Array(2 * bytes.length);
  }
  /** Fills {@linkcode Matches.found} for the next place; places are asked for in their order. */
  look(at: number): void {
    const { bytes, found } = this, tree = this.#tree, limit = Math.min(LONGEST, bytes.length - at);
    found.length = 0;
    if (limit < SHORTEST_FOUND) return;
    const key = Math.imul(bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16, 0x9e3779b1) >>> 16;
    let place = this.#roots[key], best = SHORTEST_FOUND - 1;
    this.#roots[key] = at;
    let less = 2 * at, more = 2 * at + 1, lessLength = 0, moreLength = 0;
    for (let tries = TRIES; place >= 0 && tries > 0; tries--) {
      let length = Math.min(lessLength, moreLength);
      while (length < limit && bytes[place + length] === bytes[at + length]) length++;
      if (length > best) found.push(best = length, at - place);
      if (length === limit) {
        tree[less] = tree[2 * place];
        tree[more] = tree[2 * place + 1];
        return;
      }
      if (bytes[place + length] < bytes[at + length]) {
        tree[less] = place;
        place = tree[less = 2 * place + 1];
        lessLength = length;
      } else {
        tree[more] = place;
        place = tree[more = 2 * place];
        moreLength = length;
      }
    }
    tree[less] = tree[more] = -1;
  }
}
function commonLength(bytes: Uint8Array, a: number, b: number): number {
  const end = Math.min(bytes.length, b + LONGEST);
  let at = b;
  while (at < end && bytes[at] === bytes[a++]) at++;
  return at - b;
}
/** Bits that steps cost, roughly. */
const LITERAL_PRICE = 6.8, MATCH_PRICE = 5, REP_PRICE = 4;
const LENGTH_PRICES = Float64Array.from({ length: LONGEST + 1 }, (_, length) => 1.2 * Math.log2(Math.max(1, length)));
const slotPrice = (slot: number) => slot < 4 ? 3 : 1.5 + 0.5 * slot;
const REPS = 3;

/** The steps that cost least, from the end. */
function cheapestSteps(bytes: Uint8Array): LzmaStep[] {
  const { length } = bytes, matches = new Matches(bytes);
  const price = new Float64Array(length + 1).fill(Infinity), lengths = new Uint16Array(length + 1);
  const distances = new Int32Array(length + 1), reps = new Int32Array((length + 1) * REPS);
  price[0] = 0;
  const reach = (at: number, count: number, sum: number, distance: number) => {
    const to = at + count;
    if (sum >= price[to]) return;
    price[to] = sum;
    lengths[to] = count;
    distances[to] = distance;
    keepReps(reps, at, to, distance);
  };
  for (let at = 0; at < length; at++) {
    const base = price[at];
    reach(at, 1, base + LITERAL_PRICE, 0);
    for (let i = 0; i < REPS; i++) {
      const distance = reps[at * REPS + i];
      if (distance === 0) break;
      const max = commonLength(bytes, at - distance, at);
      for (let count = i === 0 ? 1 : 2; count <= max; count++) {
        reach(at, count, base + REP_PRICE + i + LENGTH_PRICES[count], distance);
      }
    }
    matches.look(at);
    let count = SHORTEST_FOUND;
    for (let i = 0; i < matches.found.length; i += 2) {
      const distance = matches.found[i + 1], sum = base + MATCH_PRICE + slotPrice(slotOf(distance - 1));
      for (; count <= matches.found[i]; count++) reach(at, count, sum + LENGTH_PRICES[count], distance);
    }
  }
  const steps: LzmaStep[] = [];
  for (let at = length; at > 0; at -= lengths[at]) steps.push({ length: lengths[at], distance: distances[at] });
  return steps.reverse();
}
/** The distances that were used last on the way to `to`, which came from `at`. */
function keepReps(reps: Int32Array, at: number, to: number, distance: number): void {
  const from = at * REPS, into = to * REPS;
  const [a, b, c] = [reps[from], reps[from + 1], reps[from + 2]];
  if (distance === 0 || distance === a) reps.set([a, b, c], into);
  else if (distance === b) reps.set([b, a, c], into);
  else reps.set([distance, a, b], into);
}
/** @param bytes a script; some millions of bytes at most, since all of them are weighed at once */
export function writeLzma(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint8(0, PARAMETERS);
  header.setUint32(1, 1 << Math.max(16, 32 - Math.clz32(bytes.length)), true);
  header.setUint32(5, bytes.length, true);
  const writer = new RangeWriter(new Uint8Array(header.buffer)), model = new LzmaModel();
  let at = 0;
  for (const step of cheapestSteps(bytes)) at += model.step(writer, bytes, at, step);
  return writer.end();
}
