/**
 * Tables to files and back, by the ending of the name.
 *
 * @module
 */
import type { Files } from "../../host/mod.ts";
import type { ResultTable } from "../table.ts";
import { arrowBytes, parseArrow } from "./arrow.ts";
import { writeComplete } from "./complete_file.ts";
import { csvPieces, parseCsv } from "./csv.ts";
import { jsonPieces, ndjsonPieces, parseJson, parseNdjson } from "./json.ts";
import { parquetPieces, parseParquet } from "./parquet.ts";
import { reasonOf, TableError } from "./table_error.ts";

export const TABLE_FORMATS = ["csv", "json", "ndjson", "arrow", "parquet"] as const;
export type TableFormat = typeof TABLE_FORMATS[number];
/** Endings that mean the same. */
const ALSO: Readonly<Record<string, TableFormat>> = { jsonl: "ndjson", feather: "arrow", ipc: "arrow", pq: "parquet" };

/** @throws TableError D_TABLE_FORMAT */
export function tableFormat(path: string): TableFormat {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1].toLowerCase() ?? "";
  const format = TABLE_FORMATS.find((format) => format === ending) ?? ALSO[ending];
  if (format) return format;
  throw new TableError("D_TABLE_FORMAT", `${path}: the name of a table's file ends in .${TABLE_FORMATS.join(", .")}`);
}
export interface TableFileOptions {
  /** In CSV: text that a spreadsheet would take for a formula is text there, by an apostrophe before it. */
  readonly csvGuard?: boolean;
}
/** A table in a format, in pieces. */
export async function* tablePieces(
  table: ResultTable,
  format: TableFormat,
  { csvGuard }: TableFileOptions = {},
): AsyncGenerator<Uint8Array> {
  switch (format) {
    case "csv":
      return yield* csvPieces(table, csvGuard);
    case "json":
      return yield* jsonPieces(table);
    case "ndjson":
      return yield* ndjsonPieces(table);
    case "arrow":
      return yield await arrowBytes(table);
    case "parquet":
      return yield* parquetPieces(table);
  }
}
/** Complete, or not there. @throws TableError D_TABLE_FORMAT, D_TABLE_WRITE */
export async function writeTable(
  files: Files,
  table: ResultTable,
  path: string,
  options: TableFileOptions = {},
): Promise<void> {
  await writeComplete(files, path, tablePieces(table, tableFormat(path), options));
}
/**
 * What {@linkcode writeTable} wrote, or another program: what the file does not say of its columns is guessed from their
 * values. @throws TableError D_TABLE_FORMAT, D_TABLE_READ, D_TABLE_DAMAGED
 */
export async function readTable(files: Files, path: string): Promise<ResultTable> {
  const format = tableFormat(path);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await files.read(path);
  } catch (error) {
    throw new TableError("D_TABLE_READ", `cannot open ${path}: ${reasonOf(error)}`);
  }
  const name = path.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  switch (format) {
    case "csv":
      return parseCsv(new TextDecoder().decode(bytes), name);
    case "json":
      return parseJson(new TextDecoder().decode(bytes), name);
    case "ndjson":
      return parseNdjson(new TextDecoder().decode(bytes), name);
    case "arrow":
      return await parseArrow(bytes, name);
    case "parquet":
      return await parseParquet(bytes, name);
  }
}
