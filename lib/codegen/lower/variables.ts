/**
 * Variables that a program declares: where they lie, and how keyed ones are found.
 *
 * @module
 */
import type { TypedExpression, Variable } from "../../d/check/mod.ts";
import { isByReference, isString, sizeOf } from "../../d/types/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import type { Register } from "../ir/mod.ts";
import { ADDRESS_SIZE } from "./address_values.ts";
import { round, slotSize } from "./memory_layout.ts";
import type { ClauseBuilder } from "./clause_builder.ts";
import { copyValue } from "./operations.ts";

/** Structs and arrays always have their bytes; only strings can be NULL. */
const canBeNull = (variable: Variable) => isString(variable.type);
/** Whether it is found by a key: an associative array, or a thread's own where there are several threads. */
function isKeyed(b: ClauseBuilder, variable: Variable): boolean {
  return variable.keys !== undefined || isByThread(b, variable);
}
function isByThread(b: ClauseBuilder, { scope }: Variable): boolean {
  return scope === "self" && b.program.sharedBase !== undefined;
}

export function readVariable(b: ClauseBuilder, e: Extract<TypedExpression, { kind: "variable" }>): Register {
  const { variable, keys } = e;
  if (isKeyed(b, variable)) {
    // of a thread's own array or struct there are always the bytes
    const always = variable.keys === undefined && isByReference(variable.type) && !canBeNull(variable);
    const at = findElement(b, variable, keys, e.allocate === true || always);
    if (isByReference(variable.type)) return at;
    const value = b.variable(b.constant(0));
    b.if(at, () => b.assign(value, b.loadTrusted(at, 0, 8, false)));
    return value;
  }
  const at = b.program.layout.variable(variable);
  const base = b.constant(at);
  if (!isByReference(variable.type)) return b.loadTrusted(base, 0, 8, false);
  const bytes = b.constant(at + 8);
  if (!canBeNull(variable)) return bytes;
  return b.select(b.loadTrusted(base, 0, 8, false), b.constant(0), bytes);
}
/**
 * A number that is read and written again: keys are evaluated once, before all else. Returns its value, and what writes one.
 */
export function openVariable(
  b: ClauseBuilder,
  variable: Variable,
  keys: readonly TypedExpression[],
): { readonly old: Register; write(value: Register): void } {
  if (!isKeyed(b, variable)) {
    const old = b.loadTrusted(b.constant(b.program.layout.variable(variable)), 0, 8, false);
    return { old, write: (value) => writeVariable(b, variable, keys, value) };
  }
  const key = stageKey(b, variable, keys);
  const at = b.find(variable.id, key.staged, key.size, elementOf(b, variable), false);
  const old = b.variable(b.constant(0));
  b.if(at, () => b.assign(old, b.loadTrusted(at, 0, 8, false)));
  return { old, write: (value) => writeElement(b, variable, key, value) };
}
/** Gives a variable a value; NULL and zero free an element of an associative array. */
export function writeVariable(
  b: ClauseBuilder,
  variable: Variable,
  keys: readonly TypedExpression[],
  value: Register,
): void {
  const byReference = isByReference(variable.type);
  if (isKeyed(b, variable)) return writeElement(b, variable, stageKey(b, variable, keys), value);
  const at = b.program.layout.variable(variable);
  const base = b.constant(at);
  if (!byReference) return b.storeTrusted(base, 0, value, 8);
  const bytes = b.constant(at + 8);
  if (!canBeNull(variable)) return copyValue(b, bytes, value, variable.type);
  b.if(value, () => {
    copyValue(b, bytes, value, variable.type);
    b.storeTrusted(base, 0, b.constant(0), 8);
  }, () => b.storeTrusted(base, 0, b.constant(1), 8));
}
function writeElement(b: ClauseBuilder, variable: Variable, { staged, size }: StagedKey, value: Register): void {
  const element = elementOf(b, variable);
  b.if(value, () => {
    const at = b.find(variable.id, staged, size, element, true);
    b.if(at, () => {
      if (element.isBytes) copyValue(b, at, value, variable.type);
      else b.storeTrusted(at, 0, value, 8);
    });
  }, () => b.delete(variable.id, staged, size));
}
function elementOf(b: ClauseBuilder, { type }: Variable) {
  return { size: round(slotSize(type, b.stringSize), 8), isBytes: isByReference(type) };
}
function findElement(
  b: ClauseBuilder,
  variable: Variable,
  keys: readonly TypedExpression[],
  allocate: boolean,
): Register {
  const { staged, size } = stageKey(b, variable, keys);
  return b.find(variable.id, staged, size, elementOf(b, variable), allocate);
}
/** Keys side by side at an address. */
interface StagedKey {
  readonly staged: number;
  readonly size: number;
}
/**
 * Evaluates the keys and puts them side by side, each to a multiple of 8 bytes; those that are addresses as such. In front is
 * the thread whose variable it is.
 */
function stageKey(b: ClauseBuilder, variable: Variable, keys: readonly TypedExpression[]): StagedKey {
  const addresses = b.program.addressKeys(variable);
  const thread = isByThread(b, variable) ? b.context(CONTEXT.TID, 4) : undefined;
  const sizes = keys.map((key, i) =>
    addresses[i] ? ADDRESS_SIZE : isByReference(key.type) ? round(sizeOf(key.type, b.stringSize) || 8, 8) : 8
  );
  const offsets: number[] = [];
  let end = thread === undefined ? 0 : 8;
  for (const size of sizes) {
    const offset = round(end, 8);
    offsets.push(offset);
    end = offset + size;
  }
  const staged = b.staging(end);
  if (thread !== undefined) b.storeTrusted(staged, 0, thread, 8);
  const values = keys.map((key, i) => addresses[i] ? b.lowering.address(b, key, staged, offsets[i]) : b.lower(key));
  values.forEach((value, i) => {
    if (value !== undefined) stageValue(b, keys[i], value, staged, offsets[i], sizes[i]);
  });
  return { staged: Number(b.valueOf(staged)), size: end };
}
/** One part of a key; what it does not fill is zero, so that keys are compared as bytes. */
function stageValue(
  b: ClauseBuilder,
  key: TypedExpression,
  value: Register,
  staged: Register,
  offset: number,
  size: number,
): void {
  if (!isByReference(key.type)) return b.storeTrusted(staged, offset, value, 8);
  const at = b.binary("add", staged, b.constant(offset));
  if (isString(key.type)) b.helper("key_string", at, value);
  else {
    b.helper("zero_bytes", at, b.constant(size));
    copyValue(b, at, value, key.type);
  }
}
