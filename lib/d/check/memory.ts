/**
 * Values in memory: pointers followed, members found.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import {
  bitFieldType,
  type DType,
  isByReference,
  isString,
  LONG,
  type Member,
  resolveType,
  sizeOf,
  type StructType,
} from "../types/mod.ts";
import { addressOfBytes } from "./conversions.ts";
import type { BitField, TypedExpression } from "./typed.ts";
import type { Value } from "./value.ts";

/** The object of a type at an address. Arrays are no lvalues, as in C. */
export function objectAt(
  address: TypedExpression,
  type: DType,
  span: Span,
  options: { writable?: boolean; bits?: Member["bits"]; lvalue?: boolean } = {},
): Value {
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
): Value {
  return objectAt(offsetBy(address, BigInt(member.offset)), member.type, span, { ...options, bits: member.bits });
}
/** The address `bytes` further on. */
export function offsetBy(address: TypedExpression, bytes: bigint): TypedExpression {
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
export function structAddress(value: Value, struct: StructType): TypedExpression {
  return addressOfBytes(value.expression, { kind: "pointer", to: struct });
}
