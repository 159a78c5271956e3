/**
 * Aggregations and aggregating functions.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const AGGREGATIONS = {
  D_AGG_FUNC: {
    text:
      "Only an aggregating function can be assigned to an aggregation: count, sum, avg, min, max, stddev, quantize, " +
      "lquantize, llquantize.",
    wrong: "BEGIN { @a = 1; }",
    right: "BEGIN { @a = sum(1); }",
  },
  D_AGG_SCALAR: {
    text: "An aggregating function aggregates numbers.",
    wrong: "BEGIN { @ = sum(probename); }",
    right: "BEGIN { @[probename] = count(); }",
  },
  D_AGG_REDEF: {
    text:
      "An aggregation has one aggregating function, and keys of the same types, in the whole program. Use another name.",
    wrong: "BEGIN { @a = count(); @a = sum(1); }",
    right: "BEGIN { @a = count(); @b = sum(1); }",
  },
  D_AGG_MDIM: {
    text: "All keys of an aggregation are in one pair of brackets, with commas between.",
    wrong: "BEGIN { @[1][2] = count(); }",
    right: "BEGIN { @[1, 2] = count(); }",
  },
  D_AGG_NULL: {
    text: "An aggregation alone is not a statement: assign to it, or print it with printa().",
    wrong: "BEGIN { @a = count(); @a; }",
  },
  D_AGG_SPEC: {
    text: "Aggregations cannot be speculated on: what is aggregated cannot be taken back.",
    wrong: "BEGIN { speculate(1); @ = count(); }",
  },
  D_AGG_COMM: {
    text: "After commit() a clause cannot aggregate. Do it in a further clause of the same probe.",
    wrong: "BEGIN { commit(1); @ = count(); }",
  },
  D_LQUANT_STEPTYPE: {
    text: "The step of lquantize() is a constant above zero.",
    wrong: "BEGIN { @ = lquantize(1, 0, 10, 0); }",
  },
  D_LQUANT_STEPVAL: {
    text: "The step of lquantize() has 16 bits: 65535 at most.",
    wrong: "BEGIN { @ = lquantize(1, 0, 1000000, 70000); }",
    right: "BEGIN { @ = lquantize(1, 0, 1000000, 50000); }",
  },
  D_LQUANT_STEPLARGE: {
    text: "The step of lquantize() is larger than its range: not one bucket fits.",
    wrong: "BEGIN { x = 1; @ = lquantize(x, 0, 10, 11); }",
  },
  D_LQUANT_STEPSMALL: {
    text: "The step of lquantize() is so small that there would be too many buckets (65,535 at most).",
    wrong: "BEGIN { @ = lquantize(1, 0, 1000000, 1); }",
    right: "BEGIN { @ = lquantize(1, 0, 1000000, 1000); }",
  },
  D_LQUANT_MISMATCH: {
    text: "The upper bound of lquantize() lies above its lower bound.",
    wrong: "BEGIN { x = 1; @ = lquantize(x, 10, 0); }",
  },
  D_LQUANT_MATCHBASE: {
    text: "An aggregation has the same lower bound wherever it is assigned.",
    wrong: "BEGIN { @ = lquantize(1, 0, 100, 10); @ = lquantize(1, 10, 100, 10); }",
  },
  D_LQUANT_MATCHLIM: {
    text: "An aggregation has the same upper bound wherever it is assigned.",
    wrong: "BEGIN { @ = lquantize(1, 0, 100, 10); @ = lquantize(1, 0, 110, 10); }",
  },
  D_LQUANT_MATCHSTEP: {
    text: "An aggregation has the same step wherever it is assigned.",
    wrong: "BEGIN { @ = lquantize(1, 0, 100, 10); @ = lquantize(1, 0, 100, 20); }",
  },
  D_LLQUANT_FACTORSMALL: {
    text: "The factor of llquantize() is two or more.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 1, 0, 6, 20); }",
  },
  D_LLQUANT_FACTOREVEN: {
    text:
      "The factor of llquantize() divides its number of steps, and the steps divide a power of the factor: 10 goes with 10, 20, 50, 100.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, 6, 25); }",
  },
  D_LLQUANT_FACTORNSTEPS: {
    text: "llquantize() has at least as many steps in a magnitude as its factor is.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, 6, 5); }",
  },
  D_LLQUANT_MAGRANGE: {
    text: "The high magnitude of llquantize() is above the low one.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 6, 6, 20); }",
  },
  D_LLQUANT_MAGTOOBIG: {
    text: "The factor to the high magnitude does not fit 64 bits.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, 20, 20); }",
  },
  D_LQUANT_BASETYPE: {
    text: "The lower bound of lquantize() is a constant number.",
    wrong: "BEGIN { x = 1; @ = lquantize(x, x, 10); }",
  },
  D_LQUANT_BASEVAL: {
    text: "The lower bound of lquantize() has 32 bits.",
    wrong: "BEGIN { x = 1; @ = lquantize(x, 2147483648, 10); }",
  },
  D_LQUANT_LIMTYPE: {
    text: "The upper bound of lquantize() is a constant number.",
    wrong: "BEGIN { x = 1; @ = lquantize(x, 0, x); }",
  },
  D_LQUANT_LIMVAL: {
    text: "The upper bound of lquantize() has 32 bits.",
    wrong: "BEGIN { x = 1; @ = lquantize(x, 0, 2147483648); }",
  },
  D_LLQUANT_FACTORTYPE: {
    text: "The factor of llquantize() is a constant number.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, x, 0, 6, 20); }",
  },
  D_LLQUANT_FACTORVAL: {
    text: "The factor of llquantize() has 16 bits and no sign.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 65536, 0, 6, 20); }",
  },
  D_LLQUANT_FACTORMATCH: {
    text: "An aggregation has the same factor wherever it is assigned.",
    wrong: "BEGIN { @ = llquantize(1, 10, 0, 6, 20); @ = llquantize(1, 2, 0, 6, 16); }",
  },
  D_LLQUANT_LOWTYPE: {
    text: "The low magnitude of llquantize() is a constant number.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, x, 6, 20); }",
  },
  D_LLQUANT_LOWVAL: {
    text: "The low magnitude of llquantize() has 16 bits and no sign.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, -1, 6, 20); }",
  },
  D_LLQUANT_LOWMATCH: {
    text: "An aggregation has the same low magnitude wherever it is assigned.",
    wrong: "BEGIN { @ = llquantize(1, 10, 0, 6, 20); @ = llquantize(1, 10, 1, 6, 20); }",
  },
  D_LLQUANT_HIGHTYPE: {
    text: "The high magnitude of llquantize() is a constant number.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, x, 20); }",
  },
  D_LLQUANT_HIGHVAL: {
    text: "The high magnitude of llquantize() has 16 bits and no sign.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, 65536, 20); }",
  },
  D_LLQUANT_HIGHMATCH: {
    text: "An aggregation has the same high magnitude wherever it is assigned.",
    wrong: "BEGIN { @ = llquantize(1, 10, 0, 6, 20); @ = llquantize(1, 10, 0, 5, 20); }",
  },
  D_LLQUANT_NSTEPTYPE: {
    text: "The number of steps of llquantize() is a constant number.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, 6, x); }",
  },
  D_LLQUANT_NSTEPVAL: {
    text: "The number of steps of llquantize() has 16 bits and no sign.",
    wrong: "BEGIN { x = 1; @ = llquantize(x, 10, 0, 6, 65536); }",
  },
  D_LLQUANT_NSTEPMATCH: {
    text: "An aggregation has the same number of steps wherever it is assigned.",
    wrong: "BEGIN { @ = llquantize(1, 10, 0, 6, 20); @ = llquantize(1, 10, 0, 6, 10); }",
  },
  D_PRINTA_PROTO: {
    text: "printa() takes a format, or none, and one or more aggregations.",
    wrong: 'BEGIN { printa("%@d"); }',
  },
  D_PRINTA_AGGARG: {
    text: "printa() prints aggregations: its argument begins with @.",
    wrong: "BEGIN { @a = count(); printa(1); }",
    right: "BEGIN { @a = count(); printa(@a); }",
  },
  D_PRINTA_AGGKEY: {
    text: "Aggregations that are printed side by side have the same keys.",
    wrong: "BEGIN { @a[1] = count(); @b[1, 2] = count(); printa(@a, @b); }",
    right: "BEGIN { @a[1] = count(); @b[1] = sum(2); printa(@a, @b); }",
  },
  D_PRINTA_AGGPROTO: {
    text: "Aggregations that are printed side by side have keys of the same types.",
    wrong: 'BEGIN { @a[1] = count(); @b["x"] = count(); printa(@a, @b); }',
  },
  D_CLEAR_PROTO: { text: "clear() takes one aggregation.", wrong: "BEGIN { clear(); }" },
  D_CLEAR_AGGARG: { text: "clear() takes an aggregation: its argument begins with @.", wrong: "BEGIN { clear(1); }" },
  D_TRUNC_PROTO: {
    text: "trunc() takes an aggregation and, optionally, how many of its entries stay.",
    wrong: "BEGIN { trunc(); }",
  },
  D_TRUNC_AGGARG: {
    text: "The first argument of trunc() is an aggregation: it begins with @.",
    wrong: "BEGIN { trunc(1); }",
  },
  D_TRUNC_SCALAR: {
    text: "The second argument of trunc() is a number: how many entries stay (negative: the smallest).",
    wrong: 'BEGIN { @a = count(); trunc(@a, "x"); }',
  },
  D_NORMALIZE_PROTO: {
    text: "normalize() takes an aggregation and a factor; denormalize() the aggregation alone.",
    wrong: "BEGIN { @a = count(); normalize(@a); }",
  },
  D_NORMALIZE_AGGARG: {
    text: "The first argument of normalize() is an aggregation: it begins with @.",
    wrong: "BEGIN { normalize(1, 2); }",
  },
  D_NORMALIZE_SCALAR: {
    text: "The second argument of normalize() is a number, by which all values are divided.",
    wrong: 'BEGIN { @a = count(); normalize(@a, "x"); }',
  },
} as const satisfies Explanations;
