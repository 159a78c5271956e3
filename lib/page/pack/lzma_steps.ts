/**
 * Which steps make a text smallest: the cheapest way to each of its places is looked for, by prices that are learnt from the
 * last attempt.
 *
 * @module
 */
import { LONGEST, type LzmaStep } from "./lzma.ts";
import { findMatches, type FoundMatches } from "./lzma_matches.ts";
import { afterAgain, afterLiteral, afterMatch, LzmaPrices, REPS } from "./lzma_prices.ts";

const ROUNDS = 2, LONG = 64;

export function cheapestSteps(bytes: Uint8Array): LzmaStep[] {
  const matches = findMatches(bytes), prices = new LzmaPrices();
  let steps: LzmaStep[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    steps = new Ways(bytes, matches, prices).cheapest();
    prices.learn(bytes, steps);
  }
  return steps;
}
/** The cheapest way to each place. */
class Ways {
  readonly #price: Float64Array;
  readonly #lengths: Uint16Array;
  readonly #distances: Int32Array;
  readonly #states: Uint8Array;
  readonly #reps: Int32Array;
  /** Where the last step goes on with the distance of one before, with a literal between: how long that one was. */
  readonly #before: Uint16Array;
  constructor(readonly bytes: Uint8Array, readonly matches: FoundMatches, readonly prices: LzmaPrices) {
    const places = bytes.length + 1;
    this.#price = new Float64Array(places).fill(Infinity);
    this.#lengths = new Uint16Array(places);
    this.#distances = new Int32Array(places);
    this.#states = new Uint8Array(places);
    this.#reps = new Int32Array(places * REPS);
    this.#before = new Uint16Array(places);
  }
  cheapest(): LzmaStep[] {
    const { length } = this.bytes, steps: LzmaStep[] = [];
    this.#price[0] = 0;
    for (let at = 0; at < length;) at += this.#takeLong(at) || this.#goOn(at);
    for (let at = length; at > 0;) {
      const before = this.#before[at], distance = this.#distances[at];
      steps.push({ length: this.#lengths[at], distance });
      at -= this.#lengths[at];
      if (before === 0) continue;
      steps.push({ length: 1, distance: 0 }, { length: before, distance });
      at -= 1 + before;
    }
    return steps.reverse();
  }
  /** What stood before for so long is taken without weighing it. How long; 0 of what is weighed. */
  #takeLong(at: number): number {
    const { bytes, prices, matches: { starts, pairs } } = this, last = starts[at + 1] - 2;
    if (last < starts[at] || pairs[last] < LONG) return 0;
    const length = pairs[last], base = this.#price[at], state = this.#states[at];
    for (let i = 0; i < REPS; i++) {
      const distance = this.#reps[at * REPS + i];
      if (distance === 0 || commonLength(bytes, at - distance, at) < length) continue;
      this.#reach(at, length, base + prices.again(state, i, length), distance, afterAgain(state, length));
      return length;
    }
    const distance = pairs[last + 1], sum = base + prices.match(state, length, distance) + prices.matchLength(length);
    this.#reach(at, length, sum, distance, afterMatch(state));
    return length;
  }
  /** Weighs all steps from a place. */
  #goOn(at: number): number {
    const { bytes, prices, matches: { starts, pairs } } = this, base = this.#price[at], state = this.#states[at];
    const literal = base + prices.literal(state, at > 0 ? bytes[at - 1] : 0, bytes[at]);
    this.#reach(at, 1, literal, 0, afterLiteral(state));
    for (let i = 0; i < REPS; i++) {
      const distance = this.#reps[at * REPS + i];
      if (distance === 0) break;
      const max = commonLength(bytes, at - distance, at);
      for (let count = i === 0 ? 1 : 2; count <= max; count++) {
        this.#reach(at, count, base + prices.again(state, i, count), distance, afterAgain(state, count));
      }
      if (max > 1) this.#goFurther(at, max, base + prices.again(state, i, max), distance, afterAgain(state, max));
    }
    let count = 2;
    for (let i = starts[at]; i < starts[at + 1]; i += 2) {
      const distance = pairs[i + 1];
      for (; count <= pairs[i]; count++) {
        const sum = base + prices.match(state, count, distance) + prices.matchLength(count);
        this.#reach(at, count, sum, distance, afterMatch(state));
        if (count === pairs[i]) this.#goFurther(at, count, sum, distance, afterMatch(state));
      }
    }
    return 1;
  }
  /** Behind `count` bytes that stood before, one that is other, and again what follows there. */
  #goFurther(at: number, count: number, sum: number, distance: number, state: number): void {
    const { bytes, prices } = this, next = at + count + 1;
    if (next + 1 >= bytes.length || bytes[next] !== bytes[next - distance]) return;
    const length = commonLength(bytes, next - distance, next);
    if (length < 2) return;
    const between = afterLiteral(state);
    const all = sum + prices.literal(state, bytes[next - 2], bytes[next - 1]) + prices.again(between, 0, length);
    if (all >= this.#price[next + length]) return;
    this.#reach(at, count + 1 + length, all, distance, afterAgain(between, length));
    this.#lengths[next + length] = length;
    this.#before[next + length] = count;
  }
  #reach(at: number, count: number, sum: number, distance: number, state: number): void {
    const to = at + count;
    if (sum >= this.#price[to]) return;
    this.#before[to] = 0;
    this.#price[to] = sum;
    this.#lengths[to] = count;
    this.#distances[to] = distance;
    this.#states[to] = state;
    keepReps(this.#reps, at, to, distance);
  }
}
function commonLength(bytes: Uint8Array, a: number, b: number): number {
  const end = Math.min(bytes.length, b + LONGEST);
  let at = b;
  while (at < end && bytes[at] === bytes[a++]) at++;
  return at - b;
}
/** The distances that were used last on the way to `to`, which came from `at`. */
function keepReps(reps: Int32Array, at: number, to: number, distance: number): void {
  const from = at * REPS, into = to * REPS;
  const [a, b, c] = [reps[from], reps[from + 1], reps[from + 2]];
  if (distance === 0 || distance === a) reps.set([a, b, c], into);
  else if (distance === b) reps.set([b, a, c], into);
  else reps.set([distance, a, b], into);
}
