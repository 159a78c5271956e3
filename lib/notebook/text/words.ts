/**
 * Words of a magic's line, as a shell would split them, and options from a table.
 *
 * @module
 */

/** A line that is not understood. */
export class MagicError extends Error {
  override readonly name = "MagicError";
}

/** Splits at blanks; quotes keep blanks, a backslash keeps the next character. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [, word] of line.matchAll(/\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)/g)) {
    words.push(
      word.replaceAll(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_, double, single, escaped) => double?.replaceAll(/\\(["\\])/g, "$1") ?? single ?? escaped,
      ),
    );
  }
  if (words.length === 0 && line.trim() !== "") {
    throw new MagicError(`\`${line.trim()}\` has a quote that does not end`);
  }
  return words;
}

/** An option of a magic. */
export interface WordOption {
  readonly name: string;
  /** What its value is called; without one it has none. */
  readonly value?: string;
  readonly meaning: string;
}

/** What a line said. */
export interface ParsedWords {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** Reads options from words: `--read FILE`, `--read=FILE`, `-x a=b`. */
export function parseWords(words: readonly string[], options: readonly WordOption[], of: string): ParsedWords {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!/^-{1,2}[A-Za-z]/.test(word)) {
      rest.push(word);
      continue;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = options.find((one) => one.name === name);
    if (!option) {
      throw new MagicError(`${of} has no option \`${name}\`; it has ${options.map((one) => one.name).join(", ")}`);
    }
    const value = option.value === undefined ? "" : equals < 0 ? words[++at] : word.slice(equals + 1);
    if (value === undefined) throw new MagicError(`\`${name}\` of ${of} needs ${option.value}`);
    values.set(name, [...values.get(name) ?? [], value]);
  }
  return { values, rest };
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  sec: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
};

/** `10s`, `250ms`, `5` (seconds) in nanoseconds. */
export function readDuration(text: string): number {
  const [, digits, unit] = text.match(/^(\d+(?:\.\d+)?)([a-z]*)$/) ?? [];
  const factor = UNITS[unit || "s"];
  if (!digits || factor === undefined) throw new MagicError(`\`${text}\` is not a duration: say 10s, 250ms or 2m`);
  return Math.round(Number(digits) * factor);
}

/** What `-c` and `-p` say of a run over the kernel. */
export function linuxRequest(
  command: string | undefined,
  process: string | undefined,
): { readonly command?: string; readonly process?: number } {
  if (command !== undefined && process !== undefined) throw new MagicError("either -c or -p says what $target is");
  if (command !== undefined) return { command };
  return process === undefined ? {} : { process: readCount(process) };
}

/** A number of packets and the like. */
export function readCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new MagicError(`\`${text}\` is not a count`);
  return Number(text);
}

/** `opt`, `opt=value`. */
export function readSetting(text: string): { name: string; value?: string } {
  const [, name, value] = text.match(/^([A-Za-z][\w-]*)(?:=(.*))?$/s) ?? [];
  if (!name) throw new MagicError(`\`${text}\` is not OPTION or OPTION=VALUE`);
  return value === undefined ? { name } : { name, value };
}
