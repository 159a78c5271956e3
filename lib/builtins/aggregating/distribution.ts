/**
 * What quantize, lquantize and llquantize share: the increment, the order, the drawing.
 *
 * @module
 */
import type { CheckContext, TypedExpression } from "../../d/check/mod.ts";
import type { Builder, Register } from "../../codegen/ir/mod.ts";
import {
  type AggregationWords,
  type DisplayOptions,
  formatBar,
  formatBarHeading,
  scaleBars,
} from "../../engine/aggregation/mod.ts";
import { addToWord, order } from "./aggregating_definition.ts";

/** The optional last argument: how much a value counts. Anything after it is too much. */
export function checkIncrement(
  context: CheckContext,
  name: string,
  rest: readonly TypedExpression[],
  max: number,
): readonly TypedExpression[] {
  const [increment, ...more] = rest;
  if (increment === undefined) return [];
  if (!context.isInteger(increment.type) && !context.isPointer(increment.type)) {
    context.error("D_PROTO_ARG", `the increment of \`${name}()\` is a number`, increment.span, {
      plain: `${name}( ) increment value (argument #${max}) must be of scalar type`,
    });
  }
  if (more.length > 0) {
    context.error("D_PROTO_LEN", `\`${name}()\` takes at most ${max} arguments`, more[0].span, {
      plain: `${name}( ) prototype mismatch: ${max + more.length} args passed, at most ${max} expected`,
    });
  }
  return [increment];
}
/** Adds the increment (1 without one) to the bucket's word. */
export function addToBucket(b: Builder, value: Register, index: Register, increment: Register | undefined): void {
  const at = b.binary("add", value, b.binary("shl", index, b.constant(3)));
  addToWord(b, at, 0, increment ?? b.constant(1));
}

/** What the buckets of a distribution stand for. */
export interface Shape {
  /** The value by which a bucket's count is weighed when distributions are put in order. */
  readonly values: readonly bigint[];
  /** The same as doubles. */
  readonly numbers: readonly number[];
  /** The bucket that decides between distributions of equal weight. */
  readonly zero?: number;
}
export function shapeOf(values: readonly bigint[], zero?: number): Shape {
  return { values, numbers: values.map(Number), zero };
}
/** The parameters of an aggregation are one object as long as it lives: what follows from them is made once. */
export function byParameters<P extends object, T>(make: (parameters: P) => T): (parameters: unknown) => T {
  const made = new WeakMap<object, T>();
  return (parameters) => {
    let known = made.get(parameters as P);
    if (known === undefined) made.set(parameters as P, known = make(parameters as P));
    return known;
  };
}
/** The sum of value times count, by which DTrace orders distributions; NaN where a double does not hold it exactly. */
export function weightOf(words: AggregationWords, { numbers }: Shape): number {
  let sum = 0, magnitude = 0;
  // as halves: a bigint for each of a hundred words would be nearly all of the cost
  const halves = new Int32Array(words.buffer, words.byteOffset, words.length * 2);
  for (let i = 0; i < words.length; i++) {
    if (halves[2 * i] === 0 && halves[2 * i + 1] === 0) continue;
    const weight = Number(words[i]) * numbers[i];
    sum += weight;
    magnitude += Math.abs(weight);
  }
  return magnitude <= Number.MAX_SAFE_INTEGER ? sum : NaN;
}
/** Of two of equal weight. */
export function compareAtZero(left: AggregationWords, right: AggregationWords, { zero }: Shape): number {
  return zero === undefined ? 0 : order(left[zero], right[zero]);
}
/** By the sum of value times count, then by the count at zero. */
export function compareDistributions(left: AggregationWords, right: AggregationWords, shape: Shape): number {
  const byWeight = order(exactWeight(left, shape), exactWeight(right, shape));
  return byWeight !== 0 || shape.zero === undefined ? byWeight : order(left[shape.zero], right[shape.zero]);
}
function exactWeight(words: AggregationWords, shape: Shape): bigint {
  const quick = weightOf(words, shape);
  if (!Number.isNaN(quick)) return BigInt(quick);
  let sum = 0n;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0n) sum += words[i] * shape.values[i];
  return sum;
}

/** First and last bucket with data; undefined when there are none. */
export function usedRange(words: AggregationWords): readonly [first: number, last: number] | undefined {
  // as halves: comparing 64-bit words one by one would be most of the cost of printing
  const halves = new Int32Array(words.buffer, words.byteOffset, words.length * 2);
  let first = 0, last = halves.length - 1;
  while (first < halves.length && halves[first] === 0) first++;
  if (first === halves.length) return undefined;
  while (halves[last] === 0) last--;
  return [first >> 1, last >> 1];
}
/** Buckets with data: their bounds and counts. */
export function usedBuckets(
  words: AggregationWords,
  bounds: (bucket: number) => { readonly low: bigint; readonly high: bigint },
): { readonly low: bigint; readonly high: bigint; readonly count: bigint }[] {
  const used = usedRange(words), found = [];
  for (let i = used?.[0] ?? 0; i <= (used?.[1] ?? -1); i++) {
    if (words[i] !== 0n) found.push({ ...bounds(i), count: words[i] });
  }
  return found;
}
/** Heading and one row a bucket: those with data and one more on each side, or those of `empty` when there are none. */
export function drawDistribution(
  words: AggregationWords,
  empty: readonly [first: number, last: number],
  normal: bigint,
  display: DisplayOptions,
  label: (bucket: number) => string,
): string {
  const used = usedRange(words);
  const [first, last] = used ? [Math.max(0, used[0] - 1), Math.min(words.length - 1, used[1] + 1)] : empty;
  const shown = words.subarray(first, last + 1);
  const plain = display.encoding === "ascii" && normal === 1n
    ? drawPlain(shown, first, display.aggzoom, label)
    : undefined;
  if (plain !== undefined) return plain;
  const scale = scaleBars([...shown], display.aggzoom);
  let text = formatBarHeading("value", LABEL);
  shown.forEach((count, i) => {
    text += `${label(first + i).padStart(LABEL)} ${formatBar(count, normal, scale, display.encoding)}`;
  });
  return text;
}
const HEADING = formatBarHeading("value", 16);
const BAR = 40;
const BARS = Array.from({ length: BAR + 1 }, (_, length) => `|${"@".repeat(length).padEnd(BAR)} `);
/** Below this doubles hold all products of the drawing exactly. */
const PLAIN = 2 ** 40;

/** What nearly all distributions are, counts that small numbers hold, without the cost of great ones. */
function drawPlain(
  shown: AggregationWords,
  first: number,
  zoom: boolean,
  label: (bucket: number) => string,
): string | undefined {
  const counts = Array.from(shown, Number);
  let total = 0;
  for (const count of counts) {
    if (count < 0) return undefined;
    total += count;
  }
  if (zoom || total === 0 || total >= PLAIN) return undefined;
  let text = HEADING;
  for (let i = 0; i < counts.length; i++) {
    const bar = BARS[Math.floor((2 * counts[i] * BAR + total) / (2 * total))];
    text += label(first + i).padStart(LABEL) + " " + bar + String(counts[i]).padEnd(9) + "\n";
  }
  return text;
}
/** Columns of a bucket's label. */
const LABEL = 16;
