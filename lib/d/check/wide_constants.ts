/**
 * Constants that are folded in 64 bits and then kept in fewer. C and DTrace cut them without a word; the answer here is the
 * same, and the caller is notified.
 *
 * @module
 */
import { type DType, isInteger, sizeOf, typeName, wrapValue } from "../types/mod.ts";
import type { CheckState } from "./check_state.ts";
import { constantOf, type TypedValue } from "./value.ts";

/** Neither with a sign nor without one. */
function isTooWide(value: bigint, type: DType): boolean {
  const bits = BigInt(8 * sizeOf(type));
  return bits < 64n && (value < -(1n << bits - 1n) || value >= 1n << bits);
}
/** Says so where the value is a constant that what keeps it, a variable or a record, does not hold. */
export function warnIfCut(state: CheckState, value: TypedValue, type: DType): void {
  const constant = constantOf(value);
  if (constant === undefined || !isInteger(type) || sizeOf(type) === 0 || !isTooWide(constant, type)) return;
  const { source, start, end } = value.span;
  const written = source.text.slice(start, end).replaceAll(/\s+/g, " ");
  const wider = written.replace(/(?<![\w.$])(0[xX][\da-fA-F]+|\d+)(?![\w.])/, "$1LL");
  // a suffix makes the constant wider, not a variable that was declared
  const isOwn = sizeOf(type) === sizeOf(value.type);
  const help = isOwn && wider !== written ? `write \`${wider}\`` : "keep it in an `int64_t`";
  const left = wrapValue(constant, type);
  state.reporter.warn(
    "D_INT_OFLOW",
    `\`${written}\` is ${constant}, which \`${typeName(type)}\` does not hold: ${left} is left; ${help}`,
    value.span,
  );
}
