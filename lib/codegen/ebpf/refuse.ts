/**
 * What a program asks for that the kernel cannot answer where a probe fires: it is refused by name, so that nobody reads a
 * zero for an answer.
 *
 * @module
 */
import { type TypedExpression, type TypedProgram, walkTyped } from "../../d/check/mod.ts";
import { CompileError, type Diagnostic } from "../../diagnostic/mod.ts";
import type { BuiltinLowerings } from "../ir/mod.ts";
import { hostCode } from "./host_code.ts";

/** @throws CompileError for functions that only a host in TypeScript can compute */
export function refuseHosted(typed: TypedProgram, builtins: BuiltinLowerings): void {
  const found = new Map<string, Diagnostic>();
  const visit = (node: object): void => {
    const { kind, definition, span } = node as Partial<Extract<TypedExpression, { kind: "call" }>>;
    if (kind === "call" && definition && span && !found.has(definition.name)) {
      const why = refusalOf(definition.name, builtins);
      if (why) found.set(definition.name, { tag: "D_NET_UNAVAILABLE", severity: "error", span, ...why });
    }
  };
  for (const { predicate, body } of typed.clauses) walkTyped([predicate, body], visit);
  if (found.size > 0) throw new CompileError([...found.values()]);
}
function refusalOf(name: string, builtins: BuiltinLowerings): Pick<Diagnostic, "message" | "help"> | undefined {
  const lowered = builtins.subroutines.get(name);
  if (!lowered || !("host" in lowered) || hostCode(name)) return undefined;
  return {
    message: `\`${name}\` is not available here: the kernel cannot compute it where the probe fires`,
    help: ["record what it is to be computed of, and compute it of the output"],
  };
}
