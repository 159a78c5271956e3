/**
 * The parser of stripped cells, and walks over its tree.
 *
 * @module
 */
import * as acorn from "npm:acorn@8.15.0";
import { CellSyntaxError } from "./syntax_error.ts";

/** Any node; the parser's own types are too narrow for a walk over all of them. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}

const OPTIONS: acorn.Options = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
};

/** The statements of a cell; throws a {@linkcode CellSyntaxError}. */
export function parseCell(text: string): SyntaxNode[] {
  try {
    return acorn.parse(text, OPTIONS).body as unknown as SyntaxNode[];
  } catch (error) {
    throw problemOf(error);
  }
}

/** Whether the text is one expression and nothing else. */
export function isExpression(text: string): boolean {
  try {
    const [statement, ...more] = acorn.parse(text, OPTIONS).body;
    return statement?.type === "ExpressionStatement" && more.length === 0;
  } catch {
    return false;
  }
}

/** Whether a block comment is open at the end; the text may have types. */
export function endsInComment(text: string): boolean {
  try {
    for (const token of acorn.tokenizer(text, OPTIONS)) if (token.type === acorn.tokTypes.eof) break;
    return false;
  } catch (error) {
    return (error as Error).message.startsWith("Unterminated comment");
  }
}

function problemOf(error: unknown): CellSyntaxError {
  const { message, loc } = error as Error & { loc?: { line: number; column: number } };
  const place = loc && { line: loc.line, column: loc.column + 1 };
  return new CellSyntaxError(message.replace(/ \(\d+:\d+\)$/, ""), place);
}

/** Calls `visit` for every node; where it answers false, what is below is left out. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean | void): void {
  if (visit(node) === false) return;
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) { for (const item of value) if (typeof item?.type === "string") walk(item, visit); }
    else if (typeof value?.type === "string") walk(value, visit);
  }
}

/** Names that a binding pattern declares. */
export function boundNames(pattern: SyntaxNode | null): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property: SyntaxNode) => boundNames(property.value ?? property.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap(boundNames);
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    default:
      return [];
  }
}
