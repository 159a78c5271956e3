/**
 * Whether a TypeScript cell is whole, or waits for another line.
 *
 * @module
 */
import { nextIndent } from "./indent.ts";
import { transformProblem } from "./strip.ts";
import { offsetOf } from "./syntax_error.ts";
import { endsInComment } from "./syntax_tree.ts";

/** As Jupyter calls them. */
export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

/** Judges a TypeScript cell by where its parser stops: at the end of the text means that more is awaited. */
export function typeScriptCompleteness(code: string): Completeness {
  // the stripper takes an open comment for the end, and a function without a body for an overload
  if (endsInComment(code) || /\bfunction\b[^{};]*$/.test(code)) return { status: "incomplete", indent: "" };
  const problem = transformProblem(code);
  if (!problem) return { status: "complete" };
  const more: Completeness = { status: "incomplete", indent: nextIndent(code) };
  if (/^Unterminated (template|regexp)|<eof>'?$/.test(problem.message) && !/^Expected ';'/.test(problem.message)) {
    return /regexp/.test(problem.message) ? { status: "invalid" } : more;
  }
  if (!problem.place) return { status: "invalid" };
  return offsetOf(code, problem.place) >= code.trimEnd().length ? more : { status: "invalid" };
}
