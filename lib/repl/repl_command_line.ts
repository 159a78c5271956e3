/**
 * The command line of `probebook repl`, from a table that makes its help too.
 *
 * @module
 */
import { optionRows, readOptions, REPL_OPTIONS, SUBCOMMANDS } from "../cli/commands/mod.ts";
import { readSetting } from "../notebook/text/mod.ts";

/** What a command line asks for. */
export interface ReplCommandLine {
  readonly captures: readonly string[];
  readonly interfaces: readonly string[];
  /** The running kernel is asked. */
  readonly linux: boolean;
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  /** Inputs to run instead of asking. */
  readonly inputs: readonly string[];
  readonly color: boolean;
  readonly history: boolean;
  readonly help: boolean;
  /** Flags of Deno for what is entered: `--allow-net`. */
  readonly permissions: readonly string[];
}

/** A command line that cannot be. */
export class ReplUsageError extends Error {
  override readonly name = "ReplUsageError";
}

/** Reads a command line; `--allow-…` and `--deny-…` are permissions for what is entered. */
export function parseReplLine(args: readonly string[]): ReplCommandLine {
  const permissions = args.filter((word) => /^--(allow|deny)-/.test(word));
  try {
    const { values, lists, operands } = readOptions(args.filter((word) => !permissions.includes(word)), REPL_OPTIONS);
    const isOn = (name: typeof REPL_OPTIONS[number]["name"]) => values[name] !== undefined;
    return {
      captures: [...lists.read ?? [], ...operands],
      interfaces: lists.interface ?? [],
      linux: isOn("linux"),
      options: (lists.option ?? []).map(readSetting),
      inputs: lists.eval ?? [],
      color: !isOn("no-color"),
      history: !isOn("no-history"),
      help: isOn("help"),
      permissions,
    };
  } catch (error) {
    throw new ReplUsageError((error as Error).message);
  }
}

/** Help. */
export function replUsage(): string {
  const rows = optionRows(SUBCOMMANDS.find(({ name }) => name === "repl")!);
  return [
    "usage: probebook repl [FLAG…] [FILE…]",
    "Asks questions to captures, in D or in TypeScript; without a terminal it runs what standard input says, line by line.",
    ...rows.map(([spelled, meaning]) => `  ${spelled.replace(/^--(?!allow)/, "    --").padEnd(30)}${meaning}`),
    "",
  ].join("\n");
}
