/**
 * Operations on values that several kinds of expressions have in common.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import { resolveType, sizeOf } from "../../d/types/mod.ts";
import type { IrBinary, Register } from "../ir/mod.ts";
import type { ClauseBuilder } from "./clause_builder.ts";

const ARITHMETIC: Record<string, readonly [signed: IrBinary, unsigned: IrBinary]> = {
  "+": ["add", "add"],
  "-": ["sub", "sub"],
  "*": ["mul", "mul"],
  "/": ["div_s", "div_u"],
  "%": ["rem_s", "rem_u"],
  "&": ["and", "and"],
  "|": ["or", "or"],
  "^": ["xor", "xor"],
  "<<": ["shl", "shl"],
  ">>": ["shr_s", "shr_u"],
};
export function arithmetic(
  b: ClauseBuilder,
  operator: string,
  left: Register,
  right: Register,
  signed: boolean,
): Register {
  return b.binary(ARITHMETIC[operator][signed ? 0 : 1], left, right);
}
/** A bit-field out of its storage unit. */
export function extractBits(
  b: ClauseBuilder,
  unit: Register,
  bits: { readonly offset: number; readonly width: number },
  signed: boolean,
): Register {
  if (!signed) {
    const low = b.binary("shr_u", unit, b.constant(bits.offset));
    return b.binary("and", low, b.constant((1n << BigInt(bits.width)) - 1n));
  }
  const high = b.binary("shl", unit, b.constant(64 - bits.offset - bits.width));
  return b.binary("shr_s", high, b.constant(64 - bits.width));
}
/** Copies the bytes of a by-reference value to a trusted place. */
export function copyValue(b: ClauseBuilder, to: Register, from: Register, type: TypedExpression["type"]): void {
  if (resolveType(type).kind === "string") b.helper("copy_string", to, from);
  else b.helper("copy_bytes", to, from, b.constant(sizeOf(type, b.stringSize)));
}
