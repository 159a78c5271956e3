/**
 * The options of commands that other rooms carry out: `repl`, `run`, `page`, `kernel`. They are kept here, below these rooms, for
 * completions, the manual page and help, which name the options of all commands.
 *
 * @module
 */
import type { LongOption } from "./long_options.ts";

const HELP: LongOption = { name: "help", short: "h", meaning: "print this help" };

export const REPL_OPTIONS = [
  { name: "read", short: "r", value: "FILE", repeats: true, meaning: "read a capture, as FILE alone does" },
  { name: "interface", value: "NAME", repeats: true, meaning: "watch an interface of this host (any: all of them)" },
  { name: "linux", meaning: "ask the running kernel of Linux" },
  { name: "option", short: "x", value: "OPTION[=VALUE]", repeats: true, meaning: "set an option of D" },
  { name: "eval", short: "e", value: "INPUT", repeats: true, meaning: "run this input and leave; may be repeated" },
  { name: "no-color", meaning: "no colours, as with NO_COLOR" },
  { name: "no-history", meaning: "neither read nor write the history" },
  HELP,
] as const satisfies readonly LongOption[];

export const RUN_OPTIONS: readonly LongOption[] = [
  {
    name: "output",
    short: "o",
    value: "FILE",
    meaning: "write the notebook with what its cells show: whole, or not at all; - is standard output",
  },
  {
    name: "set",
    value: "NAME=VALUE",
    repeats: true,
    meaning: "give a parameter (of the cell with the tag `parameters`) a value: JSON, or else text",
  },
  HELP,
];

export const PAGE_OPTIONS: readonly LongOption[] = [
  {
    name: "output",
    short: "o",
    value: "FILE",
    meaning: "the page: one file of HTML with the whole engine, that opens from a disk, without a network",
  },
  HELP,
];

const NAME: LongOption = { name: "name", value: "NAME", meaning: "the kernel's name (probebook)" };
const PLACES: readonly LongOption[] = [
  NAME,
  { name: "user", meaning: "in the person's own directory (the default)" },
  { name: "prefix", value: "DIR", meaning: "under DIR/share/jupyter: an environment of Python, or /usr/local" },
];
/** By the command behind `kernel`. */
export const KERNEL_OPTIONS = {
  install: [
    ...PLACES,
    { name: "display-name", value: "TEXT", meaning: "what frontends show (Probebook)" },
    { name: "ip", value: "ADDRESS", meaning: "where Jupyter lets kernels listen (127.0.0.1)" },
  ],
  uninstall: PLACES,
  doctor: [NAME, PLACES[2]],
  run: [
    { name: "conn", value: "FILE", meaning: "the connection file" },
    { name: "log", meaning: "say on standard error what was refused" },
  ],
} as const satisfies Readonly<Record<string, readonly LongOption[]>>;
