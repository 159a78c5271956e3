/**
 * Entries in plain text, for a terminal: `--help NAME`, `:help NAME`.
 *
 * @module
 */
import { wrap } from "../diagnostic/mod.ts";
import type { ReferenceEntry } from "./entry.ts";

const INDENT = 2;

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `${" ".repeat(INDENT)}${line}`));
}
function rowsOf(rows: NonNullable<ReferenceEntry["rows"]>, columns: number): string[] {
  const width = Math.min(30, Math.max(...rows.map(([name]) => name.length))) + 2;
  return rows.flatMap(([name, text]) =>
    wrap(text, columns - width).map((line, i) => `${(i === 0 ? name : "").padEnd(width)}${line}`.trimEnd())
  );
}
/** One entry. @param outputs what the examples print, by command line */
export function entryText(entry: ReferenceEntry, outputs: Readonly<Record<string, string>>, columns = 80): string {
  const { kind, name, usage, paragraphs, rows, examples } = entry;
  const lines = [`${usage ?? name}  (${kind})`];
  const width = columns - INDENT - 1;
  for (const paragraph of paragraphs) lines.push("", ...indented(wrap(paragraph, width)));
  if (rows && rows.length > 0) lines.push("", ...indented(rowsOf(rows, width)));
  for (const command of examples) {
    const output = Object.hasOwn(outputs, command) ? outputs[command] : "";
    lines.push("", ...indented([...`$ ${command}`.split("\n"), ...output === "" ? [] : output.split("\n")]));
  }
  return `${lines.join("\n")}\n`;
}
