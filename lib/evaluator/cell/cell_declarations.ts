/**
 * What the cells of a conversation have declared, and how the next cell must declare so that everything can be
 * declared again. V8 lets a later script say `let x` or `class x` again, but neither `const x` after `let x` nor `var x`
 * or `function x` after either: so top-level variables are all made `let`, of the same width, except where a name is
 * already a `var` or a function.
 *
 * @module
 */
import { boundNames, type SyntaxNode, walk } from "./syntax_tree.ts";

/** A replacement in a cell's text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How V8 keeps a name. */
export type NameKind = "lexical" | "variable";

/** Names declared so far. */
export type DeclaredNames = ReadonlyMap<string, NameKind>;

/** How the declarations of one cell are written, and what they declare. */
export interface CellDeclarations {
  readonly edits: readonly TextEdit[];
  readonly names: ReadonlyMap<string, NameKind>;
}

/** Rewrites the declarations at the top of a cell. */
export function rewriteDeclarations(statements: readonly SyntaxNode[], declared: DeclaredNames): CellDeclarations {
  const edits: TextEdit[] = [];
  const names = new Map<string, NameKind>();
  const repeated = namesSaidTwice(statements);
  for (const statement of statements) {
    const node = statement.type.startsWith("Export") ? statement.declaration : statement;
    if (node?.type === "VariableDeclaration") rewriteVariables(node, declared, repeated, names, edits);
    else if (node?.type === "FunctionDeclaration" && node.id) rewriteFunction(node, declared, names, edits);
    else if (node?.type === "ClassDeclaration" && node.id) rewriteClass(node, declared, names, edits);
    else if (node) noteNestedVariables(node, names);
  }
  return { edits, names };
}

function rewriteVariables(
  node: SyntaxNode,
  declared: DeclaredNames,
  repeated: ReadonlySet<string>,
  names: Map<string, NameKind>,
  edits: TextEdit[],
): void {
  const own = (node.declarations as SyntaxNode[]).flatMap((one) => boundNames(one.id));
  // `var x;` may come after its use: in what a namespace becomes it does
  const bare = node.kind === "var" && (node.declarations as SyntaxNode[]).every((one) => !one.init);
  if (bare && own.some((name) => declared.get(name) === "lexical")) {
    edits.push({ start: node.start, end: node.end, text: "" });
    return;
  }
  const variable = bare || own.some((name) => declared.get(name) === "variable") ||
    node.kind === "var" && own.some((name) => repeated.has(name) && declared.get(name) !== "lexical");
  const keyword = variable ? "var" : "let";
  if (node.kind === "var") freshEnums(node, edits);
  for (const name of own) names.set(name, variable ? "variable" : "lexical");
  if (!["var", "let", "const"].includes(node.kind)) return;
  edits.push({ start: node.start, end: node.start + node.kind.length, text: keyword.padEnd(node.kind.length) });
  if (variable && node.kind !== "var") initialise(node, edits);
}

/** What an enum becomes starts from the enum of that name, if any: in a cell run again it is to start from nothing. */
function freshEnums(node: SyntaxNode, edits: TextEdit[]): void {
  for (const { id, init } of node.declarations as SyntaxNode[]) {
    const [given] = init?.type === "CallExpression" ? init.arguments as SyntaxNode[] : [];
    if (given?.type !== "LogicalExpression" || given.left.name !== id.name) continue;
    edits.push({ start: given.start, end: given.end, text: "{}" });
  }
}

/** `let x;` makes x undefined, `var x;` would keep what it was. */
function initialise(node: SyntaxNode, edits: TextEdit[]): void {
  for (const one of node.declarations as SyntaxNode[]) {
    if (!one.init) edits.push({ start: one.end, end: one.end, text: " = undefined" });
  }
}

function rewriteFunction(
  node: SyntaxNode,
  declared: DeclaredNames,
  names: Map<string, NameKind>,
  edits: TextEdit[],
): void {
  const name = node.id.name as string;
  if (declared.get(name) !== "lexical") return void names.set(name, "variable");
  names.set(name, "lexical");
  edits.push({ start: node.start, end: node.start, text: `${name} = ` }, { start: node.end, end: node.end, text: ";" });
}

function rewriteClass(
  node: SyntaxNode,
  declared: DeclaredNames,
  names: Map<string, NameKind>,
  edits: TextEdit[],
): void {
  const name = node.id.name as string;
  const kind = declared.get(name) ?? "lexical";
  names.set(name, kind);
  if (kind === "lexical") return;
  edits.push({ start: node.start, end: node.start, text: `var ${name} = ` }, {
    start: node.end,
    end: node.end,
    text: ";",
  });
}

/** `for (var i …)` and similar loops declare at the top as well. */
function noteNestedVariables(node: SyntaxNode, names: Map<string, NameKind>): void {
  walk(node, (inner) => {
    if (/Function|Class/.test(inner.type)) return false;
    if (inner.type !== "VariableDeclaration" || inner.kind !== "var") return;
    for (const one of inner.declarations) for (const name of boundNames(one.id)) names.set(name, "variable");
  });
}

/** Names that two `var` of one cell declare: as `let` they would clash. */
function namesSaidTwice(statements: readonly SyntaxNode[]): Set<string> {
  const seen = new Set<string>(), twice = new Set<string>();
  const note = (name: string) => void (seen.has(name) ? twice : seen).add(name);
  for (const statement of statements) {
    if (statement.type === "FunctionDeclaration" && statement.id) note(statement.id.name);
    else {
      const nested = new Map<string, NameKind>();
      if (statement.type !== "VariableDeclaration") noteNestedVariables(statement, nested);
      else for (const one of statement.declarations) boundNames(one.id).forEach(note);
      for (const name of nested.keys()) note(name);
    }
  }
  return twice;
}
