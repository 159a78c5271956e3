/**
 * The flags of the command as one table: parsing, help and the guide's table, the manual page and completions are made of it.
 *
 * @module
 */

import type { CommandLine, ProgramArgument } from "./asked.ts";
import { type Dump, DUMPS, parseDuration, parseShard } from "./flag_values.ts";

export type { CommandLine, ProgramArgument } from "./asked.ts";

export interface Flag {
  /** One letter; or undefined for flags that have a long name only. */
  readonly letter?: string;
  readonly long?: string;
  /** Name of the argument, if it takes one. */
  readonly argument?: string;
  readonly section: "programs" | "captures" | "output" | "compiling" | "running" | "not here";
  /** As `helpOf` shows it, which knows the formats of tables and charts. */
  readonly help: string;
  /** Returns what is wrong with the argument, lower case. */
  readonly apply: (line: CommandLine, value: string) => string | void;
}

const program = (flag: ProgramArgument["flag"]) => (line: CommandLine, text: string) => {
  line.programs.push({ flag, text });
};
const option = (name: string, flag: string) => (line: CommandLine, value: string) => {
  if (value === "") line.options.push({ name, flag });
  else line.options.push({ name, value, flag: `${flag} ${value}` });
};
const mode = (name: CommandLine["mode"], letter: string) => (line: CommandLine) => {
  line.mode = name;
  if (!line.modes.includes(letter)) line.modes.push(letter);
};
const absent = (what: string) => () => `not available here: ${what}`;

/** `-x name=value`. */
function setOption(line: CommandLine, text: string) {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  line.options.push({ name, value: equals < 0 ? undefined : text.slice(equals + 1), flag: `-x ${name}` });
}

function setCount(line: CommandLine, text: string) {
  if (!/^\d+$/.test(text) || Number(text) === 0) return "expected a number of packets, from 1";
  line.count = Number(text);
}
function setShard(line: CommandLine, text: string) {
  line.shard = parseShard(text);
  if (!line.shard) return "expected a part and their number, from 1: 2/8";
}
function setDuration(line: CommandLine, text: string) {
  const duration = parseDuration(text);
  if (!duration) return "expected a duration, such as 10s, 500ms or 2m";
  line.forNs = duration;
}
function dataModel(digit: string) {
  return (_line: CommandLine, rest: string) => rest === digit ? undefined : "illegal option";
}

/** All flags, in the order of the help text. */
export const FLAGS: readonly Flag[] = [
  {
    letter: "n",
    argument: "name",
    section: "programs",
    help: "enable or list probes by name: [[[provider:]module:]function:]name [[/predicate/] {action}]",
    apply: program("n"),
  },
  { letter: "P", argument: "provider", section: "programs", help: "the same, by provider", apply: program("P") },
  { letter: "m", argument: "module", section: "programs", help: "the same, by module", apply: program("m") },
  { letter: "f", argument: "function", section: "programs", help: "the same, by function", apply: program("f") },
  {
    letter: "i",
    argument: "id",
    section: "programs",
    help: "the same, by the number that -l shows",
    apply: program("i"),
  },
  {
    letter: "s",
    argument: "script",
    section: "programs",
    help: "a D script from a file; - is standard input",
    apply: program("s"),
  },
  {
    letter: "l",
    section: "programs",
    help: "list probes instead of enabling them: all, or those that -P -m -f -n -i -s match; with -v their arguments",
    apply: mode("list", "l"),
  },
  {
    long: "hits",
    section: "programs",
    help: "with -l and -r: how often each probe would fire on the captures",
    apply: (line) => void (line.hits = true),
  },
  {
    long: "types",
    section: "programs",
    help: "with trace -l: the arguments of the probes as a module of TypeScript, for its compiler",
    apply: (line) => void (line.types = true),
  },
  {
    letter: "r",
    argument: "file",
    section: "captures",
    help:
      "read packets from a capture: pcap, pcapng or snoop, plain, gzip, zstd or lz4; - is standard input; several merge by time",
    apply: (line, file) => void line.captures.push(file),
  },
  {
    long: "interface",
    argument: "name",
    section: "captures",
    help: "watch an interface of this host, may be repeated; any is all",
    apply: (line, name) => void line.interfaces.push(name),
  },
  {
    long: "interfaces",
    section: "captures",
    help: "list the interfaces of this host",
    apply: mode("interfaces", "interfaces"),
  },
  {
    long: "write",
    argument: "file",
    section: "captures",
    help: "save the packets of the interfaces as pcapng, so that -r gives the same numbers again",
    apply: (line, file) => void (line.save = file),
  },
  {
    letter: "c",
    argument: "command",
    section: "running",
    help: "run a command, and end with it; its process id is $target",
    apply: (line, command) => void (line.command = command),
  },
  { long: "count", argument: "n", section: "captures", help: "stop after n packets", apply: setCount },
  {
    long: "for",
    argument: "time",
    section: "captures",
    help: "stop after so much capture time: 10s, 500ms, 2m",
    apply: setDuration,
  },
  {
    letter: "q",
    section: "output",
    help: "quiet: print only what the program prints, and what changes a number",
    apply: option("quiet", "-q"),
  },
  {
    letter: "o",
    argument: "file",
    section: "output",
    help: "append what would go to standard output to a file",
    apply: (line, file) => void (line.output = file),
  },
  {
    letter: "F",
    section: "output",
    help: "indent by entry and return probes (-x flowindent)",
    apply: option("flowindent", "-F"),
  },
  {
    letter: "v",
    section: "output",
    help: "report the stability of programs; with -l attributes and arguments of probes",
    apply: (line) => void (line.verbose = true),
  },
  {
    long: "table",
    argument: "[name=]file",
    section: "output",
    help: "write what is recorded and aggregated as tables instead of printing it: [table formats], " +
      "- for the terminal, -.csv for a pipe; of several tables each goes into a file with its name added",
    apply: (line, file) => void line.tables.push(file),
  },
  {
    long: "csv-guard",
    section: "output",
    help: "in CSV, an apostrophe before text that a spreadsheet would take for a formula (= + - @)",
    apply: (line) => void (line.csvGuard = true),
  },
  {
    long: "chart",
    argument: "[name=]file",
    section: "output",
    help: "the same as charts: [chart formats], or - to draw in the terminal",
    apply: (line, file) => void line.charts.push(file),
  },
  {
    long: "partial",
    argument: "file",
    section: "output",
    help:
      "write what was gathered as a partial result (.pbp) instead of printing it: `merge` prints those of all parts as " +
      "one run over all would have",
    apply: (line, file) => void (line.partial = file),
  },
  {
    long: "shard",
    argument: "i/n",
    section: "captures",
    help: "with --partial: only part i of n of the packets, by pairs of addresses, so that connections stay whole",
    apply: setShard,
  },
  {
    long: "missing-ok",
    section: "output",
    help: "with merge: merge the parts that are there though others are missing, and say which",
    apply: (line) => void (line.missingOk = true),
  },
  {
    long: "completions",
    argument: "shell",
    section: "output",
    help: "print the completions for a shell: bash, zsh, fish",
    apply(line, shell) {
      if (!["bash", "zsh", "fish"].includes(shell)) return "expected bash, zsh or fish";
      line.mode = "completions";
      line.shell = shell;
    },
  },
  { letter: "V", section: "output", help: "print the version", apply: mode("version", "V") },
  { long: "version", section: "output", help: "print the version", apply: mode("version", "V") },
  {
    long: "plain-errors",
    section: "output",
    help: "errors in DTrace's one-line form, as in a pipe",
    apply: (line) => void (line.plainErrors = true),
  },
  {
    long: "no-color",
    section: "output",
    help: "no colours; so does the variable NO_COLOR",
    apply: (line) => void (line.color = false),
  },
  {
    letter: "h",
    section: "output",
    help: "print this help; with -s SCRIPT.d write SCRIPT.h (or the file of -o), the C macros of its static probes",
    apply: mode("header", "h"),
  },
  {
    long: "help",
    section: "output",
    help:
      "print this help; --help NAME says what a name is: of a function, a variable, an option, a probe, a flag, an error",
    apply: mode("help", "h"),
  },
  {
    letter: "e",
    section: "compiling",
    help: "compile only: stop before enabling",
    apply: (line) => void (line.compileOnly = true),
  },
  {
    long: "mergeable",
    section: "compiling",
    help: "with -e: whether the program can be run over parts of the packets and merged, and how they can be split",
    apply: (line) => void (line.mergeable = true),
  },
  {
    long: "dump",
    argument: "what",
    section: "compiling",
    help: `show what becomes of the programs instead of running them: ${
      DUMPS.join(", ")
    } (the module itself: for a file or a pipe)`,
    apply(line, what) {
      if (!DUMPS.includes(what as Dump)) return `expected one of ${DUMPS.join(", ")}`;
      line.dump = what as Dump;
    },
  },
  {
    long: "timings",
    section: "compiling",
    help: "say at the end, on standard error, how long each pass took",
    apply: (line) => void (line.timings = true),
  },
  {
    letter: "C",
    section: "compiling",
    help: "run the system's C preprocessor on programs",
    apply: option("cpp", "-C"),
  },
  {
    letter: "D",
    argument: "name[=value]",
    section: "compiling",
    help: "define a name for the preprocessor",
    apply: option("define", "-D"),
  },
  {
    letter: "U",
    argument: "name",
    section: "compiling",
    help: "undefine a name for the preprocessor",
    apply: option("undef", "-U"),
  },
  {
    letter: "I",
    argument: "dir",
    section: "compiling",
    help: "search a directory for included files",
    apply: option("incdir", "-I"),
  },
  { letter: "H", section: "compiling", help: "print the paths of included files", apply: option("cpphdrs", "-H") },
  {
    letter: "X",
    argument: "a|c|s|t",
    section: "compiling",
    help: "how __STDC__ is defined for the preprocessor",
    apply: option("stdc", "-X"),
  },
  {
    letter: "L",
    argument: "dir",
    section: "compiling",
    help: "add a directory of D libraries",
    apply: option("libdir", "-L"),
  },
  { letter: "Z", section: "compiling", help: "let a probe description match no probe", apply: option("zdefs", "-Z") },
  {
    letter: "S",
    section: "compiling",
    help: "print the intermediate code of each clause to standard error",
    apply: option("verbose", "-S"),
  },
  {
    letter: "b",
    argument: "size",
    section: "running",
    help: "size of the principal buffer (-x bufsize)",
    apply: option("bufsize", "-b"),
  },
  {
    letter: "w",
    section: "running",
    help: "permit destructive actions: system(), freopen()",
    apply: option("destructive", "-w"),
  },
  { letter: "x", argument: "option[=value]", section: "running", help: "set an option", apply: setOption },
  {
    letter: "3",
    argument: "2",
    section: "not here",
    help: "32-bit data model: D is always 64-bit here",
    apply: dataModel("2"),
  },
  { letter: "6", argument: "4", section: "not here", help: "64-bit data model: the only one", apply: dataModel("4") },
  {
    letter: "a",
    section: "not here",
    help: "claim anonymous tracing state",
    apply: absent("probebook traces only while it runs"),
  },
  {
    letter: "A",
    section: "not here",
    help: "prepare anonymous tracing",
    apply: absent("probebook traces only while it runs"),
  },
  {
    letter: "B",
    section: "not here",
    help: "debug the buffered-output path",
    apply: () => "there is no buffer handler to debug",
  },
  {
    letter: "p",
    argument: "pid",
    section: "running",
    help: "of `trace`: a process whose number is $target, and with which the trace ends",
    apply(line, text) {
      if (!/^[1-9]\d*$/.test(text)) return "not the number of a process";
      line.process = Number(text);
    },
  },
  {
    letter: "G",
    section: "not here",
    help: "write an ELF object for static probes",
    apply: absent("a program is compiled when it runs, no object files are made"),
  },
];

/** Sections in the order of the help text, with their headings. */
export const SECTIONS: readonly { readonly name: Flag["section"]; readonly heading: string }[] = [
  { name: "programs", heading: "Programs and probes" },
  { name: "captures", heading: "Captures" },
  { name: "output", heading: "Output" },
  { name: "compiling", heading: "Compiling" },
  { name: "running", heading: "Running" },
  { name: "not here", heading: "Of DTrace, but not here" },
];
