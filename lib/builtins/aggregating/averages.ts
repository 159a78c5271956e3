/**
 * avg (count, sum) and stddev (count, sum, 128-bit sum of squares: low word, high word).
 *
 * @module
 */
import type { AggregationWords } from "../../engine/consume/mod.ts";
import { addToWord, type AggregatingBuiltin, formatScalar, mergeSums, order } from "./definition.ts";

/** The mean as DTrace shows it: the sum is normalised first, then divided, both cut towards zero. */
function mean(words: AggregationWords, normal: bigint): bigint {
  return words[0] === 0n ? 0n : words[1] / normal / words[0];
}
export const avg: AggregatingBuiltin = {
  name: "avg",
  doc: "The arithmetic mean of the values.",
  prototype: "void(@)",
  check: (_context, args) => ({ evaluated: args, parameters: undefined }),
  valueSize: () => 16,
  update(b, value, [amount]) {
    addToWord(b, value, 0, b.constant(1));
    addToWord(b, value, 8, amount);
  },
  merge: mergeSums,
  compare: (left, right) => order(mean(left, 1n), mean(right, 1n)),
  scalar: mean,
  format: (words, normal) => formatScalar(mean(words, normal)),
};

const MASK = 2n ** 128n - 1n;
const squares = (words: AggregationWords): bigint => BigInt.asUintN(64, words[3]) << 64n | BigInt.asUintN(64, words[2]);

/** sqrt(mean of squares - square of the mean), in whole numbers as DTrace reckons it. */
function deviation(words: AggregationWords, normal: bigint): bigint {
  const [count, total] = words;
  if (count === 0n) return 0n;
  const divisor = BigInt.asUintN(64, normal);
  const meanOfSquares = squares(words) / divisor / divisor / BigInt.asUintN(64, count);
  const average = total / normal / count;
  return squareRoot((meanOfSquares - average * average) & MASK);
}
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
  doc: "The standard deviation of the values.",
  prototype: "void(@)",
  check: (_context, args) => ({ evaluated: args, parameters: undefined }),
  valueSize: () => 32,
  update(b, value, [amount]) {
    addToWord(b, value, 0, b.constant(1));
    addToWord(b, value, 8, amount);
    b.helper("add_square", b.binary("add", value, b.constant(16)), amount);
  },
  merge(into, from) {
    const all = squares(into) + squares(from) & MASK;
    into[0] += from[0];
    into[1] += from[1];
    into[2] = BigInt.asIntN(64, all);
    into[3] = BigInt.asIntN(64, all >> 64n);
  },
  compare: (left, right) => order(deviation(left, 1n), deviation(right, 1n)),
  scalar: deviation,
  format: (words, normal) => formatScalar(deviation(words, normal)),
};
