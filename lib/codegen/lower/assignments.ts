/**
 * Assignment and its kin: to variables, to elements, to memory, to bit-fields.
 *
 * @module
 */
import type { Place, TypedExpression } from "../../d/check/mod.ts";
import { isByReference, isSigned, sizeOf } from "../../d/types/mod.ts";
import type { Register } from "../builder.ts";
import type { ClauseBuilder } from "./clause_builder.ts";
import { arithmetic, copyValue, extractBits } from "./expressions.ts";
import { ownAddress } from "./own_objects.ts";
import { readVariable, writeVariable } from "./variables.ts";

type Size = 1 | 2 | 4 | 8;

export function lowerAssign(b: ClauseBuilder, e: Extract<TypedExpression, { kind: "assign" }>): Register {
  const { target, operator } = e;
  if (target.kind === "variable") {
    let value = b.lower(e.value);
    if (operator) {
      const old = readVariable(b, { ...target, kind: "variable", span: e.span });
      value = arithmetic(b, operator, old, value, isSigned(e.type));
    }
    writeVariable(b, target.variable, target.keys, value);
    return value;
  }
  const value = b.lower(e.value);
  const { at, sure } = storeAddress(b, target);
  if (!sure) b.checkStore(at, sizeOf(target.type, b.stringSize));
  if (isByReference(target.type)) {
    copyValue(b, at, value, target.type);
    return value;
  }
  const result = operator ? arithmetic(b, operator, readMemory(b, at, target), value, isSigned(e.type)) : value;
  writeMemory(b, at, target, result);
  return result;
}
export function lowerStep(b: ClauseBuilder, e: Extract<TypedExpression, { kind: "step" }>): Register {
  const { target } = e;
  const delta = b.constant(e.delta);
  if (target.kind === "variable") {
    // the register is a copy: the variable itself may change before the old value is used
    const old = b.variable(readVariable(b, { ...target, kind: "variable", span: e.span }));
    const next = b.binary("add", old, delta);
    writeVariable(b, target.variable, target.keys, next);
    return e.postfix ? old : next;
  }
  const { at, sure } = storeAddress(b, target);
  if (!sure) b.checkStore(at, sizeOf(target.type, b.stringSize));
  const old = readMemory(b, at, target);
  const next = b.binary("add", old, delta);
  writeMemory(b, at, target, next);
  return e.postfix ? old : next;
}
type Memory = Extract<Place, { kind: "memory" }>;

/** Where it is stored, and whether nothing is left to check there. */
function storeAddress(b: ClauseBuilder, { address, type }: Memory): { readonly at: Register; readonly sure: boolean } {
  return ownAddress(b, address, sizeOf(type, b.stringSize)) ?? { at: b.lower(address), sure: false };
}
/** The address was checked. */
function readMemory(b: ClauseBuilder, address: Register, target: Memory): Register {
  const size = sizeOf(target.type) as Size;
  if (!target.bits) return b.loadTrusted(address, 0, size, isSigned(target.type));
  return extractBits(b, b.loadTrusted(address, 0, size, false), target.bits, isSigned(target.type));
}
function writeMemory(b: ClauseBuilder, address: Register, target: Memory, value: Register): void {
  const size = sizeOf(target.type) as Size;
  if (!target.bits) return b.storeTrusted(address, 0, value, size);
  const { offset, width } = target.bits;
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(offset);
  const others = b.binary("and", b.loadTrusted(address, 0, size, false), b.constant(~mask));
  const placed = b.binary("and", b.binary("shl", value, b.constant(offset)), b.constant(mask));
  b.storeTrusted(address, 0, b.binary("or", others, placed), size);
}
