/**
 * The conversions of printf(): DTrace's table (the manual's chapter on output formatting).
 *
 * @module
 */

/** How a conversion makes text. */
export type ConversionKind =
  | "signed"
  | "unsigned"
  /** Signedness of the argument. */
  | "decimal"
  | "character"
  | "escaped-character"
  | "wide-character"
  | "floating"
  | "symbol"
  | "user-symbol"
  | "stack"
  | "time"
  | "time-822"
  | "port"
  | "host"
  | "string"
  | "escaped-string"
  | "wide-string"
  | "percent";

/** What types of arguments a conversion takes; judged by the action's check. */
export type Acceptance =
  | "integer"
  /** An integer of at most 4 bytes. */
  | "small-integer"
  /** Any integer of eight bytes: of `long` and `long long`, `int64_t` and `uint64_t` too, as DTrace of macOS takes them. */
  | "wide-integer"
  | "pointer-or-integer"
  | "user-pointer"
  | "float"
  | "stack"
  /** string, or an array of char. */
  | "string"
  /** An array of 32-bit integers. */
  | "wide-string"
  /** An integer of 8 bytes. */
  | "time"
  /** Exactly the type that `expects` names (after typedefs). */
  | "exact"
  /** short, long or long long of either sign. */
  | "any-sign"
  | "none";

export interface ConversionDefinition {
  readonly kind: ConversionKind;
  /** printf's own letter: the base and case of numbers, the style of floating-point numbers. */
  readonly letter: string;
  readonly accepts: Acceptance;
  /** The type or types in words, for messages. */
  readonly expects: string;
}

const ANY_INTEGER = "char, short, int, long, or long long";
const SMALL_INTEGER = "char, short, or int";
const ANY_FLOAT = "float, double, or long double";
const ADDRESS = "pointer or integer";
const USER_ADDRESS = "pointer or integer (with -p/-c) or _usymaddr (without -p/-c)";
const STRING = "char [] or string (or use stringof)";

function entry(kind: ConversionKind, letter: string, accepts: Acceptance, expects: string): ConversionDefinition {
  return { kind, letter, accepts, expects };
}

/** By name: the letter with its h, l, ll, L or w in front. */
export const CONVERSIONS: ReadonlyMap<string, ConversionDefinition> = new Map([
  ["a", entry("symbol", "s", "pointer-or-integer", ADDRESS)],
  ["A", entry("user-symbol", "s", "user-pointer", USER_ADDRESS)],
  ["c", entry("character", "c", "small-integer", SMALL_INTEGER)],
  ["C", entry("escaped-character", "s", "small-integer", SMALL_INTEGER)],
  ["d", entry("decimal", "d", "integer", ANY_INTEGER)],
  ["e", entry("floating", "e", "float", ANY_FLOAT)],
  ["E", entry("floating", "E", "float", ANY_FLOAT)],
  ["f", entry("floating", "f", "float", ANY_FLOAT)],
  ["g", entry("floating", "g", "float", ANY_FLOAT)],
  ["G", entry("floating", "G", "float", ANY_FLOAT)],
  ["hd", entry("signed", "d", "exact", "short")],
  ["hi", entry("signed", "d", "exact", "short")],
  ["ho", entry("unsigned", "o", "exact", "unsigned short")],
  ["hu", entry("unsigned", "u", "exact", "unsigned short")],
  ["hx", entry("unsigned", "x", "any-sign", "short")],
  ["hX", entry("unsigned", "X", "any-sign", "short")],
  ["i", entry("signed", "d", "integer", ANY_INTEGER)],
  ["I", entry("host", "s", "string", STRING)],
  ["k", entry("stack", "s", "stack", "stack")],
  ["lc", entry("wide-character", "c", "exact", "int")],
  ["ld", entry("signed", "d", "wide-integer", "long")],
  ["li", entry("signed", "d", "wide-integer", "long")],
  ["lo", entry("unsigned", "o", "wide-integer", "unsigned long")],
  ["lu", entry("unsigned", "u", "wide-integer", "unsigned long")],
  ["ls", entry("wide-string", "s", "wide-string", "wchar_t []")],
  ["lx", entry("unsigned", "x", "any-sign", "long")],
  ["lX", entry("unsigned", "X", "any-sign", "long")],
  ["lld", entry("signed", "d", "wide-integer", "long long")],
  ["lli", entry("signed", "d", "wide-integer", "long long")],
  ["llo", entry("unsigned", "o", "wide-integer", "unsigned long long")],
  ["llu", entry("unsigned", "u", "wide-integer", "unsigned long long")],
  ["llx", entry("unsigned", "x", "any-sign", "long long")],
  ["llX", entry("unsigned", "X", "any-sign", "long long")],
  ["Le", entry("floating", "e", "exact", "long double")],
  ["LE", entry("floating", "E", "exact", "long double")],
  ["Lf", entry("floating", "f", "exact", "long double")],
  ["Lg", entry("floating", "g", "exact", "long double")],
  ["LG", entry("floating", "G", "exact", "long double")],
  ["o", entry("unsigned", "o", "integer", ANY_INTEGER)],
  ["p", entry("unsigned", "x", "pointer-or-integer", ADDRESS)],
  ["P", entry("port", "s", "exact", "uint16_t")],
  ["s", entry("string", "s", "string", STRING)],
  ["S", entry("escaped-string", "s", "string", STRING)],
  ["T", entry("time-822", "s", "time", "int64_t")],
  ["u", entry("unsigned", "u", "integer", ANY_INTEGER)],
  ["wc", entry("wide-character", "c", "exact", "int")],
  ["ws", entry("wide-string", "s", "wide-string", "wchar_t []")],
  ["x", entry("unsigned", "x", "integer", ANY_INTEGER)],
  ["X", entry("unsigned", "X", "integer", ANY_INTEGER)],
  ["Y", entry("time", "s", "time", "int64_t")],
  ["%", entry("percent", "%", "none", "void")],
]);
