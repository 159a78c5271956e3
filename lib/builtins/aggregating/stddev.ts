/**
 * stddev: four words, the count, the sum, and the sum of squares in 128 bits (low word, high word).
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
  order,
} from "./aggregating_definition.ts";

const squaresOf = (words: AggregationWords): bigint =>
  BigInt.asUintN(64, words[3]) << 64n | BigInt.asUintN(64, words[2]);

/**
 * The root of (mean of the squares - square of the mean), all in whole numbers of 128 bits, so that a difference below
 * zero wraps. Squares are normalised twice, as their unit is the values' squared.
 */
function deviation(words: AggregationWords, normal: bigint): bigint {
  const [count, total] = words;
  if (count === 0n) return 0n;
  const squares = divide(divide(squaresOf(words), normal), normal) / BigInt.asUintN(64, count);
  const mean = divide(total, normal) / count;
  return BigInt.asUintN(64, squareRoot(BigInt.asUintN(128, squares - mean * mean)));
}
/** The greatest whole number whose square is not above the value (Newton's method, from above). */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = root + value / root >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
export const stddev: AggregatingBuiltin = {
  name: "stddev",
  doc: "The standard deviation of the values, cut to a whole number.",
  since: "1.6",
  prototype: "void(@)",
  check: evaluateAll,
  valueSize: () => 32,
  form: { joining: "mean", moments: ["mean", "count"] },
  update(b, value, [amount]) {
    addToWord(b, value, 0, b.constant(1));
    addToWord(b, value, 8, amount);
    b.helper("add_square", b.binary("add", value, b.constant(16)), amount);
  },
  merge(into, from) {
    const squares = squaresOf(into) + squaresOf(from);
    into[0] += from[0];
    into[1] += from[1];
    into[2] = BigInt.asIntN(64, squares);
    into[3] = BigInt.asIntN(64, squares >> 64n);
  },
  compare: (left, right) => order(deviation(left, 1n), deviation(right, 1n)),
  scalar: deviation,
  moments: ([count, total], normal) => ({ count, mean: count === 0n ? 0n : divide(total, normal) / count }),
  format: (words, normal) => formatScalar(deviation(words, normal)),
};
