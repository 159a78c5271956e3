/**
 * What a run has gathered, into files and back.
 *
 * @module
 */
import { denoHost } from "../host/deno/mod.ts";
import { chartBytes, chartFormat, chartPage, type PageOptions } from "../picture/mod.ts";
import {
  loadArquero,
  readTable as readResultTable,
  type ResultTable,
  type TableFileOptions,
  writeComplete,
  writeTable as write,
} from "../table/mod.ts";
import { Chart, RunTable } from "./tables.ts";

/** A table of a run, or an aggregation. */
export interface Tabular {
  /** As columns, of one length. */
  readonly resultTable: ResultTable;
}
/**
 * Writes a table as CSV, TSV, JSON, NDJSON, Arrow or Parquet, by the ending of the name. The file is complete or not there, and
 * 64-bit numbers keep all their digits. Needs the permission to write it. `{ csvGuard: true }` keeps spreadsheets from taking
 * text of packets for formulas.
 *
 * ```ts
 * import { d, readTable, trace, writeTable } from "./mod.ts";
 *
 * const run = await trace("test/captures/demo.pcap", d`ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); }`);
 * const folder = await Deno.makeTempDir();
 * await writeTable(run.aggregations.bytes, `${folder}/bytes.parquet`);
 * const { table } = await readTable(`${folder}/bytes.parquet`);
 * console.log(table.orderby("sum").objects());
 * ```
 *
 * @throws TableError
 */
export async function writeTable(
  { resultTable }: Tabular,
  path: string,
  options: TableFileOptions = {},
): Promise<void> {
  await write(denoHost.files, resultTable, path, options);
}
/**
 * Reads what {@linkcode writeTable} wrote, or another program: what the file does not say of its columns is guessed from
 * their values. @throws TableError
 */
export async function readTable(path: string): Promise<RunTable> {
  const [table, arquero] = await Promise.all([readResultTable(denoHost.files, path), loadArquero()]);
  return new RunTable(table, arquero);
}
/**
 * Writes a chart as a picture (`.svg`, `.png`), as a page that needs no network (`.html`), or as a Vega-Lite specification
 * (`.vl.json`), by the ending of the name; of a table or an aggregation the chart that fits.
 *
 * ```ts
 * import { d, trace, writeChart } from "./mod.ts";
 *
 * const run = await trace("test/captures/demo.pcap", d`ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); }`);
 * const folder = await Deno.makeTempDir();
 * await writeChart(run.aggregations.bytes.chart({ title: "Who sends?" }), `${folder}/senders.svg`);
 * ```
 *
 * @throws TableError
 */
export async function writeChart(of: Chart | Tabular, path: string, options: PageOptions = {}): Promise<void> {
  const { spec, drawn } = chartOf(of);
  const format = chartFormat(path);
  await writeComplete(denoHost.files, path, [await chartBytes(spec, format, drawn, options)]);
}
/** Writes one page of several charts, their tables below them. @throws TableError */
export async function writePage(
  of: readonly (Chart | Tabular)[],
  path: string,
  options: PageOptions = {},
): Promise<void> {
  const page = await chartPage(of.map(chartOf).map(({ spec, drawn }) => ({ spec, table: drawn })), options);
  await writeComplete(denoHost.files, path, [new TextEncoder().encode(page)]);
}
function chartOf(of: Chart | Tabular): Chart {
  return of instanceof Chart ? of : new Chart(of.resultTable);
}
