/**
 * Entries in plain text, for a terminal: `--help NAME`, `:help NAME`.
 *
 * @module
 */
import type { Entry } from "./entry.ts";

const INDENT = 2;

/** Breaks a text between words. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > Math.max(20, columns)) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `${" ".repeat(INDENT)}${line}`));
}
function rowsOf(rows: NonNullable<Entry["rows"]>, columns: number): string[] {
  const width = Math.min(30, Math.max(...rows.map(([name]) => name.length))) + 2;
  return rows.flatMap(([name, text]) =>
    wrap(text, columns - width).map((line, i) => `${(i === 0 ? name : "").padEnd(width)}${line}`.trimEnd())
  );
}
/** One entry. @param outputs what the examples print, by command line */
export function entryText(entry: Entry, outputs: Readonly<Record<string, string>>, columns = 80): string {
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
