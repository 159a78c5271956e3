/** lquantize: levels of equal width, order, drawings. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { aggregate, both, buckets, filled, format, functionOf, left, PLAIN, right, table } from "./values.ts";

const lquantize = functionOf("lquantize");
/** lquantize(x, 0, 30, 10) */
const TENS = { base: 0n, step: 10n, levels: 3n };
/** lquantize(x, -2, 3) */
const SMALL = { base: -2n, step: 1n, levels: 5n };
const of = (parameters: typeof TENS, ...values: (bigint | number)[]) =>
  aggregate("lquantize", values.map((value) => [BigInt(value)]), parameters);
const shown = (words: BigInt64Array, parameters = TENS, normal = 1n, display = PLAIN) =>
  format("lquantize", words, parameters, normal, display);

Deno.test("a word for each level, one for what is below and one for what is above", () => {
  strictEqual(lquantize.valueSize(TENS), 40);
  const levels: [bigint, number][] = [
    [-1n, 0],
    [0n, 1],
    [9n, 1],
    [10n, 2],
    [29n, 3],
    [30n, 4],
    [2n ** 31n - 1n, 4],
    [-(2n ** 31n), 0],
  ];
  for (const [value, bucket] of levels) deepStrictEqual(filled(of(TENS, value)), [[bucket, 1]], String(value));
});
Deno.test("the value has all its 64 bits, as in Oracle's DTrace: illumos and FreeBSD cut it to 32", () => {
  for (const above of [2n ** 31n, 3_000_000_000n, 2n ** 32n + 15n, 2n ** 63n - 1n]) {
    deepStrictEqual(filled(of(TENS, above)), [[4, 1]], String(above));
  }
  for (const below of [-(2n ** 31n) - 1n, -(2n ** 32n) + 15n, -(2n ** 63n)]) {
    deepStrictEqual(filled(of(TENS, below)), [[0, 1]], String(below));
  }
  // no overflow between base and value
  const wide = { base: -(2n ** 31n), step: 65535n, levels: 100n };
  deepStrictEqual(filled(of(wide, 2n ** 31n - 1n)), [[101, 1]]);
});
Deno.test("the limit is moved down to a whole number of steps", () => {
  // lquantize(x, 0, 35, 10)
  strictEqual(shown(of(TENS, 33)).split("\n")[3], `${">= 30".padStart(16)} ${right(40)} 1        `);
});
Deno.test("a distribution: labels below and above, empty rows beside the data and between", () => {
  strictEqual(
    shown(of(TENS, -5, 12, 13, 14, 15, 16, 19, 20, 29, 31)),
    table(
      ["< 0", right(4), "1"],
      ["0", right(0), "0"],
      ["10", right(24), "6"],
      ["20", right(8), "2"],
      [">= 30", right(4), "1"],
    ),
  );
  strictEqual(
    shown(of(SMALL, -2), SMALL),
    table(["< -2", right(0), "0"], ["-2", right(40), "1"], ["-1", right(0), "0"]),
  );
});
Deno.test("without data the first three rows show", () => {
  strictEqual(
    shown(new BigInt64Array(5)),
    table(["< 0", right(0), "0"], ["0", right(0), "0"], ["10", right(0), "0"]),
  );
});
Deno.test("negative counts", () => {
  strictEqual(
    shown(buckets(5, { 1: -2n, 2: -6n })),
    table(["< 0", left(0), "0"], ["0", left(10), "-2"], ["10", left(30), "-6"], ["20", left(0), "0"]),
  );
  strictEqual(
    shown(buckets(5, { 2: -1n, 3: 3n })),
    table(["0", both(0), "0"], ["10", both(-5), "-1"], ["20", both(15), "3"], [">= 30", both(0), "0"]),
  );
});
Deno.test("normalize() and aggzoom", () => {
  const words = buckets(5, { 2: 30n, 3: 60n });
  strictEqual(
    shown(words, TENS, 30n, { ...PLAIN, aggzoom: true }),
    table(["0", right(0), "0"], ["10", right(19), "1"], ["20", right(38), "2"], [">= 30", right(0), "0"]),
  );
});
Deno.test("order: levels weigh by their beginning, the outermost one less and one more; zero decides", () => {
  const compare = (left: BigInt64Array, right: BigInt64Array, parameters = TENS) =>
    lquantize.compare(left, right, parameters);
  ok(compare(of(TENS, 19), of(TENS, 25)) < 0);
  strictEqual(compare(of(TENS, 11), of(TENS, 18)), 0);
  strictEqual(lquantize.rank!(of(TENS, -7), TENS), -1);
  strictEqual(lquantize.rank!(of(TENS, 1000), TENS), 31);
  ok(compare(of(TENS, 12, 3), of(TENS, 12)) > 0);
  const above = { base: 10n, step: 1n, levels: 2n };
  strictEqual(compare(of(above, 10, 10), of(above, 10, 10), above), 0);
  const near = [2n ** 63n - 7n, 2n ** 63n - 1n].map((count) => buckets(5, { 2: count }));
  ok(compare(near[0], near[1]) < 0);
});
Deno.test("merging adds level by level", () => {
  const into = of(TENS, 1, 11);
  lquantize.merge(into, of(TENS, 12, 99), TENS);
  deepStrictEqual(filled(into), [[1, 1], [2, 2], [4, 1]]);
});
Deno.test("aggpack: the whole range, labels of eight columns", () => {
  const words = of(TENS, 1, 1, 1, 12, 40);
  deepStrictEqual(lquantize.packRange!(words, TENS), [0, 4]);
  strictEqual(lquantize.packHeading!(0, 4, TENS), "     min .-----. max      | count\n");
  strictEqual(lquantize.packRow!(words, 0, 4, TENS, PLAIN), "     < 0 : x_ _: >= 30    | 5\n");
  const zoomed = lquantize.packRow!(words, 0, 4, TENS, { ...PLAIN, aggzoom: true });
  strictEqual(zoomed, "     < 0 : Xx x: >= 30    | 5\n");
});
Deno.test("buckets, for tables and charts", () => {
  deepStrictEqual(lquantize.buckets!(of(TENS, -1, 25, 30), TENS), [
    { low: -(2n ** 63n), high: 0n, count: 1n },
    { low: 20n, high: 30n, count: 1n },
    { low: 30n, high: 2n ** 63n, count: 1n },
  ]);
});
