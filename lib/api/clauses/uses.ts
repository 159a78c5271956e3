/**
 * What a clause of TypeScript uses of its firing, found in its source: providers fill only the arguments that are read.
 * Whatever is not plain makes it all of them.
 *
 * @module
 */
import { parseExpressionAt } from "npm:acorn@8.15.0";

export interface Uses {
  /** Bit n: `args[n]` may be read. */
  readonly args: number;
  /** Names of all properties that the source mentions. */
  readonly names: ReadonlySet<string>;
  /** All of the source was understood. */
  readonly isPlain: boolean;
}
/** A node of the syntax tree, whichever. */
interface AnyNode {
  readonly type: string;
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}
const ALL = 0x3ff;

/** Thrown where the source says more than is understood. */
class NotPlain extends Error {}

export function usesOf(body: (...args: never[]) => unknown): Uses {
  const names = new Set<string>();
  try {
    const tree = parseFunction(Function.prototype.toString.call(body));
    const uses = new UseFinder(names).function(tree);
    return { args: uses, names, isPlain: true };
  } catch {
    return { args: ALL, names, isPlain: false };
  }
}
function parseFunction(text: string): AnyNode {
  const parse = (source: string) =>
    parseExpressionAt(source, 0, { ecmaVersion: "latest", sourceType: "module" }) as unknown as AnyNode;
  try {
    const tree = parse(`(${text})`);
    if (/Function/.test(tree.type)) return tree;
  } catch { /* a method */ }
  const [method] = parse(`({${text}})`).properties;
  if (method?.value && /Function/.test(method.value.type)) return method.value;
  throw new NotPlain();
}

class UseFinder {
  #bits = 0;
  /** What stands for the firing, and what for its arguments. */
  readonly #firings = new Set<string>();
  readonly #arguments = new Set<string>();

  constructor(readonly names: Set<string>) {}

  function(tree: AnyNode): number {
    const [firing, ...more] = tree.params as AnyNode[];
    if (more.length > 0) throw new NotPlain();
    if (firing) this.#firing(firing);
    this.#walk(tree.body, undefined, "");
    return this.#bits;
  }
  /** `({ args })`, `({ args: [, , ip] })`, `(firing)`. */
  #firing(pattern: AnyNode): void {
    if (pattern.type === "Identifier") return void this.#firings.add(pattern.name);
    if (pattern.type !== "ObjectPattern") throw new NotPlain();
    for (const property of pattern.properties as AnyNode[]) {
      if (property.type !== "Property" || property.computed) throw new NotPlain();
      if (nameOf(property.key) === "args") this.#pattern(property.value);
    }
    this.#mention(pattern);
  }
  #pattern(pattern: AnyNode): void {
    if (pattern.type === "Identifier") return void this.#arguments.add(pattern.name);
    if (pattern.type === "ArrayPattern") {
      (pattern.elements as (AnyNode | null)[]).forEach((element, n) => {
        if (element?.type === "RestElement") throw new NotPlain();
        if (element) this.#bits |= 1 << n;
      });
      return;
    }
    throw new NotPlain();
  }
  /** Names in patterns are read too. */
  #mention(node: AnyNode): void {
    each(node, (inner) => {
      if (inner.type === "Property" && !inner.computed) this.names.add(nameOf(inner.key) ?? "");
    });
  }
  #walk(node: AnyNode, parent: AnyNode | undefined, field: string): void {
    switch (node.type) {
      case "MemberExpression":
        if (!node.computed && node.property.name) this.names.add(node.property.name);
        break;
      case "Property":
        if (!node.computed) this.names.add(nameOf(node.key) ?? "");
        break;
      case "VariableDeclarator":
        if (node.init && this.#isArguments(node.init)) {
          this.#pattern(node.id);
          return this.#mention(node.id);
        }
        break;
      case "Identifier":
        this.#identifier(node, parent, field);
        break;
      case "WithStatement":
        throw new NotPlain();
    }
    if (this.#isArguments(node) && !isNameOnly(node, parent, field)) this.#argumentsIn(parent, field);
    eachField(node, (inner, name) => this.#walk(inner, node, name));
  }
  #identifier(node: AnyNode, parent: AnyNode | undefined, field: string): void {
    if (isNameOnly(node, parent, field)) return;
    if (node.name === "arguments" || node.name === "eval") throw new NotPlain();
    if (!this.#firings.has(node.name)) return;
    const isMember = parent?.type === "MemberExpression" && field === "object" && !parent.computed;
    if (!isMember) throw new NotPlain();
  }
  /** `args`, or `firing.args`. */
  #isArguments(node: AnyNode): boolean {
    if (node.type === "Identifier") return this.#arguments.has(node.name);
    return node.type === "MemberExpression" && !node.computed && node.property.name === "args" &&
      node.object.type === "Identifier" && this.#firings.has(node.object.name);
  }
  #argumentsIn(parent: AnyNode | undefined, field: string): void {
    const index = parent?.type === "MemberExpression" && field === "object" && parent.computed && parent.property;
    if (!index || index.type !== "Literal" || !Number.isInteger(index.value)) throw new NotPlain();
    this.#bits |= 1 << index.value;
  }
}
/** The `name` of `x.name` and of `{ name: x }`, which reads nothing. */
function isNameOnly(node: AnyNode, parent: AnyNode | undefined, field: string): boolean {
  if (node.type !== "Identifier" || !parent || parent.computed) return false;
  return parent.type === "MemberExpression" && field === "property" ||
    parent.type === "Property" && field === "key" && !parent.shorthand;
}
function nameOf(key: AnyNode): string | undefined {
  return key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : undefined;
}
function eachField(node: AnyNode, visit: (inner: AnyNode, field: string) => void): void {
  for (const field in node) {
    const value = node[field];
    for (const one of Array.isArray(value) ? value : [value]) if (typeof one?.type === "string") visit(one, field);
  }
}
function each(node: AnyNode, visit: (inner: AnyNode) => void): void {
  visit(node);
  eachField(node, (inner) => each(inner, visit));
}
