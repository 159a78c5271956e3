/**
 * What can go wrong with a table's file.
 *
 * @module
 */
import { errorText, FileError } from "../../host/mod.ts";

/**
 * - `D_TABLE_FORMAT`: the name of the file says no format
 * - `D_TABLE_WRITE`: the file cannot be written; there is none
 * - `D_TABLE_READ`: the file cannot be opened
 * - `D_TABLE_DAMAGED`: what is in it is not a table of its format
 * - `D_TABLE_NAME`: there is no table of that name
 * - `D_CHART_FORMAT`: the name of a picture's file says no format
 */
export type TableTag =
  | "D_TABLE_FORMAT"
  | "D_TABLE_WRITE"
  | "D_TABLE_READ"
  | "D_TABLE_DAMAGED"
  | "D_TABLE_NAME"
  | "D_CHART_FORMAT";

/** A table that cannot be written or read, or not in that format. */
export class TableError extends Error {
  /** By which it is known. */
  override readonly name = "TableError";
  /** Formats make them; `help` is what may help, a line each. */
  constructor(readonly tag: TableTag, message: string, readonly help: readonly string[] = []) {
    super(message);
  }
}
/** The system's words for what went wrong, without its number. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof FileError)) return errorText(error).toLowerCase();
  if (error.problem === "missing") return "no such file or directory";
  if (error.problem === "not permitted") return "permission to it was not given (--allow-read, --allow-write)";
  return error.message.toLowerCase();
}
