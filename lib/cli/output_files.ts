/**
 * --table and --chart: what a run has gathered goes into files, or is shown in the terminal. Loaded only when asked for.
 *
 * @module
 */
import type { AggregationResult } from "../engine/aggregation/mod.ts";
import { denoHost } from "../host/deno/mod.ts";
import { chartOf, drawChart } from "../chart/mod.ts";
import { chartBytes, chartFormat, tablesPage } from "../picture/mod.ts";
import {
  omissionText,
  RecordCollector,
  type ResultTable,
  TableError,
  type TableFileOptions,
  tableFormat,
  tablePieces,
  tableText,
  writeComplete,
  writeTable,
} from "../table/mod.ts";
import type { CommandLine } from "./flags.ts";

/** `out.csv`, `bytes=out.csv` for one table of several, `-` to be read in the terminal, `-.csv` for standard output. */
interface Destination {
  readonly path: string;
  /** Only this table. */
  readonly name?: string;
  readonly flag: "--table" | "--chart";
}
export interface TextTerminal {
  write(text: string): void;
  writeBytes(bytes: Uint8Array): void;
  readonly width: number;
  readonly color: boolean;
}
const encoder = new TextEncoder();

export class OutputFiles {
  readonly collector = new RecordCollector();
  readonly #destinations: readonly Destination[];
  readonly #options: TableFileOptions;

  /** Judges all names before anything runs. @throws TableError */
  constructor(line: Pick<CommandLine, "tables" | "charts"> & TableFileOptions) {
    this.#options = { csvGuard: line.csvGuard };
    this.#destinations = [
      ...line.tables.map((text) => destinationOf(text, "--table")),
      ...line.charts.map((text) => destinationOf(text, "--chart")),
    ];
  }
  /** Writes and shows everything; `tell` is for standard error. @throws TableError */
  async finish(
    aggregations: readonly AggregationResult[],
    terminal: TextTerminal,
    tell: (message: string, important: boolean) => void,
  ): Promise<void> {
    const tables = this.collector.all(aggregations);
    for (const table of tables) {
      const omission = omissionText(table);
      if (omission) tell(omission, true);
    }
    for (const destination of this.#destinations) {
      const chosen = chooseTables(tables, destination);
      if (destination.path === "-") show(chosen, destination, terminal);
      else if (isStandardOutput(destination.path)) await pour(chosen, destination, terminal, this.#options);
      else for (const written of await write(chosen, destination, this.#options)) tell(written, false);
    }
  }
}
function destinationOf(text: string, flag: Destination["flag"]): Destination {
  const [, name, path] = /^(?:@?([A-Za-z_]\w*)=)?(.+)$/s.exec(text) ?? [];
  if (path === undefined) {
    throw new TableError("D_TABLE_FORMAT", `${flag}: expected the name of a file, or - for the terminal`);
  }
  if (path !== "-") {
    if (flag === "--table") tableFormat(path);
    else chartFormat(path);
    if (!isStandardOutput(path)) requireFolder(path);
  }
  return { path, flag, ...(name === undefined ? {} : { name }) };
}
/** A long run shall not end in a file that could never have been written. */
function requireFolder(path: string): void {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".";
  try {
    if (Deno.statSync(folder).isDirectory) return;
  } catch { /* said below */ }
  throw new TableError("D_TABLE_WRITE", `cannot write ${path}: ${folder} is not a directory`);
}
const isStandardOutput = (path: string): boolean => path.startsWith("-.");

/** In a pipe there is room for one. */
async function pour(
  tables: readonly ResultTable[],
  { path, flag }: Destination,
  terminal: TextTerminal,
  options: TableFileOptions,
): Promise<void> {
  if (flag === "--chart" && chartFormat(path).holdsMany) {
    terminal.write(await tablesPage(tables));
    return;
  }
  if (tables.length > 1) {
    const names = tables.map(({ name }) => name).join(", ");
    throw new TableError(
      "D_TABLE_NAME",
      `${flag} ${path}: several tables, name one as in ${tables[0].name}=${path}: ${names}`,
    );
  }
  if (flag === "--chart") terminal.writeBytes(await chartBytes(chartOf(tables[0]), chartFormat(path)));
  else for await (const chunk of tablePieces(tables[0], tableFormat(path), options)) terminal.writeBytes(chunk);
}
function chooseTables(tables: readonly ResultTable[], { name, flag }: Destination): readonly ResultTable[] {
  if (name === undefined) {
    if (tables.length > 0) return tables;
    throw new TableError("D_TABLE_NAME", `${flag}: the program records nothing and has no aggregations`);
  }
  const found = tables.find((table) => table.name === name);
  if (found) return [found];
  const there = tables.length > 0 ? `there is ${tables.map((table) => table.name).join(", ")}` : "there is none";
  throw new TableError("D_TABLE_NAME", `${flag}: no table is called ${name}: ${there}`);
}
function show(tables: readonly ResultTable[], { flag }: Destination, terminal: TextTerminal): void {
  const { width, color } = terminal;
  tables.forEach((table, i) => {
    const text = flag === "--chart"
      ? drawChart(table, { width, color })
      : `${table.title}\n${tableText(table, { width, rows: 50, color })}`;
    terminal.write(i === 0 ? text : `\n${text}`);
  });
}
/** What was written, each in a line. */
async function write(
  tables: readonly ResultTable[],
  { path, flag }: Destination,
  options: TableFileOptions,
): Promise<string[]> {
  const rows = ({ rowCount }: ResultTable) => `${rowCount} row${rowCount === 1 ? "" : "s"}`;
  if (flag === "--chart" && chartFormat(path).holdsMany) {
    const page = await tablesPage(tables, { title: tables.length === 1 ? tables[0].title : "Probebook" });
    await writeComplete(denoHost.files, path, [encoder.encode(page)]);
    return [`wrote ${path}: ${tables.length} chart${tables.length === 1 ? "" : "s"}`];
  }
  const written: string[] = [];
  for (const table of tables) {
    const own = tables.length === 1 ? path : ownPath(path, table.name, flag);
    if (flag === "--table") await writeTable(denoHost.files, table, own, options);
    else await writeComplete(denoHost.files, own, [await chartBytes(chartOf(table), chartFormat(path))]);
    written.push(`wrote ${own}: ${flag === "--table" ? rows(table) : table.title}`);
  }
  return written;
}
/** `out.csv` becomes `out-bytes.csv`, and stays for the aggregation without a name. */
function ownPath(path: string, name: string, flag: Destination["flag"]): string {
  if (name === "_") return path;
  const ending = flag === "--chart" ? chartFormat(path).name : path.slice(path.lastIndexOf(".") + 1);
  return `${path.slice(0, path.length - ending.length - 1)}-${name}${path.slice(path.length - ending.length - 1)}`;
}
