/**
 * Figures of tables: what collecting records and handing them to Arquero costs beyond the run itself, and the memory of a
 * row. A process of its own, so that memory is told apart.
 *
 *     deno run -A test/bench/tables.ts CAPTURE
 *
 * @module
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { cpuUsage } from "node:process";
import type { RecordSink } from "../../lib/engine/consume/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { RecordCollector, toArquero } from "../../lib/table/mod.ts";

const PROGRAM = `ip:::receive, ip:::send { trace(args[2]->ip_saddr); trace(args[2]->ip_daddr);
  trace((uint64_t)args[2]->ip_plength); trace((uint64_t)args[4]->ipv4_ident); }`;

/** Of this process, ms: on a busy machine it says more than the clock. */
const cpu = () => {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
};
const elapsed = (since: readonly [number, number]) => [performance.now() - since[0], cpu() - since[1]] as const;
const now = () => [performance.now(), cpu()] as const;

async function run(capture: string, sink: RecordSink, silent = true) {
  const started = now();
  const settings = { programs: [{ flag: "n" as const, text: PROGRAM }], captures: [capture] };
  const client = { output: { write() {} }, warn() {} };
  await new Session({ ...settings, options: [{ name: "quiet" }, { name: "local", value: "none" }] }, client, denoHost)
    .run(undefined, { sink, silent });
  return elapsed(started);
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
const started = now();
const [table] = collector.tables();
const arquero = await toArquero(table);
const handing = elapsed(started);
const peak = memory() - before;
const { rowCount, columns } = table;
const bytes = columns.reduce((sum, { values }) => {
  const { codes } = values as { codes?: { byteLength: number } };
  return sum + (codes ?? values as unknown as { byteLength: number }).byteLength;
}, 0);
console.log(JSON.stringify({
  records,
  rows: rowCount,
  plainMs: Math.round(plain[0]),
  beyondMs: Math.round(collecting[0] - plain[0] + handing[0]),
  plainCpuMs: Math.round(plain[1]),
  beyondCpuMs: Math.round(collecting[1] - plain[1] + handing[1]),
  bytesPerRow: +(bytes / rowCount).toFixed(1),
  bytesPerRowWhileBuilt: +(peak / rowCount).toFixed(1),
  arqueroRows: arquero.numRows(),
  rssMB: Math.round(Deno.memoryUsage().rss / 1e6),
}));
