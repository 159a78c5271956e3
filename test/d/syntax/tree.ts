/** Trees as fully parenthesised text. */
import { CompileError, type Diagnostic } from "../../../lib/diagnostic/mod.ts";
import { type Expression, type ParseEnvironment, parseProgram, type ProgramNode } from "../../../lib/d/syntax/mod.ts";

export const TYPES = new Set(["uint32_t", "int64_t", "size_t", "pkt_t"]);
export function parse(text: string, environment: Partial<ParseEnvironment> = {}): ProgramNode {
  return parseProgram({ name: "test.d", text, kind: "script" }, {
    isTypeName: (name) => TYPES.has(name),
    macroArguments: ["test.d", "12", "eth0"],
    macroVariables: new Map([["pid", 77n]]),
    defaultArguments: false,
    preferProbeSpecifier: false,
    ...environment,
  });
}
export function diagnostics(text: string, environment?: Partial<ParseEnvironment>): readonly Diagnostic[] {
  try {
    parse(text, environment);
    return [];
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics;
    throw error;
  }
}
/** Any node: its kind is told by its shape. */
export function show(node: unknown): string {
  const e = node as Expression & Record<string, unknown>;
  switch (e.kind as string) {
    case "integer":
      return String(e.value);
    case "string":
      return JSON.stringify(new TextDecoder().decode(e.bytes as Uint8Array));
    case "identifier":
      return e.scope === undefined ? e.name as string : `${e.scope}\`${e.name}`;
    case "aggregation":
      return `@${e.name}`;
    default:
      return `(${
        Object.entries(e).filter(([name]) => !["span", "kind", "nameSpan", "operatorSpan"].includes(name)).map((
          [, value],
        ) =>
          Array.isArray(value)
            ? `[${value.map(show).join(" ")}]`
            : typeof value === "object" && value !== null
            ? show(value)
            : String(value)
        ).join(" ")
      })`;
  }
}
/** The expression of the first statement of `BEGIN { … }`. */
export function expressionOf(text: string): string {
  const program = parse(`BEGIN { ${text}; }\n`);
  const clause = program.items[0] as unknown as { body: { expression: unknown }[] };
  return show(clause.body[0].expression);
}
