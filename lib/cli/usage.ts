/**
 * Help and the guide's section on flags, both made of the table.
 *
 * @module
 */
import { helpOf } from "./flag_help.ts";
import { described, SUBCOMMANDS, synopsisOf } from "./commands/mod.ts";
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
  for (const command of SUBCOMMANDS) lines.push(...described(synopsisOf(command), command.meaning));
  lines.push("", "Arguments are $1, $2 and so on in programs. Try:");
  lines.push(`  ${COMMAND} -r capture.pcap -n 'ip:::receive { @[args[2]->ip_saddr] = count(); }'`);
  return lines.join("\n") + "\n";
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
