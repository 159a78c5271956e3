/**
 * Rows of help: a name and its text, wrapped.
 *
 * @module
 */
import type { LongOption } from "./long_options.ts";

const COLUMN = 22;
const WIDTH = 100;

/** A flag and its help, wrapped. */
export function described(name: string, help: string): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of help.split(" ")) {
    if (row && COLUMN + row.length + 1 + word.length > WIDTH) {
      rows.push(row);
      row = word;
    } else row = row ? `${row} ${word}` : word;
  }
  rows.push(row);
  const head = `  ${name}`;
  const first = head.length < COLUMN - 1 ? [head.padEnd(COLUMN) + rows[0]] : [head, " ".repeat(COLUMN) + rows[0]];
  return [...first, ...rows.slice(1).map((rest) => " ".repeat(COLUMN) + rest)];
}

/** `-o, --output FILE` */
export function spelledOption({ name, short, value }: LongOption): string {
  return `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`;
}
export function usageOf(usage: string, options: readonly LongOption[]): string {
  const rows = options.flatMap((option) => described(spelledOption(option), option.meaning));
  return [`usage: ${usage}`, ...rows].join("\n");
}
/** A table of the guide, in Markdown. */
export function optionTable(title: string, options: readonly LongOption[]): string {
  const rows = options.map((option) => `| \`${spelledOption(option)}\` | ${option.meaning} |`);
  return [`| ${title} | |`, "| --- | --- |", ...rows].join("\n");
}
