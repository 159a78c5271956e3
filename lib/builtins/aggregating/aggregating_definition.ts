/**
 * What an aggregating function is: one object with all its faces (checking, lowering, consuming).
 *
 * @module
 */
import type { AggregatingDefinition } from "../../d/check/mod.ts";
import type { Builder, LoweredAggregating, Register } from "../../codegen/ir/mod.ts";
import type { AggregationWords, ConsumedAggregating } from "../../engine/aggregation/mod.ts";

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
/** Whatever the prototype let through is evaluated at each firing. */
export const evaluateAll: AggregatingBuiltin["check"] = (_context, args) => ({
  evaluated: args,
  parameters: undefined,
});
/** A factor of zero, which normalize() refuses, must not trap here. */
export const divide = (value: bigint, normal: bigint): bigint => normal === 0n ? value : value / normal;

/** What functions with a value of one word share. */
export const oneWord = {
  isWord: true,
  valueSize: () => 8,
  merge: mergeSums,
  compare: (left: AggregationWords, right: AggregationWords) => order(left[0], right[0]),
  scalar: (words: AggregationWords, normal: bigint) => divide(words[0], normal),
  format: (words: AggregationWords, normal: bigint) => formatScalar(divide(words[0], normal)),
};
