/**
 * Assignment and its kin: to variables, to elements, to memory, to bit-fields.
 *
 * @module
 */
import type { Place, TypedExpression } from "../../d/check/mod.ts";
import { isByReference, isSigned, sizeOf } from "../../d/types/mod.ts";
import { FAULT } from "../../image/mod.ts";
import type { Register } from "../builder.ts";
import type { ClauseBuilder } from "./clause_builder.ts";
import { arithmetic, copyValue, extractBits } from "./expressions.ts";
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
  const address = elementAddress(b, target) ?? b.lower(target.address);
  if (isByReference(target.type)) {
    b.checkStore(address, sizeOf(target.type, b.stringSize));
    copyValue(b, address, value, target.type);
    return value;
  }
  const result = operator ? arithmetic(b, operator, readMemory(b, address, target), value, isSigned(e.type)) : value;
  writeMemory(b, address, target, result);
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
  const address = elementAddress(b, target) ?? b.lower(target.address);
  const old = readMemory(b, address, target);
  const next = b.binary("add", old, delta);
  writeMemory(b, address, target, next);
  return e.postfix ? old : next;
}
type Memory = Extract<Place, { kind: "memory" }>;

/**
 * The address of a part of an associative array's element: nothing beyond the element may be reached, as elements of
 * others lie beside it.
 */
function elementAddress(b: ClauseBuilder, { address, type }: Memory): Register | undefined {
  if (address.kind !== "arithmetic" || address.operator !== "+") return undefined;
  const { right } = address;
  const left = address.left.kind === "convert" ? address.left.operand : address.left;
  if (left.kind !== "variable" || !left.variable.keys || !isByReference(left.type)) return undefined;
  const base = b.lower(left);
  const offset = b.lower(right);
  const at = b.binary("add", base, offset);
  const last = sizeOf(left.type, b.stringSize) - sizeOf(type, b.stringSize);
  b.if(b.compare("gt_u", offset, b.constant(last)), () => b.fault(FAULT.BADADDR, at));
  return at;
}
function readMemory(b: ClauseBuilder, address: Register, target: Memory): Register {
  const size = sizeOf(target.type) as Size;
  if (!target.bits) return b.load(address, size, isSigned(target.type));
  return extractBits(b, b.load(address, size, false), target.bits, isSigned(target.type));
}
function writeMemory(b: ClauseBuilder, address: Register, target: Memory, value: Register): void {
  const size = sizeOf(target.type) as Size;
  b.checkStore(address, size);
  if (!target.bits) return b.storeTrusted(address, 0, value, size);
  const { offset, width } = target.bits;
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(offset);
  const others = b.binary("and", b.load(address, size, false), b.constant(~mask));
  const placed = b.binary("and", b.binary("shl", value, b.constant(offset)), b.constant(mask));
  b.storeTrusted(address, 0, b.binary("or", others, placed), size);
}
