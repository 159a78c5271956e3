/**
 * A table for a terminal.
 *
 * @module
 */
import { cellText, isNumeric, plainText, rowsNote } from "./cell_text.ts";
import type { ResultTable } from "./table.ts";

export interface TextOptions {
  /** Columns of the terminal; 100 without. */
  readonly width?: number;
  /** Rows shown; 20 without. */
  readonly rows?: number;
  readonly color?: boolean;
}
const GAP = 2, NARROWEST = 6;

/** Columns aligned, numbers to the right; what does not fit is cut, columns from the right on, and said. */
export function tableText(table: ResultTable, { width = 100, rows = 20, color = false }: TextOptions = {}): string {
  const shown = Math.min(rows, table.rowCount);
  const columns = table.columns.map((column) => {
    const cells = Array.from({ length: shown }, (_, row) => plainText(cellText(column, column.values.at(row))));
    const widest = [column.name, ...cells].reduce((max, text) => Math.max(max, text.length), 0);
    return { name: column.name, cells, width: widest, right: isNumeric(column) };
  });
  const kept = fit(columns, width);
  const line = (texts: readonly string[]) =>
    kept.map(({ width, right }, i) => {
      const text = texts[i].length > width ? `${texts[i].slice(0, width - 1)}…` : texts[i];
      return right ? text.padStart(width) : text.padEnd(width);
    }).join(" ".repeat(GAP)).trimEnd();
  const bold = (text: string) => color ? `\x1b[1m${text}\x1b[0m` : text;
  const lines = [bold(line(kept.map(({ name }) => name)))];
  for (let row = 0; row < shown; row++) lines.push(line(kept.map(({ cells }) => cells[row])));
  const missing = columns.slice(kept.length).map(({ name }) => name);
  const notes = [rowsNote(table, shown), missing.length > 0 ? `columns not shown: ${missing.join(", ")}` : undefined];
  const note = notes.filter(Boolean).join("; ");
  return `${lines.join("\n")}\n${note === "" ? "" : `(${note})\n`}`;
}
interface Laid {
  readonly name: string;
  readonly cells: readonly string[];
  width: number;
  readonly right: boolean;
}
/** Wide texts give way first; numbers are never cut. */
function fit(columns: readonly Laid[], width: number): Laid[] {
  const kept = columns.map((column) => ({ ...column }));
  const total = () => kept.reduce((sum, column) => sum + column.width + GAP, -GAP);
  while (kept.length > 1 && total() > width) {
    const widest = kept.filter(({ right }) => !right).reduce<Laid | undefined>(
      (max, column) => !max || column.width > max.width ? column : max,
      undefined,
    );
    const min = widest ? Math.max(NARROWEST, Math.min(widest.name.length, 16)) : 0;
    if (widest && widest.width > min) widest.width = Math.max(min, widest.width - (total() - width));
    else kept.pop();
  }
  return kept;
}
