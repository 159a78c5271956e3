/** llquantize: magnitudes in equal steps. The updates run in the machine, whose helper finds the bucket. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { trace } from "../../session/in_process.ts";
import { buckets, format, functionOf, left, PLAIN, right, table } from "./values.ts";

const llquantize = functionOf("llquantize");
/** llquantize(x, 10, 0, 2, 10): 1…9 by 1, 10…90 by 10, 100…900 by 100 */
const TENS = { factor: 10n, low: 0n, high: 2n, steps: 10n };
/** The buckets as data: a count in each, so that their bounds can be seen. */
const bounds = (parameters: typeof TENS) => {
  const words = new BigInt64Array(llquantize.valueSize(parameters) / 8).fill(1n);
  return llquantize.buckets!(words, parameters).map(({ low, high }) => [low, high]);
};

Deno.test("buckets: steps of a magnitude from its beginning to its end", () => {
  const found = bounds(TENS);
  strictEqual(found.length, 1 + 9 * 3 + 1);
  deepStrictEqual(found.slice(0, 3), [[-(2n ** 63n), 1n], [1n, 2n], [2n, 3n]]);
  deepStrictEqual(found.slice(9, 12), [[9n, 10n], [10n, 20n], [20n, 30n]]);
  deepStrictEqual(found.slice(-2), [[900n, 1000n], [1000n, 2n ** 63n]]);
});
Deno.test("buckets: a step is a part of the magnitude's end, and never narrower than one", () => {
  // a step is a quarter of the magnitude's end: 1 of 4, 2 of 8, 4 of 16
  const found = bounds({ factor: 2n, low: 1n, high: 3n, steps: 4n });
  deepStrictEqual(found.map(([low]) => low).slice(1), [2n, 3n, 4n, 6n, 8n, 12n, 16n]);
});
Deno.test("buckets follow each other without gaps, whatever the parameters", () => {
  for (
    const parameters of [
      { factor: 2n, low: 0n, high: 61n, steps: 2n },
      { factor: 3n, low: 2n, high: 9n, steps: 9n },
      { factor: 10n, low: 0n, high: 17n, steps: 100n },
      { factor: 65535n, low: 1n, high: 2n, steps: 65535n },
    ]
  ) {
    const found = bounds(parameters);
    for (let i = 1; i < found.length; i++) strictEqual(found[i][0], found[i - 1][1]);
  }
});
Deno.test("every value falls into the bucket that its bounds say", async () => {
  for (
    const parameters of [
      TENS,
      { factor: 2n, low: 1n, high: 3n, steps: 4n },
      { factor: 10n, low: 3n, high: 17n, steps: 20n },
      { factor: 5n, low: 0n, high: 4n, steps: 25n },
    ]
  ) {
    const { factor, low, high, steps } = parameters;
    const samples = [-5n, 0n, 2n ** 63n - 1n];
    for (const [start] of bounds(parameters).slice(1)) samples.push(start - 1n, start, start + 1n);
    const clauses = samples.map((value, i) =>
      `@[${i}] = llquantize((int64_t)${value}, ${factor}, ${low}, ${high}, ${steps});`
    );
    const { output } = await trace(`BEGIN { ${clauses.join(" ")} exit(0); }`, {
      options: [{ name: "quiet" }, { name: "aggsortkey" }, { name: "aggsize", value: "64m" }],
    });
    const rows = output.split("\n").filter((line) => /@ 1 *$/.test(line)).map((line) => line.split("|")[0].trim());
    const starts = bounds(parameters).map(([start]) => start);
    const expected = samples.map((value) => {
      const bucket = starts.findLastIndex((start) => start <= value);
      if (bucket === 0) return `< ${starts[1]}`;
      return bucket === starts.length - 1 ? `>= ${starts[bucket]}` : String(starts[bucket]);
    });
    deepStrictEqual(rows, expected);
  }
});
Deno.test("a distribution: labels below and above, one row beside the data", () => {
  const words = (counts: Record<number, bigint>) => buckets(29, counts);
  strictEqual(
    format("llquantize", words({ 0: 1n, 1: 3n }), TENS),
    table(["< 1", right(10), "1"], ["1", right(30), "3"], ["2", right(0), "0"]),
  );
  strictEqual(
    format("llquantize", words({ 28: 2n }), TENS),
    table(["900", right(0), "0"], [">= 1000", right(40), "2"]),
  );
  strictEqual(
    format("llquantize", words({ 10: -1n }), TENS),
    table(["9", left(0), "0"], ["10", left(40), "-1"], ["20", left(0), "0"]),
  );
  strictEqual(format("llquantize", words({}), TENS), table(["< 1", right(0), "0"], ["1", right(0), "0"]));
  strictEqual(
    format("llquantize", words({ 5: 8n }), TENS, 2n, { ...PLAIN, aggzoom: true }),
    table(["4", right(0), "0"], ["5", right(38), "4"], ["6", right(0), "0"]),
  );
});
Deno.test("order: buckets weigh by their beginning, the lowest one less than its end; it also decides", () => {
  const compare = (left: Record<number, bigint>, right: Record<number, bigint>) =>
    llquantize.compare(buckets(29, left), buckets(29, right), TENS);
  ok(compare({ 1: 1n }, { 2: 1n }) < 0);
  strictEqual(compare({ 10: 1n }, { 5: 2n }), 0);
  ok(compare({ 0: 5n, 1: 1n }, { 1: 1n }) > 0);
  strictEqual(llquantize.rank!(buckets(29, { 28: 2n, 11: 1n }), TENS), 2020);
});
