/**
 * What a program asks for that this source cannot know: it compiles everywhere, and is refused here with the reason.
 *
 * @module
 */
import { builtins } from "../../builtins/mod.ts";
import { type TypedClause, walkTyped } from "../../d/check/mod.ts";
import type { Diagnostic, Span } from "../../diagnostic/mod.ts";

interface Use {
  readonly definition: { readonly name: string; readonly unavailable?: string };
  readonly span: Span;
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
  const byName = new Map<string, Use>();
  for (const { predicate, body } of clauses) {
    walkTyped([predicate, body], (node) => {
      const { definition, span } = node as Partial<Use>;
      if (definition?.unavailable !== undefined && span) byName.set(definition.name, { definition, span });
    });
  }
  return [...byName.values()].map(({ definition, span }) => ({
    tag: "D_NET_UNAVAILABLE",
    severity: "error",
    message: `\`${definition.name}\` is not available here: ${definition.unavailable}`,
    span,
  }));
}
