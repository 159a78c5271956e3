/** Different keys are different marks, however alike they look: in the specification, in a picture, in a terminal. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { chartOf, drawChart, modelOf } from "../../lib/chart/mod.ts";
import { renderSvg } from "../../lib/picture/mod.ts";
import { distinctLabels, groupRows } from "../../lib/chart/key_labels.ts";
import type { ResultTable, TableColumn } from "../../lib/table/mod.ts";
import { run } from "../table/world.ts";

type Values = readonly (number | bigint | string | Uint8Array | null)[];
type Key = Omit<TableColumn, "values" | "label" | "name"> & { readonly name?: string; readonly values: Values };

/** An aggregation of some keys, in each row its number. */
function counted(...keys: readonly Key[]): ResultTable {
  const rows = keys[0].values.length;
  const columns = [
    ...keys.map((key, i) => ({ name: `key${i}`, label: key.name ?? `key${i}`, ...key, values: [...key.values] })),
    {
      name: "count",
      label: "count",
      kind: "integer" as const,
      values: Float64Array.from({ length: rows }, (_, i) => i + 1),
    },
  ];
  const aggregation = {
    function: "count",
    keyCount: keys.length,
    distribution: false,
    snapshots: false,
    joining: "sum",
  } as const;
  return { kind: "aggregation", name: "_", title: "count", columns, rowCount: rows, omitted: 0, aggregation };
}
const MEMBERS = Object.getOwnPropertyNames(Object.prototype);

/** Every key has its own bar with its own count, and a label of its own, everywhere. */
async function judgeBars(table: ResultTable, labels?: readonly string[]): Promise<void> {
  const model = modelOf(table, { top: 100 });
  ok(model.kind === "bars");
  deepStrictEqual(model.rows.map(({ value }) => value).toSorted((a, b) => a - b), [
    ...Array.from({ length: table.rowCount }, (_, i) => i + 1),
  ]);
  const spec = chartOf(table, { top: 100 }) as Record<string, any>;
  strictEqual(new Set(spec.data.values.map(({ key }: { key: string }) => key)).size, table.rowCount);
  if (labels) deepStrictEqual(model.rows.map(({ label }) => label).toReversed(), labels);
  const warnings: string[] = [];
  const svg = await renderSvg(spec as never, {}, (message) => warnings.push(message));
  deepStrictEqual(warnings, []);
  // one that stood on another would begin where that ends
  const bars = [...svg.matchAll(/aria-roledescription="bar" d="M([\d.]+),/g)].map(([, x]) => x);
  deepStrictEqual(bars, new Array(table.rowCount).fill("0"));
  for (const width of [60, 100]) {
    const lines = drawChart(table, { width, top: 100 }).split("\n").slice(2).filter((line) => line !== "");
    strictEqual(lines.length, table.rowCount);
    const names = lines.map((line) => line.slice(0, line.search(/ [█▏▎▍▌▋▊▉]/)));
    strictEqual(new Set(names).size, names.length, lines.join("\n"));
  }
}
Deno.test("numbers whose labels round alike have a bar each, with all their digits", async () => {
  const values = [1_234_000, 1_234_001, 1_234_499, 1_229_999];
  await judgeBars(counted({ kind: "integer", unit: "us", values }), [
    "1,234,000 µs",
    "1,234,001 µs",
    "1,234,499 µs",
    "1,229,999 µs",
  ]);
  // 1.23 s of one is 1.23 s of the other, and 1.5 s of nobody else
  await judgeBars(counted({ kind: "integer", unit: "us", values: [1_230_000, 1_230_001, 1_500_000] }), [
    "1,230,000 µs",
    "1,230,001 µs",
    "1.5 s",
  ]);
  await judgeBars(counted({ kind: "integer", unit: "bytes", values: [123_400, 123_449, 12] }));
  await judgeBars(counted({ kind: "integer", unit: "ns", values: [2n ** 63n - 1n, 2n ** 63n - 2n, 0n] }));
});
Deno.test("rows of a program: round trips by themselves, none with more than it has", async () => {
  const program = "tcpa:::rtt-sample { @[args[5]->tcpa_rtt_us] = count(); }";
  const [table] = (await run(program)).tables;
  const counts = table.columns.at(-1)!.values;
  const most = Math.max(...Array.from({ length: table.rowCount }, (_, row) => Number(counts.at(row))));
  const model = modelOf(table, { top: 10_000 });
  ok(model.kind === "bars" && model.rows.length === table.rowCount && table.rowCount > 20);
  strictEqual(Math.max(...model.rows.map(({ value }) => value)), most);
  strictEqual(new Set(model.rows.map(({ label }) => label)).size, table.rowCount);
});
Deno.test("texts: cut, empty, null, like ours, like members of every object", async () => {
  await judgeBars(counted({ kind: "string", values: [...MEMBERS, "plain"] }), [
    ...MEMBERS.map((name) => `"${name}"`),
    "plain",
  ]);
  await judgeBars(counted({ kind: "string", values: [null, "(none)", "", "(empty)", "null", "all", "2 others", "7"] }));
  await judgeBars(
    counted({ kind: "string", values: ["a.b", "a[0]", 'a"b', "a'b", "a\\b", "a\\\\b", "datum.key", "<i>"] }),
  );
  await judgeBars(counted({ kind: "string", values: ["\\u001b", "\x1b", "\u200b", "\\u200b", "a", "a ", " a"] }));
  const long = "x".repeat(80);
  await judgeBars(counted({ kind: "string", values: [`${long}1`, `${long}2`, `${long}1${long}`, long, `y${long}`] }));
  await judgeBars(counted({ kind: "string", values: ["W".repeat(47) + "a", "W".repeat(47) + "b"] }));
  await judgeBars(
    counted({
      kind: "bytes",
      values: [1, 2].map((end) => Uint8Array.from({ length: 40 }, (_, i) => i < 39 ? 7 : end)),
    }),
  );
});
Deno.test("keys of several parts, addresses, times", async () => {
  const pair = counted({ kind: "string", values: ["a, b", "a"] }, { kind: "string", values: ["c", "b, c"] });
  deepStrictEqual(groupRows(pair, pair.columns.slice(0, 2)).map(({ label }) => label), ['"a, b", "c"', '"a", "b, c"']);
  await judgeBars(counted({ kind: "address", values: ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"] }));
  // the same text of different bytes: each row of an aggregation is a key
  await judgeBars(
    counted({ kind: "string", values: ["\ufffd", "\ufffd", "\ufffd"] }),
    ["\ufffd", "\ufffd (2)", "\ufffd (3)"]
      .map((text) => text.replace("\ufffd", '"\ufffd"')),
  );
  const time = 1_795_458_912_000_000_000n;
  const table = counted({ kind: "time", unit: "ns", values: [time, time + 1n, time + 2n, time + 20_000_000_000n] });
  const model = modelOf(table);
  ok(model.kind === "timeSeries");
  deepStrictEqual(model.points.map(({ value }) => value), [1, 2, 3, 4]);
});
Deno.test("heat maps, histograms and time series keep such keys apart too", async () => {
  const names = ["constructor", "__proto__", "toString", "x".repeat(70) + "1", "x".repeat(70) + "2"];
  const pairs = names.flatMap((a) => names.map((b) => [a, b]));
  const field = counted(
    { kind: "string", values: pairs.map(([a]) => a) },
    { kind: "string", values: pairs.map(([, b]) => b) },
  );
  const heat = modelOf(field);
  ok(heat.kind === "heat");
  strictEqual(heat.cells.length, 25);
  deepStrictEqual([new Set(heat.xs).size, new Set(heat.ys).size], [5, 5]);
  const svg = await renderSvg(chartOf(field));
  strictEqual([...svg.matchAll(/aria-roledescription="rect mark"/g)].length, 25);
  const literal = (name: string) => JSON.stringify(name);
  const programs = {
    histogram: names.map((name, i) => `@[${literal(name)}] = quantize(${i + 5});`).join(" "),
    timeSeries: names.map((name) => `@[walltimestamp / 1000000000, ${literal(name)}] = count();`).join(" "),
  };
  for (const [kind, statements] of Object.entries(programs)) {
    const table = (await run(`BEGIN, tick-1s { ${statements} }`)).tables.at(-1)!;
    const model = modelOf(table);
    ok(model.kind === kind && "series" in model);
    const labels = model.series.map((one) => typeof one === "string" ? one : one.label);
    strictEqual(new Set(labels).size, names.length, labels.join());
    match(await renderSvg(chartOf(table)), /&quot;constructor&quot;|"constructor"/);
  }
});
Deno.test("states: one order on both axes, and no state stands for another", () => {
  const states = Array.from({ length: 40 }, (_, i) => `state${i}`);
  const table = counted(
    { kind: "string", name: "tcps_state_before", values: states },
    { kind: "string", name: "tcps_state", values: states.with(0, "closed").toReversed() },
  );
  const named = {
    ...table,
    columns: table.columns.map((column, i) => ({ ...column, name: ["state_a", "state_b", "count"][i] })),
  };
  const model = modelOf(named, { top: 3 });
  ok(model.kind === "heat" && model.transitions);
  deepStrictEqual(model.xs, model.ys);
  strictEqual(model.cells.length, 40);
});
Deno.test("buckets: as many digits as tell them apart, and what is put together is said", async () => {
  const program =
    "BEGIN { @ = lquantize(1000000, 1000000, 1001000, 100); @ = lquantize(1000500, 1000000, 1001000, 100); }";
  const model = modelOf((await run(program)).tables[0]);
  ok(model.kind === "histogram");
  deepStrictEqual(model.buckets.map(({ label }) => label), [
    "1M",
    "1.0001M",
    "1.0002M",
    "1.0003M",
    "1.0004M",
    "1.0005M",
  ]);
  deepStrictEqual(model.series[0].counts, [1, 0, 0, 0, 0, 1]);
  const many =
    "BEGIN { @ = lquantize(0, 0, 1000, 1); @ = lquantize(999, 0, 1000, 1); @ = lquantize(998, 0, 1000, 1); }";
  const [table] = (await run(many)).tables;
  const folded = modelOf(table);
  ok(folded.kind === "histogram");
  strictEqual(folded.series[0].counts.reduce((sum, count) => sum + count), 3);
  match(folded.notes.join(), /3 buckets of 1000 in one/);
  // in a terminal nothing is left out either
  const drawn = drawChart(table, { width: 60 });
  match(drawn, /\(2 buckets a line\)/);
  const counts = [...drawn.matchAll(/[▉▊▋▌▍▎▏█] (\d+)$/gm)].map(([, count]) => Number(count));
  strictEqual(counts.reduce((sum, count) => sum + count, 0), 3, drawn);
});
Deno.test("labels: short where that does, then in full, then in quotes, then numbered", () => {
  const texts: Record<string, readonly string[]> = {
    short: ["a", "a", "b", "b"],
    full: ["aa", "ab", "c", "c"],
    quoted: ["", "", '"c"', '"d"'],
  };
  deepStrictEqual(distinctLabels(4, (i, detail) => texts[detail][i]), ["aa", "ab", '"c"', '"d"']);
  deepStrictEqual(distinctLabels(3, () => "same"), ["same", "same (2)", "same (3)"]);
});
