/**
 * Figures of tables: what collecting records and handing them to Arquero costs beyond the run itself, and the memory of a
 * row. A process of its own, so that memory is told apart.
 *
 *     deno run -A test/bench/tables.ts CAPTURE
 *
 * @module
 */
import type { RecordSink } from "../../lib/engine/consume/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { RecordCollector, toArquero } from "../../lib/table/mod.ts";

const PROGRAM = `ip:::receive, ip:::send { trace(args[2]->ip_saddr); trace(args[2]->ip_daddr);
  trace(args[2]->ip_plength); trace(args[4]->ipv4_ident); }`;

async function run(capture: string, sink: RecordSink, silent = true): Promise<number> {
  const started = performance.now();
  const settings = { programs: [{ flag: "n" as const, text: PROGRAM }], captures: [capture] };
  const door = { output: { write() {} }, warn() {} };
  await new Session({ ...settings, options: [{ name: "quiet" }, { name: "local", value: "none" }] }, door)
    .run(undefined, { sink, silent });
  return performance.now() - started;
}
const memory = () => {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
};

const [capture] = Deno.args;
let records = 0;
const plain = await run(capture, { record: () => void records++ });
const before = memory();
const collector = new RecordCollector();
const collecting = await run(capture, collector);
const started = performance.now();
const [table] = collector.tables();
const arquero = await toArquero(table);
const handing = performance.now() - started;
const peak = memory() - before;
const { rowCount, columns } = table;
const bytes = columns.reduce((sum, { values }) => {
  const { codes } = values as { codes?: { byteLength: number } };
  return sum + (codes ?? values as unknown as { byteLength: number }).byteLength;
}, 0);
console.log(JSON.stringify({
  records,
  rows: rowCount,
  plainMs: Math.round(plain),
  collectingMs: Math.round(collecting),
  handingMs: Math.round(handing),
  beyondMs: Math.round(collecting - plain + handing),
  bytesPerRow: +(bytes / rowCount).toFixed(1),
  bytesPerRowWhileBuilt: +(peak / rowCount).toFixed(1),
  arqueroRows: arquero.numRows(),
  rssMB: Math.round(Deno.memoryUsage().rss / 1e6),
}));
