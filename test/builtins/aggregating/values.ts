/**
 * Aggregating functions outside of a program: values updated through a calculator, texts put together column by column.
 *
 * @module
 */
import { builtins } from "../../../lib/builtins/mod.ts";
import type { DisplayOptions } from "../../../lib/engine/aggregation/mod.ts";
import { Calculator } from "../calculator.ts";

export const functionOf = (name: string) => builtins.aggregating.get(name)!;
export const PLAIN: DisplayOptions = { encoding: "ascii", aggzoom: false, agghist: false, aggpack: false };

/** The words after updates with the given arguments, each as at one firing. */
export function aggregate(name: string, samples: readonly (readonly bigint[])[], parameters?: unknown): BigInt64Array {
  const { valueSize, initial, update } = functionOf(name);
  const words = new BigInt64Array(valueSize(parameters) / 8);
  initial?.(parameters).forEach((word, i) => words[i] = word);
  const calculator = new Calculator();
  const at = calculator.put(new Uint8Array(words.buffer));
  for (const sample of samples) {
    const args = sample.map((value) => calculator.register(value));
    update(calculator.builder, calculator.register(BigInt(at)), args, parameters);
  }
  return words.map((_, i) => calculator.view.getBigInt64(at + 8 * i, true));
}
/** Buckets with data: index and count. */
export function filled(words: BigInt64Array): [bucket: number, count: number][] {
  return [...words].flatMap((count, i): [number, number][] => count === 0n ? [] : [[i, Number(count)]]);
}
/** Words of so many buckets, some of them with counts. */
export function buckets(length: number, counts: Readonly<Record<number, bigint>>): BigInt64Array {
  const words = new BigInt64Array(length);
  for (const [bucket, count] of Object.entries(counts)) words[Number(bucket)] = count;
  return words;
}
export function format(name: string, words: BigInt64Array, parameters?: unknown, normal = 1n, display = PLAIN): string {
  return functionOf(name).format(words, normal, parameters, display);
}
/** Sixteen columns, a blank, what stands between, a blank, the count in nine columns. */
export function table(...rows: [label: string, bar: string, count: string][]): string {
  const heading = `${"value".padStart(16)}  ${"-".repeat(13)} Distribution ${"-".repeat(13)} ${"count".padEnd(9)}`;
  const lines = rows.map(([label, bar, count]) => `${label.padStart(16)} ${bar} ${count.padEnd(9)}`);
  return ["", heading, ...lines, ""].join("\n");
}
/** A bar to the right, so many columns of forty. */
export const right = (columns: number, mark = "@"): string => `|${mark.repeat(columns).padEnd(40)}`;
/** A bar to the left. */
export const left = (columns: number): string => `${"@".repeat(columns).padStart(40)}|`;
/** Bars to both sides, twenty columns each. */
export const both = (columns: number): string =>
  columns < 0
    ? `${"@".repeat(-columns).padStart(20)}|${" ".repeat(20)}`
    : `${" ".repeat(20)}|${"@".repeat(columns).padEnd(20)}`;
