/**
 * The commands, in the order of the help.
 *
 * @module
 */
import { CommandError, type ReplCommand } from "./repl_command.ts";
import { args, explain, probes } from "./probe_commands.ts";
import { commandTable, helpCommand } from "./help.ts";
import { chart, table } from "./result_commands.ts";
import { d, history, load, publish, quit, save, ts } from "./session.ts";
import { set, source } from "./sources.ts";
import { drop, keep, kept, run, watch } from "./kept_program.ts";

const help = helpCommand({ commands: () => COMMANDS, find: (name) => findCommand(name) });

/** All commands. */
export const COMMANDS: readonly ReplCommand[] = [
  source,
  probes,
  args,
  table,
  chart,
  watch,
  keep,
  drop,
  kept,
  run,
  set,
  explain,
  save,
  publish,
  load,
  history,
  d,
  ts,
  help,
  quit,
];

/** Commands of other programs, and what does the same here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  open: "`:source FILE` opens a capture",
  read: "`:source FILE` opens a capture",
  file: "`:source FILE` opens a capture",
  capture: "`:source FILE` opens a capture, `:source --interface NAME` watches",
  interface: "`:source --interface NAME` watches an interface",
  clear: "Ctrl-L clears the screen",
  list: "`:probes` lists the probes, `:history` the inputs",
  ls: "`:probes` lists the probes",
  type: "`NAME?` says what a name is",
  doc: "`NAME?` says what a name is",
  write: "`:save FILE` writes the inputs, `:table NAME FILE` and `:chart NAME FILE` what was gathered",
  export: "`:table NAME FILE` and `:chart NAME FILE` write what was gathered",
  plot: "`:chart` draws",
  sh: "programs of the system are not run here; Ctrl-Z gives the shell back until `fg`",
  shell: "programs of the system are not run here; Ctrl-Z gives the shell back until `fg`",
  time: "each run says how long it took",
};

/** A command by its name, or by a beginning that only one has. @throws CommandError */
export function findCommand(name: string): ReplCommand {
  const exact = COMMANDS.find((command) => command.name === name);
  const found = exact ? [exact] : COMMANDS.filter((command) => command.name.startsWith(name));
  if (name !== "" && found.length === 1) return found[0];
  const meant = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined;
  if (meant) throw new CommandError(`there is no command \`:${name}\`: ${meant}`);
  const names = (found.length > 0 && name !== "" ? found : COMMANDS).map((command) => `:${command.name}`).join(", ");
  if (found.length > 1 && name !== "") throw new CommandError(`\`:${name}\` may be ${names}`);
  throw new CommandError(`there is no command \`:${name}\`; there are ${names}`);
}

/** `:name rest`, taken apart; undefined for what is not a command. */
export function parseCommand(
  text: string,
): { readonly name: string; readonly rest: string; readonly start: number } | undefined {
  const found = text.match(/^\s*:([A-Za-z]*)(?=$|[\s!])/);
  // `:::send` is a probe description
  if (!found || /^\s*::/.test(text)) return undefined;
  return { name: found[1], rest: text.slice(found[0].length), start: found[0].length };
}

/** Words that people of other programs enter, and the commands that they mean. */
const MEANT: Readonly<Record<string, string>> = {
  help: ":help",
  "?": ":help",
  exit: ":quit",
  "exit()": ":quit",
  quit: ":quit",
  "quit()": ":quit",
};

/** A command that was written without its colon; `isOwn` tells names that the person has given to something. */
export function meantCommand(text: string, isOwn: (name: string) => boolean): string {
  const word = text.trim().replace(/;$/, "");
  const [name, ...rest] = word.split(/\s+/);
  if (isOwn(name.replace("()", ""))) return text;
  if (name === "help" && rest.length === 1 && /^[\w:@.$-]+$/.test(rest[0])) return `:help ${rest[0]}`;
  return Object.hasOwn(MEANT, word) ? MEANT[word] : text;
}

/** `name?` */
const INSPECTED = /^\s*([\w$.:*@[\]>-]+)\?\s*$/;

/** The name of which an input asks what it is. */
export function inspectedName(text: string): string | undefined {
  return text.match(INSPECTED)?.[1];
}

/** The guide's table of commands, in Markdown. */
export function replCommandTable(): string {
  return commandTable(COMMANDS);
}
