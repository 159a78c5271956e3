/** One program for each tag that aggregating functions give. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { mistakes, tagged } from "../world.ts";

const LQUANTIZE = "@ = lquantize(i, 0, 100, 10);", LLQUANTIZE = "@ = llquantize(i, 10, 0, 6, 20);";
/** Name, statements, text under the carets. */
const CASES: [string, string, string][] = [
  ["D_PROTO_LEN.count_with_argument", "@ = count(1);", "count(1)"],
  ["D_PROTO_LEN.sum_without", "@ = sum();", "sum()"],
  ["D_PROTO_LEN.avg_without", "@ = avg();", "avg()"],
  ["D_PROTO_LEN.min_of_two", "@ = min(1, 2);", "min(1, 2)"],
  ["D_PROTO_LEN.max_without", "@ = max();", "max()"],
  ["D_PROTO_LEN.stddev_of_two", "@ = stddev(1, 2);", "stddev(1, 2)"],
  ["D_PROTO_LEN.quantize_without", "@ = quantize();", "quantize()"],
  ["D_PROTO_LEN.quantize_of_three", "@ = quantize(i, 1, 2);", "2"],
  ["D_PROTO_LEN.lquantize_without_limit", "@ = lquantize(i, 0);", "lquantize(i, 0)"],
  ["D_PROTO_LEN.lquantize_of_six", "@ = lquantize(i, 0, 10, 1, 1, 7);", "7"],
  ["D_PROTO_LEN.llquantize_without_steps", "@ = llquantize(i, 10, 0, 6);", "llquantize(i, 10, 0, 6)"],
  ["D_PROTO_LEN.llquantize_of_seven", "@ = llquantize(i, 10, 0, 6, 20, 1, 7);", "7"],
  ["D_PROTO_ARG.quantize_increment", '@ = quantize(i, "x");', '"x"'],
  ["D_PROTO_ARG.lquantize_base", '@ = lquantize(i, "x", 10);', '"x"'],
  ["D_AGG_SCALAR.sum_of_text", '@ = sum("x");', '"x"'],
  ["D_LQUANT_BASETYPE.variable", "@ = lquantize(i, i, 10);", "lquantize(i, i, 10)"],
  ["D_LQUANT_BASEVAL.above_32_bits", "@ = lquantize(i, 2147483648, 10);", "lquantize(i, 2147483648, 10)"],
  ["D_LQUANT_BASEVAL.below_32_bits", "@ = lquantize(i, -2147483649, 10);", "lquantize(i, -2147483649, 10)"],
  ["D_LQUANT_LIMTYPE.variable", "@ = lquantize(i, 0, i);", "lquantize(i, 0, i)"],
  ["D_LQUANT_LIMVAL.above_32_bits", "@ = lquantize(i, 0, 2147483648);", "lquantize(i, 0, 2147483648)"],
  ["D_LQUANT_MISMATCH.base_above_limit", "@ = lquantize(i, 10, 0);", "lquantize(i, 10, 0)"],
  ["D_LQUANT_STEPTYPE.variable", "@ = lquantize(i, 0, 10, i);", "lquantize(i, 0, 10, i)"],
  ["D_LQUANT_STEPTYPE.zero", "@ = lquantize(i, 0, 10, 0);", "lquantize(i, 0, 10, 0)"],
  ["D_LQUANT_STEPTYPE.negative", "@ = lquantize(i, 0, 10, -1);", "lquantize(i, 0, 10, -1)"],
  ["D_LQUANT_STEPVAL.above_16_bits", "@ = lquantize(i, 0, 1000000, 65536);", "lquantize(i, 0, 1000000, 65536)"],
  ["D_LQUANT_STEPLARGE.above_range", "@ = lquantize(i, 0, 10, 11);", "lquantize(i, 0, 10, 11)"],
  ["D_LQUANT_STEPLARGE.empty_range", "@ = lquantize(i, 10, 10);", "lquantize(i, 10, 10)"],
  ["D_LQUANT_STEPSMALL.too_many_levels", "@ = lquantize(i, 0, 65536, 1);", "lquantize(i, 0, 65536, 1)"],
  ["D_LQUANT_MATCHBASE.other", `${LQUANTIZE} @ = lquantize(i, 10, 100, 10);`, "lquantize(i, 10, 100, 10)"],
  ["D_LQUANT_MATCHLIM.other", `${LQUANTIZE} @ = lquantize(i, 0, 110, 10);`, "lquantize(i, 0, 110, 10)"],
  ["D_LQUANT_MATCHSTEP.other", `${LQUANTIZE} @ = lquantize(i, 0, 100, 20);`, "lquantize(i, 0, 100, 20)"],
  ["D_LLQUANT_FACTORTYPE.variable", "@ = llquantize(i, i, 0, 6, 20);", "llquantize(i, i, 0, 6, 20)"],
  ["D_LLQUANT_LOWTYPE.variable", "@ = llquantize(i, 10, i, 6, 20);", "llquantize(i, 10, i, 6, 20)"],
  ["D_LLQUANT_HIGHTYPE.variable", "@ = llquantize(i, 10, 0, i, 20);", "llquantize(i, 10, 0, i, 20)"],
  ["D_LLQUANT_NSTEPTYPE.variable", "@ = llquantize(i, 10, 0, 6, i);", "llquantize(i, 10, 0, 6, i)"],
  ["D_LLQUANT_FACTORVAL.above_16_bits", "@ = llquantize(i, 65536, 0, 6, 20);", "llquantize(i, 65536, 0, 6, 20)"],
  ["D_LLQUANT_LOWVAL.negative", "@ = llquantize(i, 10, -1, 6, 20);", "llquantize(i, 10, -1, 6, 20)"],
  ["D_LLQUANT_HIGHVAL.above_16_bits", "@ = llquantize(i, 10, 0, 65536, 20);", "llquantize(i, 10, 0, 65536, 20)"],
  ["D_LLQUANT_NSTEPVAL.above_16_bits", "@ = llquantize(i, 10, 0, 6, 65536);", "llquantize(i, 10, 0, 6, 65536)"],
  ["D_LLQUANT_FACTORSMALL.one", "@ = llquantize(i, 1, 0, 6, 20);", "llquantize(i, 1, 0, 6, 20)"],
  ["D_LLQUANT_MAGRANGE.equal", "@ = llquantize(i, 10, 6, 6, 20);", "llquantize(i, 10, 6, 6, 20)"],
  ["D_LLQUANT_FACTORNSTEPS.fewer", "@ = llquantize(i, 10, 0, 6, 5);", "llquantize(i, 10, 0, 6, 5)"],
  ["D_LLQUANT_FACTOREVEN.factor", "@ = llquantize(i, 10, 0, 6, 25);", "llquantize(i, 10, 0, 6, 25)"],
  ["D_LLQUANT_FACTOREVEN.power", "@ = llquantize(i, 10, 0, 6, 30);", "llquantize(i, 10, 0, 6, 30)"],
  ["D_LLQUANT_MAGTOOBIG.power", "@ = llquantize(i, 10, 0, 20, 20);", "llquantize(i, 10, 0, 20, 20)"],
  ["D_LLQUANT_MAGTOOBIG.end_of_last_magnitude", "@ = llquantize(i, 100, 0, 9, 100);", "llquantize(i, 100, 0, 9, 100)"],
  ["D_LLQUANT_FACTORMATCH.other", `${LLQUANTIZE} @ = llquantize(i, 2, 0, 6, 16);`, "llquantize(i, 2, 0, 6, 16)"],
  ["D_LLQUANT_LOWMATCH.other", `${LLQUANTIZE} @ = llquantize(i, 10, 1, 6, 20);`, "llquantize(i, 10, 1, 6, 20)"],
  ["D_LLQUANT_HIGHMATCH.other", `${LLQUANTIZE} @ = llquantize(i, 10, 0, 5, 20);`, "llquantize(i, 10, 0, 5, 20)"],
  ["D_LLQUANT_NSTEPMATCH.other", `${LLQUANTIZE} @ = llquantize(i, 10, 0, 6, 10);`, "llquantize(i, 10, 0, 6, 10)"],
];
for (const [name, statements, under] of CASES) {
  Deno.test(`err.${name}`, () => {
    deepStrictEqual(tagged(`BEGIN { i = 1; ${statements} }`), [[name.split(".")[0], under]]);
  });
}
Deno.test("what is allowed is not reported", () => {
  for (
    const statements of [
      "@ = count();",
      "@ = quantize(i, i);",
      "@ = lquantize(i, -2147483648, 2147483647 - 200000, 65535);",
      "@ = lquantize(i, 0, 10); @ = lquantize(i, 0, 10, 1); @ = lquantize(i, 0, 10, 1, i);",
      "@ = lquantize(i, 0, 100, 10); @ = lquantize(i, 0, 105, 10);",
      "@ = llquantize(i, 10, 0, 17, 10);",
      "@ = llquantize(i, 2, 0, 61, 2, 5);",
      "@ = stddev((char)i);",
    ]
  ) {
    deepStrictEqual(tagged(`BEGIN { i = 1; ${statements} }`), [], statements);
  }
});
Deno.test("a mismatch names what was and what is", () => {
  const [found] = mistakes(`BEGIN { i = 1; ${LQUANTIZE} @ = lquantize(i, 0, 110, 10); }`);
  strictEqual(
    found.plain,
    "lquantize( ) limit (argument #2) doesn't match previous declaration: expected 100, found 110",
  );
});
Deno.test("newer functions are hidden from older versions", () => {
  deepStrictEqual(tagged("BEGIN { @ = stddev(1); }", { version: "1.5" }).map(([tag]) => tag), ["D_FUNC_UNDEF"]);
  deepStrictEqual(tagged("BEGIN { @ = stddev(1); }", { version: "1.6" }), []);
});
