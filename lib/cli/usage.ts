/**
 * Help and the guide's section on flags, both made of the table.
 *
 * @module
 */
import { helpOf } from "./flag_help.ts";
import { type Flag, FLAGS, SECTIONS } from "./flags.ts";

/** Name of the command in help texts. */
const COMMAND = "probebook";

/** A flag with its argument: `-x option[=value]`. */
export function spelled(flag: Flag): string {
  const name = flag.letter ? `-${flag.letter}` : `--${flag.long}`;
  if (!flag.argument) return name;
  return /^\d$/.test(flag.letter ?? "") ? name + flag.argument : `${name} ${flag.argument}`;
}

/** Help as `-h` and a wrong command line print it. */
export function usageText(): string {
  const lines = [
    `Usage: ${COMMAND} [flags] [-r capture]... [-n 'probe /predicate/ {action}' | -s script]... [argument]...`,
  ];
  for (const { name, heading } of SECTIONS) {
    lines.push("", `${heading}:`);
    for (const flag of FLAGS.filter((flag) => flag.section === name)) {
      lines.push(...described(spelled(flag), helpOf(flag)));
    }
  }
  lines.push("", "Other commands:");
  for (const [command, help] of SUBCOMMANDS) lines.push(...described(command, help));
  lines.push("", "Arguments are $1, $2 and so on in programs. Try:");
  lines.push(`  ${COMMAND} -r capture.pcap -n 'ip:::receive { @[args[2]->ip_saddr] = count(); }'`);
  return lines.join("\n") + "\n";
}

/** What stands before flags: doors beside this one. */
export const SUBCOMMANDS: readonly (readonly [command: string, help: string])[] = [
  ["repl [FILE]...", "a conversation in D and TypeScript, in this terminal"],
  ["anonymise FILE...", "captures without addresses and payload, but with the same numbers, to be given away"],
  ["run NOTEBOOK", "execute a notebook from clean, without Jupyter"],
  ["publish NOTEBOOK", "a notebook with its captures, anonymised, as a page or a package that anybody can verify"],
  ["verify WHAT", "run a published page or package again, and say whether all of it is so"],
  ["unpack WHAT", "notebook, captures and manifest of a published page or package, to go on with"],
  ["page -o FILE", "one file in which captures are asked in a browser; nothing leaves it"],
  ["demo", "two questions to a capture that comes along"],
  ["kernel COMMAND", "the Jupyter kernel: install, uninstall, doctor"],
];
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

/** The guide's table of flags, in Markdown. */
export function flagTable(): string {
  const lines: string[] = [];
  for (const { name, heading } of SECTIONS) {
    lines.push(`| ${heading} | |`, "| --- | --- |");
    for (const flag of FLAGS.filter((flag) => flag.section === name)) {
      const help = helpOf(flag).replaceAll("|", "\\|").replaceAll("[[", "\\[\\[");
      lines.push(`| \`${spelled(flag).replaceAll("|", "\\|")}\` | ${help} |`);
    }
    lines.push("");
  }
  return lines.join("\n");
}
