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
  readonly text: string;
  /** Decides the one-line form: `failed to compile script NAME` or `invalid probe specifier TEXT`. */
  readonly kind: "script" | "specifier" | "library";
}

/** A half-open range of UTF-16 offsets in a source text. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** One mistake. */
export interface Diagnostic {
  readonly tag: Tag;
  readonly severity: "error" | "warning";
  /** Lower case, no final period, names in backticks. */
  readonly message: string;
  /** DTrace's own wording for the one-line form; without it the message stands, its backticks taken off. */
  readonly plain?: string;
  readonly span?: Span;
  /** Where DTrace's one-line form counts its line, if not where the span begins: DTrace had read on before it noticed. */
  readonly plainOffset?: number;
  /** Short words under the carets. */
  readonly label?: string;
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
