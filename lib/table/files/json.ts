/**
 * JSON: one document, the table's facts and its rows as objects. NDJSON: an object a line, no more. A column that holds an
 * integer beyond 2^53 has all its values as text; times are ISO 8601 with nanoseconds, bytes hexadecimal digits.
 *
 * @module
 */
import { cellText } from "../cell_text.ts";
import type { CellValue, ResultTable, TableColumn } from "../table.ts";
import { cellTexts } from "./cell_texts.ts";
import { factsOf, factsText, parseFacts, tableOf } from "./facts.ts";
import { reads, type TableFormat } from "./table_format.ts";
import { TableError } from "./table_error.ts";

const PIECE = 1 << 16;
const encoder = new TextEncoder();

function jsonValue(column: TableColumn, value: CellValue | undefined): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  // of other than well-formed text JSON.stringify makes escapes
  return JSON.stringify(cellText(column, value));
}
function* rowTexts(table: ResultTable): Generator<string> {
  const heads = table.columns.map(({ name }, i) => `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  const texts = table.columns.map((column) => cellTexts(column, { value: jsonValue, time: (text) => `"${text}"` }));
  for (let row = 0; row < table.rowCount; row++) {
    let text = heads.length === 0 ? "{" : "";
    for (let i = 0; i < heads.length; i++) text += heads[i] + texts[i](row);
    yield `${text}}`;
  }
}
function* ndjsonPieces(table: ResultTable): Generator<Uint8Array> {
  let text = "";
  for (const row of rowTexts(table)) {
    text += `${row}\n`;
    if (text.length > PIECE) {
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(text);
}
function* jsonPieces(table: ResultTable): Generator<Uint8Array> {
  let text = `{"table":${factsText(factsOf(table))},\n"rows":[`;
  let first = true;
  for (const row of rowTexts(table)) {
    text += first ? `\n${row}` : `,\n${row}`;
    first = false;
    if (text.length > PIECE) {
      yield encoder.encode(text);
      text = "";
    }
  }
  yield encoder.encode(`${text}\n]}\n`);
}
type JsonRow = Record<string, unknown>;

function parseNdjson(text: string, name: string): ResultTable {
  const rows = text.split("\n").flatMap((line, i) => line.trim() === "" ? [] : [parseRow(line, i + 1, name)]);
  return fromRows(rows, undefined, name);
}
function parseRow(line: string, number: number, name: string): JsonRow {
  try {
    const row = JSON.parse(line);
    if (typeof row === "object" && row !== null && !Array.isArray(row)) return row;
  } catch { /* said below */ }
  throw new TableError("D_TABLE_DAMAGED", `line ${number} of ${name} is not a JSON object`);
}
/** Our document, or a list of objects as others write it. */
function parseJson(text: string, name: string): ResultTable {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new TableError("D_TABLE_DAMAGED", `${name} is not JSON: ${(error as Error).message}`);
  }
  const { table, rows } = Array.isArray(document) ? { table: undefined, rows: document } : document as JsonRow;
  if (!Array.isArray(rows) || !rows.every((row) => typeof row === "object" && row !== null && !Array.isArray(row))) {
    throw new TableError(
      "D_TABLE_DAMAGED",
      `${name} has no rows: expected a list of objects, by itself or as \`rows\``,
    );
  }
  return fromRows(rows, parseFacts(table === undefined ? undefined : JSON.stringify(table)), name);
}
function fromRows(rows: readonly JsonRow[], facts: ReturnType<typeof parseFacts>, name: string): ResultTable {
  const names = new Set(facts?.columns.map(({ name }) => name));
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const columns = [...names].map((name) => ({
    name,
    values: rows.map((row) => cellOf(Object.hasOwn(row, name) ? row[name] : null)),
  }));
  return tableOf(columns, facts, name);
}
function cellOf(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string") return value;
  return typeof value === "boolean" ? Number(value) : JSON.stringify(value);
}

export const JSON_DOCUMENT: TableFormat = {
  name: "json",
  write: jsonPieces,
  read: /* @__PURE__ */ reads(parseJson),
  keepsBytes: true,
  keeps: "facts",
};
export const NDJSON: TableFormat = {
  name: "ndjson",
  also: ["jsonl"],
  write: ndjsonPieces,
  read: /* @__PURE__ */ reads(parseNdjson),
  keepsBytes: false,
  keeps: "rows",
};
