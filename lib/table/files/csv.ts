/**
 * CSV (RFC 4180, but with the line ends of Unix): a line of names, then a line a row. Times are ISO 8601 with nanoseconds, numbers have all their digits.
 * Nothing at all between commas is a value that was not recorded; `""` is an empty string.
 *
 * @module
 */
import { cellText } from "../cell_text.ts";
import type { CellValue, ResultTable, TableColumn } from "../table.ts";
import { tableOf } from "./facts.ts";
import { TableError } from "./table_error.ts";

const PIECE = 1 << 16;
const encoder = new TextEncoder();

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
/** What a spreadsheet takes for the beginning of a formula, also in its wide forms. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const isText = (value: CellValue | undefined): boolean => typeof value === "string";

function field(column: TableColumn, value: CellValue | undefined, guard: boolean): string {
  if (value === null || value === undefined) return "";
  const text = cellText(column, value);
  return quoted(guard && isText(value) && FORMULA.test(text) ? `'${text}` : text);
}
/** @param guard an apostrophe stands before text that a spreadsheet would take for a formula: such text is not what it was */
export function* csvPieces(table: ResultTable, guard = false): Generator<Uint8Array> {
  const { columns } = table;
  let text = columns.map(({ name }) => quoted(name)).join(",") + "\n";
  for (let row = 0; row < table.rowCount; row++) {
    for (let i = 0; i < columns.length; i++) {
      if (i > 0) text += ",";
      text += field(columns[i], columns[i].values.at(row), guard);
    }
    text += "\n";
    if (text.length > PIECE) {
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(text);
}
export function parseCsv(text: string, name: string): ResultTable {
  const rows = parseRows(text.replace(/^\ufeff/, ""));
  const [heads, ...lines] = rows;
  if (!heads) throw new TableError("D_TABLE_DAMAGED", `${name} is empty: expected a line with the names of columns`);
  const wrong = lines.findIndex((line) => line.length !== heads.length);
  if (wrong >= 0) {
    throw new TableError(
      "D_TABLE_DAMAGED",
      `row ${wrong + 1} of ${name} has ${lines[wrong].length} fields, the first line has ${heads.length}`,
    );
  }
  const columns = heads.map((head, i) => ({ name: head ?? "", values: lines.map((line) => line[i]) }));
  return tableOf(columns, undefined, name);
}
/** Fields; null for nothing at all. */
function parseRows(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  const FIELD = /"((?:[^"]|"")*)"(?=,|\r?\n|$)|([^,"\r\n]*)/y;
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length;) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text)!;
    row.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2] === "" ? null : match[2]);
    at = FIELD.lastIndex;
    const end = /,|\r?\n|$/y;
    end.lastIndex = at;
    const separator = end.exec(text);
    if (!separator) throw new TableError("D_TABLE_DAMAGED", `row ${rows.length} has a quote where none can be`);
    at = end.lastIndex;
    if (separator[0] === ",") {
      if (at === text.length) row.push(null);
      continue;
    }
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
