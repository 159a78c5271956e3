/**
 * Every kind of chart, as it was when it was last looked at: the specification (test/chart/specs/) and the drawing in a
 * terminal. After a change that is meant, `UPDATE_CHARTS=1 deno task test test/chart` writes them anew; look at them.
 */
import { ok, strictEqual } from "node:assert";
import { chartOf, drawChart, modelOf } from "../../lib/chart/mod.ts";
import { renderSvg } from "../../lib/picture/mod.ts";
import { run } from "../table/world.ts";

const folder = new URL("specs/", import.meta.url);
const update = Deno.env.get("UPDATE_CHARTS") !== undefined;

/** Name, kind of model, program. */
const CHARTS: readonly (readonly [string, string, string])[] = [
  ["value", "value", "ip:::receive { @ = sum(args[2]->ip_plength); }"],
  ["bars", "bars", "ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }"],
  ["bars_one", "bars", "tcp:::send { @[probename] = count(); }"],
  [
    "bars_ends",
    "bars",
    "tcp:::send { @[args[2]->ip_saddr, args[4]->tcp_sport, args[2]->ip_daddr, args[4]->tcp_dport] = count(); }",
  ],
  ["bars_rest", "bars", "tcp:::send { @[timestamp / 777 % 97] = count(); }"],
  ["bars_ports", "bars", "tcp:::send, tcp:::receive { @[args[4]->tcp_dport] = avg(args[2]->ip_plength); }"],
  ["bars_exact", "bars", "BEGIN { @[1] = sum(9007199254740993); @[2] = sum(-9007199254740995); @[3] = sum(0); }"],
  ["deviations", "bars", "ip:::receive { @[args[2]->ip_saddr] = stddev(args[2]->ip_plength); }"],
  ["field", "heat", "ip:::send, ip:::receive { @[args[2]->ip_saddr, args[2]->ip_plength / 500] = count(); }"],
  [
    "states",
    "heat",
    "tcp:::state-change { @[tcp_state_string[args[5]->tcps_state], tcp_state_string[args[3]->tcps_state]] = count(); }",
  ],
  ["quantize", "histogram", "ip:::send { @ = quantize(args[2]->ip_plength); }"],
  [
    "quantize_times",
    "histogram",
    "tcp:::send { self->t = timestamp; } tcp:::receive /self->t/ { @ = quantize(timestamp - self->t); }",
  ],
  ["quantize_keys", "histogram", "ip:::send { @[args[2]->ip_daddr] = quantize(args[2]->ip_plength); }"],
  ["quantize_many", "heat", "ip:::receive { @[args[2]->ip_saddr] = quantize(args[2]->ip_plength); }"],
  ["lquantize", "histogram", "ip:::send, ip:::receive { @ = lquantize(args[2]->ip_plength, 40, 1000, 40); }"],
  ["llquantize", "histogram", "ip:::send, ip:::receive { @ = llquantize(args[2]->ip_plength, 10, 0, 3, 10); }"],
  [
    "time_series_key",
    "timeSeries",
    "ip:::receive { @[timestamp / 1000000000, args[2]->ip_saddr] = sum(args[2]->ip_plength); }",
  ],
  [
    "time_series_ticks",
    "timeSeries",
    "ip:::receive { @[args[2]->ip_saddr] = count(); } tick-100ms { printa(@); clear(@); }",
  ],
  ["spectrum", "spectrum", "ip:::receive { @ = quantize(args[2]->ip_plength); } tick-100ms { printa(@); clear(@); }"],
  ["points", "points", "ip:::receive { trace(args[2]->ip_saddr); trace(args[2]->ip_plength); }"],
  ["events", "timeSeries", "tcp:::receive, tcp:::send"],
  ["empty", "empty", "tcp:::send /0/ { @[args[2]->ip_saddr] = count(); }"],
];
function judge(file: string, text: string): void {
  const path = new URL(file, folder);
  if (update) {
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(path, text);
    return;
  }
  strictEqual(text, Deno.readTextFileSync(path), `${file} changed: look at it, then UPDATE_CHARTS=1`);
}
for (const [name, kind, program] of CHARTS) {
  Deno.test(`chart: ${name}`, async () => {
    const table = (await run(program)).tables.at(-1)!;
    strictEqual(modelOf(table).kind, kind);
    const spec = chartOf(table);
    judge(`${name}.vl.json`, `${JSON.stringify(spec, undefined, 1)}\n`);
    for (const width of [60, 120]) {
      const drawing = drawChart(table, { width });
      ok(drawing.split("\n").every((line) => [...line].length <= width), drawing);
      if (width === 60) judge(`${name}.txt`, drawing);
      // colours change nothing but colours, apart from lines that could not be told apart without
      const painted = drawChart(table, { width, color: true });
      // deno-lint-ignore no-control-regex
      const plain = painted.replaceAll(/\x1b\[[\d;]*m/g, "");
      ok(plain.split("\n").every((line) => [...line].length <= width), plain);
    }
    const warnings: string[] = [];
    const svg = await renderSvg(spec, {}, (message) => warnings.push(message));
    strictEqual(warnings.join("\n"), "");
    ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg), name);
  });
}
Deno.test("specifications are Vega-Lite 5, without a theme in them and without expressions of foreign text", () => {
  for (const [name] of CHARTS) {
    const text = Deno.readTextFileSync(new URL(`${name}.vl.json`, folder));
    ok(text.includes('"$schema": "https://vega.github.io/schema/vega-lite/v5.json"'), name);
    const { data: _, ...rest } = JSON.parse(text);
    ok(!/"(background|config|calculate|url)"/.test(JSON.stringify(rest)), name);
    for (const [, expression] of JSON.stringify(rest).matchAll(/"(?:test|labelExpr|filter)":"((?:[^"\\]|\\.)*)"/g)) {
      ok(/^(datum\.value > [\d.e+-]+|datum\.value === 0 \? '0' : datum\.label)$/.test(expression), expression);
    }
  }
});
