/**
 * Values as text, with all their digits.
 *
 * @module
 */
import { type CellValue, isoTime, type TableColumn } from "./table.ts";

/** Text of a packet, so that it can do nothing but be read. */
export { visibleLine as plainText } from "../diagnostic/mod.ts";

export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
/** Times as ISO 8601 with nanoseconds, bytes as hexadecimal digits, nothing where nothing was recorded. */
export function cellText(column: Pick<TableColumn, "kind" | "unit">, value: CellValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Uint8Array) return hexOf(value);
  if (column.kind === "time" && typeof value !== "string") return isoTime(BigInt(value), column.unit);
  return String(value);
}
/** Columns whose values stand to the right. */
export function isNumeric({ kind }: Pick<TableColumn, "kind">): boolean {
  return kind === "integer" || kind === "number" || kind === "port";
}
/** What to say below the rows that are shown; undefined if these are all. */
export function rowsNote(table: { rowCount: number; omitted: number }, shown: number): string | undefined {
  const { rowCount, omitted } = table;
  const notes = [
    ...(shown < rowCount ? [`${shown} of ${rowCount} rows`] : []),
    ...(omitted > 0 ? [`${omitted} more were not kept`] : []),
  ];
  return notes.length > 0 ? notes.join("; ") : undefined;
}
