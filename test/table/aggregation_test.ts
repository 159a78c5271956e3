import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { rowsOf, toArquero } from "../../lib/table/mod.ts";
import { run } from "./world.ts";

Deno.test("a row for each key, in the order in which they print", async () => {
  const program = "ip:::receive { @[args[2]->ip_saddr, probename] = count(); }";
  const { tables } = await run(program);
  const { text } = await run(program, { silent: false });
  const printed = text.trim().split("\n").map((line) => line.trim().split(/\s+/));
  deepStrictEqual(tables[0].columns.map(({ name }) => name), ["ip_saddr", "probename", "count"]);
  deepStrictEqual(rowsOf(tables[0]).map((row) => Object.values(row).map(String)), printed);
  deepStrictEqual(tables[0].aggregation, {
    function: "count",
    keyCount: 2,
    distribution: false,
    snapshots: false,
    joining: "sum",
  });
  strictEqual(tables[0].title, "count by ip_saddr, probename");
});
Deno.test("a row for each bucket of a distribution", async () => {
  const { tables } = await run(
    "BEGIN { @q[1] = quantize(0); @q[1] = quantize(5); @q[1] = quantize(-3); @q[2] = quantize(1); }",
  );
  deepStrictEqual(rowsOf(tables[0]).map((row) => Object.values(row)), [
    [2, 1, 2, 1],
    [1, -3, -1, 1],
    [1, 0, 1, 1],
    [1, 4, 8, 1],
  ]);
  deepStrictEqual(tables[0].columns.map(({ name }) => name), ["_1", "low", "high", "count"]);
});
Deno.test("values of avg and stddev come with what they are made of", async () => {
  const { tables } = await run("BEGIN { @a = avg(10); @a = avg(20); @s = stddev(10); @s = stddev(20); @m = max(3); }");
  deepStrictEqual(tables.map((table) => rowsOf(table)[0]), [
    { avg: 15, count: 2 },
    { stddev: 5, mean: 15, count: 2 },
    { max: 3 },
  ]);
});
Deno.test("sums beyond 2^53 keep their digits", async () => {
  const { tables } = await run("BEGIN { @[1] = sum(9007199254740993); @[2] = sum(1); }");
  deepStrictEqual(rowsOf(tables[0]).map(({ sum }) => sum), [1n, 9007199254740993n]);
});
Deno.test("a key's and a value's unit, and the title, come from the program", async () => {
  const { tables } = await run("ip:::send { @bytes[args[2]->ip_daddr] = sum(args[2]->ip_plength); }");
  strictEqual(tables[0].title, "bytes: sum(ip_plength) by ip_daddr");
  strictEqual(tables[0].name, "bytes");
  deepStrictEqual(tables[0].columns.map(({ kind, unit }) => [kind, unit]), [["address", undefined], [
    "integer",
    "bytes",
  ]]);
});
Deno.test("printa() at several moments makes a time series", async () => {
  const program = "ip:::receive { @[args[2]->ip_saddr] = count(); } tick-1s { printa(@); clear(@); }";
  const { tables, collector } = await run(program);
  const [table] = tables;
  ok(table.aggregation?.snapshots);
  deepStrictEqual(table.columns.map(({ name, kind }) => `${name} ${kind}`), [
    "time time",
    "ip_saddr address",
    "count integer",
  ]);
  strictEqual(collector.snapshots().length, 1);
  const { text } = await run(program, { silent: false });
  const printed = text.split("\n").map((line) => line.trim().split(/\s+/)).filter((words) => words.length === 2);
  deepStrictEqual(rowsOf(table).map(({ ip_saddr, count }) => [ip_saddr, String(count)]), printed);
  const few = (await run(program, { rowLimit: 5 })).tables[0];
  deepStrictEqual(rowsOf(few), rowsOf(table, 5));
  strictEqual(few.omitted, table.rowCount - 5);
  const once = await run("ip:::receive { @[args[2]->ip_saddr] = count(); } END { printa(@); }");
  strictEqual(once.tables[0].aggregation?.snapshots, false);
});
Deno.test("clear, trunc and normalize act where nothing is printed", async () => {
  const { tables, text } = await run(`ip:::receive { @[args[2]->ip_saddr] = count(); @n = sum(1000); }
    END { trunc(@, 2); normalize(@n, 1000); printf("not printed"); printa(@); }`);
  strictEqual(text, "");
  strictEqual(tables.find(({ name }) => name === "_")!.rowCount, 2);
  const n = tables.find(({ name }) => name === "n")!;
  strictEqual(n.aggregation?.normal, 1000n);
  ok(Number(rowsOf(n)[0].sum) > 100);
});
Deno.test("no rows, no keys, unused names", async () => {
  const { tables } = await run(
    "tcp:::nothing-such { @a = count(); } BEGIN { @b[1] = count(); clear(@b); trunc(@b); }",
    {
      options: [{ name: "zdefs" }],
    },
  );
  deepStrictEqual(tables.map(({ rowCount }) => rowCount), [0, 0]);
  strictEqual((await toArquero(tables[0])).numRows(), 0);
});
