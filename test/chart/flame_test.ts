/** Flame graphs: each function is as wide as all stacks that it is in, and stands upon the one that calls it. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { chartOf, drawChart, type FlameModel, modelOf } from "../../lib/chart/mod.ts";
import { renderSvg } from "../../lib/picture/mod.ts";
import type { ResultTable } from "../../lib/table/mod.ts";

const STACKS: readonly (readonly [program: string, stack: string, count: number])[] = [
  ["web", "app`main+0x10;app`read+0x4;libc`read", 60],
  ["web", "app`main+0x18;app`read+0x8", 10],
  ["web", "app`main+0x20;app`write", 20],
  ["sql", "", 10],
  ["sql", "app`main+0x20", -5],
];
function tableOf(rows: typeof STACKS): ResultTable {
  const column = (name: string, kind: "string" | "stack" | "integer", at: number) => ({
    name,
    kind,
    label: name,
    values: { length: rows.length, at: (row: number) => rows[row]?.[at] },
  });
  return {
    kind: "aggregation",
    name: "_",
    title: "count by execname, ustack()",
    columns: [column("execname", "string", 0), column("ustack", "stack", 1), column("count", "integer", 2)],
    rowCount: rows.length,
    omitted: 0,
    aggregation: { function: "count", keyCount: 2, distribution: false, snapshots: false, joining: "sum" },
  };
}
Deno.test("functions are merged along the stacks, other keys stand below, what is left out is said", () => {
  const model = modelOf(tableOf(STACKS)) as FlameModel;
  strictEqual(model.kind, "flame");
  deepStrictEqual(model.boxes.map(({ label, depth, value, own, from }) => [label, depth, value, own, from]), [
    ["all", 0, 100, 0, 0],
    ["sql", 1, 10, 0, 0],
    ["(no frames)", 2, 10, 10, 0],
    ["web", 1, 90, 0, 0.1],
    ["app`main", 2, 90, 0, 0.1],
    ["app`read", 3, 70, 10, 0.1],
    ["libc`read", 4, 60, 60, 0.1],
    ["app`write", 3, 20, 20, 0.1 + 0.7],
  ]);
  deepStrictEqual(model.notes, ["1 stacks with a value of 0 or less are not drawn"]);
});
Deno.test("what is narrower than can be seen is counted", () => {
  const model = modelOf(tableOf([["web", "a", 10_000], ["web", "b", 1], ["web", "c;d", 1]])) as FlameModel;
  deepStrictEqual(model.notes, ["2 functions narrower than 1/2000 of the whole are not drawn"]);
});
Deno.test("a flame graph is a picture and a drawing, with all names in it", async () => {
  const table = tableOf(STACKS);
  const svg = await renderSvg(chartOf(table), { theme: "light" });
  for (const name of ["web", "app`main", "libc`read", "(no frames)"]) ok(svg.includes(name), name);
  const lines = drawChart(table, { width: 60 }).split("\n");
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  // who calls stands below
  ok(
    at("libc`read") < at("[app`read") && at("[app`read") < at("app`main") && at("app`main") < at("[all"),
    lines.join("\n"),
  );
  ok(lines.some((line) => /^\s+60\.0 %\s+libc`read/.test(line)), lines.join("\n"));
});
