/**
 * From the text of a cell to what is to be done: line magics first, then a cell of D or of TypeScript.
 *
 * @module
 */
import type { LinuxRequest } from "../../lib/evaluator/mod.ts";
import { type CellLanguage, languageOf } from "../../lib/notebook/text/mod.ts";
import {
  linuxRequest,
  MagicError,
  parseWords,
  readCount,
  readDuration,
  readSetting,
  splitWords,
  type WordOption,
} from "../../lib/notebook/text/mod.ts";

/** A line that starts with `%`. */
export interface LineMagic {
  readonly name: string;
  readonly words: readonly string[];
}

/** What `%%d` says of its run. */
export interface DCellOptions {
  readonly read: readonly string[];
  readonly interfaces: readonly string[];
  readonly linux?: LinuxRequest;
  readonly save?: string;
  readonly forNs?: number;
  readonly count?: number;
  readonly as?: string;
  readonly silent: boolean;
  readonly hide: boolean;
  readonly all: boolean;
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  readonly macroArguments: readonly string[];
}

/** A cell, taken apart. */
export interface ParsedCell {
  readonly magics: readonly LineMagic[];
  readonly language: CellLanguage;
  readonly options: DCellOptions;
  /** `%time`, `%%time`: how long it took is said. */
  readonly timed: boolean;
  /** `%%capture [NAME]`: what it shows is kept under the name, if there is one, and not shown. */
  readonly capture?: { readonly name?: string };
  /** `%%writefile [-a] FILE`: the text goes to a file, and is not run. */
  readonly writes?: { readonly path: string; readonly append: boolean };
  /** `%%ts --unchecked`: it runs whatever its types are. */
  readonly unchecked: boolean;
  /** The program; the lines of magics are empty in it, so that lines keep their numbers. */
  readonly text: string;
}

/** Options of `%%d`. */
export const D_OPTIONS: readonly WordOption[] = [
  {
    name: "--read",
    value: "FILE",
    meaning: "read this capture (may be said more than once) instead of the notebook's",
  },
  {
    name: "--interface",
    value: "NAME",
    meaning: "watch this interface of the host instead (any is all of them), until it is stopped or --for is over",
  },
  { name: "--write", value: "FILE", meaning: "save what the interfaces show, as a capture that gives the same again" },
  {
    name: "--linux",
    meaning: "ask the running kernel of Linux instead, until it is stopped or --for is over",
  },
  { name: "-c", value: "COMMAND", meaning: "with --linux: run a command, and end with it; its process is $target" },
  { name: "-p", value: "PID", meaning: "with --linux: end with this process, which is $target" },
  { name: "--for", value: "TIME", meaning: "stop after so much of the capture's time: 10s, 250ms" },
  { name: "--count", value: "N", meaning: "stop after N packets" },
  { name: "--as", value: "NAME", meaning: "bind the run to this name" },
  { name: "--silent", meaning: "do not show what the program prints, only charts and tables" },
  { name: "--hide", meaning: "show no charts and tables: what was gathered is bound, for cells of TypeScript" },
  { name: "--all", meaning: "show all of what the program prints, however much it is" },
  { name: "-x", value: "OPTION[=VALUE]", meaning: "set an option of D for this run" },
];

/** Options of `%%ts`. */
const TS_OPTIONS: readonly WordOption[] = [
  { name: "--unchecked", meaning: "run the cell whatever its types are" },
];
/** Options of `%%writefile`. */
const WRITE_OPTIONS: readonly WordOption[] = [{ name: "-a", meaning: "append" }];

/** What may stand before a program, as help shows it. */
export const CELL_MAGICS: readonly { readonly name: string; readonly usage: string; readonly meaning: string }[] = [
  { name: "%%d", usage: "%%d [OPTIONS]", meaning: "the cell is D" },
  { name: "%%ts", usage: "%%ts [--unchecked]", meaning: "the cell is TypeScript; --unchecked: whatever its types are" },
  { name: "%%time", usage: "%%time", meaning: "how long the cell took is said" },
  {
    name: "%%capture",
    usage: "%%capture [NAME]",
    meaning: "what the cell shows is not shown; NAME is bound to its stdout, stderr and outputs",
  },
  {
    name: "%%writefile",
    usage: "%%writefile [-a] FILE",
    meaning: "the text is written to a file (-a: added to it), not run",
  },
];

/** A command of the system: `!ls`, `!./make.sh`; `!done && go()` with a bracket or an operator after the word is TypeScript. */
const COMMAND = /^\s*!(?!\w[\w$.]*\s*(?:[(=&|?]|$))(?=[\w./~])(.*)$/;
const ONE_WORD_COMMAND = /^\s*!([a-z][a-z0-9_-]*)\s*$/;

/** The command of a line that starts with `!`. */
function commandOf(line: string): string | undefined {
  return (line.match(COMMAND) ?? line.match(ONE_WORD_COMMAND))?.[1]?.trim();
}

/** Takes a cell apart; throws a {@linkcode MagicError}. */
export function parseCellText(code: string): ParsedCell {
  const lines = code.split("\n");
  const magics: LineMagic[] = [];
  const more: { timed: boolean; capture?: { readonly name?: string } } = { timed: false };
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at];
    if (line.trim() === "") continue;
    const command = commandOf(line);
    const [, blanks, name, rest] = line.match(/^(\s*)%([A-Za-z]\w*)(.*)$/) ?? [];
    if (name === "time") {
      more.timed = true;
      lines[at] = `${blanks}     ${rest}`;
      if (rest.trim() !== "") break;
    } else if (command !== undefined || name) {
      magics.push(command === undefined ? { name, words: splitWords(rest) } : { name: "!", words: [command] });
      lines[at] = "";
    } else if (!readWrapping(line, more)) break;
    else lines[at] = "";
  }
  const [, forced, given] = lines[at]?.match(/^\s*%%(\w+)(.*)$/) ?? [];
  if (forced !== undefined) lines[at] = "";
  const text = lines.join("\n");
  const cell = { ...more, magics, text, unchecked: false, options: readDOptions([]) };
  switch (forced) {
    case undefined:
      return { ...cell, language: languageOf(text) };
    case "d":
      return { ...cell, language: "d", options: readDOptions(splitWords(given)) };
    case "ts":
    case "typescript": {
      const { values, rest } = parseWords(splitWords(given), TS_OPTIONS, `%%${forced}`);
      if (rest.length > 0) throw new MagicError(`%%${forced} takes no \`${rest[0]}\``);
      return { ...cell, language: "typescript", unchecked: values.has("--unchecked") };
    }
    case "writefile": {
      const { values, rest: [path] } = parseWords(splitWords(given), WRITE_OPTIONS, "%%writefile");
      if (path === undefined) throw new MagicError("say %%writefile FILE");
      const body = lines.slice(at + 1).join("\n");
      return { ...cell, text: body, language: "typescript", writes: { path, append: values.has("-a") } };
    }
    default:
      throw new MagicError(
        `there is no cell magic \`%%${forced}\`; there are ${CELL_MAGICS.map(({ name }) => name).join(", ")}`,
      );
  }
}

/** `%%time`, `%%capture`: what they say is of the program below, in either language. */
function readWrapping(line: string, more: { timed: boolean; capture?: { readonly name?: string } }): boolean {
  const [, name, rest = ""] = line.match(/^\s*%%(time|capture)\b(.*)$/) ?? [];
  if (name === "time") more.timed = true;
  else if (name === "capture") {
    const [variable] = splitWords(rest);
    if (variable !== undefined) checkName(variable);
    more.capture = { name: variable };
  }
  return name !== undefined;
}

function checkName(name: string): void {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) throw new MagicError(`\`${name}\` is not a name`);
}

/** The language of a cell that is being written, whose magics may not be whole yet. */
export function cellLanguage(code: string): CellLanguage {
  try {
    return parseCellText(code).language;
  } catch {
    return /^\s*%%d\b/m.test(code) ? "d" : languageOf(code);
  }
}

function readDOptions(words: readonly string[]): DCellOptions {
  const { values, rest } = parseWords(words, D_OPTIONS, "%%d");
  const last = (name: string) => values.get(name)?.at(-1);
  const name = last("--as"), time = last("--for"), count = last("--count");
  const read = values.get("--read") ?? [], interfaces = values.get("--interface") ?? [];
  if (read.length > 0 && interfaces.length > 0) {
    throw new MagicError("either captures or interfaces are read, not both");
  }
  const linux = values.has("--linux") ? linuxRequest(last("-c"), last("-p")) : undefined;
  if (linux && read.length + interfaces.length > 0) {
    throw new MagicError("either the kernel is asked, or captures or interfaces are");
  }
  if (!linux && (values.has("-c") || values.has("-p"))) throw new MagicError("`-c` and `-p` go with `--linux`");
  const save = last("--write");
  if (save !== undefined && interfaces.length === 0) throw new MagicError("`--write` saves what `--interface` shows");
  if (name !== undefined) checkName(name);
  return {
    read,
    interfaces,
    ...linux && { linux },
    save,
    forNs: time === undefined ? undefined : readDuration(time),
    count: count === undefined ? undefined : readCount(count),
    as: name,
    silent: values.has("--silent"),
    hide: values.has("--hide"),
    all: values.has("--all"),
    options: (values.get("-x") ?? []).map(readSetting),
    macroArguments: rest,
  };
}

/** Whether a cell that is being written asks the running kernel. */
export function asksLinux(code: string): boolean {
  return /^\s*%%d\b[^\n]*\s--linux\b/m.test(code);
}
