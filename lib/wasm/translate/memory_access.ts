/**
 * Loads and stores: `bytes[p]`, `words[p >> 2]`, `view.getInt32(p, true)`.
 *
 * @module
 */
import type { CallExpression, Expression, MemberExpression, Node } from "acorn";
import { type Code, copyBytes, f64, fillBytes, get, i32, i64, set, tee } from "../code.ts";
import { type ViewName, VIEWS } from "./source.ts";
import type { FunctionState } from "./function_state.ts";
import { convert, isBig, isInteger, toInt32, type TranslatedValue, type Type } from "./types.ts";

/** Where a value lies: what is worked out, and a number that the load adds by itself. */
export interface MemoryAddress {
  readonly code: Code;
  readonly offset: number;
  readonly isSimple: boolean;
}
/** A place of memory that a value can be loaded from and stored to. */
export interface MemoryPlace {
  readonly address: MemoryAddress;
  readonly view: Exclude<ViewName, "DataView">;
}

const MEMBERS: Readonly<Record<string, ViewName>> = {
  bytes: "Uint8Array",
  words: "Int32Array",
  doubles: "Float64Array",
  view: "DataView",
};
/** The view that an expression names; undefined where it names none. */
export function viewOf(state: FunctionState, node: Node): ViewName | undefined {
  if (node.type === "Identifier") {
    const binding = state.bindingOf((node as unknown as { name: string }).name);
    return binding?.kind === "view" ? binding.view : undefined;
  }
  if (node.type !== "MemberExpression") return undefined;
  const { object, property, computed } = node as MemberExpression;
  if (computed || object.type !== "Identifier" || property.type !== "Identifier") return undefined;
  return state.bindingOf(object.name)?.kind === "memory" ? MEMBERS[property.name] : undefined;
}
/** `words[…]`; undefined for what is not an element of a view. */
export function placeOf(state: FunctionState, node: Node): MemoryPlace | undefined {
  if (node.type !== "MemberExpression") return undefined;
  const { object, property, computed } = node as MemberExpression;
  const view = computed ? viewOf(state, object) : undefined;
  if (view === undefined) return undefined;
  if (view === "DataView") throw state.error(node, "a DataView has no elements");
  return { address: addressOf(state, property as Expression, VIEWS[view].shift), view };
}
/** A place whose address is worked out once, and what must be done before. */
export function fixed(
  state: FunctionState,
  { address, view }: MemoryPlace,
): { readonly place: MemoryPlace; readonly before: Code } {
  if (address.isSimple) return { place: { address, view }, before: [] };
  const local = state.newLocal("i32");
  return {
    place: { address: { ...address, code: get(local), isSimple: true }, view },
    before: set(local, address.code),
  };
}

/** Terms of a sum; false where one is taken away. */
function termsOf(node: Expression, terms: Expression[]): boolean {
  if (node.type !== "BinaryExpression" || node.operator !== "+") {
    terms.push(node);
    return !(node.type === "BinaryExpression" && node.operator === "-") && node.type !== "UnaryExpression";
  }
  const left = termsOf(node.left as Expression, terms);
  return termsOf(node.right, terms) && left;
}
/** A sum of terms, in bytes: what is constant of it, and the code of all else. */
interface Sum {
  readonly constant: number;
  readonly code: Code | undefined;
  readonly isSimple: boolean;
  /** Nothing is taken away, so that no part of it is below 0 where the whole is not. */
  readonly isRising: boolean;
}
function sumOf(state: FunctionState, index: Expression, shift: number): Sum {
  const terms: Expression[] = [];
  let isRising = termsOf(index, terms), constant = 0, code: Code | undefined, isSimple = true;
  const add = (more: Code) => code = code ? i32.add(code, more) : more;
  for (const term of terms) {
    const inner = shift > 0 ? shifted(state, term, shift) : undefined;
    if (inner) {
      constant += inner.constant;
      isRising &&= inner.isRising;
      isSimple = false;
      if (inner.code) add(inner.code);
      continue;
    }
    const value = state.expression(term);
    if (typeof value.constant === "number" && Number.isInteger(value.constant)) {
      constant += value.constant * 2 ** shift;
      continue;
    }
    if (!isInteger(value.type)) throw state.error(term, `an index of ${value.type}`);
    isSimple = code === undefined && value.isSimple === true && shift === 0;
    add(shift === 0 ? value.code : i32.shl(value.code, i32.const(shift)));
  }
  return { constant, code, isSimple, isRising };
}
/** `a + 12 >> 2` as an index of words: the bytes of `a`, but for the lowest bits, and 12. */
function shifted(state: FunctionState, term: Expression, shift: number): Sum | undefined {
  if (term.type === "ParenthesizedExpression") return shifted(state, term.expression, shift);
  if (term.type !== "BinaryExpression" || term.operator !== ">>") return undefined;
  if (term.right.type !== "Literal" || term.right.value !== shift) return undefined;
  const { constant, code, isRising } = sumOf(state, term.left as Expression, 0);
  if (code === undefined) return undefined;
  const isLeft = isRising && constant >= 0 && constant % 2 ** shift === 0;
  const sum = isLeft || constant === 0 ? code : i32.add(code, i32.const(constant));
  return { constant: isLeft ? constant : 0, code: i32.and(sum, i32.const(-(2 ** shift))), isSimple: false, isRising };
}
/** What is constant in a sum that nothing is taken from is left to the load. */
function addressOf(state: FunctionState, index: Expression, shift: number): MemoryAddress {
  const { constant, code, isSimple, isRising } = sumOf(state, index, shift);
  if (code === undefined) return { code: i32.const(0), offset: constant, isSimple: true };
  if (isRising && constant >= 0) return { code, offset: constant, isSimple };
  return { code: constant === 0 ? code : i32.add(code, i32.const(constant)), offset: 0, isSimple: false };
}

export function load({ address: { code, offset }, view }: MemoryPlace): TranslatedValue {
  switch (view) {
    case "Uint8Array":
      return { type: "i32", code: i32.load8_u(code, offset) };
    case "Uint16Array":
      return { type: "i32", code: i32.load16_u(code, offset) };
    case "Int32Array":
      return { type: "i32", code: i32.load(code, offset) };
    case "Uint32Array":
      return { type: "u32", code: i32.load(code, offset) };
    case "Float64Array":
      return { type: "f64", code: f64.load(code, offset) };
  }
}
/** Undefined where the view takes no such value. */
export function store({ address: { code, offset }, view }: MemoryPlace, value: TranslatedValue): Code | undefined {
  if (view === "Float64Array") {
    const double = convert(value, "f64");
    return double && f64.store(code, double.code, offset);
  }
  const low = toInt32(value);
  if (!low) return undefined;
  if (view === "Uint8Array") return i32.store8(code, low.code, offset);
  return view === "Uint16Array" ? i32.store16(code, low.code, offset) : i32.store(code, low.code, offset);
}

type Load = (address: Code, offset: number) => Code;
const GETTERS: Readonly<Record<string, readonly [Type, Load]>> = {
  getUint8: ["i32", i32.load8_u],
  getUint16: ["i32", i32.load16_u],
  getInt32: ["i32", i32.load],
  getUint32: ["u32", i32.load],
  getBigInt64: ["i64", i64.load],
  getBigUint64: ["u64", i64.load],
  getFloat64: ["f64", f64.load],
};
type Store = (address: Code, value: Code, offset: number) => Code;
const SETTERS: Readonly<Record<string, readonly ["int" | "big" | "f64", Store]>> = {
  setUint8: ["int", i32.store8],
  setUint16: ["int", i32.store16],
  setInt32: ["int", i32.store],
  setUint32: ["int", i32.store],
  setBigInt64: ["big", i64.store],
  setBigUint64: ["big", i64.store],
  setFloat64: ["f64", f64.store],
};
/** A method of a view; `type` is undefined where it gives nothing back. */
export function viewCall(
  state: FunctionState,
  view: ViewName,
  method: string,
  node: CallExpression,
): { readonly value?: TranslatedValue; readonly code: Code } {
  const args = node.arguments as Expression[];
  if (view === "Uint8Array" && (method === "fill" || method === "copyWithin")) return moveBytes(state, method, node);
  const getter = GETTERS[method], setter = SETTERS[method];
  if (view !== "DataView" || !getter && !setter) throw state.error(node, `\`${method}\` of ${view}`);
  const isByte = method.endsWith("8"), order = args[getter ? 1 : 2];
  if (!isByte && !(order?.type === "Literal" && order.value === true)) {
    throw state.error(node, `\`${method}\` is little-endian: its last argument is true`);
  }
  const { code, offset } = addressOf(state, args[0], 0);
  if (getter) {
    const value = { type: getter[0], code: getter[1](code, offset) };
    return { value, code: value.code };
  }
  const value = state.expression(args[1], setter[0] === "f64" ? "f64" : undefined);
  const stored = setter[0] === "f64" ? convert(value, "f64") : setter[0] === "int" ? toInt32(value) : bigOf(value);
  if (!stored) throw state.error(args[1], `\`${method}\` of ${value.type}`);
  return { code: setter[1](code, stored.code, offset) };
}
const bigOf = (value: TranslatedValue): TranslatedValue | undefined => isBig(value.type) ? value : undefined;

/** `bytes.fill(value, from, to)`, `bytes.copyWithin(target, from, to)`: `from` is at most `to`. */
function moveBytes(state: FunctionState, method: string, node: CallExpression): { readonly code: Code } {
  const args = node.arguments as Expression[];
  if (args.length !== 3) throw state.error(node, `\`${method}\` of three arguments`);
  const [first, from, to] = args.map((arg) => {
    const low = toInt32(state.expression(arg));
    if (!low) throw state.error(arg, `\`${method}\` takes addresses`);
    return low;
  });
  const start = from.isSimple ? undefined : state.newLocal("i32");
  const begin = start === undefined ? from.code : tee(start, from.code);
  const length = i32.sub(to.code, start === undefined ? from.code : get(start));
  if (method === "fill") return { code: fillBytes(begin, first.code, length) };
  return { code: copyBytes(first.code, begin, length) };
}
