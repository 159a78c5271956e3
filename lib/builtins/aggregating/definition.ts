/**
 * What an aggregating function is: one object with all its faces (checking, lowering, consuming).
 *
 * @module
 */
import type { AggregatingDefinition } from "../../d/check/mod.ts";
import type { Builder, LoweredAggregating, Register } from "../../codegen/mod.ts";
import type { AggregationWords, ConsumedAggregating } from "../../engine/consume/mod.ts";

export type AggregatingBuiltin = AggregatingDefinition & LoweredAggregating & ConsumedAggregating;

/** Adds to a word of the value. */
export function addToWord(b: Builder, value: Register, offset: number, amount: Register): void {
  b.storeTrusted(value, offset, b.binary("add", b.loadTrusted(value, offset, 8, true), amount), 8);
}
export function mergeSums(into: AggregationWords, from: AggregationWords): void {
  for (let i = 0; i < into.length; i++) into[i] += from[i];
}
/** `%16lld` after a blank, as DTrace prints a number that has no column of its own. */
export function formatScalar(value: bigint): string {
  return ` ${String(value).padStart(16)}`;
}
export function order(left: bigint | number, right: bigint | number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
