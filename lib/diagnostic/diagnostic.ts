/**
 * Diagnostics as data: what is wrong, where, and what to do, apart from how it is shown.
 *
 * @module
 */
import type { Tag } from "./tags.ts";

/** A text that was compiled: a script, a command-line specifier, a library file. */
export interface SourceText {
  /** What messages call it: `script.d`, `<command line>`, `ip.d`. */
  readonly name: string;
  /** All of it. */
  readonly text: string;
  /** Decides the one-line form: `failed to compile script NAME` or `invalid probe specifier TEXT`. */
  readonly kind: "script" | "specifier" | "library";
}

/** A half-open range of UTF-16 offsets in a source text. */
export interface Span {
  /** The text. */
  readonly source: SourceText;
  /** Offset of its first character, in UTF-16 units. */
  readonly start: number;
  /** Offset behind its last one. */
  readonly end: number;
}

/** One mistake. */
export interface Diagnostic {
  /** One of a closed list, DTrace's own where it has one. */
  readonly tag: Tag;
  /** Warnings stop nothing. */
  readonly severity: "error" | "warning";
  /** Lower case, no final period, names in backticks. */
  readonly message: string;
  /** DTrace's own wording for the one-line form; without it the message stands, its backticks taken off. */
  readonly plain?: string;
  /** Where in which text. */
  readonly span?: Span;
  /** Where DTrace's one-line form counts its line, if not where the span begins: DTrace had read on before it noticed. */
  readonly plainOffset?: number;
  /** Short words under the carets. */
  readonly label?: string;
  /** What else is to be known, a line each. */
  readonly notes?: readonly string[];
  /** Suggestions, shown as `= help: …`. */
  readonly help?: readonly string[];
  /** DTrace's region for specifiers that have no line: `in action list`, `in predicate`, `in probe description`… */
  readonly region?: string;
}

/** Thrown at the end of a pass that found errors; holds all of that pass. */
export class CompileError extends Error {
  override readonly name = "CompileError";
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? "compile error");
  }
}
