/**
 * What a program asks for that the kernel cannot answer where a probe fires: it is refused by name, so that nobody reads a
 * zero for an answer.
 *
 * @module
 */
import type { TypedExpression, TypedProgram } from "../../d/check/mod.ts";
import { CompileError, type Diagnostic } from "../../diagnostic/mod.ts";
import type { BuiltinLowerings } from "../ir/mod.ts";
import { hostCode } from "./host_code.ts";

/** Links out of the tree of expressions and statements. */
const OUTWARD = new Set(["type", "span", "variable", "aggregation", "definition", "slot", "descriptions", "data"]);

/**
 * Variables and actions that are constants over packets, where nothing runs. Here something does, and what it is takes types of
 * the kernel's own structures, or its stacks.
 */
const UNKNOWN = new Set(
  "ppid cwd zonename root ipl stackdepth ustackdepth caller ucaller jid jailname vmregs stack ustack jstack".split(" "),
);
const MAY_BE_UNKNOWN = new Set(["builtin", "call", "action"]);

/** @throws CompileError for functions that only a host in TypeScript can compute, and for what is not known of the kernel */
export function refuseUnknown(typed: TypedProgram, builtins: BuiltinLowerings): void {
  const found = new Map<string, Diagnostic>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    const { kind, definition, span } = node as Partial<Extract<TypedExpression, { kind: "call" }>>;
    if (MAY_BE_UNKNOWN.has(kind ?? "") && definition && span && !found.has(definition.name)) {
      const why = refusalOf(definition.name, builtins);
      if (why) found.set(definition.name, { tag: "D_NET_UNAVAILABLE", severity: "error", span, ...why });
    }
    for (const key in node) if (!OUTWARD.has(key)) visit((node as Record<string, unknown>)[key]);
  };
  for (const { predicate, body } of typed.clauses) {
    visit(predicate);
    visit(body);
  }
  if (found.size > 0) throw new CompileError([...found.values()]);
}
function refusalOf(name: string, builtins: BuiltinLowerings): Pick<Diagnostic, "message" | "help"> | undefined {
  if (UNKNOWN.has(name)) {
    return { message: `\`${name}\` is not available here: it is not read from the kernel yet`, help: [] };
  }
  const lowered = builtins.subroutines.get(name);
  if (!lowered || !("host" in lowered) || hostCode(name)) return undefined;
  return {
    message: `\`${name}\` is not available here: the kernel cannot compute it where the probe fires`,
    help: ["record what it is to be computed of, and compute it of the output"],
  };
}
