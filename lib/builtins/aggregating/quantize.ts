/**
 * quantize: counts of values by powers of two. 127 words; bucket 63 is zero, 64 is 1, 65 is 2…3, 62 is -1.
 *
 * @module
 */
import { type AggregationWords, formatCell, scaleBars } from "../../engine/consume/mod.ts";
import { type AggregatingBuiltin, mergeSums } from "./definition.ts";
import {
  addToBucket,
  checkIncrement,
  compareDistributions,
  drawDistribution,
  shownRange,
  totalOf,
  usedRange,
} from "./distribution.ts";

const BUCKETS = 127;
const ZERO = 63;

/** The bucket's value nearest to zero. */
export function bucketValue(bucket: number): bigint {
  if (bucket === ZERO) return 0n;
  return bucket < ZERO ? -(1n << BigInt(ZERO - 1 - bucket)) : 1n << BigInt(bucket - ZERO - 1);
}
const VALUES = Array.from({ length: BUCKETS }, (_, bucket) => bucketValue(bucket));
const valueOf = (bucket: number): bigint => VALUES[bucket];
/** One more bucket on each side, but zero stays the first where nothing is below it. */
function widen([first, last]: readonly [number, number]): readonly [number, number] {
  return [first === 0 || first === ZERO ? first : first - 1, Math.min(BUCKETS - 1, last + 1)];
}
/** Columns of a bound: four at least. */
const digits = (value: bigint) => Math.max(4, String(value).length);

export const quantize: AggregatingBuiltin = {
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
  merge: mergeSums,
  compare: (left, right) => compareDistributions(left, right, valueOf, ZERO),
  rank: (words) => Number(totalOf(words, valueOf)),
  scalar: () => undefined,
  format(words, normal, _parameters, display) {
    const range = shownRange(words, [ZERO - 1, ZERO + 1]);
    return drawDistribution(words, range, normal, display, (bucket) => String(bucketValue(bucket)).padStart(16));
  },
  packRange: usedRange,
  packHeading(first, last) {
    const [low, high] = widen([first, last]);
    const [left, right] = [bucketValue(low), bucketValue(high)];
    const rule = "-".repeat(high - low + 1);
    return ` ${"min".padStart(digits(left))} .${rule}. ${"max".padEnd(digits(right))} | count\n`;
  },
  packRow(words, first, last, _parameters, display) {
    const [low, high] = widen([first, last]);
    const shown = words.subarray(low, high + 1);
    const { total } = scaleBars([...shown], display.aggzoom);
    const cells = [...shown].map((count) => formatCell(count, total, display.encoding)).join("");
    const all = shown.reduce((sum, count) => sum + count, 0n);
    const [left, right] = [bucketValue(low), bucketValue(high)];
    return ` ${String(left).padStart(digits(left))} :${cells}: ${String(right).padEnd(digits(right))} | ${all}\n`;
  },
  buckets: (words: AggregationWords) =>
    [...words].flatMap((count, bucket) => count === 0n ? [] : [{ ...bounds(bucket), count }]),
};
/** Half-open: [1, 2), [2, 4) …; below zero (-2, -1] as [-1, 0), [-3, -1) … */
function bounds(bucket: number): { readonly low: bigint; readonly high: bigint } {
  if (bucket === ZERO) return { low: 0n, high: 1n };
  const value = bucketValue(bucket);
  return bucket > ZERO ? { low: value, high: value * 2n } : { low: value * 2n + 1n, high: value + 1n };
}
