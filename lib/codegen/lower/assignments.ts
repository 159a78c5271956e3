/**
 * Assignment and similar operators: to variables, to elements, to memory, to bit-fields.
 *
 * @module
 */
import type { StoragePlace, TypedExpression } from "../../d/check/mod.ts";
import { isByReference, isSigned, sizeOf } from "../../d/types/mod.ts";
import type { Register } from "../ir/mod.ts";
import type { ClauseBuilder } from "./clause_builder.ts";
import { arithmetic, copyValue, extractBits } from "./operations.ts";
import { ownAddress } from "./own_objects.ts";
import { openVariable, writeVariable } from "./variables.ts";

type Size = 1 | 2 | 4 | 8;

/**
 * C leaves the order open in which both sides are evaluated; here it is DTrace's: of `=` the value first, then where it goes;
 * of `+=` and similar operators where it goes, once, then what is there, then the other side. So `i += i++` adds to what `i` was.
 */
export function lowerAssign(b: ClauseBuilder, e: Extract<TypedExpression, { kind: "assign" }>): Register {
  const { target, operator } = e;
  if (target.kind === "variable") {
    if (!operator) {
      const value = b.lower(e.value);
      writeVariable(b, target.variable, target.keys, value);
      return value;
    }
    const { old, write } = openVariable(b, target.variable, target.keys);
    const value = arithmetic(b, operator, old, b.lower(e.value), isSigned(e.type));
    write(value);
    return value;
  }
  if (operator) {
    const at = storeAddress(b, target);
    const old = readMemory(b, at, target);
    const result = arithmetic(b, operator, old, b.lower(e.value), isSigned(e.type));
    writeMemory(b, at, target, result);
    return result;
  }
  const value = b.lower(e.value);
  const at = storeAddress(b, target);
  if (isByReference(target.type)) {
    copyValue(b, at, value, target.type);
    return value;
  }
  writeMemory(b, at, target, value);
  return value;
}
export function lowerStep(b: ClauseBuilder, e: Extract<TypedExpression, { kind: "step" }>): Register {
  const { target } = e;
  const delta = b.constant(e.delta);
  if (target.kind === "variable") {
    const { old, write } = openVariable(b, target.variable, target.keys);
    const next = b.binary("add", old, delta);
    write(next);
    return e.postfix ? old : next;
  }
  const at = storeAddress(b, target);
  const old = readMemory(b, at, target);
  const next = b.binary("add", old, delta);
  writeMemory(b, at, target, next);
  return e.postfix ? old : next;
}
type Memory = Extract<StoragePlace, { kind: "memory" }>;

/** Where it is stored, checked. */
function storeAddress(b: ClauseBuilder, target: Memory): Register {
  const { address } = target, size = sizeInMemory(b, target);
  const { at, sure } = ownAddress(b, address, size) ?? { at: b.lower(address), sure: false };
  if (!sure) b.checkStore(at, size);
  return at;
}
/** Of a bit-field its storage unit's. */
const sizeInMemory = (b: ClauseBuilder, { bits, type }: Memory): number => bits?.unit ?? sizeOf(type, b.stringSize);
/** The address was checked. */
function readMemory(b: ClauseBuilder, address: Register, target: Memory): Register {
  const size = sizeInMemory(b, target) as Size;
  if (!target.bits) return b.loadTrusted(address, 0, size, isSigned(target.type));
  return extractBits(b, b.loadTrusted(address, 0, size, false), target.bits, isSigned(target.type));
}
function writeMemory(b: ClauseBuilder, address: Register, target: Memory, value: Register): void {
  const size = sizeInMemory(b, target) as Size;
  if (!target.bits) return b.storeTrusted(address, 0, value, size);
  const { offset, width } = target.bits;
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(offset);
  const others = b.binary("and", b.loadTrusted(address, 0, size, false), b.constant(~mask));
  const placed = b.binary("and", b.binary("shl", value, b.constant(offset)), b.constant(mask));
  b.storeTrusted(address, 0, b.binary("or", others, placed), size);
}
