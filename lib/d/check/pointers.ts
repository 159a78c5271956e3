/**
 * Values in memory: pointers followed, members found.
 *
 * @module
 */
import type { Span, Tag } from "../../diagnostic/mod.ts";
import type { Expression } from "../syntax/mod.ts";
import {
  bitFieldType,
  CHAR,
  type DType,
  ERROR_TYPE,
  isByReference,
  isString,
  isVoid,
  LONG,
  type Member,
  referencedType,
  resolveType,
  sizeOf,
  type StructType,
} from "../types/mod.ts";
import { addressOfBytes, convertTo } from "./conversions.ts";
import { CheckState } from "./check_state.ts";
import type { BitField, TypedExpression } from "./typed.ts";
import { errorValue, type TypedValue, typeNameOf } from "./value.ts";

/** The object of a type at an address. Arrays are not lvalues, as in C. */
function objectAt(
  address: TypedExpression,
  type: DType,
  span: Span,
  options: { writable?: boolean; bits?: Member["bits"]; lvalue?: boolean } = {},
): TypedValue {
  const bits = options.bits && { ...options.bits, unit: sizeOf(type) as BitField["unit"] };
  if (bits) type = bitFieldType(type, bits.width);
  const expression: TypedExpression = isByReference(type)
    ? { kind: "at", address, type, span }
    : { kind: "load", address, bits, type, span };
  const lvalue = (options.lvalue ?? true) && (resolveType(type).kind !== "array" || isString(type));
  return {
    expression,
    type,
    span,
    place: lvalue ? { kind: "memory", address, type, bits } : undefined,
    writable: options.writable,
    bitField: bits !== undefined,
  };
}
/** A member of the struct at an address. */
export function memberAt(
  address: TypedExpression,
  member: Member,
  span: Span,
  options: { writable?: boolean; lvalue?: boolean },
): TypedValue {
  return objectAt(offsetBy(address, BigInt(member.offset)), member.type, span, { ...options, bits: member.bits });
}
/** The address `bytes` further on. */
function offsetBy(address: TypedExpression, bytes: bigint): TypedExpression {
  if (bytes === 0n) return address;
  const { span } = address;
  return {
    kind: "arithmetic",
    operator: "+",
    left: address,
    right: { kind: "integer", value: bytes, type: LONG, span },
    type: address.type,
    span,
  };
}
/** Address of the bytes of a struct value. */
export function structAddress(value: TypedValue, struct: StructType): TypedExpression {
  return addressOfBytes(value.expression, { kind: "pointer", to: struct });
}
/** `*p`, also of `a[i]`. */
export function followPointer(
  state: CheckState,
  pointer: TypedValue,
  node: Expression,
  span: TypedValue["span"],
): TypedValue {
  const fail = (tag: Tag, message: string, plain: string) => {
    state.reporter.error(tag, message, span, { plain });
    return errorValue(span);
  };
  const target = isString(pointer.type) ? CHAR : referencedType(pointer.type);
  if (!target) {
    return fail(
      "D_DEREF_NONPTR",
      `\`*\` takes pointers, not \`${typeNameOf(pointer)}\``,
      "cannot dereference non-pointer type",
    );
  }
  if (target === ERROR_TYPE) return errorValue(span);
  if (isVoid(target)) {
    return fail(
      "D_DEREF_VOID",
      "a pointer to void cannot be read",
      "cannot dereference pointer to void",
    );
  }
  if (resolveType(target).kind === "function") {
    return fail("D_DEREF_FUNC", "a function cannot be read", "cannot dereference pointer to function");
  }
  const address = convertTo(pointer.expression, { kind: "pointer", to: target });
  const sum = node.kind === "binary" && node.operator === "+";
  return objectAt(address, target, span, { writable: pointer.writable || (sum && pointer.writable) });
}
