/**
 * Types of the subset: how a number is held, and what is known of it.
 *
 * @module
 */
import { type Code, f64, i32, i64, TYPE, type ValueType } from "../code.ts";

/** As they are written. */
export type NumberType = "i32" | "u32" | "f64" | "i64" | "u64" | "boolean";
/**
 * As they are found, too: `int` and `big` are sums and products whose lower 32 or 64 bits alone are at hand, so that they
 * must be brought back by `| 0`, `>>> 0`, `BigInt.asIntN(64, …)`, or be stored.
 */
export type Type = NumberType | "int" | "big";

export function isNumberType(name: string): name is NumberType {
  return ["i32", "u32", "f64", "i64", "u64", "boolean"].includes(name);
}
export const isBig = (type: Type): boolean => type === "i64" || type === "u64" || type === "big";
export const isInteger = (type: Type): boolean => type === "i32" || type === "u32" || type === "int";

export function valueTypeOf(type: Type): ValueType {
  return type === "f64" ? TYPE.F64 : isBig(type) ? TYPE.I64 : TYPE.I32;
}

/** An expression: its code, and its value where that is known. */
export interface TranslatedValue {
  readonly type: Type;
  readonly code: Code;
  readonly constant?: number | bigint | boolean;
  /** Nothing but a local or a constant: it may be written twice. */
  readonly isSimple?: boolean;
}

/** The narrowest type of a number. */
function typeOfNumber(value: number): Type {
  if (Number.isInteger(value) && !Object.is(value, -0)) {
    if (value >= -(2 ** 31) && value < 2 ** 31) return "i32";
    if (value >= 0 && value < 2 ** 32) return "u32";
  }
  return "f64";
}
export function constant(value: number | bigint | boolean, wanted?: Type): TranslatedValue {
  const isSimple = true;
  if (typeof value === "boolean") return { type: "boolean", code: i32.const(value ? 1 : 0), constant: value, isSimple };
  if (typeof value === "bigint") {
    const narrow = value >= -(2n ** 63n) && value < 2n ** 63n
      ? "i64"
      : value >= 0n && value < 2n ** 64n
      ? "u64"
      : "big";
    const type = wanted === "u64" && narrow === "i64" && value >= 0n ? "u64" : narrow;
    return { type, code: i64.const(BigInt.asIntN(64, value)), constant: value, isSimple };
  }
  const narrow = typeOfNumber(value);
  const type = wanted === "f64" ? "f64" : wanted === "u32" && narrow === "i32" && value >= 0 ? "u32" : narrow;
  return { type, code: type === "f64" ? f64.const(value) : i32.const(value), constant: value, isSimple };
}

/** The value as one of another type that holds every such value; undefined where there might be others. */
export function convert(value: TranslatedValue, to: Type): TranslatedValue | undefined {
  if (value.type === to) return value;
  if (value.constant !== undefined) {
    const made = constant(value.constant, to);
    if (made.type === to) return made;
    if (to === "big" && typeof value.constant === "bigint") return { ...made, type: "big" };
    if (to === "int" && typeof value.constant === "number" && made.type !== "f64") return { ...made, type: "int" };
    return undefined;
  }
  if (to === "f64" && value.type === "i32") return { type: "f64", code: f64.convert_i32_s(value.code) };
  if (to === "f64" && value.type === "u32") return { type: "f64", code: f64.convert_i32_u(value.code) };
  if (to === "int" && isInteger(value.type)) return { ...value, type: "int" };
  if (to === "big" && isBig(value.type)) return { ...value, type: "big" };
  return undefined;
}
/** What JavaScript's bit operators make of a number: its lower 32 bits. Of doubles up to 2^63, and of no number. */
export function toInt32(value: TranslatedValue): TranslatedValue | undefined {
  if (typeof value.constant === "number") return constant(value.constant | 0);
  if (isInteger(value.type)) return { ...value, type: "i32" };
  if (value.type === "f64") return { type: "i32", code: i32.wrap(i64.trunc_sat_f64_s(value.code)) };
  return undefined;
}
