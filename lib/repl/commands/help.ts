/**
 * Help, made of the table of commands: `:help`, and the README's section.
 *
 * @module
 */
import type { ReplCommand } from "./command.ts";

/** What of the table help is made of. */
export interface HelpTable {
  readonly commands: () => readonly ReplCommand[];
  readonly find: (name: string) => ReplCommand;
}

/** `:help` over a table. */
export function helpCommand({ commands, find }: HelpTable): ReplCommand {
  return {
    name: "help",
    argument: "command",
    usage: ":help [COMMAND]",
    meaning: "this text, or more about a command",
    run(rest, { voice }) {
      const name = rest.trim().replace(/^:/, "");
      if (name === "") return voice.print(helpText(commands()));
      const command = find(name);
      voice.print(`${command.usage}\n  ${command.meaning}\n${command.more ? `  ${command.more}\n` : ""}`);
    },
  };
}

/** Keys that are not what everybody expects. */
const KEYS: readonly (readonly [string, string])[] = [
  ["Tab", "ways to go on: Tab again and the arrows choose, Enter takes, Esc closes"],
  ["Enter", "runs what is whole, else starts a line; two empty lines run it as it is"],
  ["Alt-Enter", "starts a line"],
  ["Up, Down", "inputs that begin with what stands before the cursor"],
  ["Ctrl-R", "searches the inputs; again for an older one, Enter runs it, Esc edits it"],
  ["Ctrl-C", "ends what runs, and prints what was gathered; clears the line"],
  ["Ctrl-D", "leaves"],
];

/** What can be entered, in plain text. */
export function helpText(commands: readonly ReplCommand[]): string {
  const table = (rows: readonly (readonly [string, string])[]) => {
    const width = Math.max(...rows.map(([left]) => left.length));
    return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  };
  return [
    "What starts like a probe description (tcp:::send, BEGIN, tick-1s) is D, everything else is TypeScript:",
    "  ip:::receive { @[args[2]->ip_saddr] = count(); }",
    "  _.aggregations._.rows.length",
    "",
    "Commands:",
    ...table(commands.map(({ usage, meaning }) => [usage, meaning] as const)),
    "",
    "Keys, beside those of Emacs:",
    ...table(KEYS),
    "",
    "In TypeScript `_` is the last result, `runs` all runs of D; aggregations are bound to their names.",
    "A line that starts with a blank is not kept in the history.",
    "",
  ].join("\n");
}

/** The README's table of commands, in Markdown. */
export function commandTable(commands: readonly ReplCommand[]): string {
  const escape = (text: string) => text.replaceAll("|", "\\|").replaceAll("*", "\\*");
  return [
    "| command | |",
    "| --- | --- |",
    ...commands.map(({ usage, meaning }) => `| \`${usage.replaceAll("|", "\\|")}\` | ${escape(meaning)} |`),
  ].join("\n");
}
