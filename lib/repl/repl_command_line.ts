/**
 * The command line of `probebook repl`, from a table that makes its help too.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { readSetting } from "../notebook/text/mod.ts";

/** What a command line asks for. */
export interface ReplCommandLine {
  readonly captures: readonly string[];
  readonly interfaces: readonly string[];
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

const FLAGS = [
  { name: "read", short: "r", value: "FILE", meaning: "read a capture, as FILE alone does" },
  { name: "interface", value: "NAME", meaning: "watch an interface of this host (any: all of them)" },
  { name: "option", short: "x", value: "OPTION[=VALUE]", meaning: "set an option of D" },
  { name: "eval", short: "e", value: "INPUT", meaning: "run this input and leave; may be repeated" },
  { name: "no-color", meaning: "no colours, as with NO_COLOR" },
  { name: "no-history", meaning: "neither read nor write the history" },
  { name: "help", short: "h", meaning: "this text" },
] as const;

/** Reads a command line; `--allow-…` and `--deny-…` are permissions for what is entered. */
export function parseReplLine(args: readonly string[]): ReplCommandLine {
  const permissions = args.filter((word) => /^--(allow|deny)-/.test(word));
  try {
    const { values, positionals } = parseArgs({
      args: args.filter((word) => !permissions.includes(word)),
      allowPositionals: true,
      options: {
        read: { type: "string", short: "r", multiple: true },
        interface: { type: "string", multiple: true },
        option: { type: "string", short: "x", multiple: true },
        eval: { type: "string", short: "e", multiple: true },
        "no-color": { type: "boolean" },
        "no-history": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return {
      captures: [...values.read ?? [], ...positionals],
      interfaces: values.interface ?? [],
      options: (values.option ?? []).map(readSetting),
      inputs: values.eval ?? [],
      color: !values["no-color"],
      history: !values["no-history"],
      help: values.help ?? false,
      permissions,
    };
  } catch (error) {
    throw new ReplUsageError((error as Error).message);
  }
}

/** Help. */
export function replUsage(): string {
  const rows = FLAGS.map((flag) => {
    const value = "value" in flag ? ` ${flag.value}` : "";
    const short = "short" in flag ? `-${flag.short}, ` : "    ";
    return `  ${`${short}--${flag.name}${value}`.padEnd(30)}${flag.meaning}`;
  });
  return [
    "usage: probebook repl [FLAG…] [FILE…]",
    "Asks questions to captures, in D or in TypeScript; without a terminal it runs what standard input says, line by line.",
    ...rows,
    `  ${"--allow-…, --deny-…".padEnd(30)}permissions of Deno for what is entered: --allow-net`,
    "",
  ].join("\n");
}
