/**
 * From the text of a TypeScript cell to a script for the evaluator. Lines stay lines and, apart from rewritten
 * declarations, columns stay columns.
 *
 * @module
 */
import { type DeclaredNames, type NameKind, rewriteDeclarations, type TextEdit } from "./cell_declarations.ts";
import type { PlaceMap } from "./line_map.ts";
import { CHILD_NAME } from "./child_name.ts";
import { importedNames, rewriteModules } from "./modules.ts";
import { stripCell, transformProblem } from "./strip.ts";
import { CellSyntaxError } from "./syntax_error.ts";
import { isExpression, parseCell, type SyntaxNode } from "./syntax_tree.ts";

/** A cell made ready. */
export interface CompiledCell {
  readonly script: string;
  /** The cell ends in an expression, whose value is the cell's. */
  readonly hasValue: boolean;
  /** What it declares, to be remembered once it has run. */
  readonly names: ReadonlyMap<string, NameKind>;
  /** Types are written in it. */
  readonly isTyped: boolean;
  /** Present when lines moved. */
  readonly map?: PlaceMap;
}

/** The name under which stack frames speak of a cell. */
function cellName(cell: number): string {
  return `cell-${cell}.ts`;
}

/** Compiles a cell; throws a {@linkcode CellSyntaxError}. */
export function compileCell(code: string, cell: number, declared: DeclaredNames): CompiledCell {
  const stripped = stripCell(asExpression(code) ?? code);
  const statements = parse(stripped.text, code);
  const declarations = rewriteDeclarations(statements, declared);
  const keyword = (name: string) => declared.get(name) === "variable" ? "var" : "let";
  const names = new Map(declarations.names);
  for (const name of importedNames(statements)) names.set(name, declared.get(name) ?? "lexical");
  const body = applyEdits(stripped.text, [
    ...declarations.edits,
    ...rewriteModules(statements, stripped.text, keyword),
  ]);
  const imports = compileImports(stripped.imports, keyword, names, declared);
  // the tick puts the cell's code outside the inspector's own call, so that it can be interrupted
  const before = `await ${CHILD_NAME}.begin(${cell}, `;
  const length = before.length + imports.length;
  const shift = length + String(length).length + 3;
  const hashbang = body.replace(/^#!/, "//");
  return {
    script: `${before}${String(shift).padEnd(shift - length - 3)}); ${imports}${hashbang}\n//# sourceURL=${
      cellName(cell)
    }`,
    hasValue: endsInValue(statements),
    names,
    isTyped: stripped.isTyped,
    map: stripped.map,
  };
}

/** Names that a cell declares at its top; throws a {@linkcode CellSyntaxError}. */
export function declaredNames(code: string): string[] {
  return [...compileCell(code, 0, new Map()).names.keys()];
}

/** `{ a: 1 }` alone is meant as a value, not as a block. */
function asExpression(code: string): string | undefined {
  if (!/^\s*\{[^]*\}\s*$/.test(code)) return undefined;
  try {
    // the bracket takes the place of nothing: only columns of the first line move, by one
    const { text } = stripCell(`(${code})`);
    return isExpression(text) ? `(${code})` : undefined;
  } catch {
    return undefined;
  }
}

function parse(text: string, code: string): SyntaxNode[] {
  try {
    return parseCell(text);
  } catch (error) {
    // TypeScript's parser says it better when it objects too
    const problem = transformProblem(code);
    throw problem ? new CellSyntaxError(problem.message, problem.place) : error;
  }
}

function compileImports(
  imports: string,
  keyword: (name: string) => "let" | "var",
  names: Map<string, NameKind>,
  declared: DeclaredNames,
): string {
  if (!imports) return "";
  const statements = parseCell(imports);
  for (const name of importedNames(statements)) names.set(name, declared.get(name) ?? "lexical");
  return `${applyEdits(imports, rewriteModules(statements, imports, keyword))}; `;
}

function endsInValue(statements: readonly SyntaxNode[]): boolean {
  // what a namespace becomes puts its `var x;` last; such a declaration has no value of its own
  const last = statements.findLast((one) =>
    one.kind !== "var" || one.declarations.some((each: SyntaxNode) => each.init)
  );
  if (last?.type === "ExportDefaultDeclaration") return !/Declaration$/.test(last.declaration.type);
  return last?.type === "ExpressionStatement";
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "", at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
