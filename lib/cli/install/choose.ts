/**
 * Which process a command line is to be, by its first words: a question to a capture cannot watch interfaces, and what starts
 * cells is started by nothing else. Read by Node, too.
 *
 * @module
 */
import type { ProcessName } from "./processes.ts";

/** Commands that start other programs, by their first words; what is not here asks captures, or watches interfaces. */
export const BY_WORD: Readonly<Record<string, ProcessName>> = {
  repl: "repl",
  run: "notebook",
  kernel: "notebook",
  page: "page",
  publish: "publish",
  verify: "verify",
  unpack: "unpack",
  trace: "trace",
  doctor: "trace",
};
/** Commands of `kernel` that only write files. */
export const OF_FILES = ["install", "uninstall"];
/** Flags with which interfaces are watched or listed. */
export const OF_INTERFACES = ["--interface", "--interfaces"];

/** The process for a command line; the same rule as that of the program for shells. */
export function processOf(args: readonly string[], onTerminal: boolean): ProcessName {
  const [first, second] = args;
  if (args.length === 0 && onTerminal) return "repl";
  if (first === "kernel" && OF_FILES.includes(second)) return "probebook";
  if (Object.hasOwn(BY_WORD, first ?? "")) return BY_WORD[first];
  return args.some((word) => OF_INTERFACES.includes(word.split("=")[0])) ? "live" : "probebook";
}
