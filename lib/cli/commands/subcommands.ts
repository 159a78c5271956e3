/**
 * The commands that stand before flags, each with its options: help, the manual page and completions are made of them.
 *
 * @module
 */
import { ANONYMISE_OPTIONS } from "./anonymise_options.ts";
import { spelledOption } from "./described.ts";
import type { LongOption } from "./long_options.ts";
import { KERNEL_OPTIONS, PAGE_OPTIONS, REPL_OPTIONS, RUN_OPTIONS } from "./other_options.ts";
import { PUBLISH_OPTIONS, UNPACK_OPTIONS, VERIFY_OPTIONS } from "./publish_options.ts";

export interface Subcommand {
  readonly name: string;
  /** What stands behind the name; empty for nothing. */
  readonly operands: string;
  readonly meaning: string;
  readonly options: readonly LongOption[];
  /** Whom its `--allow-…` and `--deny-…` are for; missing where it takes none. */
  readonly permissions?: string;
  /** Commands of its own: `kernel install`. */
  readonly commands?: readonly Subcommand[];
}

const CELLS = "permissions for cells, as deno has them";

export const SUBCOMMANDS: readonly Subcommand[] = [
  {
    name: "repl",
    operands: "[FILE]...",
    meaning: "a conversation in D and TypeScript, in this terminal",
    options: REPL_OPTIONS,
    permissions: "permissions of Deno for what is entered: --allow-net",
  },
  {
    name: "trace",
    operands: "[flags]...",
    meaning: "the same over the running kernel of Linux: system calls, tracepoints, samples",
    options: [],
  },
  {
    name: "doctor",
    operands: "",
    meaning: "what this kernel and this user can trace, and what mends what is missing",
    options: [],
  },
  {
    name: "anonymise",
    operands: "FILE...",
    meaning: "captures without addresses and payload, but with the same numbers, to be given away",
    options: ANONYMISE_OPTIONS,
  },
  {
    name: "run",
    operands: "NOTEBOOK",
    meaning: "execute a notebook from clean, without Jupyter",
    options: RUN_OPTIONS,
    permissions: `${CELLS}; a notebook reads and writes files, and nothing else`,
  },
  {
    name: "publish",
    operands: "NOTEBOOK",
    meaning: "a notebook with its captures, anonymised, as a page or a package that anybody can verify",
    options: PUBLISH_OPTIONS,
  },
  {
    name: "verify",
    operands: "WHAT",
    meaning: "run a published page or package again, and say whether all of it is so",
    options: VERIFY_OPTIONS,
  },
  {
    name: "unpack",
    operands: "WHAT",
    meaning: "notebook, captures and manifest of a published page or package, to go on with",
    options: UNPACK_OPTIONS,
  },
  {
    name: "merge",
    operands: "[flags]... FILE...",
    meaning:
      "partial results (--partial) of all parts as one run over all packets prints them; --partial makes them one",
    options: [],
  },
  {
    name: "page",
    operands: "-o FILE",
    meaning: "one file in which captures are asked in a browser; nothing leaves it",
    options: PAGE_OPTIONS,
  },
  { name: "demo", operands: "", meaning: "two questions to a capture that comes along", options: [] },
  {
    name: "kernel",
    operands: "COMMAND",
    meaning: "the Jupyter kernel: install, uninstall, doctor",
    options: [],
    commands: [
      {
        name: "install",
        operands: "",
        meaning: "make Jupyter know the kernel; --allow-… and --deny-… are permissions for cells",
        options: KERNEL_OPTIONS.install,
        permissions: CELLS,
      },
      { name: "uninstall", operands: "", meaning: "make Jupyter forget it", options: KERNEL_OPTIONS.uninstall },
      {
        name: "doctor",
        operands: "",
        meaning: "say what is wrong with an installation",
        options: KERNEL_OPTIONS.doctor,
      },
      { name: "run", operands: "", meaning: "run the kernel: Jupyter does this", options: KERNEL_OPTIONS.run },
    ],
  },
];

/** `repl [FILE]...` */
export const synopsisOf = ({ name, operands }: Subcommand): string => `${name} ${operands}`.trim();

/** Its options as they are written, each with what it does; those of Deno last. */
export function optionRows({ options, permissions }: Subcommand): (readonly [spelled: string, meaning: string])[] {
  const rows = options.map((option) => [spelledOption(option), option.meaning] as const);
  return permissions === undefined ? rows : [...rows, ["--allow-…, --deny-…", permissions]];
}
