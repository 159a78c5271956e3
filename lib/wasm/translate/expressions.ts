/**
 * Expressions.
 *
 * @module
 */
import type {
  BinaryExpression,
  CallExpression,
  ConditionalExpression,
  Expression,
  LogicalExpression,
  UnaryExpression,
} from "acorn";
import { type Code, i32, TYPE, when } from "../code.ts";
import { callOf } from "./calls.ts";
import { type Constant, constantOf } from "./constants.ts";
import { load, placeOf } from "./memory_access.ts";
import { binary, choose, dividesIntegers, type Found, truthOf, unary } from "./operators.ts";
import { type FunctionState, valueOfBinding } from "./function_state.ts";
import { constant, type TranslatedValue, type Type, valueTypeOf } from "./types.ts";

/** @param wanted what a number is to be held as, where the subset leaves a choice */
export function expression(state: FunctionState, node: Expression, wanted?: Type): TranslatedValue {
  const known = constantIn(state, node);
  if (known !== undefined) return constant(known, wanted);
  switch (node.type) {
    case "Identifier": {
      const binding = state.bindingOf(node.name), value = binding && valueOfBinding(binding, wanted);
      if (value) return value;
      throw state.error(node, `\`${node.name}\` is not a number`);
    }
    case "MemberExpression": {
      const place = placeOf(state, node);
      if (place) return load(place);
      throw state.error(node, "neither a constant nor an element of a view");
    }
    case "CallExpression": {
      const { value } = callOf(state, node as CallExpression);
      if (value) return value;
      throw state.error(node, "a call that gives nothing");
    }
    case "UnaryExpression":
      return unaryOf(state, node, wanted);
    case "BinaryExpression":
      return binaryOf(state, node, wanted);
    case "LogicalExpression":
      return logicalOf(state, node);
    case "ConditionalExpression":
      return conditionalOf(state, node, wanted);
    case "ParenthesizedExpression":
      return expression(state, node.expression, wanted);
  }
  throw state.error(node, `\`${node.type}\` is not part of the subset`);
}
function found(state: FunctionState, node: Expression, value: Found): TranslatedValue {
  if (typeof value === "string") throw state.error(node, value);
  return value;
}
/** The value of an expression that is known, parameters of a function that was put in included. */
export function constantIn(state: FunctionState, node: Expression): Constant | undefined {
  const known = constantOf(node, state.source, (name) => {
    const binding = state.bindingOf(name);
    return binding && (binding.kind === "constant" ? binding : "variable");
  });
  return typeof known === "object" ? undefined : known;
}
function unaryOf(state: FunctionState, node: UnaryExpression, wanted?: Type): TranslatedValue {
  const value = expression(state, node.argument, node.operator === "-" ? wanted : undefined);
  if (node.operator === "!" && value.constant !== undefined) return constant(!value.constant);
  return found(state, node, unary(node.operator, value));
}
function binaryOf(state: FunctionState, node: BinaryExpression, wanted?: Type): TranslatedValue {
  const { operator } = node, isSum = operator === "+" || operator === "-" || operator === "*";
  if ((operator === "|" && isZero(state, node.right)) || (operator === ">>>" && isZero(state, node.right))) {
    const quotient = quotientOf(state, node.left as Expression);
    if (quotient) return operator === "|" ? quotient : { ...quotient, type: "u32" };
  }
  const hint = isSum && wanted === "f64" ? "f64" : undefined;
  const left = expression(state, node.left as Expression, hint), right = expression(state, node.right, hint);
  return found(state, node, binary(operator, left, right, wanted));
}
const isZero = (state: FunctionState, node: Expression): boolean => constantIn(state, node) === 0;
/** `a / 10 | 0` */
function quotientOf(state: FunctionState, node: Expression): TranslatedValue | undefined {
  if (node.type === "ParenthesizedExpression") return quotientOf(state, node.expression);
  if (node.type !== "BinaryExpression" || node.operator !== "/") return undefined;
  return dividesIntegers(expression(state, node.left as Expression), expression(state, node.right));
}
/** An i32 that is 0 where the expression does not hold. */
export function conditionOf(state: FunctionState, node: Expression): Code {
  if (node.type === "LogicalExpression") return logicalOf(state, node).code;
  const value = expression(state, node), truth = truthOf(value);
  if (!truth) throw state.error(node, `a condition of ${value.type}`);
  return truth;
}
/** Both sides count by whether they hold: what JavaScript makes of numbers is not part of the subset outside conditions. */
function logicalOf(state: FunctionState, node: LogicalExpression): TranslatedValue {
  const { operator, left, right } = node;
  if (operator === "??") throw state.error(node, "`??` is not part of the subset");
  const known = constantIn(state, left);
  const isAnd = operator === "&&";
  if (known !== undefined) {
    return Boolean(known) === isAnd ? { type: "boolean", code: booleanOf(state, right) } : constant(!isAnd);
  }
  const first = conditionOf(state, left), second = booleanOf(state, right);
  const code = isAnd ? when(first, second, i32.const(0), TYPE.I32) : when(first, i32.const(1), second, TYPE.I32);
  return { type: "boolean", code };
}
/** 1 or 0. */
function booleanOf(state: FunctionState, node: Expression): Code {
  const value = expression(state, node);
  if (value.type === "boolean") return value.code;
  const truth = truthOf(value);
  if (!truth) throw state.error(node, `a condition of ${value.type}`);
  return value.type === "i32" || value.type === "u32" ? i32.ne(truth, i32.const(0)) : truth;
}
function conditionalOf(state: FunctionState, node: ConditionalExpression, wanted?: Type): TranslatedValue {
  const known = constantIn(state, node.test);
  if (known !== undefined) return expression(state, known ? node.consequent : node.alternate, wanted);
  const condition = conditionOf(state, node.test);
  const [then, otherwise] = state.nested(() =>
    [node.consequent, node.alternate].map((one) => expression(state, one, wanted))
  );
  return found(state, node, choose(condition, then, otherwise, valueTypeOf));
}
