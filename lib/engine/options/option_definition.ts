/**
 * What an option is.
 *
 * @module
 */

/**
 * compile: while programs are compiled; run: until tracing begins; dynamic: setopt() may set it too.
 */
export type OptionPhase = "compile" | "run" | "dynamic";
/**
 * flag: takes no value. boolean: none, a word for yes or no, or a number. number: the same, for its number.
 * size: k, m, g, t. rate: a period, or a frequency in hz; kept in nanoseconds. positive, natural: as C's atoi reads them.
 * name: a string without `=`.
 */
export type OptionKind =
  | "flag"
  | "boolean"
  | "number"
  | "size"
  | "rate"
  | "string"
  | "name"
  | "choice"
  | "positive"
  | "natural"
  | "version"
  | "attributes";
export interface OptionDefinition {
  readonly name: string;
  readonly phase: OptionPhase;
  readonly kind: OptionKind;
  /** One line for help. */
  readonly doc: string;
  /** As it would be given; missing: unset. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** What a mere name stands for, where the kind wants a value. */
  readonly bare?: string;
  /** What a boolean may be besides true; a mere true that is given later does not take it back. */
  readonly words?: readonly string[];
  /** Not from within a program. */
  readonly commandOnly?: true;
  /** Values add up. */
  readonly list?: true;
  /** A flag that takes any value and ignores it. */
  readonly loose?: true;
  /** Case of choices does not matter. */
  readonly anyCase?: true;
  /** Greatest value. */
  readonly limit?: bigint;
}
