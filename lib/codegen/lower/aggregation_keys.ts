/**
 * Keys of aggregations: how they lie side by side.
 *
 * Statements of one aggregation may have integers of different types in one place. As in DTrace each keeps its own value:
 * the place is as wide as the widest, and a byte behind all keys says with which type a key was written, since that decides
 * in how many columns it is printed. That byte tells no entries apart: 1 is the same key whichever statement wrote it.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import {
  type DType,
  integerType,
  type IntType,
  isInteger,
  isString,
  isStringLike,
  LONG,
  resolveType,
  sizeOf,
  STRING,
} from "../../d/types/mod.ts";
import type { FieldDescription } from "../../image/mod.ts";
import type { BuiltinLowerings } from "../ir/mod.ts";
import { round } from "./memory_layout.ts";
import { ADDRESS_SIZE, ADDRESS_TEXT, areAddresses } from "./address_values.ts";

type Size = 1 | 2 | 4 | 8;

export interface KeysPlan {
  readonly keys: readonly FieldDescription[];
  readonly keySize: number;
  /** Without the bytes that say how keys were written. */
  readonly comparedSize: number;
}
/** @param uses the keys of each statement that adds to the aggregation */
export function planKeys(
  uses: readonly (readonly TypedExpression[])[],
  stringSize: number,
  builtins: BuiltinLowerings,
): KeysPlan {
  let offset = 0, forms = 0;
  const places = uses[0].map((key, i) => {
    const all = uses.map((use) => use[i]);
    const label = key.span.source.text.slice(key.span.start, key.span.end);
    const address = stringSize >= ADDRESS_TEXT && areAddresses(builtins, all);
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
