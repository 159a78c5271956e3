/**
 * What quantize, lquantize and llquantize share: the increment, the drawing, the order.
 *
 * @module
 */
import type { CheckContext, TypedExpression } from "../../d/check/mod.ts";
import type { Builder, Register } from "../../codegen/mod.ts";
import {
  type AggregationWords,
  type DisplayOptions,
  formatBar,
  formatBarHeading,
  scaleBars,
} from "../../engine/consume/mod.ts";
import { addToWord, order } from "./definition.ts";

/** The optional last argument: how much a value counts. Anything after it is too much. */
export function checkIncrement(
  context: CheckContext,
  name: string,
  rest: readonly TypedExpression[],
  most: number,
): readonly TypedExpression[] {
  const [increment, ...more] = rest;
  if (increment === undefined) return [];
  if (!context.isInteger(increment.type) && !context.isPointer(increment.type)) {
    context.error("D_PROTO_ARG", `the increment of \`${name}()\` is a number`, increment.span, {
      plain: `${name}( ) increment value (argument #${most}) must be of scalar type`,
    });
  }
  if (more.length > 0) {
    context.error("D_PROTO_LEN", `\`${name}()\` takes at most ${most} arguments`, more[0].span, {
      plain: `${name}( ) prototype mismatch: ${most + more.length} args passed, at most ${most} expected`,
    });
  }
  return [increment];
}
/** Adds the increment (1 without one) to the bucket's word. */
export function addToBucket(b: Builder, value: Register, index: Register, increment: Register | undefined): void {
  const at = b.binary("add", value, b.binary("shl", index, b.constant(3)));
  addToWord(b, at, 0, increment ?? b.constant(1));
}
/** First and last bucket to show: those with data and one more on each side; `empty` when there are none. */
export function shownRange(
  words: AggregationWords,
  empty: readonly [number, number],
): readonly [first: number, last: number] {
  let first = 0, last = words.length - 1;
  while (first < words.length && words[first] === 0n) first++;
  if (first === words.length) return empty;
  while (words[last] === 0n) last--;
  return [Math.max(0, first - 1), Math.min(words.length - 1, last + 1)];
}
/** Heading and one row a bucket; `label` has the width of 16. */
export function drawDistribution(
  words: AggregationWords,
  [first, last]: readonly [number, number],
  normal: bigint,
  display: DisplayOptions,
  label: (bucket: number) => string,
): string {
  const shown = words.subarray(first, last + 1);
  const scale = scaleBars([...shown], display.aggzoom);
  let text = formatBarHeading("value", 16);
  shown.forEach((count, i) => text += `${label(first + i)} ${formatBar(count, normal, scale, display.encoding)}`);
  return text;
}
/** DTrace orders distributions by the sum of value times count. */
export function totalOf(words: AggregationWords, valueOf: (bucket: number) => bigint): bigint {
  let sum = 0n;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0n) sum += words[i] * valueOf(i);
  return sum;
}
/** By the sum, then by the count at zero. */
export function compareDistributions(
  left: AggregationWords,
  right: AggregationWords,
  valueOf: (bucket: number) => bigint,
  zeroBucket: number | undefined,
): number {
  const byTotal = order(totalOf(left, valueOf), totalOf(right, valueOf));
  return byTotal !== 0 || zeroBucket === undefined ? byTotal : order(left[zeroBucket], right[zeroBucket]);
}
/** Buckets with data, for aggpack. */
export function usedRange(words: AggregationWords): readonly [first: number, last: number] {
  let first = 0, last = words.length - 1;
  while (first < words.length - 1 && words[first] === 0n) first++;
  while (last > 0 && words[last] === 0n) last--;
  return [first, last];
}
