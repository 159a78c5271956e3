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
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  readonly macroArguments: readonly string[];
}

/** A cell, taken apart. */
export interface ParsedCell {
  readonly magics: readonly LineMagic[];
  readonly language: CellLanguage;
  readonly options: DCellOptions;
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
  { name: "-x", value: "OPTION[=VALUE]", meaning: "set an option of D for this run" },
];

/** Takes a cell apart; throws a {@linkcode MagicError}. */
export function parseCellText(code: string): ParsedCell {
  const lines = code.split("\n");
  const magics: LineMagic[] = [];
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at];
    if (line.trim() === "") continue;
    const [, name, rest] = line.match(/^\s*%([A-Za-z]\w*)(.*)$/) ?? [];
    if (!name) break;
    magics.push({ name, words: splitWords(rest) });
    lines[at] = "";
  }
  const [, forced, given] = lines[at]?.match(/^\s*%%(\w+)(.*)$/) ?? [];
  if (forced === undefined) {
    const text = lines.join("\n");
    return { magics, language: languageOf(text), options: readDOptions([]), text };
  }
  lines[at] = "";
  const text = lines.join("\n");
  if (forced === "d") return { magics, language: "d", options: readDOptions(splitWords(given)), text };
  if (forced === "ts" || forced === "typescript") {
    return { magics, language: "typescript", options: readDOptions([]), text };
  }
  throw new MagicError(`there is no cell magic \`%%${forced}\`; there are %%d and %%ts`);
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
  if (name !== undefined && !/^[A-Za-z_$][\w$]*$/.test(name)) throw new MagicError(`\`${name}\` is not a name`);
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
    options: (values.get("-x") ?? []).map(readSetting),
    macroArguments: rest,
  };
}

/** Whether a cell that is being written asks the running kernel. */
export function asksLinux(code: string): boolean {
  return /^\s*%%d\b[^\n]*\s--linux\b/m.test(code);
}
