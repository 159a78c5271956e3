/**
 * What a program asks for that this source cannot know: it compiles everywhere, and is refused here with the reason.
 *
 * @module
 */
import { builtins } from "../../builtins/mod.ts";
import type { TypedClause } from "../../d/check/mod.ts";
import type { Diagnostic, Span } from "../../diagnostic/mod.ts";

interface Use {
  readonly definition: { readonly name: string; readonly unavailable?: string };
  readonly span: Span;
}
/** Links out of the tree of expressions and statements. */
const OUTWARD = new Set(["type", "span", "variable", "aggregation", "definition", "slot", "descriptions", "data"]);

function collect(node: unknown, found: Use[]): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const part of node) collect(part, found);
    return;
  }
  const use = node as Partial<Use>;
  if (use.definition?.unavailable !== undefined && use.span) found.push(use as Use);
  for (const name in node) {
    const part = (node as Record<string, unknown>)[name];
    if (typeof part === "object" && !OUTWARD.has(name)) collect(part, found);
  }
}
const names = [builtins.variables, builtins.subroutines, builtins.actions].flatMap((table) =>
  [...table.values()].filter((one) => one.unavailable !== undefined || "kernel" in one).map(({ name }) => name)
);
const MENTIONED = new RegExp(`\\b(?:${names.join("|")})\\b`);

/** Whether a text names any of them: most programs do not, and need not be looked through. */
export function mentionsUnavailable(text: string): boolean {
  return MENTIONED.test(text);
}
/** One mistake for each builtin that only another system could answer. */
export function findUnavailable(clauses: readonly TypedClause[]): Diagnostic[] {
  const found: Use[] = [];
  for (const { predicate, body } of clauses) {
    collect(predicate, found);
    collect(body, found);
  }
  const byName = new Map(found.map((use) => [use.definition.name, use]));
  return [...byName.values()].map(({ definition, span }) => ({
    tag: "D_NET_UNAVAILABLE",
    severity: "error",
    message: `\`${definition.name}\` is not available here: ${definition.unavailable}`,
    span,
  }));
}
