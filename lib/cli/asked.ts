/**
 * What a command line asks for.
 *
 * @module
 */
import type { Dump } from "./flag_values.ts";

/** `-P -m -f -n -i` with their text, and `-s` with a file. */
export interface ProgramArgument {
  readonly flag: "P" | "m" | "f" | "n" | "i" | "s";
  readonly text: string;
}
/** What a command line asks for. Filled by the flags. */
export interface CommandLine {
  mode: "run" | "list" | "interfaces" | "version" | "help" | "header" | "completions";
  /** --completions */
  shell?: string;
  /** How many flags chose a mode: more than one is an error. */
  modes: string[];
  programs: ProgramArgument[];
  /** -x and the flags that stand for options, in order; `flag` is what messages show. */
  options: { name: string; value?: string; flag: string }[];
  captures: string[];
  interfaces: string[];
  /** --write */
  save?: string;
  /** --table and --chart: files, each with the name of a table and = in front or not; - is the terminal. */
  tables: string[];
  /** In CSV text that a spreadsheet would take for a formula gets an apostrophe. */
  csvGuard: boolean;
  charts: string[];
  /** -c */
  command?: string;
  /** -p */
  process?: number;
  /** The first word is `trace`: probes are those of the running kernel. */
  isOfKernel?: boolean;
  /** `$1`, `$2` … */
  operands: string[];
  output?: string;
  compileOnly: boolean;
  /** With -l: count over the captures. */
  hits?: boolean;
  /** With `trace -l`: types of arguments for TypeScript. */
  types?: boolean;
  /** With -e: whether it can be run in parts. */
  mergeable?: boolean;
  /** The first word is `merge`: the operands are partial results. */
  isMerge?: boolean;
  /** --missing-ok */
  missingOk?: boolean;
  /** --partial */
  partial?: string;
  /** --shard */
  shard?: { readonly index: number; readonly count: number };
  verbose: boolean;
  /** --dump: what of the programs is shown instead of running them. */
  dump?: Dump;
  /** --timings */
  timings?: boolean;
  /** Stop after so many packets. */
  count?: number;
  /** Stop after so much capture time, ns. */
  forNs?: number;
  plainErrors: boolean;
  color?: boolean;
}
