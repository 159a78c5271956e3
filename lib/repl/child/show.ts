/**
 * `:table` and `:chart` in the child, where what was gathered is.
 *
 * @module
 */
import { DCellError, type DCellOutcome, type DCellPort, type ShowRequest } from "../../evaluator/mod.ts";
import type { Run } from "../../api/mod.ts";
import { FILE_TYPE, type FileFacts } from "./messages.ts";
import { cellText, type ResultTable, tableText } from "../../table/mod.ts";

let last: Run | undefined;

/** The run of which tables and charts are asked. */
export function rememberRun(run: Run): void {
  last = run;
}

/** All tables of a run: its aggregations, and the records of its clauses. */
function tablesOf(run: Run): ResultTable[] {
  return [run.aggregations, run.tables].flatMap((some) => Object.values(some)).map(({ resultTable }) => resultTable);
}

/** Shows what was asked for. */
export async function showRequested(request: ShowRequest, port: DCellPort): Promise<DCellOutcome> {
  if (!last) throw failure("nothing was gathered yet: enter a program of D first");
  const tables = tablesOf(last);
  const wanted = request.name === undefined ? tables : tables.filter(({ name }) => name === request.name);
  if (wanted.length === 0) throw failure(missing(tables, request.name));
  if (request.file !== undefined) {
    await sendFile(wanted, request.what, request.file, port);
    return {};
  }
  for (const [index, table] of wanted.entries()) {
    const bundle = request.what === "chart"
      ? await chartBundle(table, request)
      : { "text/plain": tableOf(table, request) };
    if (index > 0) port.write("stdout", "\n");
    port.display({ bundle });
  }
  return {};
}

/** One table goes into one file, which the other process writes; what cannot be one is said. */
async function sendFile(tables: readonly ResultTable[], what: string, path: string, port: DCellPort): Promise<void> {
  const [table, ...others] = tables;
  if (others.length > 0) {
    const names = tables.map(({ name }) => name).join(", ");
    throw failure(`there are several: name one, as in \`:${what} ${table.name} ${path}\`: ${names}`);
  }
  try {
    const bytes = what === "chart" ? await chartFile(table, path) : await tableFile(table, path);
    const file: FileFacts = { path, bytes: bytes.toBase64(), title: table.title };
    port.display({ bundle: { [FILE_TYPE]: file } });
  } catch (error) {
    throw failure((error as Error).message);
  }
}
async function chartFile(table: ResultTable, path: string): Promise<Uint8Array> {
  const [{ chartOf }, { chartBytes, chartFormat }] = await Promise.all([
    import("../../chart/mod.ts"),
    import("../../picture/mod.ts"),
  ]);
  return await chartBytes(chartOf(table), chartFormat(path), table);
}
async function tableFile(table: ResultTable, path: string): Promise<Uint8Array> {
  const { tableFormat, tablePieces } = await import("../../table/mod.ts");
  const all: Uint8Array[] = [];
  for await (const chunk of tablePieces(table, tableFormat(path))) all.push(chunk.slice());
  return new Uint8Array(await new Blob(all as BlobPart[]).arrayBuffer());
}

function tableOf(table: ResultTable, { look, rows }: ShowRequest): string {
  const { title, fitted } = fit(table, rows ?? table.rowCount);
  const cut = title.length < look.width ? title : `${title.slice(0, look.width - 2)}…`;
  return `${look.color ? `\x1b[2m${cut}\x1b[0m` : cut}\n${tableText(fitted, { ...look, rows })}`;
}

/** Columns say their units. What is the same in all rows that are shown is said once: the probe (it is in the title already), and the day. */
function fit(table: ResultTable, rows: number): { readonly title: string; readonly fitted: ResultTable } {
  const count = Math.min(rows, table.rowCount);
  const named = table.columns.map((column) =>
    column.unit && column.kind !== "time" ? { ...column, name: `${column.name} (${column.unit})` } : column
  );
  if (table.kind !== "records" || count === 0) return { title: table.title, fitted: { ...table, columns: named } };
  let title = table.title;
  const columns = named.flatMap((column) => {
    const shown = Array.from({ length: count }, (_, row) => column.values.at(row) ?? null);
    if (column.name === "probe" && shown.every((value) => value === shown[0])) return [];
    if (column.name !== "timestamp" || column.kind !== "time") return [column];
    const times = shown.map((value) => cellText(column, value));
    const [day] = times[0].split("T");
    if (!times.every((time) => time.startsWith(`${day}T`))) return [column];
    title += `, ${day} UTC`;
    return [{ ...column, kind: "string" as const, values: times.map((time) => time.slice(day.length + 1, -1)) }];
  });
  return { title, fitted: { ...table, columns } };
}

/** Drawn in blocks; an image is made only for terminals that show it, since that takes its time. */
async function chartBundle(table: ResultTable, { look, image }: ShowRequest): Promise<Record<string, string>> {
  const { chartOf, drawChart } = await import("../../chart/mod.ts");
  const drawn = drawChart(table, look);
  if (!image) return { "text/plain": drawn };
  const { renderPng } = await import("../../picture/mod.ts");
  const png = await renderPng(chartOf(table));
  return { "image/png": png.toBase64(), "text/plain": drawn };
}

function missing(tables: readonly ResultTable[], name: string | undefined): string {
  const names = tables.map((table) => table.name).join(", ");
  if (tables.length === 0) return "the last run gathered nothing: no aggregation, and no clause recorded anything";
  return `the last run has no \`${name}\`; it has ${names}`;
}

function failure(message: string): DCellError {
  return new DCellError({ name: "CommandError", message, text: message });
}
