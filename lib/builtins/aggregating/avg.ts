/**
 * avg: two words, the count and the sum.
 *
 * @module
 */
import type { AggregationWords } from "../../engine/aggregation/mod.ts";
import {
  addToWord,
  type AggregatingBuiltin,
  divide,
  evaluateAll,
  formatScalar,
  mergeSums,
  order,
} from "./aggregating_definition.ts";

/** As DTrace shows it: the sum is normalised first, then divided, both cut towards zero. */
function mean(words: AggregationWords, normal: bigint): bigint {
  return words[0] === 0n ? 0n : divide(words[1], normal) / words[0];
}
export const avg: AggregatingBuiltin = {
  name: "avg",
  doc: "The arithmetic mean of the values, cut to a whole number.",
  prototype: "void(@)",
  check: evaluateAll,
  valueSize: () => 16,
  update(b, value, [amount]) {
    addToWord(b, value, 0, b.constant(1));
    addToWord(b, value, 8, amount);
  },
  isAdditive: true,
  form: { joining: "mean", moments: ["count"] },
  merge: mergeSums,
  compare: (left, right) => order(mean(left, 1n), mean(right, 1n)),
  scalar: mean,
  moments: (words, normal) => ({ count: words[0], mean: mean(words, normal) }),
  format: (words, normal) => formatScalar(mean(words, normal)),
};
