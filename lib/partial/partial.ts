/**
 * What a run over a part of the packets has gathered, before anything is printed of it: the words of its aggregations, and
 * what must be known of the run to merge it with others.
 *
 * @module
 */
import type { AggregationEntry } from "../engine/aggregation/mod.ts";

/** A reader refuses a greater one. */
export const PARTIAL_FORMAT = 1;

/** Parts of all packets by pairs of addresses, from 1: one, or those that were merged. */
export interface Shards {
  readonly indexes: readonly number[];
  readonly count: number;
}
/** A capture that was read. */
export interface PartialInput {
  /** Without its folder. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of its first and its last 64 KiB. */
  readonly digest: string;
}
/** Nanoseconds since 1970. */
export interface PartialTimes {
  readonly began: bigint;
  readonly ended: bigint;
}
/** How keys and words of an aggregation lie: equal in all parts of one program. */
export interface PartialShape {
  readonly id: number;
  readonly name: string;
  readonly function: string;
  readonly keySize: number;
  readonly valueSize: number;
}
export interface PartialFacts {
  readonly format: number;
  /** The version of this program. */
  readonly engine: string;
  /** Programs and scripts in their order, each with its flag: `n`, `s` …, and `$1` and others. */
  readonly programs: readonly { readonly flag: string; readonly name?: string; readonly text: string }[];
  readonly operands: readonly string[];
  /** Those that change what is gathered or printed. */
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  /** Missing where the parts are other captures. */
  readonly shards?: Shards;
  readonly inputs: readonly PartialInput[];
  /** Missing where no packet came. */
  readonly times?: PartialTimes;
  readonly shapes: readonly PartialShape[];
  /** Faults and drops by kind, as messages name them; empty where nothing was lost. */
  readonly losses: Readonly<Record<string, bigint>>;
  /** What the run has to say at its end: data of a higher shelf. */
  readonly result: unknown;
}
export interface Partial {
  readonly facts: PartialFacts;
  /** By id of the aggregation. */
  readonly entries: ReadonlyMap<number, readonly AggregationEntry[]>;
}

export type PartialTag = "D_PARTIAL_READ" | "D_PARTIAL_WRITE" | "D_PARTIAL_DAMAGED" | "D_PARTIAL_OTHER";
/**
 * A partial result that cannot be:
 * - `D_PARTIAL_READ`, `D_PARTIAL_WRITE`: the file cannot be read or written
 * - `D_PARTIAL_DAMAGED`: it is not a whole partial result
 * - `D_PARTIAL_OTHER`: it does not belong to the others, or one is missing
 */
export class PartialError extends Error {
  override readonly name = "PartialError";
  constructor(readonly tag: PartialTag, message: string, readonly help: readonly string[] = []) {
    super(message);
  }
}

/** `2, 5-7` */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => from === to ? String(from) : `${from}-${to}`).join(", ");
}
