/**
 * How long pictures take, ms of processors' time, which a busy machine changes less than the clock's: the first, then each kind of chart in a warm process (median of five), with as much in it as
 * charts hold.
 *
 *     deno run -A test/bench/charts.ts
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { chartOf } from "../../lib/chart/mod.ts";
import { renderPng, renderSvg } from "../../lib/picture/mod.ts";
import type { ResultTable } from "../../lib/table/mod.ts";
import { run } from "../table/world.ts";
import { captureOf } from "./captures.ts";
import { median } from "./measure.ts";

const PROGRAMS: Readonly<Record<string, string>> = {
  bars: "ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }",
  field: "ip:::receive { @[args[2]->ip_saddr, args[2]->ip_plength / 50] = count(); }",
  quantize: "ip:::receive { @[args[2]->ip_saddr] = quantize(args[2]->ip_plength); }",
  lquantize: "ip:::receive { @ = lquantize(args[2]->ip_plength, 0, 1500, 1); }",
  timeSeries: "ip:::receive { @[args[2]->ip_saddr] = count(); } tick-10ms { printa(@); clear(@); }",
  spectrum: "ip:::receive { @ = llquantize(args[2]->ip_plength, 10, 0, 4, 10); } tick-10ms { printa(@); clear(@); }",
  points: "ip:::receive { trace(args[2]->ip_saddr); trace(args[2]->ip_plength); }",
};
const log = console.log;
console.log = () => {};
const capture = await captureOf({ packets: 30_000, snaplen: 64 });
console.log = log;
const tables: Record<string, ResultTable> = {};
for (const [name, program] of Object.entries(PROGRAMS)) {
  const options = [{ name: "local", value: "none" }];
  tables[name] = (await run(program, { captures: [capture], options })).tables.at(-1)!;
}
const results: Record<string, number> = {};
const timed = async (work: () => Promise<unknown>) => {
  const before = cpuUsage();
  await work();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
};
results.first = Math.round(await timed(() => renderSvg(chartOf(tables.bars))));
for (const [name, table] of Object.entries(tables)) {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await timed(() => renderSvg(chartOf(table))));
  results[name] = Math.round(median(times));
}
await renderPng(chartOf(tables.bars));
results.barsPng = Math.round(await timed(() => renderPng(chartOf(tables.bars))));
console.log(JSON.stringify(results));
