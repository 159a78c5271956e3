/**
 * What a format of tables is: one value, in a file of its own, from which the command's help, its errors and the tests of
 * all formats are made.
 *
 * @module
 */
import type { ResultTable } from "../table.ts";

/** How a file of a table is to be written. */
export interface TableFileOptions {
  /** In CSV: text that a spreadsheet would take for a formula is text there, by an apostrophe before it. */
  readonly csvGuard?: boolean;
}
export interface TableFormat {
  /** Its ending, as it is named to people: `csv`. */
  readonly name: string;
  /** Other endings that mean the same. */
  readonly also?: readonly string[];
  /** The table, in pieces. */
  write(table: ResultTable, options: TableFileOptions): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** @param name of the file, for messages and for the table @throws TableError D_TABLE_DAMAGED */
  read(bytes: Uint8Array<ArrayBuffer>, name: string): ResultTable | Promise<ResultTable>;
  /** Bytes come back as bytes; else as the digits they were written in. */
  readonly keepsBytes: boolean;
  /** What a file says of its columns and itself: all facts, only names (and of a table without rows these), or nothing of a
   * table without rows. Kinds are guessed from the values where the file does not say them. */
  readonly keeps: "facts" | "names" | "rows";
}
const decoder = new TextDecoder();
/** Reads a format of text. */
export const reads =
  (parse: (text: string, name: string) => ResultTable) => (bytes: Uint8Array, name: string): ResultTable =>
    parse(decoder.decode(bytes), name);
