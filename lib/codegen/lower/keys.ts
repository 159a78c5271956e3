/**
 * Keys of aggregations: how they lie side by side, and how a statement writes its own.
 *
 * Statements of one aggregation may have integers of different types in one place. As in DTrace each keeps its own value:
 * the place is as wide as the widest, and a byte behind all keys says with which type a key was written, since that decides
 * in how many columns it is printed. That byte tells no entries apart: 1 is the same key whoever wrote it.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import {
  type DType,
  integerType,
  type IntType,
  isByReference,
  isInteger,
  isSigned,
  isString,
  isStringLike,
  LONG,
  resolveType,
  sizeOf,
  STRING,
} from "../../d/types/mod.ts";
import { type FieldDescription, FORM_SIGNED } from "../../image/mod.ts";
import type { Register } from "../ir/mod.ts";
import { round } from "./layout.ts";
import { ADDRESS_TEXT, isAddress, isShortText, lowerAddress } from "./addresses.ts";
import { ADDRESS_SIZE, type ClauseBuilder } from "./clause_builder.ts";
import { copyValue } from "./expressions.ts";

type Size = 1 | 2 | 4 | 8;

export interface KeysPlan {
  readonly keys: readonly FieldDescription[];
  readonly keySize: number;
  /** Without the bytes that say how keys were written. */
  readonly comparedSize: number;
}
/** @param uses the keys of each statement that adds to the aggregation */
export function planKeys(uses: readonly (readonly TypedExpression[])[], stringSize: number): KeysPlan {
  let offset = 0, forms = 0;
  const places = uses[0].map((key, i) => {
    const all = uses.map((use) => use[i]);
    const label = key.span.source.text.slice(key.span.start, key.span.end);
    const address = stringSize >= ADDRESS_TEXT && all.some(isAddress) &&
      all.every((one) => isAddress(one) || isShortText(one));
    if (address) {
      offset += ADDRESS_SIZE;
      return { offset: offset - ADDRESS_SIZE, size: ADDRESS_SIZE, type: key.type, label, address: true as const };
    }
    const type = sharedType(all.map((one) => one.type));
    const size = sizeOf(type, stringSize) || 8;
    const at = round(offset, isString(type) ? 1 : Math.min(size, 8));
    offset = at + size;
    const isMixed = isInteger(type) && all.some((one) => !isAlike(one.type, type));
    return { offset: at, size, type, label, ...(isMixed ? { form: forms++ } : {}) };
  });
  if (forms === 0) return { keys: places, keySize: offset, comparedSize: offset };
  // behind whole words, so that keys are compared as words
  const behind = round(offset, 8);
  const keys = places.map((place) => "form" in place ? { ...place, form: behind + place.form! } : place);
  return { keys, keySize: behind + forms, comparedSize: behind };
}
function isAlike(left: DType, right: DType): boolean {
  return sizeOf(left) === sizeOf(right) && integerType(left)!.signed === integerType(right)!.signed;
}
/** What holds the values of all: of integers the narrowest type that does, of texts in any form a string. */
function sharedType(types: readonly DType[]): DType {
  const [first] = types;
  if (types.every(isInteger)) return types.reduce(widerInteger);
  const differ = types.some((type) => resolveType(type).kind !== resolveType(first).kind || !sameSize(type, first));
  return differ && types.every(isStringLike) ? STRING : first;
}
const sameSize = (left: DType, right: DType) => isString(left) || sizeOf(left) === sizeOf(right);

function widerInteger(left: DType, right: DType): DType {
  if (isAlike(left, right)) return left;
  const l = integerType(left)!, r = integerType(right)!;
  if (l.signed === r.signed) return l.size >= r.size ? left : right;
  const [signed, unsigned] = l.signed ? [left, right] : [right, left];
  // an unsigned number needs one bit more; of 64 bits there is nothing wider, and the bytes are what they are in DTrace
  if (sizeOf(signed) > sizeOf(unsigned)) return signed;
  const size = Math.min(8, 2 * sizeOf(unsigned)) as Size;
  return size === 8 ? LONG : { ...SIGNED, name: size === 2 ? "short" : "int", size };
}
const SIGNED: IntType = { kind: "int", name: "int", size: 4, signed: true, isChar: false };

/** Evaluates a key and puts it where the aggregation has it. */
export function lowerKey(b: ClauseBuilder, field: FieldDescription, key: TypedExpression, staged: Register): void {
  const { offset, size, type, address, form } = field;
  if (address) return lowerAddress(b, key, staged, offset);
  const value = b.lower(key);
  if (isString(type)) return void b.helper("key_string", b.place(staged, offset), value);
  if (!isByReference(key.type)) {
    const own = (sizeOf(key.type) || 8) as Size;
    const signed = integerType(key.type)?.signed ?? isSigned(key.type);
    // what a register holds beyond its type is no part of the key
    const whole = own < size && own !== 8 ? b.extend(value, own, signed) : value;
    b.storeTrusted(staged, offset, whole, size as Size);
    if (form !== undefined) b.storeTrusted(staged, form, b.constant(own | (signed ? FORM_SIGNED : 0)), 1);
  } else if (resolveType(type).kind === "dynamic") b.storeTrusted(staged, offset, value, size as 8);
  else copyValue(b, b.place(staged, offset), value, key.type);
}
