/**
 * Reads a command line as getopt(3) does, restarted after each operand as dtrace does.
 *
 * @module
 */
import { type CommandLine, type Flag, FLAGS } from "./flags.ts";
import { suggest } from "../d/check/mod.ts";

/** A command line that cannot be: exit status 2, or 1 where `usage` is false. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /**
   * @param usage whether the usage text is to follow
   * @param help what may help, a line each
   */
  constructor(
    message: string,
    readonly usage: boolean,
    readonly status: 1 | 2,
    readonly help: readonly string[] = [],
  ) {
    super(message);
  }
}

const byLetter = new Map(FLAGS.filter((flag) => flag.letter).map((flag) => [flag.letter!, flag]));
const byLong = new Map(FLAGS.filter((flag) => flag.long).map((flag) => [flag.long!, flag]));

/**
 * Clusters (`-qn BEGIN`), arguments joined or apart (`-nBEGIN`), flags after operands, `--` before operands
 * that begin with a dash, long flags as `--count 5` or `--count=5`.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const line: CommandLine = {
    mode: "run",
    modes: [],
    programs: [],
    options: [],
    captures: [],
    interfaces: [],
    tables: [],
    csvGuard: false,
    charts: [],
    operands: [],
    compileOnly: false,
    verbose: false,
    plainErrors: false,
  };
  let at = 0;
  while (at < args.length) {
    const word = args[at++];
    if (word === "--") {
      // getopt stops here, takes the next word for an operand and is started again
      if (at < args.length) line.operands.push(args[at++]);
    } else if (word.startsWith("--")) {
      at = longFlag(line, args, at);
    } else if (word.startsWith("-") && word.length > 1) {
      at = cluster(line, args, at);
    } else {
      line.operands.push(word);
    }
  }
  if (line.modes.length > 1) {
    throw new UsageError("only one of the [-hlV] options can be specified at a time", false, 2);
  }
  if (line.hits && line.mode !== "list") throw new UsageError("--hits can only be used with -l", false, 2);
  if (line.types && line.mode !== "list") throw new UsageError("--types can only be used with trace -l", false, 2);
  if (line.mergeable && !line.compileOnly) throw new UsageError("--mergeable can only be used with -e", false, 2);
  if (line.shard && line.partial === undefined) {
    throw new UsageError("--shard can only be used with --partial", false, 2);
  }
  if (line.mode === "header") headerMode(line);
  return line;
}

/** `-h` alone asks for help; with a program it is DTrace's header file for static probes. */
function headerMode(line: CommandLine): void {
  const [only] = line.programs;
  if (only === undefined) {
    line.mode = "help";
    return;
  }
  if (line.output !== undefined) return;
  if (line.programs.length > 1) {
    throw new UsageError("-h requires an output file if multiple scripts are specified", false, 2);
  }
  if (only.flag !== "s" || !only.text.endsWith(".d")) {
    throw new UsageError("-h requires an output file if no scripts are specified", false, 2);
  }
  line.output = `${only.text.slice(only.text.lastIndexOf("/") + 1, -2)}.h`;
}

function longFlag(line: CommandLine, args: readonly string[], next: number): number {
  const word = args[next - 1];
  const equals = word.indexOf("=");
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const flag = byLong.get(name);
  if (!flag) {
    const near = suggest(name, [...byLong.keys()]).map((line) => line.replace("`", "`--"));
    // where the flag is known that was meant, the list of all of them says no more
    throw new UsageError(`illegal option -- ${name}`, near.length === 0, 2, near);
  }
  if (!flag.argument) {
    if (equals >= 0) throw new UsageError(`--${name} takes no argument`, true, 2);
    apply(flag, line, "");
    return next;
  }
  if (equals >= 0) {
    apply(flag, line, word.slice(equals + 1));
    return next;
  }
  if (next >= args.length) throw new UsageError(`option requires an argument -- ${name}`, true, 2);
  apply(flag, line, args[next]);
  return next + 1;
}

function cluster(line: CommandLine, args: readonly string[], next: number): number {
  const word = args[next - 1];
  for (let i = 1; i < word.length; i++) {
    const flag = byLetter.get(word[i]);
    if (!flag) throw new UsageError(`illegal option -- ${word[i]}`, true, 2);
    if (!flag.argument) {
      apply(flag, line, "");
      continue;
    }
    if (i + 1 < word.length) {
      apply(flag, line, word.slice(i + 1));
      return next;
    }
    if (next >= args.length) throw new UsageError(`option requires an argument -- ${word[i]}`, true, 2);
    apply(flag, line, args[next]);
    return next + 1;
  }
  return next;
}

function apply(flag: Flag, line: CommandLine, value: string): void {
  const fault = flag.apply(line, value);
  if (fault === undefined) return;
  if (fault === "illegal option") throw new UsageError(`illegal option -- ${flag.letter}${value}`, true, 2);
  const name = flag.letter ? `-${flag.letter}` : `--${flag.long}`;
  throw new UsageError(`${name}${value ? ` ${value}` : ""}: ${fault}`, false, flag.section === "not here" ? 1 : 2);
}

/** What stands before flags, and words that are asked for help with. */
const COMMAND_WORDS = [
  "repl",
  "run",
  "kernel",
  "demo",
  "help",
  "anonymise",
  "page",
  "publish",
  "verify",
  "unpack",
  "trace",
  "doctor",
  "merge",
];

/** What may have been meant by words that no program takes: a command, or a capture. */
export function operandHelp([first]: readonly string[]): string[] {
  if (first === undefined) return ["`-n PROGRAM` or `-s SCRIPT` says what to trace; `--help` lists the flags"];
  const near = COMMAND_WORDS.includes(first)
    ? [`did you mean \`${first}\` as the first word?`]
    : suggest(first, COMMAND_WORDS);
  if (near.length > 0) return near;
  if (isProgram(first)) return [`a program is given with \`-n\`: \`-n '${shortened(first)}'\``];
  return [`a capture is read with \`-r ${first}\`, and asked with \`-n PROGRAM\`; \`--help\` lists the flags`];
}
/** A text of D, or a description of probes, rather than a path. */
export function isProgram(word: string): boolean {
  return /[{}]|:::/.test(word) || /^(BEGIN|END|tick-\d+\w*)$/.test(word);
}
const SHOWN_MAX = 60;
const shortened = (text: string) => text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
