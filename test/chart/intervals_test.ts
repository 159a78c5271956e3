import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { chartOf, modelOf } from "../../lib/chart/mod.ts";
import type { TimeSeriesModel } from "../../lib/chart/model.ts";
import { DEMO, run } from "../table/world.ts";

async function series(program: string): Promise<TimeSeriesModel> {
  const [table] = (await run(program, { captures: [DEMO] })).tables;
  const model = modelOf(table);
  ok(model.kind === "timeSeries", model.kind);
  return model;
}
const timesOf = ({ points }: TimeSeriesModel) => points.map(({ time }) => Math.round(time * 1000));

Deno.test("a key that divides a time is a time, by whatever; intervals without anything are zeros of a sum", async () => {
  const model = await series("ip:::receive { @[walltimestamp / 100000000] = count(); }");
  strictEqual(model.time.relative, true);
  const { points } = model;
  // each point is an interval that begins at a multiple of 100 ms; what no packet fell into is 0, at both ends of a gap
  for (const time of timesOf(model)) strictEqual(time % 100, 0);
  const of = (ms: number) => points.find(({ time }) => Math.round(time * 1000) === ms)?.value;
  const all = points.reduce((sum, { value }) => sum + value, 0);
  strictEqual(all, 181);
  for (const [i, { time, value }] of points.entries()) {
    const before = points[i - 1];
    if (!before || time - before.time < 0.15) continue;
    deepStrictEqual([before.value, value], [0, 0], `from ${before.time} to ${time}`);
  }
  ok(of(100) === 0);
});
Deno.test("the beginning of an interval is a time, too; of a mean nothing is known where there was nothing", async () => {
  const model = await series("ip:::receive { @[timestamp - timestamp % 50000000] = avg(args[2]->ip_plength); }");
  for (const [i, point] of model.points.entries()) {
    const before = model.points[i - 1];
    strictEqual(point.afterGap === true, before !== undefined && point.time - before.time > 0.075);
  }
  const { data, encoding } = chartOf(
    (await run("ip:::receive { @[timestamp - timestamp % 50000000] = max(1); }")).tables[0],
  ) as unknown as {
    data: { values: { piece: number; time: number }[] };
    encoding: { detail?: { field: string } };
  };
  strictEqual(encoding.detail?.field, "piece");
  // a line never joins two points with an interval between them
  for (const [i, { piece, time }] of data.values.entries()) {
    const before = data.values[i - 1];
    if (before?.piece === piece) ok(time - before.time < 0.075);
  }
});
Deno.test("a time that is not divided evenly, or is not of a time, stays a number", async () => {
  for (const key of ["walltimestamp % 1000", "walltimestamp / args[2]->ip_plength", "args[2]->ip_plength / 100"]) {
    const [table] = (await run(`ip:::receive /args[2]->ip_plength > 0/ { @[${key}] = count(); }`)).tables;
    strictEqual(table.columns[0].intervalNs, undefined, key);
  }
});
Deno.test("records are counted in spans that a person would choose", async () => {
  const model = await series("ip:::receive { trace(args[2]->ip_saddr); }");
  deepStrictEqual(model.notes, ["records in each 100 ms"]);
  strictEqual(model.points.reduce((sum, { value }) => sum + value, 0), 181);
  for (const time of timesOf(model)) strictEqual(time % 100, 0);
});
Deno.test("a deviation beyond the mean of bytes is cut at 0, and the chart says so", async () => {
  const [table] = (await run("ip:::receive { @[args[2]->ip_saddr] = stddev(args[2]->ip_plength); }")).tables;
  const spec = chartOf(table) as unknown as {
    title: { subtitle: string };
    data: { values: { low: number; high: number }[] };
  };
  ok(spec.data.values.some(({ low }) => low === 0));
  ok(spec.data.values.every(({ low }) => low >= 0));
  ok(spec.title.subtitle.includes("cut at 0"));
  const [even] = (await run("ip:::receive { @[args[2]->ip_saddr] = stddev(100); }")).tables;
  ok(!JSON.stringify(chartOf(even)).includes("cut at 0"));
});
