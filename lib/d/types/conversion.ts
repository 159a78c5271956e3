/**
 * Arithmetic conversions: types of constants, the common type of two operands, values cut to a type.
 *
 * @module
 */
import type { DType, IntType } from "./type.ts";
import { integerType, isSigned, resolveType } from "./classify.ts";
import { sizeOf } from "./struct_layout.ts";
import { INT, LONG, LONG_LONG, UNSIGNED_INT, UNSIGNED_LONG, UNSIGNED_LONG_LONG } from "./intrinsic.ts";

const CONSTANT_TYPES = [
  { type: INT, limit: 0x7fffffffn },
  { type: UNSIGNED_INT, limit: 0xffffffffn },
  { type: LONG, limit: 0x7fffffffffffffffn },
  { type: UNSIGNED_LONG, limit: 0xffffffffffffffffn },
  { type: LONG_LONG, limit: 0x7fffffffffffffffn },
  { type: UNSIGNED_LONG_LONG, limit: 0xffffffffffffffffn },
] as const;

/**
 * The type of an integer constant (ISO C99 6.4.4.1): the first of the list, from where the suffix says, that holds
 * the value; decimal constants and those with `u` skip every other. Undefined if none does.
 */
export function constantType(
  constant: { readonly value: bigint; readonly unsigned: boolean; readonly longs: number; readonly base: number },
): DType | undefined {
  const step = constant.base === 10 || constant.unsigned ? 2 : 1;
  for (let i = (constant.unsigned ? 1 : 0) + 2 * constant.longs; i < CONSTANT_TYPES.length; i += step) {
    if (constant.value <= CONSTANT_TYPES[i].limit) return CONSTANT_TYPES[i].type;
  }
  return undefined;
}

/** Order among types of the same size and signedness: the later wins, so that the result is always the same. */
const RANK: Record<string, number> = { "int": 1, "unsigned int": 1, "long": 2, "unsigned long": 2 };

/**
 * The common type of two integer operands. As in DTrace nothing is promoted to int first: the wider type wins, and the
 * unsigned one of two equally wide; bit-fields are as wide as they are declared; enumerations count as int. Where a
 * signed type ranks like an unsigned bit-field it has one bit more, and holds the values of both (C99 6.3.1.1).
 */
export function commonType(left: DType, right: DType): DType {
  const l = integerType(left)!, r = integerType(right)!;
  const leftRank = bitsOf(l) + (l.signed ? 0 : 1), rightRank = bitsOf(r) + (r.signed ? 0 : 1);
  const order = leftRank - rightRank || bitsOf(l) - bitsOf(r) || (RANK[l.name] ?? 3) - (RANK[r.name] ?? 3);
  const winner = order >= 0 ? left : right;
  return resolveType(winner).kind === "enum" ? INT : winner;
}

const bitsOf = ({ bits, size }: IntType): number => bits ?? 8 * size;
/** The type of a bit-field's value: as wide as the field, in the least number of bytes, as DTrace records it. */
export function bitFieldType(declared: DType, bits: number): DType {
  const base = integerType(declared);
  if (!base) return declared;
  return { ...base, bits, size: bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8, isChar: false };
}
/**
 * A constant as the type holds it: cut to its size, then sign- or zero-extended; as a signed 64-bit number if signed.
 * Constants of an enumeration are ints.
 */
export function wrapValue(value: bigint, type: DType): bigint {
  const bits = Math.min(8, sizeOf(type) || 8) * 8;
  return isSigned(type) || integerType(type) === INT ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}
