/**
 * Tables to files and back, by the ending of the name.
 *
 * @module
 */
import type { Files } from "../../host/mod.ts";
import type { ResultTable } from "../table.ts";
import { ARROW } from "./arrow.ts";
import { writeComplete } from "./complete_file.ts";
import { CSV } from "./csv.ts";
import type { TableFileOptions, TableFormat } from "./table_format.ts";
import { JSON_DOCUMENT, NDJSON } from "./json.ts";
import { PARQUET } from "./parquet.ts";
import { reasonOf, TableError } from "./table_error.ts";
import { TSV } from "./tsv.ts";

export const TABLE_FORMATS: readonly TableFormat[] = [CSV, TSV, JSON_DOCUMENT, NDJSON, ARROW, PARQUET];

/** @throws TableError D_TABLE_FORMAT */
export function tableFormat(path: string): TableFormat {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1].toLowerCase() ?? "";
  const format = TABLE_FORMATS.find(({ name, also }) => name === ending || also?.includes(ending));
  if (format) return format;
  const names = TABLE_FORMATS.map(({ name }) => `.${name}`).join(", ");
  throw new TableError("D_TABLE_FORMAT", `${path}: the name of a table's file ends in ${names}`);
}
/** A table in a format, in pieces. */
export async function* tablePieces(
  table: ResultTable,
  format: TableFormat,
  options: TableFileOptions = {},
): AsyncGenerator<Uint8Array> {
  yield* format.write(table, options);
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
  return await format.read(bytes, name);
}
