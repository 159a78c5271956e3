/**
 * Parts of the program's own arrays, structs and strings: where one is named through the variable it belongs to, nothing
 * beyond that variable is reached, whatever lies beside it.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import { isByReference, isString, sizeOf } from "../../d/types/mod.ts";
import { FAULT } from "../../image/mod.ts";
import type { Register } from "../ir/mod.ts";
import type { ClauseBuilder } from "./clause_builder.ts";

/** The variable's bytes, and an address that was reached from there. */
interface Reached {
  readonly base: Register;
  readonly at: Register;
  readonly size: number;
  /** It may be NULL: an element that is not there, a string without a value. */
  readonly nullable: boolean;
}

/** Whether the address is one of a variable's own bytes, with distances added to it. */
function isOwn(address: TypedExpression): boolean {
  switch (address.kind) {
    case "variable":
      return isByReference(address.type);
    case "at":
      return isOwn(address.address);
    case "convert":
      return sizeOf(address.type) === 8 && isOwn(address.operand);
    case "arithmetic":
      return (address.operator === "+" || address.operator === "-") && isOwn(address.left);
    default:
      return false;
  }
}
function reach(b: ClauseBuilder, address: TypedExpression): Reached {
  switch (address.kind) {
    case "variable": {
      const base = b.lower(address);
      const nullable = address.variable.keys !== undefined || isString(address.type);
      return { base, at: base, size: sizeOf(address.type, b.stringSize), nullable };
    }
    case "at":
      return reach(b, address.address);
    case "convert":
      return reach(b, address.operand);
    case "arithmetic": {
      const reached = reach(b, address.left);
      const { right, within } = address;
      if (within !== undefined) return { ...reached, at: addIndex(b, reached.at, right, within) };
      return { ...reached, at: b.binary(address.operator === "+" ? "add" : "sub", reached.at, b.lower(right)) };
    }
    default:
      throw new Error(`not of a variable: ${address.kind}`);
  }
}
/** An array and an index that must lie within it: the index itself, for times the size of an element it may have wrapped. */
export function addIndex(b: ClauseBuilder, array: Register, index: TypedExpression, within: number): Register {
  const isScaled = index.kind === "arithmetic" && index.operator === "*" && index.right.kind === "integer";
  const place = b.lower(isScaled ? index.left : index);
  const at = b.binary("add", array, isScaled ? b.binary("mul", place, b.lower(index.right)) : place);
  b.if(b.compare("ge_u", place, b.constant(within)), () => b.fault(FAULT.BADADDR, at));
  return at;
}
/**
 * The address of `extent` bytes of a variable's, checked to lie within it; undefined where the expression is not such an address.
 * `sure` where there is nothing left to check.
 */
export function ownAddress(
  b: ClauseBuilder,
  address: TypedExpression,
  extent: number,
): { readonly at: Register; readonly sure: boolean } | undefined {
  if (!isOwn(address)) return undefined;
  const { base, at, size, nullable } = reach(b, address);
  const last = size - extent;
  const [from, to] = [b.valueOf(base), b.valueOf(at)];
  const isKnown = last >= 0 && from !== undefined && to !== undefined && to >= from && to - from <= BigInt(last);
  if (!isKnown && at !== base || last < 0) {
    if (last < 0) b.fault(FAULT.BADADDR, at);
    else b.if(b.compare("gt_u", b.binary("sub", at, base), b.constant(last)), () => b.fault(FAULT.BADADDR, at));
  }
  return { at, sure: !nullable };
}
