/**
 * Operators: what they make of which types.
 *
 * @module
 */
import { type Code, f64, i32, i64, type ValueType, when } from "../code.ts";
import { constant, convert, isBig, isInteger, toInt32, type TranslatedValue, type Type } from "./types.ts";

/** What two operands are together, or why they are nothing. */
export type Found = TranslatedValue | string;

/** A product with a constant up to this is still exact as a double. */
const FACTOR_MAX = 2 ** 20;
const ARITHMETIC = { "+": "add", "-": "sub", "*": "mul" } as const;

export function binary(operator: string, left: TranslatedValue, right: TranslatedValue, wanted?: Type): Found {
  switch (operator) {
    case "+":
    case "-":
    case "*":
      return arithmetic(operator, left, right, wanted);
    case "/":
      return divide(left, right);
    case "%":
      return remainder(left, right);
    case "&":
    case "|":
    case "^":
      return bits(operator, left, right);
    case "<<":
    case ">>":
    case ">>>":
      return shift(operator, left, right);
  }
  return COMPARISONS[operator] ? compare(COMPARISONS[operator], left, right) : `\`${operator}\``;
}
function arithmetic(operator: "+" | "-" | "*", left: TranslatedValue, right: TranslatedValue, wanted?: Type): Found {
  const name = ARITHMETIC[operator];
  if (isBig(left.type) && isBig(right.type)) return { type: "big", code: i64[name](left.code, right.code) };
  if (left.type === "f64" || right.type === "f64" || wanted === "f64") {
    const a = convert(left, "f64"), b = convert(right, "f64");
    return a && b ? { type: "f64", code: f64[name](a.code, b.code) } : mixed(left, right);
  }
  if (!isInteger(left.type) || !isInteger(right.type)) return mixed(left, right);
  const isSmall = ({ constant }: TranslatedValue) => typeof constant === "number" && Math.abs(constant) <= FACTOR_MAX;
  const isExact = operator !== "*" ||
    (isSmall(left) || isSmall(right)) && left.type !== "int" && right.type !== "int";
  if (!isExact) return "a product that a double cannot hold: use Math.imul, or a factor of at most 2^20";
  return { type: "int", code: i32[name](left.code, right.code) };
}
/** Of integers a double: `a / 10 | 0` is a division of integers again, see {@linkcode dividesIntegers}. */
function divide(left: TranslatedValue, right: TranslatedValue): Found {
  if (isBig(left.type) || isBig(right.type)) return byBig("div", left, right);
  const a = convert(left, "f64"), b = convert(right, "f64");
  return a && b ? { type: "f64", code: f64.div(a.code, b.code) } : mixed(left, right);
}
/** The quotient of integers without its fraction, by a divisor that is known and above 0. */
export function dividesIntegers(left: TranslatedValue, right: TranslatedValue): TranslatedValue | undefined {
  if (typeof right.constant !== "number" || !Number.isInteger(right.constant) || right.constant < 1) return undefined;
  if (left.type !== "i32" && left.type !== "u32") return undefined;
  const by = i32.const(right.constant);
  if (left.type === "u32") return { type: "i32", code: i32.div_u(left.code, by) };
  return right.constant < 2 ** 31 ? { type: "i32", code: i32.div_s(left.code, by) } : undefined;
}
function remainder(left: TranslatedValue, right: TranslatedValue): Found {
  if (isBig(left.type) || isBig(right.type)) return byBig("rem", left, right);
  const by = right.constant;
  if (typeof by !== "number" || !Number.isInteger(by) || by < 1 || by >= 2 ** 31) {
    return "a remainder is of a constant above 0";
  }
  if (left.type === "i32") return { type: "i32", code: i32.rem_s(left.code, right.code) };
  if (left.type === "u32") return { type: "u32", code: i32.rem_u(left.code, right.code) };
  return mixed(left, right);
}
function byBig(kind: "div" | "rem", left: TranslatedValue, right: TranslatedValue): Found {
  const same = together(left, right);
  if (!same || same.type === "big" || !isBig(same.type)) return mixed(left, right);
  // -2^63 / -1 has no place: a division is by a constant above 0, or without signs
  if (same.type === "i64" && !(typeof right.constant === "bigint" && right.constant > 0n)) {
    return "a division of i64 is by a constant above 0";
  }
  const name = `${kind}_${same.type === "i64" ? "s" : "u"}` as const;
  return { type: same.type, code: i64[name](same.left.code, same.right.code) };
}
const BITS = { "&": "and", "|": "or", "^": "xor" } as const;
function bits(operator: "&" | "|" | "^", left: TranslatedValue, right: TranslatedValue): Found {
  if (isBig(left.type) || isBig(right.type)) {
    const same = together(left, right);
    if (!same || !isBig(same.type) || same.type === "big") return mixed(left, right);
    return { type: same.type, code: i64[BITS[operator]](same.left.code, same.right.code) };
  }
  const a = toInt32(left), b = toInt32(right);
  if (!a || !b) return mixed(left, right);
  if (operator === "|" && right.constant === 0) return a;
  return { type: "i32", code: i32[BITS[operator]](a.code, b.code) };
}
function shift(operator: "<<" | ">>" | ">>>", left: TranslatedValue, right: TranslatedValue): Found {
  if (isBig(left.type)) {
    const by = right.constant;
    if (typeof by !== "bigint" || by < 0n || by > 63n) return "a shift of 64 bits is by a constant of 0 to 63";
    if (operator === "<<") return { type: "big", code: i64.shl(left.code, right.code) };
    if (operator === ">>>" || left.type === "big") return "`>>` of what was not brought back to 64 bits";
    return { type: left.type, code: (left.type === "i64" ? i64.shr_s : i64.shr_u)(left.code, right.code) };
  }
  const a = toInt32(left), b = toInt32(right);
  if (!a || !b) return mixed(left, right);
  if (operator === ">>>") {
    return right.constant === 0 ? { ...a, type: "u32" } : { type: "u32", code: i32.shr_u(a.code, b.code) };
  }
  return { type: "i32", code: (operator === "<<" ? i32.shl : i32.shr_s)(a.code, b.code) };
}

interface Comparison {
  /** Name with a suffix for signs, or without where there is none. */
  readonly name: "eq" | "ne" | "lt" | "le" | "gt" | "ge";
}
const COMPARISONS: Readonly<Record<string, Comparison["name"]>> = {
  "===": "eq",
  "!==": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};
function compare(name: Comparison["name"], left: TranslatedValue, right: TranslatedValue): Found {
  const same = together(left, right);
  if (!same) return mixed(left, right);
  const { type } = same, a = same.left.code, b = same.right.code;
  const isEquality = name === "eq" || name === "ne";
  if (type === "int" || type === "big") return mixed(left, right);
  if (type === "f64") return { type: "boolean", code: f64[name](a, b) };
  if (type === "boolean") return isEquality ? { type, code: i32[name](a, b) } : "an order of booleans";
  const of = isBig(type) ? i64 : i32;
  if (isEquality) {
    const zero = right.constant === 0 || right.constant === 0n;
    return { type: "boolean", code: zero && name === "eq" ? of.eqz(a) : of[name](a, b) };
  }
  const sign = type === "u32" || type === "u64" ? "u" : "s";
  return { type: "boolean", code: of[`${name}_${sign}`](a, b) };
}
/** Two values as values of one type, without a loss. */
export function together(
  left: TranslatedValue,
  right: TranslatedValue,
): { readonly type: Type; readonly left: TranslatedValue; readonly right: TranslatedValue } | undefined {
  for (const type of [left.type, right.type]) {
    const a = convert(left, type), b = convert(right, type);
    if (a && b) return { type, left: a, right: b };
  }
  const a = convert(left, "f64"), b = convert(right, "f64");
  return a && b ? { type: "f64", left: a, right: b } : undefined;
}
function mixed(left: TranslatedValue, right: TranslatedValue): string {
  return `${left.type} and ${right.type} together${hint(left.type) || hint(right.type)}`;
}
/** What is to be done with what was not brought back. */
export function hint(type: Type): string {
  if (type === "int") return ": bring the sum back by `| 0`";
  return type === "big" ? ": bring the sum back by BigInt.asIntN(64, …)" : "";
}

export function unary(operator: string, value: TranslatedValue): Found {
  const { type, code } = value;
  switch (operator) {
    case "-":
      if (value.constant !== undefined && typeof value.constant !== "boolean") return constant(-value.constant);
      if (type === "f64") return { type, code: f64.neg(code) };
      if (isBig(type)) return { type: "big", code: i64.sub(i64.const(0n), code) };
      return isInteger(type) ? { type: "int", code: i32.sub(i32.const(0), code) } : `\`-\` of ${type}`;
    case "~": {
      if (type === "i64") return { type, code: i64.xor(code, i64.const(-1n)) };
      const low = toInt32(value);
      return low ? { type: "i32", code: i32.xor(low.code, i32.const(-1)) } : `\`~\` of ${type}`;
    }
    case "+":
      return type === "boolean" ? { type: "i32", code } : `\`+\` of ${type}: it makes a number of a boolean`;
    case "!": {
      const truth = truthOf(value);
      return truth ? { type: "boolean", code: i32.eqz(truth) } : `\`!\` of ${type}`;
    }
  }
  return `\`${operator}\``;
}
/** Whether the value counts as true: an i32 that is 0 where it does not. */
export function truthOf({ type, code }: TranslatedValue): Code | undefined {
  if (type === "boolean" || type === "i32" || type === "u32") return code;
  if (type === "i64" || type === "u64") return i64.ne(code, i64.const(0n));
  return undefined;
}
/** One of two values. */
export function choose(
  condition: Code,
  then: TranslatedValue,
  otherwise: TranslatedValue,
  valueType: (type: Type) => ValueType,
): Found {
  const same = together(then, otherwise);
  if (!same) return mixed(then, otherwise);
  if (then.constant === 1 && otherwise.constant === 0) {
    return { type: "i32", code: i32.ne(condition, i32.const(0)) };
  }
  return { type: same.type, code: when(condition, same.left.code, same.right.code, valueType(same.type)) };
}
