/**
 * Constants of modules, worked out where they stand: numbers, their sums and bits, and objects of them.
 *
 * @module
 */
import type { Node } from "acorn";
import type { HotSource } from "./source.ts";

export type Constant = number | bigint | boolean;
export type ConstantValue = Constant | { readonly [name: string]: ConstantValue };
/** What a name stands for within a function; undefined where it is not the function's. */
export type Lookup = (name: string) => { readonly value: Constant } | "variable" | undefined;
interface AnyNode extends Node {
  readonly [name: string]: unknown;
}

/** The value of an expression that holds nothing but constants; undefined for any other. */
export function constantOf(
  node: Node,
  source: HotSource,
  local: Lookup,
): ConstantValue | undefined {
  const part = node as AnyNode;
  const of = (child: unknown) => constantOf(child as Node, source, local);
  switch (node.type) {
    case "Literal":
      return ["number", "bigint", "boolean"].includes(typeof part.value) ? part.value as Constant : undefined;
    case "Identifier": {
      const name = part.name as string;
      const own = local(name);
      if (own) return own === "variable" ? undefined : own.value;
      const origin = source.originOf(name), initializer = origin?.source.constants.get(origin.name);
      return initializer && constantOf(initializer, origin!.source, () => undefined);
    }
    case "MemberExpression": {
      const object = of(part.object), { name } = part.property as { name?: string };
      return !part.computed && name !== undefined && typeof object === "object" ? object[name] : undefined;
    }
    case "UnaryExpression":
      return unary(part.operator as string, of(part.argument));
    case "BinaryExpression":
      return binary(part.operator as string, of(part.left), of(part.right));
    case "ConditionalExpression": {
      const test = of(part.test);
      return test === undefined ? undefined : of(test ? part.consequent : part.alternate);
    }
    case "LogicalExpression":
      return logical(part.operator as string, of(part.left), of(part.right));
    case "ObjectExpression":
      return objectOf(part.properties as AnyNode[], of);
  }
  return undefined;
}
function objectOf(properties: AnyNode[], of: (node: unknown) => ConstantValue | undefined): ConstantValue | undefined {
  const made: Record<string, ConstantValue> = {};
  for (const { type, computed, key, value } of properties) {
    const { name } = key as { name?: string };
    const found = type === "Property" && !computed && name !== undefined ? of(value) : undefined;
    if (found !== undefined) made[name!] = found;
  }
  return made;
}
function unary(operator: string, value: ConstantValue | undefined): ConstantValue | undefined {
  if (value === undefined || typeof value === "object") return undefined;
  switch (operator) {
    case "-":
      return -(value as number);
    case "~":
      return ~(value as number);
    case "!":
      return !value;
    case "+":
      return typeof value === "bigint" ? undefined : Number(value);
  }
  return undefined;
}
function logical(
  operator: string,
  left: ConstantValue | undefined,
  right: ConstantValue | undefined,
): ConstantValue | undefined {
  if (operator === "&&" && left === false || operator === "||" && left === true) return left;
  return typeof left === "boolean" && typeof right === "boolean" && operator !== "??" ? right : undefined;
}
/** Operators of two constants, as JavaScript has them. */
const BINARY: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  ">>>": (a, b) => a >>> b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
};
function binary(
  operator: string,
  left: ConstantValue | undefined,
  right: ConstantValue | undefined,
): ConstantValue | undefined {
  if (left === undefined || right === undefined || typeof left === "object" || typeof left !== typeof right) {
    return undefined;
  }
  // the same operators are those of two bigints
  return BINARY[operator]?.(left as number, right as number);
}
