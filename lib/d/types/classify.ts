/**
 * Questions about one type, answered through typedefs and qualifiers.
 *
 * @module
 */
import type { DType, IntType } from "./type.ts";
import { INT } from "./intrinsic.ts";

/** Takes typedefs and qualifiers off. */
export function resolveType(type: DType): DType {
  while (type.kind === "typedef" || type.kind === "qualified") type = type.of;
  return type;
}
/** Integers and enumerations. */
export function isInteger(type: DType): boolean {
  const kind = resolveType(type).kind;
  return kind === "int" || kind === "enum";
}
/** Integers, enumerations and pointers: what has a truth value. */
export function isScalar(type: DType): boolean {
  const kind = resolveType(type).kind;
  return kind === "int" || kind === "enum" || kind === "pointer";
}
/** Pointers and arrays, as C lets them stand for each other; not strings. */
export function isPointer(type: DType): boolean {
  const kind = resolveType(type).kind;
  return kind === "pointer" || kind === "array";
}
export function isString(type: DType): boolean {
  return resolveType(type).kind === "string";
}
export function isVoid(type: DType): boolean {
  return resolveType(type).kind === "void";
}
export function isDynamic(type: DType): boolean {
  return resolveType(type).kind === "dynamic";
}
/** A pointer to void or to a function: its target has no size. */
export function isSizelessPointer(type: DType): boolean {
  const pointer = resolveType(type);
  if (pointer.kind !== "pointer") return false;
  const target = resolveType(pointer.to).kind;
  return target === "void" || target === "function";
}
/** string, char pointer, char array: what may stand where a string is expected. */
export function isStringLike(type: DType): boolean {
  const resolved = resolveType(type);
  if (resolved.kind === "string") return true;
  const target = referencedType(resolved);
  if (!target) return false;
  const base = resolveType(target);
  return base.kind === "int" && base.isChar && base.size === 1;
}
/** What a pointer points to or an array holds, or undefined for other types. */
export function referencedType(type: DType): DType | undefined {
  const resolved = resolveType(type);
  return resolved.kind === "pointer" ? resolved.to : resolved.kind === "array" ? resolved.of : undefined;
}
/** Whether a value of the type travels as the address of its bytes. */
export function isByReference(type: DType): boolean {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case "string":
    case "array":
    case "struct":
    case "union":
    case "function":
    case "dynamic":
      return true;
    case "float":
      return resolved.size > 8;
    default:
      return false;
  }
}
/**
 * Signedness as loads, shifts, divisions and comparisons use it; pointers count as unsigned, and enumerations without a
 * negative member: DTrace counts the others as unsigned too, and finds such a member of a struct equal to none of them.
 */
export function isSigned(type: DType): boolean {
  const resolved = resolveType(type);
  return (resolved.kind === "int" || resolved.kind === "enum") && resolved.signed === true;
}
/** The integer type behind the type; enumerations are int. */
export function integerType(type: DType): IntType | undefined {
  const resolved = resolveType(type);
  return resolved.kind === "int" ? resolved : resolved.kind === "enum" ? INT : undefined;
}
