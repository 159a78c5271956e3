/**
 * Help, made of the table of commands: `:help`, and the guide's section.
 *
 * @module
 */
import { wrap } from "../../diagnostic/mod.ts";
import { lazy } from "../lazy_modules.ts";
import { CommandError, type ReplCommand } from "./repl_command.ts";

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
    usage: ":help [NAME]",
    meaning: "this text; or what a name is: of a command, a function, a variable, an option, a probe, a flag, an error",
    async run(rest, { output }) {
      const asked = rest.trim(), name = asked.replace(/^:/, "");
      if (name === "") return output.print(helpText(commands(), output.width));
      const answer = /^:\w/.test(asked) ? undefined : (await lazy.help()).helpOn(asked, output.width);
      const found = answer && "text" in answer ? answer.text : undefined;
      const isCommand = commands().some((command) => command.name === name);
      const isShortened = commands().filter((command) => command.name.startsWith(name)).length === 1;
      if (answer && "near" in answer && !isCommand && !isShortened) {
        throw new CommandError([`nothing is known of \`${asked}\``, ...answer.near].join("; "));
      }
      const ofCommand = isCommand || found === undefined ? commandText(find(name), output.width) : undefined;
      output.print([found, ofCommand].filter((text) => text !== undefined).join("\n"));
    },
  };
}
function commandText({ usage, meaning, more }: ReplCommand, columns: number): string {
  const lines = [meaning, ...more ? [more] : []].flatMap((text) => wrap(text, columns - 3).map((line) => `  ${line}`));
  return `${[usage, ...lines].join("\n")}\n`;
}

/** Keys that are not what everybody expects. */
const KEYS: readonly (readonly [string, string])[] = [
  ["Tab", "ways to go on: Tab again and the arrows choose, Enter takes, Esc closes"],
  ["Enter", "runs what is whole, else starts a line; two empty lines run it as it is"],
  ["Alt-Enter", "starts a line"],
  ["NAME? Enter", "says what a name is: quantize?  tcp:::send?  runs?"],
  ["Up, Down", "inputs that begin with the text before the cursor"],
  ["Ctrl-R", "searches the inputs; again for an older one, Enter runs it, Esc edits it"],
  ["Ctrl-C", "ends what runs, and prints what was gathered; clears the line"],
  ["Ctrl-D", "leaves"],
];

/** What can be entered, in plain text of at most so many columns. */
export function helpText(commands: readonly ReplCommand[], columns = 80): string {
  const table = (rows: readonly (readonly [string, string])[]) => {
    const width = Math.max(...rows.map(([left]) => left.length)) + 4;
    return rows.flatMap(([left, right]) =>
      wrap(right, columns - width - 1).map((line, index) => `${(index === 0 ? `  ${left}` : "").padEnd(width)}${line}`)
    );
  };
  return [
    "What starts like a probe description (tcp:::send, BEGIN, tick-1s) is D, all else TypeScript:",
    "  ip:::receive { @sources[args[2]->ip_saddr] = count(); }",
    "  sources.rows.length",
    "",
    ...table(commands.map(({ usage, meaning }) => [usage, meaning] as const)),
    "",
    ...table(KEYS),
    "",
    ...wrap(
      "In TypeScript `_` is the last result, `runs` all runs of D, and aggregations are bound to their names. A line " +
        "that starts with a blank is not kept in the history. :help NAME says more.",
      columns - 1,
    ),
    "",
  ].join("\n");
}

/** The guide's table of commands, in Markdown. */
export function commandTable(commands: readonly ReplCommand[]): string {
  const escape = (text: string) => text.replaceAll("|", "\\|").replaceAll("*", "\\*");
  return [
    "| command | |",
    "| --- | --- |",
    ...commands.map(({ usage, meaning }) => `| \`${usage.replaceAll("|", "\\|")}\` | ${escape(meaning)} |`),
  ].join("\n");
}
