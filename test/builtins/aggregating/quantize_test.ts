/** quantize: buckets, order, drawings. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { aggregate, both, buckets, filled, format, functionOf, left, PLAIN, right, table } from "./values.ts";

const quantize = functionOf("quantize");
const of = (...values: (bigint | number)[]) => aggregate("quantize", values.map((value) => [BigInt(value)]));
const shown = (words: BigInt64Array, normal = 1n, display = PLAIN) =>
  format("quantize", words, undefined, normal, display);

Deno.test("buckets: powers of two to both sides of zero", () => {
  const table: [bigint, number][] = [
    [0n, 63],
    [1n, 64],
    [2n, 65],
    [3n, 65],
    [4n, 66],
    [2n ** 62n - 1n, 125],
    [2n ** 62n, 126],
    [2n ** 63n - 1n, 126],
    [-1n, 62],
    [-2n, 61],
    [-3n, 61],
    [-4n, 60],
    [-(2n ** 62n), 0],
    [-(2n ** 63n), 0],
  ];
  for (const [value, bucket] of table) deepStrictEqual(filled(of(value)), [[bucket, 1]], String(value));
});
Deno.test("the increment says how much a value counts, also less than nothing", () => {
  deepStrictEqual(filled(aggregate("quantize", [[5n, 100n], [5n, -30n], [0n, 2n]])), [[63, 2], [66, 70]]);
});
Deno.test("a distribution: one empty row before and after, counts to the left in nine columns", () => {
  strictEqual(
    shown(of(1, 1, 2, 3, 2, 3, 2, 5)),
    table(["0", right(0), "0"], ["1", right(10), "2"], ["2", right(25), "5"], ["4", right(5), "1"], [
      "8",
      right(0),
      "0",
    ]),
  );
  strictEqual(
    shown(of(2n ** 62n)),
    table([String(2n ** 61n), right(0), "0"], [String(2n ** 62n), right(40), "1"]),
  );
  strictEqual(
    shown(of(-1)),
    table(["-2", right(0), "0"], ["-1", right(40), "1"], ["0", right(0), "0"]),
  );
});
Deno.test("negative counts: bars to the left, or to both sides in half the width", () => {
  strictEqual(
    shown(buckets(127, { 64: -1n, 65: -3n })),
    table(["0", left(0), "0"], ["1", left(10), "-1"], ["2", left(30), "-3"], ["4", left(0), "0"]),
  );
  strictEqual(
    shown(buckets(127, { 63: -2n, 64: 3n })),
    table(["-1", both(0), "0"], ["0", both(-8), "-2"], ["1", both(12), "3"], ["2", both(0), "0"]),
  );
});
Deno.test("without data the rows around zero show", () => {
  const empty = table(["-1", right(0), "0"], ["0", right(0), "0"], ["1", right(0), "0"]);
  strictEqual(shown(new BigInt64Array(127)), empty);
});
Deno.test("bars are rounded half up, exactly", () => {
  // 1 of 80 is half a column
  const words = buckets(127, { 64: 1n, 65: 79n });
  strictEqual(shown(words).split("\n")[3], `               1 ${right(1)} 1        `);
  const huge = buckets(127, { 64: 2n ** 62n, 65: 2n ** 62n });
  strictEqual(shown(huge).split("\n")[3], `               1 ${right(20)} ${2n ** 62n}`);
});
Deno.test("normalize() divides counts, not bars", () => {
  strictEqual(
    shown(buckets(127, { 64: 100n, 65: 300n }), 100n),
    table(["0", right(0), "0"], ["1", right(10), "1"], ["2", right(30), "3"], ["4", right(0), "0"]),
  );
});
Deno.test("aggzoom: the tallest bar takes 38 columns", () => {
  strictEqual(
    shown(buckets(127, { 64: 1n, 65: 2n }), 1n, { ...PLAIN, aggzoom: true }),
    table(["0", right(0), "0"], ["1", right(19), "1"], ["2", right(38), "2"], ["4", right(0), "0"]),
  );
});
Deno.test("encoding=utf8: full blocks and eighths", () => {
  strictEqual(
    shown(buckets(127, { 64: 1n, 65: 63n }), 1n, { ...PLAIN, encoding: "utf8" }),
    table(
      ["0", right(0), "0"],
      ["1", `|${"\u258b".padEnd(40)}`, "1"],
      ["2", `|${("\u2588".repeat(39) + "\u258d").padEnd(40)}`, "63"],
      ["4", right(0), "0"],
    ),
  );
});
Deno.test("order: by the sum of value times count, then by the count at zero", () => {
  const compare = (left: BigInt64Array, right: BigInt64Array) => quantize.compare(left, right, undefined);
  ok(compare(of(4), of(8)) < 0);
  ok(compare(of(4, 4), of(8)) === 0);
  ok(compare(of(4, 4, 0), of(8)) > 0);
  ok(compare(of(-1), of(0)) < 0);
  const large = buckets(127, { 64: 2n ** 62n + 1n });
  ok(compare(large, buckets(127, { 64: 2n ** 62n })) > 0);
  strictEqual(quantize.rank!(of(4, 3, 0), undefined), 6);
  strictEqual(quantize.rank!(large, undefined), NaN);
});
Deno.test("aggpack: a line a key, from one bucket below the least to one above the greatest of all keys", () => {
  const some = of(1, 1, 4), other = of(16);
  deepStrictEqual([some, other].map((words) => quantize.packRange!(words, undefined)), [[64, 66], [68, 68]]);
  strictEqual(quantize.packHeading!(64, 68, undefined), "  min .-------. max  | count\n");
  strictEqual(quantize.packRow!(some, 64, 68, undefined, PLAIN), "    0 : x x   : 32   | 3\n");
  strictEqual(quantize.packRow!(other, 64, 68, undefined, PLAIN), "    0 :     X : 32   | 1\n");
});
Deno.test("aggpack: zero stays the first bucket where nothing is below it; without data it is the only one", () => {
  deepStrictEqual(quantize.packRange!(new BigInt64Array(127), undefined), [63, 63]);
  strictEqual(quantize.packHeading!(63, 63, undefined), "  min .--. max  | count\n");
  strictEqual(quantize.packRow!(of(0), 63, 63, undefined, PLAIN), "    0 :X : 1    | 1\n");
});
Deno.test("aggpack: blocks of eight heights, letters for negative counts, wide bounds", () => {
  const words = buckets(127, { 64: 1n, 65: 3n, 66: 4n });
  const row = quantize.packRow!(words, 64, 66, undefined, { ...PLAIN, encoding: "utf8" });
  strictEqual(row, "    0 : \u2582\u2584\u2585 : 8    | 8\n");
  const mixed = buckets(127, { 64: -1n, 65: 1n });
  strictEqual(quantize.packRow!(mixed, 64, 65, undefined, PLAIN), "    0 : vx : 4    | 0\n");
  strictEqual(quantize.packHeading!(96, 97, undefined), `${"min".padStart(11)} .----. ${"max".padEnd(11)} | count\n`);
});
Deno.test("buckets, for tables and charts: half-open, the outermost without end", () => {
  deepStrictEqual(quantize.buckets!(of(0, 5, -5, 2n ** 62n, -(2n ** 63n)), undefined), [
    { low: -(2n ** 63n), high: -(2n ** 62n) + 1n, count: 1n },
    { low: -7n, high: -3n, count: 1n },
    { low: 0n, high: 1n, count: 1n },
    { low: 4n, high: 8n, count: 1n },
    { low: 2n ** 62n, high: 2n ** 63n, count: 1n },
  ]);
});
