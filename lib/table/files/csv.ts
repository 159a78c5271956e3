/**
 * CSV (RFC 4180, but with the line ends of Unix): a line of names, then a line a row. Times are ISO 8601 with nanoseconds, numbers have all their digits.
 * Nothing at all between commas is a value that was not recorded; `""` is an empty string.
 *
 * @module
 */
import { cellText } from "../cell_text.ts";
import type { CellValue, ResultTable, TableColumn } from "../table.ts";
import { cellTexts } from "./cell_texts.ts";
import { tableOf } from "./facts.ts";
import { reads, type TableFormat } from "./table_format.ts";
import { TableError } from "./table_error.ts";

const PIECE = 1 << 16;
const encoder = new TextEncoder();

/** What a spreadsheet takes for the beginning of a formula, also in its wide forms. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const isText = (value: CellValue | undefined): boolean => typeof value === "string";

function field(column: TableColumn, value: CellValue | undefined, guard: boolean): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = cellText(column, value);
  return guard && isText(value) && FORMULA.test(text) ? `'${text}` : text;
}
/** A format of lines with fields between separators, which say no more than the names of the columns. */
export function separatedFormat(name: string, separator: string): TableFormat {
  const syntax = syntaxOf(separator);
  return {
    name,
    write: (table, { csvGuard }) => chunks(table, syntax, csvGuard),
    read: reads((text, name) => parse(text, name, syntax)),
    keepsBytes: false,
    keeps: "names",
  };
}
interface Syntax {
  readonly separator: string;
  readonly needsQuotes: RegExp;
  readonly field: RegExp;
  readonly end: RegExp;
}
function syntaxOf(separator: string): Syntax {
  return {
    separator,
    // white space at either end would be lost in other programs, and the empty string be nothing
    needsQuotes: new RegExp(`["${separator}\\r\\n]|^\\s|\\s$|^$`),
    field: new RegExp(`"((?:[^"]|"")*)"(?=${separator}|\\r?\\n|$)|([^${separator}"\\r\\n]*)`, "y"),
    end: new RegExp(`${separator}|\\r?\\n|$`, "y"),
  };
}
/** @param guard an apostrophe stands before text that a spreadsheet would take for a formula: such text is not what it was */
function* chunks(table: ResultTable, { separator, needsQuotes }: Syntax, guard = false): Generator<Uint8Array> {
  const { columns } = table;
  const quoted = (text: string) => needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const texts = columns.map((column) =>
    cellTexts(column, {
      value(column, value) {
        const text = field(column, value, guard);
        return text === undefined ? "" : quoted(text);
      },
      time: (text) => text,
    })
  );
  let text = columns.map(({ name }) => quoted(name)).join(separator) + "\n";
  for (let row = 0; row < table.rowCount; row++) {
    for (let i = 0; i < texts.length; i++) text += i > 0 ? separator + texts[i](row) : texts[i](row);
    text += "\n";
    if (text.length > PIECE) {
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(text);
}
function parse(text: string, name: string, syntax: Syntax): ResultTable {
  const rows = parseRows(text.replace(/^\ufeff/, ""), syntax);
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
function parseRows(text: string, { separator, field, end }: Syntax): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length;) {
    field.lastIndex = at;
    const match = field.exec(text)!;
    row.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2] === "" ? null : match[2]);
    end.lastIndex = field.lastIndex;
    const found = end.exec(text);
    if (!found) throw new TableError("D_TABLE_DAMAGED", `row ${rows.length} has a quote where none can be`);
    at = end.lastIndex;
    if (found[0] === separator) {
      if (at === text.length) row.push(null);
      continue;
    }
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

export const CSV: TableFormat = /* @__PURE__ */ separatedFormat("csv", ",");
