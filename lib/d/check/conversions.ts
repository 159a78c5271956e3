/**
 * Conversions of values, made exactly where DTrace makes them: casts, arguments of functions and keys, inlines, members
 * of translators. Plain arithmetic and assignment to a variable convert nothing: values live in 64-bit registers.
 *
 * @module
 */
import {
  type DType,
  isByReference,
  isScalar,
  isSigned,
  isString,
  resolveType,
  sizeOf,
  STRING,
  wrapValue,
} from "../types/mod.ts";
import type { TypedExpression } from "./typed.ts";

/** Kinds whose register already holds exactly the type's bits. */
const EXACT = new Set(["load", "convert", "integer", "compare", "compare-strings", "logical", "not"]);

/** The expression as a value of the type. */
export function convertTo(expression: TypedExpression, type: DType): TypedExpression {
  const { span } = expression;
  if (isString(type)) {
    if (isString(expression.type)) return expression;
    return { kind: "to-string", operand: expression, type: STRING, span };
  }
  if (expression.kind === "integer") {
    return { ...expression, type, value: castConstant(expression.value, expression.type, type) };
  }
  if (!isScalar(type)) return expression;
  if (isByReference(expression.type)) return { kind: "convert", operand: expression, type, span };
  const from = sizeOf(expression.type), to = sizeOf(type);
  if (from === to && isSigned(expression.type) === isSigned(type)) return { ...expression, type } as TypedExpression;
  let operand = expression;
  if (to > from && isSigned(operand.type) && !EXACT.has(operand.kind)) {
    operand = { kind: "convert", operand, type: operand.type, span };
  }
  return { kind: "convert", operand, type, span };
}
/** A constant cast from one type to another. Folding cuts nothing, and neither does a cast to a type of the same kind. */
function castConstant(value: bigint, from: DType, to: DType): bigint {
  if (resolveType(to).kind === "void") return value;
  if (isScalar(from) && isScalar(to) && sizeOf(from) === sizeOf(to) && isSigned(from) === isSigned(to)) return value;
  return wrapValue(wrapValue(value, from), to);
}
/** The address of a by-reference value, as an integer. */
export function addressOfBytes(expression: TypedExpression, pointer: DType): TypedExpression {
  if (expression.kind === "at") return { ...expression.address, type: pointer } as TypedExpression;
  return { kind: "convert", operand: expression, type: pointer, span: expression.span };
}
