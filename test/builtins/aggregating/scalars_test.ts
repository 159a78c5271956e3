/** count, sum, min, max, avg, stddev. The arithmetic is that of the DTrace guide's chapter on aggregations. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { aggregate, format, functionOf } from "./values.ts";

const of = (...values: (bigint | number)[]) => values.map((value) => [BigInt(value)]);
const MAX = 2n ** 63n - 1n, MIN = -(2n ** 63n);

Deno.test("updates: what each value becomes", () => {
  deepStrictEqual([...aggregate("count", [[], [], []])], [3n]);
  deepStrictEqual([...aggregate("sum", of(10, -3, 5))], [12n]);
  deepStrictEqual([...aggregate("sum", of(MAX, 1))], [MIN]);
  deepStrictEqual([...aggregate("min", of(5, -7, 3))], [-7n]);
  deepStrictEqual([...aggregate("max", of(-5, -7, -3))], [-3n]);
  deepStrictEqual([...aggregate("min", [])], [MAX]);
  deepStrictEqual([...aggregate("max", [])], [MIN]);
  deepStrictEqual([...aggregate("avg", of(5, -7, 3))], [3n, 1n]);
  deepStrictEqual([...aggregate("stddev", of(5, -7, 3))], [3n, 1n, 83n, 0n]);
});
Deno.test("stddev: squares are summed in 128 bits", () => {
  const words = aggregate("stddev", of(MAX, MAX));
  strictEqual(BigInt.asUintN(64, words[3]) << 64n | BigInt.asUintN(64, words[2]), 2n * MAX * MAX);
  deepStrictEqual([...aggregate("stddev", of(MIN))], [1n, MIN, 0n, 2n ** 62n]);
});
Deno.test("merging is updating with the values of both", () => {
  const cases: [string, bigint[], bigint[]][] = [
    ["sum", [1n, 2n], [3n]],
    ["min", [4n, 9n], [-2n]],
    ["max", [4n, 9n], [-2n]],
    ["avg", [1n, 2n], [9n]],
    ["stddev", [MAX, -5n], [MAX, MIN, 12n]],
  ];
  for (const [name, some, others] of cases) {
    const into = aggregate(name, of(...some));
    functionOf(name).merge(into, aggregate(name, of(...others)), undefined);
    deepStrictEqual(into, aggregate(name, of(...some, ...others)), name);
  }
});
Deno.test("text: a blank and sixteen columns, more where needed", () => {
  strictEqual(format("count", aggregate("count", [[]])), ` ${" ".repeat(15)}1`);
  strictEqual(format("sum", aggregate("sum", of(-12))), ` ${" ".repeat(13)}-12`);
  strictEqual(format("max", aggregate("max", of(MAX))), " 9223372036854775807");
});
Deno.test("avg: the sum is normalised, then divided by the count; both are cut towards zero", () => {
  const shown = (values: number[], normal = 1n) =>
    format("avg", aggregate("avg", of(...values)), undefined, normal).trim();
  strictEqual(shown([]), "0");
  strictEqual(shown([7, 8]), "7");
  strictEqual(shown([-7, -8]), "-7");
  strictEqual(shown([10, 25], 10n), "1");
  strictEqual(shown([9, 9], 10n), "0");
});
Deno.test("stddev: root of mean of squares less square of mean, in whole numbers", () => {
  const shown = (values: (number | bigint)[], normal = 1n) =>
    format("stddev", aggregate("stddev", of(...values)), undefined, normal).trim();
  strictEqual(shown([]), "0");
  strictEqual(shown([5]), "0");
  strictEqual(shown([2, 4, 4, 4, 5, 5, 7, 9]), "2");
  strictEqual(shown([-100, 100]), "100");
  strictEqual(shown([-1000, 1000], 10n), "100");
  // (1 + 4) / 2 is 2, 3 / 2 is 1: the root of 2 - 1
  strictEqual(shown([1, 2]), "1");
  strictEqual(shown([MAX, MIN]), String(MAX));
});
Deno.test("normalize() divides what is shown", () => {
  strictEqual(format("sum", aggregate("sum", of(1000)), undefined, 7n).trim(), "142");
  strictEqual(format("sum", aggregate("sum", of(-1000)), undefined, 7n).trim(), "-142");
  strictEqual(functionOf("count").scalar(aggregate("count", [[], [], []]), 2n, undefined), 1n);
});
Deno.test("order: by the value that is shown", () => {
  const compare = (name: string, left: number[], right: number[]) =>
    functionOf(name).compare(aggregate(name, of(...left)), aggregate(name, of(...right)), undefined);
  strictEqual(compare("sum", [1], [2]), -1);
  strictEqual(compare("sum", [1], [-2]), 1);
  strictEqual(compare("avg", [100, 1], [49]), 1);
  strictEqual(compare("avg", [100, 1], [50]), 0);
  strictEqual(compare("stddev", [0, 10], [1000, 1002]), 1);
  strictEqual(compare("max", [-1], [-1]), 0);
});
Deno.test("agghist has bars for counts and totals, none for extremes", () => {
  deepStrictEqual(["count", "sum", "avg", "stddev", "min", "max"].filter((name) => functionOf(name).noBar), [
    "min",
    "max",
  ]);
});
