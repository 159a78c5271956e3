/**
 * Constants of a bundled script, put in where they are used: the bundler keeps numbers, and tables of numbers, of one module as
 * variables of all others. A page is some two hundredths smaller without them.
 *
 * @module
 */
import {
  type AnyNode,
  type Identifier,
  type ObjectExpression,
  parse,
  type VariableDeclaration,
} from "npm:acorn@8.15.0";
import { type Reference, referencesOf } from "./fold_references.ts";

/** A part of the text, and what stands in its place. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
/** A longer text is worth a variable where it is used twice. */
const LENGTH_MAX = 7;

/** @param script a function without a name that is called at once, as the bundler writes it; something else stays as it is */
export function foldConstants(script: string): string {
  const program = parse(script, { ecmaVersion: "latest", sourceType: "script" });
  const [statement] = program.body;
  if (program.body.length !== 1 || statement.type !== "ExpressionStatement") return script;
  const call = statement.expression;
  if (call.type !== "CallExpression" || call.callee.type !== "ArrowFunctionExpression") return script;
  const { body } = call.callee;
  if (body.type !== "BlockStatement") return script;
  const references = referencesOf(body);
  const changes: Change[] = [];
  for (const declaration of body.body) {
    if (declaration.type === "VariableDeclaration") changes.push(...foldOf(script, declaration, references));
  }
  return changed(script, changes);
}
function foldOf(script: string, { declarations, start, end }: VariableDeclaration, references: References): Change[] {
  const changes: Change[] = [];
  const kept = declarations.filter(({ id, init }) => {
    const uses = id.type === "Identifier" && init ? usesOf(script, id, init, references) : undefined;
    if (uses) changes.push(...uses);
    return uses === undefined;
  });
  if (kept.length === declarations.length) return [];
  if (kept.length === 0) return [...changes, { start, end, text: "" }];
  declarations.forEach((declarator, i) => {
    if (kept.includes(declarator)) return;
    const isLast = !kept.some((one) => one.start > declarator.start);
    const from = isLast ? declarations[i - 1].end : declarator.start;
    changes.push({ start: from, end: isLast ? declarator.end : declarations[i + 1].start, text: "" });
  });
  return changes;
}
type References = ReadonlyMap<string, readonly Reference[]>;

/** What becomes of all places where it is used; undefined where it has to stay. */
function usesOf(script: string, id: Identifier, init: AnyNode, references: References): Change[] | undefined {
  const uses = (references.get(id.name) ?? []).filter(({ node }) => node !== id);
  if (uses.length === 0) return undefined;
  const text = (node: AnyNode) => script.slice(node.start, node.end);
  if (isConstant(init)) {
    if (uses.length > 1 && text(init).length > LENGTH_MAX) return undefined;
    return uses.every(({ isRead }) => isRead) ? uses.map((use) => change(use.node, use.parent, text(init))) : undefined;
  }
  const members = init.type === "ObjectExpression" ? membersOf(init) : undefined;
  if (!members) return undefined;
  const changes: Change[] = [];
  for (const { parent, grandparent } of uses) {
    if (parent.type !== "MemberExpression" || parent.computed || parent.property.type !== "Identifier") {
      return undefined;
    }
    const value = members.get(parent.property.name);
    if (!value || isWritten(parent, grandparent)) return undefined;
    changes.push(change(parent, grandparent, text(value)));
  }
  return changes;
}
function change({ start, end }: AnyNode, parent: AnyNode, text: string): Change {
  const isBase = parent.type === "MemberExpression" && parent.object.start === start;
  return { start, end, text: text.startsWith("-") || isBase ? `(${text})` : text };
}
function isWritten(node: AnyNode, parent: AnyNode): boolean {
  return parent.type === "UpdateExpression" || parent.type === "AssignmentExpression" && parent.left === node ||
    parent.type === "UnaryExpression" && parent.operator === "delete" ||
    parent.type === "CallExpression" && parent.callee === node ||
    parent.type.endsWith("Pattern") || /^For(In|Of)/.test(parent.type);
}
/** A number, or true and false as the bundler writes them. */
function isConstant(node: AnyNode): boolean {
  if (node.type === "UnaryExpression") return "-!".includes(node.operator) && isNumber(node.argument);
  return isNumber(node);
}
const isNumber = (node: AnyNode) =>
  node.type === "Literal" && (typeof node.value === "number" || typeof node.value === "bigint");

/** Of a table of numbers and short texts. */
function membersOf({ properties }: ObjectExpression): Map<string, AnyNode> | undefined {
  const members = new Map<string, AnyNode>();
  for (const property of properties) {
    if (property.type !== "Property" || property.computed || property.kind !== "init") return undefined;
    const { key, value } = property;
    const isText = value.type === "Literal" && typeof value.value === "string" && value.value.length <= LENGTH_MAX;
    if (key.type !== "Identifier" || key.name === "__proto__" || !isConstant(value) && !isText) return undefined;
    members.set(key.name, value);
  }
  return members;
}
function changed(script: string, changes: Change[]): string {
  let text = "", at = 0;
  for (const { start, end, text: now } of changes.sort((a, b) => a.start - b.start)) {
    if (start < at) throw new Error("two changes of one place of a script");
    text += script.slice(at, start) + now;
    at = end;
  }
  return text + script.slice(at);
}
