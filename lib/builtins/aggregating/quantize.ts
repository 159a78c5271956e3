/**
 * quantize: counts of values by powers of two. 127 words; bucket 63 is zero, 64 is 1, 65 is 2…3, 62 is -1.
 *
 * @module
 */
import { formatCell, scaleBars } from "../../engine/aggregation/mod.ts";
import { type AggregatingBuiltin, mergeSums } from "./aggregating_definition.ts";
import {
  addToBucket,
  checkIncrement,
  compareAtZero,
  compareDistributions,
  drawDistribution,
  shapeOf,
  usedBuckets,
  usedRange,
  weightOf,
} from "./distribution.ts";

const BUCKETS = 127;
const ZERO = 63;

/** The bucket's value nearest to zero. */
function bucketValue(bucket: number): bigint {
  if (bucket === ZERO) return 0n;
  return bucket < ZERO ? -(1n << BigInt(ZERO - 1 - bucket)) : 1n << BigInt(bucket - ZERO - 1);
}
const SHAPE = shapeOf(Array.from({ length: BUCKETS }, (_, bucket) => bucketValue(bucket)), ZERO);

const BOUNDS = SHAPE.values.map((_, bucket) => bounds(bucket)), STARTS = BOUNDS.map(({ low }) => low);
const LABELS = SHAPE.values.map(String);

/** Half-open: [1, 2), [2, 4) …; below zero (-2, -1] as [-1, 0), [-3, -1) …; the outermost hold all the rest. */
function bounds(bucket: number): { readonly low: bigint; readonly high: bigint } {
  if (bucket === ZERO) return { low: 0n, high: 1n };
  const value = bucketValue(bucket);
  if (bucket > ZERO) return { low: value, high: value * 2n };
  return { low: bucket === 0 ? -(2n ** 63n) : value * 2n + 1n, high: value + 1n };
}
/** What aggpack shows: one more bucket on each side, but zero stays the first where nothing is below it. */
function widen(first: number, last: number): readonly [number, number] {
  return [first === 0 || first === ZERO ? first : first - 1, Math.min(BUCKETS - 1, last + 1)];
}
/** DTrace gives the ends of a packed distribution four columns or what they need. */
const columns = (value: bigint): number => Math.max(4, String(value).length);

export const quantize: AggregatingBuiltin = {
  form: { isDistribution: true },
  name: "quantize",
  doc: "A distribution of the values by powers of two; a second argument says how much each counts.",
  prototype: "void(@, ...)",
  check(context, args) {
    const increment = checkIncrement(context, "quantize", args.slice(1), 2);
    return { evaluated: [args[0], ...increment], parameters: undefined };
  },
  valueSize: () => BUCKETS * 8,
  update(b, value, [sample, increment]) {
    addToBucket(b, value, b.helper("quantize_index", sample), increment);
  },
  isAdditive: true,
  merge: mergeSums,
  compare: (left, right) => compareDistributions(left, right, SHAPE),
  rank: (words) => weightOf(words, SHAPE),
  compareEqual: (left, right) => compareAtZero(left, right, SHAPE),
  scalar: () => undefined,
  drawing: () => ({ ...SHAPE, label: (bucket) => LABELS[bucket] }),
  format: (words, normal, _parameters, display) =>
    drawDistribution(words, [ZERO - 1, ZERO + 1], normal, display, (bucket) => LABELS[bucket]),
  packRange: (words) => usedRange(words) ?? [ZERO, ZERO],
  packHeading(first, last) {
    const [low, high] = widen(first, last);
    const [left, right] = [columns(bucketValue(low)), columns(bucketValue(high))];
    return ` ${"min".padStart(left)} .${"-".repeat(high - low + 1)}. ${"max".padEnd(right)} | count\n`;
  },
  packRow(words, first, last, _parameters, display) {
    const [low, high] = widen(first, last);
    const [left, right] = [bucketValue(low), bucketValue(high)];
    const shown = [...words.subarray(low, high + 1)];
    const scale = scaleBars(shown, display.aggzoom);
    const cells = shown.map((count) => formatCell(count, scale, display.encoding)).join("");
    const all = shown.reduce((sum, count) => sum + count, 0n);
    return ` ${String(left).padStart(columns(left))} :${cells}: ${String(right).padEnd(columns(right))} | ${all}\n`;
  },
  bucketStarts: () => STARTS,
  buckets: (words) => usedBuckets(words, (bucket) => BOUNDS[bucket]),
};
