/**
 * Where the variables of a block are used: not where a function or block within has a variable of the same name.
 *
 * @module
 */
import type { AnyNode, BlockStatement, Pattern } from "npm:acorn@8.15.0";

export interface Reference {
  readonly node: AnyNode;
  readonly parent: AnyNode;
  readonly grandparent: AnyNode;
  /** It is an expression of its own, whose value is taken. */
  readonly isRead: boolean;
}
type Names = ReadonlySet<string>;

/** By name; declarations are among them. */
export function referencesOf(block: BlockStatement): ReadonlyMap<string, readonly Reference[]> {
  const found = new Map<string, Reference[]>();
  const visit = (node: AnyNode, parent: AnyNode, grandparent: AnyNode, hidden: readonly Names[]) => {
    if (node.type === "Identifier") {
      if (isName(node, parent) || hidden.some((names) => names.has(node.name))) return;
      const reference = { node, parent, grandparent, isRead: isRead(node, parent, grandparent) };
      const known = found.get(node.name);
      if (known) known.push(reference);
      else found.set(node.name, [reference]);
      return;
    }
    const own = node === block ? undefined : namesOf(node);
    const inner = own && own.size > 0 ? [...hidden, own] : hidden;
    forChildren(node, (child) => visit(child, node, parent, inner));
  };
  visit(block, block, block, []);
  return found;
}
function forChildren(node: AnyNode, visit: (child: AnyNode) => void): void {
  for (const key in node) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) {
      if ("type" in value) visit(value as AnyNode);
    } else for (const one of value) if (one && "type" in one) visit(one);
  }
}
/** A name of a member, of a key, or of a label, and no variable. */
function isName(node: AnyNode, parent: AnyNode): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
      return parent.key === node && !parent.computed && parent.value !== node;
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.key === node && !parent.computed;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return true;
    default:
      return false;
  }
}
function isRead(node: AnyNode, parent: AnyNode, grandparent: AnyNode): boolean {
  switch (parent.type) {
    case "AssignmentExpression":
      return parent.right === node;
    case "AssignmentPattern":
      return parent.right === node;
    case "VariableDeclarator":
      return parent.init === node;
    case "Property":
      return !parent.shorthand && parent.value === node && grandparent.type === "ObjectExpression";
    case "ForInStatement":
    case "ForOfStatement":
      return parent.right === node;
    case "UpdateExpression":
    case "ArrayPattern":
    case "RestElement":
    case "ClassDeclaration":
    case "ClassExpression":
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "CatchClause":
      return false;
    default:
      return true;
  }
}
/** What a node declares for itself and what is in it. */
function namesOf(node: AnyNode): Names | undefined {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression": {
      const names = new Set<string>();
      if (node.type === "FunctionExpression" && node.id) names.add(node.id.name);
      node.params.forEach((param) => addPattern(param, names));
      addVariables(node.body, names);
      return names;
    }
    case "ClassExpression":
      return node.id ? new Set([node.id.name]) : undefined;
    case "StaticBlock":
    case "BlockStatement":
      return blockNames(node.body);
    case "SwitchStatement":
      return blockNames(node.cases.flatMap(({ consequent }) => consequent));
    case "ForStatement":
      return node.init ? blockNames([node.init]) : undefined;
    case "ForInStatement":
    case "ForOfStatement":
      return blockNames([node.left]);
    case "CatchClause": {
      const names = new Set<string>();
      if (node.param) addPattern(node.param, names);
      return names;
    }
    default:
      return undefined;
  }
}
/** Of `let`, `const`, classes and functions; those of `var` are the function's, and hide no less for being found twice. */
function blockNames(nodes: readonly AnyNode[]): Names {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.type === "VariableDeclaration") node.declarations.forEach(({ id }) => addPattern(id, names));
    if ((node.type === "ClassDeclaration" || node.type === "FunctionDeclaration") && node.id) names.add(node.id.name);
  }
  return names;
}
/** Of `var` in the body of a function, wherever it stands, but not in functions within. */
function addVariables(node: AnyNode, names: Set<string>): void {
  if (node.type === "VariableDeclaration" && node.kind === "var") {
    node.declarations.forEach(({ id }) => addPattern(id, names));
  }
  // functions in blocks are the whole function's, too, where it is not strict
  if (node.type === "FunctionDeclaration" && node.id) names.add(node.id.name);
  if (/Function|Class/.test(node.type)) return;
  forChildren(node, (child) => addVariables(child, names));
}
function addPattern(pattern: Pattern, names: Set<string>): void {
  switch (pattern.type) {
    case "Identifier":
      return void names.add(pattern.name);
    case "ObjectPattern":
      return pattern.properties.forEach((one) => addPattern(one.type === "Property" ? one.value : one.argument, names));
    case "ArrayPattern":
      return pattern.elements.forEach((one) => one && addPattern(one, names));
    case "AssignmentPattern":
      return addPattern(pattern.left, names);
    case "RestElement":
      return addPattern(pattern.argument, names);
  }
}
