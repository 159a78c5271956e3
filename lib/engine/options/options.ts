/**
 * Options with their values: what each accepts, and the messages when it does not, are DTrace's.
 *
 * @module
 */
import type { OptionDefinition } from "./option_definition.ts";
import { OPTIONS } from "./option_table.ts";

/** Where an option is given. */
export type OptionPlace = "command" | "pragma" | "setopt";
/** Booleans true; numbers, sizes and rates (ns) bigint; lists and text strings. */
export type OptionContent = bigint | string | true;

export const OPTION_MESSAGES = {
  name: "Invalid option name",
  value: "Invalid value for specified option",
  place: "Option cannot be used from within a D program",
  active: "Operation illegal when tracing is active",
  versionForm: "Version is not properly formatted or is too large",
  versionUnknown: "Requested version is not supported by compiler",
  tooLarge: "Value too large for defined data type",
} as const;

const byName = new Map(OPTIONS.map((definition) => [definition.name, definition]));

/** `undefined` as a value is the option unset. */
export type ParsedOption = { readonly value: OptionContent | undefined } | { readonly error: string };
const BAD_VALUE: ParsedOption = { error: OPTION_MESSAGES.value };

const YES = ["yes", "enable", "enabled", "true", "on", "set"];
const NO = ["no", "disable", "disabled", "false", "off", "unset"];
const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  nsec: 1n,
  us: 1000n,
  usec: 1000n,
  ms: 1_000_000n,
  msec: 1_000_000n,
  s: 1_000_000_000n,
  sec: 1_000_000_000n,
  m: 60_000_000_000n,
  min: 60_000_000_000n,
  h: 3_600_000_000_000n,
  hour: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  day: 86_400_000_000_000n,
};
/** Versions of D that there have been: those whose identifiers can be hidden. */
const VERSIONS =
  "1.0 1.1 1.2 1.2.1 1.2.2 1.3 1.4 1.4.1 1.5 1.6 1.6.1 1.6.2 1.6.3 1.6.4 1.7 1.7.1 1.8 1.8.1 1.9 1.9.1 1.10 1.11 1.12 1.12.1 1.13"
    .split(" ");

/** C's strtoull with base 0: the number as a signed 64-bit one, what is left, and whether it fits. */
function readNumber(text: string): { value: bigint; rest: string; overflow: boolean } {
  const match = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)/.exec(text);
  if (!match) return { value: 0n, rest: text, overflow: false };
  const isOctal = match[2].startsWith("0") && !/^0[xX]/.test(match[2]);
  const digits = isOctal ? /^0[0-7]*/.exec(match[2])![0] : match[2];
  const magnitude = BigInt(isOctal ? "0o0" + digits : digits);
  const rest = text.slice(match[0].length - (match[2].length - digits.length));
  const overflow = magnitude > 0xffffffffffffffffn;
  const value = overflow ? -1n : BigInt.asIntN(64, match[1] === "-" ? -magnitude : magnitude);
  return { value, rest, overflow };
}

function parseRuntime(text: string | undefined, kind: "boolean" | "number"): ParsedOption {
  const set = (value: bigint): ParsedOption => ({ value: kind === "boolean" ? true : value });
  if (text === undefined) return set(0n);
  if (text === "") return { value: undefined };
  if (YES.includes(text.toLowerCase())) return set(1n);
  if (NO.includes(text.toLowerCase())) return { value: undefined };
  const { value, rest, overflow } = readNumber(text);
  return rest !== "" || overflow || value < 0n ? BAD_VALUE : set(value);
}

/** A size with its suffix; powers of 1024. */
export function parseSize(text: string | undefined): ParsedOption {
  if (text === undefined) return { value: 0n };
  const power = "kmgt".indexOf(text.slice(-1).toLowerCase());
  const suffixed = text !== "" && power >= 0;
  const { value, rest, overflow } = readNumber(text);
  const size = BigInt.asIntN(64, suffixed ? value << BigInt(10 * (power + 1)) : value);
  return overflow || size < 0n || (suffixed ? rest.length !== 1 : rest !== "") ? BAD_VALUE : { value: size };
}

/** A period in nanoseconds. */
export function parseRate(text: string | undefined): ParsedOption {
  if (text === undefined) return { value: 0n };
  const { value, rest } = readNumber(text);
  const unit = rest.toLowerCase();
  if (value < 0n) return BAD_VALUE;
  if (unit === "hz") return { value: value === 0n ? 0n : 1_000_000_000n / value };
  if (unit === "") return { value };
  if (!Object.hasOwn(NANOSECONDS, unit)) return BAD_VALUE;
  return { value: BigInt.asIntN(64, value * NANOSECONDS[unit]) };
}

function parseVersion(text: string): ParsedOption {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(text);
  if (!match || Number(match[1]) > 255 || Number(match[2] ?? 0) > 4095 || Number(match[3] ?? 0) > 4095) {
    return { error: OPTION_MESSAGES.versionForm };
  }
  const [, major, minor = "0", micro = "0"] = match;
  const version = `${Number(major)}.${Number(minor)}${Number(micro) > 0 ? "." + Number(micro) : ""}`;
  return VERSIONS.includes(version) ? { value: version } : { error: OPTION_MESSAGES.versionUnknown };
}

/** The names of stabilities and classes, for amin. */
const STABILITIES = ["Internal", "Private", "Obsolete", "External", "Unstable", "Evolving", "Stable", "Standard"];
const CLASSES = ["Unknown", "CPU", "Platform", "Group", "ISA", "Common"];

function parseAttributes(text: string): ParsedOption {
  const [name, data, group, more] = text.split("/");
  const among = (list: string[], word: string | undefined) =>
    word !== undefined && list.some((known) => known.toLowerCase() === word.toLowerCase());
  return more === undefined && among(STABILITIES, name) && among(STABILITIES, data) && among(CLASSES, group)
    ? { value: text }
    : BAD_VALUE;
}

/** Reads a value as the option's kind demands; `undefined` stands for no value at all (`-x name`). */
function parseOptionValue(definition: OptionDefinition, given: string | undefined): ParsedOption {
  const text = given ?? definition.bare;
  switch (definition.kind) {
    case "flag":
      return text === undefined || definition.loose ? { value: true } : BAD_VALUE;
    case "boolean":
      if (text !== undefined && definition.words?.includes(text.toLowerCase())) return { value: text.toLowerCase() };
      return parseRuntime(text, "boolean");
    case "number":
      return parseRuntime(text, "number");
    case "rate":
      return parseRate(text);
    case "size": {
      const parsed = parseSize(text);
      const { limit } = definition;
      return "value" in parsed && limit !== undefined && (parsed.value as bigint) > limit
        ? { error: OPTION_MESSAGES.tooLarge }
        : parsed;
    }
  }
  if (text === undefined) return BAD_VALUE;
  switch (definition.kind) {
    case "name":
      return text.includes("=") ? BAD_VALUE : { value: text };
    case "choice": {
      const word = definition.anyCase ? text.toLowerCase() : text;
      return definition.choices?.includes(word) ? { value: word } : BAD_VALUE;
    }
    case "positive":
    case "natural": {
      const number = BigInt(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? "0");
      return number < (definition.kind === "positive" ? 1n : 0n) ? BAD_VALUE : { value: number };
    }
    case "version":
      return parseVersion(text);
    case "attributes":
      return parseAttributes(text);
    default:
      return { value: text };
  }
}

/** All options of one run. */
export class Options {
  #values = new Map<string, OptionContent>();
  #lists = new Map<string, string[]>();
  #given = new Set<string>();
  /** Only dynamic options can be set while tracing. */
  active = false;

  constructor() {
    for (const definition of OPTIONS) {
      if (definition.default === undefined) continue;
      const parsed = parseOptionValue(definition, definition.default);
      if ("value" in parsed && parsed.value !== undefined) this.#values.set(definition.name, parsed.value);
    }
  }

  /** Sets an option; returns DTrace's message if it is refused. */
  set(name: string, value?: string, place: OptionPlace = "command"): string | undefined {
    const definition = byName.get(name);
    if (!definition) return OPTION_MESSAGES.name;
    if (definition.phase === "run" && (this.active || place === "setopt")) return OPTION_MESSAGES.active;
    if (definition.commandOnly && place === "pragma") {
      // Without a value most of these are judged by the value first.
      return value === undefined && definition.kind !== "flag" && name !== "setenv" && name !== "unsetenv"
        ? OPTION_MESSAGES.value
        : OPTION_MESSAGES.place;
    }
    const parsed = parseOptionValue(definition, value);
    if ("error" in parsed) return parsed.error;
    this.#given.add(name);
    if (parsed.value === undefined) this.#values.delete(name);
    else if (parsed.value === true && definition.words && this.text(name) !== undefined) return undefined;
    else this.#values.set(name, parsed.value);
    if (definition.list) this.#lists.set(name, [...this.list(name), String(parsed.value)]);
    return undefined;
  }

  /** Whether somebody set it: it is not just the default. */
  isGiven(name: string): boolean {
    return this.#given.has(name);
  }
  /** Whether a flag or boolean is set. */
  flag(name: string): boolean {
    return this.#values.has(name);
  }
  /** -x quiet=all: not even what changes a number is said. */
  get isSilent(): boolean {
    return this.text("quiet") === "all";
  }
  /** Bytes, or the number; undefined when unset. */
  number(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === "bigint" ? Number(value) : undefined;
  }
  size(name: string): number {
    return this.number(name) ?? 0;
  }
  /** A period in nanoseconds. */
  rate(name: string): bigint {
    const value = this.#values.get(name);
    return typeof value === "bigint" ? value : 0n;
  }
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === "string" ? value : undefined;
  }
  /** All values of an option that adds up (libdir, define …), in order. */
  list(name: string): readonly string[] {
    return this.#lists.get(name) ?? [];
  }
  /** For builtins: true for what is set, numbers as numbers. */
  value(name: string): string | number | boolean | undefined {
    const value = this.#values.get(name);
    return typeof value === "bigint" ? Number(value) : value;
  }
}

/** The message of D_PRAGMA_OPTSET. */
export function pragmaMessage(name: string, value: string | undefined, error: string): string {
  return value === undefined
    ? `failed to set option '${name}': ${error}`
    : `failed to set option '${name}' to '${value}': ${error}`;
}
