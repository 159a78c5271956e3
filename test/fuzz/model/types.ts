/**
 * The integer types of D as the model of its rules sees them: bits, signedness, and whether it is an enumeration or a
 * bit-field. Nothing here is taken from the compiler that is tested.
 *
 * @module
 */

export interface IntegerType {
  readonly name: string;
  /** Bits of a value in memory, and its rank; of a bit-field its width. */
  readonly bits: number;
  readonly signed: boolean;
  /** Enumerations are loaded without a sign, and count as int in arithmetic. */
  readonly enumeration?: boolean;
  readonly bitField?: boolean;
}

const type = (name: string, bits: number, signed: boolean): IntegerType => ({ name, bits, signed });

export const INT = type("int", 32, true);
export const UNSIGNED = type("unsigned int", 32, false);
export const LONG = type("long", 64, true);
export const UNSIGNED_LONG = type("unsigned long", 64, false);
export const INT64 = type("int64_t", 64, true);
/** An enumeration has a sign where one of its enumerators is negative, as C compilers choose. */
export const COLOR: IntegerType = { name: "enum color", bits: 32, signed: false, enumeration: true };
export const LEVEL: IntegerType = { name: "enum level", bits: 32, signed: true, enumeration: true };
export const ENUMERATORS: readonly { readonly type: IntegerType; readonly name: string; readonly value: bigint }[] = [
  { type: COLOR, name: "RED", value: 0n },
  { type: COLOR, name: "GREEN", value: 1n },
  { type: COLOR, name: "BLUE", value: 5n },
  { type: COLOR, name: "WHITE", value: 0x7fffffffn },
  { type: LEVEL, name: "DEEP", value: -0x80000000n },
  { type: LEVEL, name: "LOW", value: -3n },
  { type: LEVEL, name: "HIGH", value: 300n },
];

/** Types of which there are variables; each name can stand in a cast. */
export const TYPES: readonly IntegerType[] = [
  type("char", 8, true),
  type("unsigned char", 8, false),
  type("int8_t", 8, true),
  type("uint8_t", 8, false),
  type("short", 16, true),
  type("unsigned short", 16, false),
  type("int16_t", 16, true),
  type("uint16_t", 16, false),
  INT,
  UNSIGNED,
  type("int32_t", 32, true),
  type("uint32_t", 32, false),
  LONG,
  UNSIGNED_LONG,
  type("long long", 64, true),
  type("unsigned long long", 64, false),
  INT64,
  type("uint64_t", 64, false),
  COLOR,
  LEVEL,
];
/** Bit-fields of `struct bits`, in order. */
export const BIT_FIELDS: readonly IntegerType[] = ([
  ["int", 3],
  ["unsigned int", 4],
  ["unsigned int", 13],
  ["int", 32],
  ["unsigned int", 31],
  ["unsigned char", 7],
  ["short", 9],
  ["unsigned long long", 40],
  ["long long", 33],
  ["unsigned long long", 24],
  ["unsigned int", 1],
  ["int", 1],
] as const).map(([name, bits]) => ({ name, bits, signed: !name.startsWith("unsigned"), bitField: true }));

/** The low bits of a register, extended to all 64 as the type says; registers are kept as signed numbers. */
export function cut(value: bigint, { bits, signed }: Pick<IntegerType, "bits" | "signed">): bigint {
  return register(signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
}
/** What 64 bits hold, as a signed number. */
export function register(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
/** A register as operators of the signedness see it. */
export function seen(value: bigint, signed: boolean): bigint {
  return signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
}

/** The usual arithmetic conversions of D: no promotion to int, the wider wins, of two as wide the unsigned one. */
export function promoted(left: IntegerType, right: IntegerType): IntegerType {
  const l = left.enumeration ? INT : left, r = right.enumeration ? INT : right;
  const rank = ({ bits, signed }: IntegerType) => bits + (signed ? 0 : 1);
  // a signed bit-field of 33 bits ranks as an unsigned int, and holds all that one does
  if (rank(l) === rank(r)) return l.bits >= r.bits ? l : r;
  return rank(l) > rank(r) ? l : r;
}

/** The type of a literal (C99 6.4.4.1): the first that holds it, from where its suffix says. */
export function literalType(value: bigint, decimal: boolean, suffix: string): IntegerType {
  const types = [INT, UNSIGNED, LONG, UNSIGNED_LONG];
  const unsigned = /u/i.test(suffix), long = /l/i.test(suffix);
  const fitting = types.slice(long ? 2 : 0).filter(({ signed }) => unsigned ? !signed : !decimal || signed);
  const found = fitting.find(({ bits, signed }) => value < 1n << BigInt(signed ? bits - 1 : bits));
  // a decimal constant that only an unsigned type holds: DTrace's list goes on with the long long types, none holds it
  if (!found) throw new RangeError(`no type holds ${value}${suffix}`);
  return found;
}
