/**
 * count, sum, min, max: one word each.
 *
 * @module
 */
import type { Builder, Register } from "../../codegen/mod.ts";
import type { AggregationWords } from "../../engine/consume/mod.ts";
import { addToWord, type AggregatingBuiltin, formatScalar, mergeSums, order } from "./definition.ts";

const base = {
  valueSize: () => 8,
  merge: mergeSums,
  compare: (left: AggregationWords, right: AggregationWords) => order(left[0], right[0]),
  scalar: (words: AggregationWords, normal: bigint) => words[0] / normal,
  format: (words: AggregationWords, normal: bigint) => formatScalar(words[0] / normal),
};
const takesOne: AggregatingBuiltin["check"] = (_context, args) => ({ evaluated: args, parameters: undefined });

export const count: AggregatingBuiltin = {
  ...base,
  name: "count",
  doc: "Counts how often it is reached.",
  prototype: "void()",
  check: () => ({ evaluated: [], parameters: undefined }),
  update: (b, value) => addToWord(b, value, 0, b.constant(1)),
};
export const sum: AggregatingBuiltin = {
  ...base,
  name: "sum",
  doc: "The sum of the values, modulo 2^64.",
  prototype: "void(@)",
  check: takesOne,
  update: (b, value, [amount]) => addToWord(b, value, 0, amount),
};
/** Keeps the value when it compares so to what is kept. */
function keep(b: Builder, value: Register, candidate: Register, operator: "lt_s" | "gt_s"): void {
  b.if(b.compare(operator, candidate, b.loadTrusted(value, 0, 8, true)), () => b.storeTrusted(value, 0, candidate, 8));
}
export const min: AggregatingBuiltin = {
  ...base,
  name: "min",
  doc: "The least of the values, as signed numbers.",
  prototype: "void(@)",
  check: takesOne,
  initial: () => [2n ** 63n - 1n],
  update: (b, value, [candidate]) => keep(b, value, candidate, "lt_s"),
  merge(into, from) {
    if (from[0] < into[0]) into[0] = from[0];
  },
  noBar: true,
};
export const max: AggregatingBuiltin = {
  ...base,
  name: "max",
  doc: "The greatest of the values, as signed numbers.",
  prototype: "void(@)",
  check: takesOne,
  initial: () => [-(2n ** 63n)],
  update: (b, value, [candidate]) => keep(b, value, candidate, "gt_s"),
  merge(into, from) {
    if (from[0] > into[0]) into[0] = from[0];
  },
  noBar: true,
};
