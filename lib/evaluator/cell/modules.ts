/**
 * Import and export in a cell: a cell is a script, so that its variables stay; what only a module may say is said
 * otherwise.
 *
 * @module
 */
import { CHILD_NAME } from "./child_name.ts";
import type { TextEdit } from "./cell_declarations.ts";
import { type SyntaxNode, walk } from "./syntax_tree.ts";

/** Names that the import statements of a cell bind. */
export function importedNames(statements: readonly SyntaxNode[]): string[] {
  return statements.filter((statement) => statement.type === "ImportDeclaration")
    .flatMap((statement) => statement.specifiers.map((specifier: SyntaxNode) => specifier.local.name));
}

/** Rewrites imports, exports and `import.meta`. `keyword` says how a name is to be declared. */
export function rewriteModules(
  statements: readonly SyntaxNode[],
  text: string,
  keyword: (name: string) => "let" | "var",
): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const statement of statements) {
    if (statement.type === "ImportDeclaration") edits.push(importEdit(statement, text, keyword));
    else if (statement.type.startsWith("Export")) edits.push(...exportEdits(statement, text));
    walk(statement, (node) => {
      if (node.type === "ImportExpression") edits.push(...dynamicImportEdits(node));
      if (node.type === "MetaProperty" && node.meta.name === "import") {
        edits.push({ start: node.start, end: node.end, text: `${CHILD_NAME}.meta` });
      }
    });
  }
  return edits;
}

function importEdit(statement: SyntaxNode, text: string, keyword: (name: string) => "let" | "var"): TextEdit {
  const call = `await ${importCall(statement)}`;
  const specifiers = statement.specifiers as SyntaxNode[];
  const whole = specifiers.find((specifier) => specifier.type === "ImportNamespaceSpecifier")?.local.name;
  const named = specifiers.filter((specifier) => specifier.type !== "ImportNamespaceSpecifier");
  const pattern = `{${
    named.map((one) => `${JSON.stringify(one.imported?.name ?? one.imported?.value ?? "default")}: ${one.local.name}`)
  }}`;
  const word = specifiers.some((one) => keyword(one.local.name) === "var") ? "var" : "let";
  const said = specifiers.length === 0
    ? call
    : whole === undefined
    ? `${word} ${pattern} = ${call}`
    : named.length > 0
    ? `${word} ${whole} = ${call}, ${pattern} = ${whole}`
    : `${word} ${whole} = ${call}`;
  const lines = text.slice(statement.start, statement.end).split("\n").length - 1;
  return { start: statement.start, end: statement.end, text: `${said};${"\n".repeat(lines)}` };
}

function importCall(statement: SyntaxNode): string {
  const attributes = (statement.attributes ?? []) as SyntaxNode[];
  const given = attributes.map((one) => `${one.key.name ?? one.key.raw}: ${one.value.raw}`).join(", ");
  return `import(${specifierText(statement.source)}${given && `, {with: {${given}}}`})`;
}

/** What the runtime resolves itself stays as it is; the rest depends on where the notebook is. */
function specifierText(source: SyntaxNode): string {
  const known = typeof source.value === "string" && !/^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(source.value);
  return known ? source.raw : `${CHILD_NAME}.at(${source.raw})`;
}

function dynamicImportEdits(node: SyntaxNode): TextEdit[] {
  const { source } = node;
  if (source.type === "Literal" && specifierText(source) === source.raw) return [];
  return [{ start: source.start, end: source.start, text: `${CHILD_NAME}.at(` }, {
    start: source.end,
    end: source.end,
    text: ")",
  }];
}

function exportEdits(statement: SyntaxNode, text: string): TextEdit[] {
  const { start, end, declaration } = statement;
  const blank = (until: number) => text.slice(start, until).replaceAll(/[^\n]/g, " ");
  if (declaration) {
    const anonymous = /^(Function|Class)Declaration$/.test(declaration.type) && !declaration.id;
    return [{
      start,
      end: declaration.start,
      text: anonymous ? `0,${blank(declaration.start).slice(2)}` : blank(declaration.start),
    }];
  }
  const loaded = statement.source ? `await ${importCall(statement)};` : ";";
  return [{ start, end, text: loaded + "\n".repeat(text.slice(start, end).split("\n").length - 1) }];
}
