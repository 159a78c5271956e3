/**
 * What steps of LZMA cost, in bits: roughly at first, and then as counted in steps that were chosen so.
 *
 * @module
 */
import { LONGEST, type LzmaStep, slotOf } from "./lzma.ts";

/** How the last steps went, as LZMA counts it: a reader and a writer know it. */
const STATES = 12;
export const afterLiteral = (state: number) => state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
export const afterMatch = (state: number) => state < 7 ? 7 : 10;
export const afterAgain = (state: number, length: number) => length === 1 ? (state < 7 ? 9 : 11) : state < 7 ? 8 : 11;

export const REPS = 3;
const GROUPS = 8, SLOTS = 64, MODELLED_SLOTS = 14;
const lengthClass = (length: number) => Math.min(length - 2, 3);

/** How often which of several was chosen, as bits. */
function bitsOf(counts: Float64Array, from: number, count: number): Float64Array {
  const part = counts.subarray(from, from + count), sum = part.reduce((a, b) => a + b, 0);
  return part.map((one) => -Math.log2((one + 0.3) / (sum + 0.3 * count)));
}
class Table {
  readonly counts: Float64Array;
  readonly bits: Float64Array;
  constructor(readonly rows: number, readonly columns: number, price: (column: number) => number) {
    this.counts = new Float64Array(rows * columns);
    this.bits = Float64Array.from({ length: rows * columns }, (_, i) => price(i % columns));
  }
  count(row: number, column: number): void {
    this.counts[row * this.columns + column]++;
  }
  price(row: number, column: number): number {
    return this.bits[row * this.columns + column];
  }
  take(): void {
    for (let row = 0; row < this.rows; row++) {
      this.bits.set(bitsOf(this.counts, row * this.columns, this.columns), row * this.columns);
    }
    this.counts.fill(0);
  }
}
/** A literal, a match, the last distance, another one again, one byte of the last distance. */
const LITERAL = 0, MATCH = 1, AGAIN = 2, ONE = 2 + REPS;

export class LzmaPrices {
  readonly #kinds = new Table(STATES, ONE + 1, (kind) => kind === LITERAL ? 0.8 : kind === MATCH ? 1.5 : 3);
  readonly #literals = new Table(2 * GROUPS, 256, () => 6);
  readonly #lengths = new Table(1, LONGEST + 1, (length) => 1.5 + 1.2 * Math.log2(Math.max(1, length)));
  readonly #againLengths = new Table(1, LONGEST + 1, (length) => 1.2 * Math.log2(Math.max(1, length)));
  readonly #slots = new Table(4, SLOTS, () => 4.5);

  literal(state: number, before: number, value: number): number {
    return this.#kinds.price(state, LITERAL) + this.#literals.price((before >> 5) + (state < 7 ? 0 : GROUPS), value);
  }
  /** Without its length. */
  match(state: number, length: number, distance: number): number {
    const slot = slotOf(distance - 1), more = slot < 4 ? 0 : (slot >> 1) - 1;
    return this.#kinds.price(state, MATCH) + this.#slots.price(lengthClass(length), slot) +
      (slot < MODELLED_SLOTS ? 0.95 * more : more - 0.3);
  }
  matchLength(length: number): number {
    return this.#lengths.price(0, length);
  }
  /** @param index of the distance among the last ones */
  again(state: number, index: number, length: number): number {
    return length === 1
      ? this.#kinds.price(state, ONE)
      : this.#kinds.price(state, AGAIN + index) + this.#againLengths.price(0, length);
  }
  /** Takes the prices from what was chosen. */
  learn(bytes: Uint8Array, steps: readonly LzmaStep[]): void {
    let at = 0, state = 0, reps: number[] = [];
    for (const { length, distance } of steps) {
      const index = reps.indexOf(distance);
      if (distance === 0) {
        this.#kinds.count(state, LITERAL);
        this.#literals.count(((at > 0 ? bytes[at - 1] : 0) >> 5) + (state < 7 ? 0 : GROUPS), bytes[at]);
        state = afterLiteral(state);
      } else if (index >= 0) {
        this.#kinds.count(state, length === 1 ? ONE : AGAIN + index);
        if (length > 1) this.#againLengths.count(0, length);
        state = afterAgain(state, length);
      } else {
        this.#kinds.count(state, MATCH);
        this.#lengths.count(0, length);
        this.#slots.count(lengthClass(length), slotOf(distance - 1));
        state = afterMatch(state);
      }
      if (distance > 0) reps = [distance, ...reps.filter((one) => one !== distance)].slice(0, REPS);
      at += length;
    }
    for (const table of [this.#kinds, this.#literals, this.#lengths, this.#againLengths, this.#slots]) table.take();
  }
}
