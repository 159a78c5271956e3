/**
 * A table for a notebook: HTML of its first rows. Whatever came from a packet is escaped.
 *
 * @module
 */
import { cellText, isNumeric, plainText, rowsNote } from "./cell_text.ts";
import type { ResultTable } from "./table.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export function escapeHtml(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (c) => ESCAPES[c]);
}
const LONGEST_CELL = 200;
const cropped = (text: string): string => text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL)}…`;

/** At most `rows` rows, 20 without, and a line that says how many there are. */
export function tableHtml(table: ResultTable, { rows = 20 }: { readonly rows?: number } = {}): string {
  const { columns } = table;
  const shown = Math.min(rows, table.rowCount);
  const side = (right: boolean) => ` style="text-align:${right ? "right" : "left"}"`;
  const heads = columns.map((column) => {
    const unit = column.unit && column.kind !== "time" ? ` <small>(${column.unit})</small>` : "";
    return `<th title="${escapeHtml(column.label)}"${side(isNumeric(column))}>${escapeHtml(column.name)}${unit}</th>`;
  });
  const lines = Array.from({ length: shown }, (_, row) => {
    const cells = columns.map((column) =>
      `<td${side(isNumeric(column))}>${escapeHtml(cropped(cellText(column, column.values.at(row))))}</td>`
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const note = rowsNote(table, shown);
  return `<table><caption style="text-align:left">${escapeHtml(table.title)}</caption>` +
    `<thead><tr>${heads.join("")}</tr></thead>\n<tbody>\n${lines.join("\n")}\n</tbody></table>` +
    (note ? `\n<p>${escapeHtml(note)}</p>` : "");
}
