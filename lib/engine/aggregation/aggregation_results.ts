/**
 * Aggregations as data, for tables, charts and the doors.
 *
 * @module
 */
import type { AggregationDescription } from "../../image/mod.ts";
import { type PlainValue, type TracedSymbols, type ValueReader, valueReader } from "../format/mod.ts";
import type { AggregationForm } from "./aggregating_definitions.ts";
import type { StoredEntry } from "./store.ts";

export interface AggregationResultEntry {
  readonly keys: readonly PlainValue[];
  /** After normalisation; undefined for distributions. */
  readonly value: bigint | undefined;
  readonly normal: bigint;
  /** Of avg and stddev: how many values there were and their mean, after normalisation. */
  readonly moments?: { readonly count: bigint; readonly mean: bigint };
  /** Buckets with data, half-open. */
  readonly buckets?: readonly { readonly low: bigint; readonly high: bigint; readonly count: bigint }[];
}
export interface AggregationResult {
  readonly description: AggregationDescription;
  readonly form: AggregationForm;
  /** In the order in which they would print. */
  entries(): AggregationResultEntry[];
  /** Of distributions: where each bucket begins, with or without data. */
  bucketStarts?(): readonly bigint[] | undefined;
}

const readers = new WeakMap<AggregationDescription, readonly ValueReader[]>();
/** What reads the keys of an aggregation, made once: there may be hundreds of thousands. */
function readersOf(description: AggregationDescription, symbols: TracedSymbols | undefined): readonly ValueReader[] {
  let known = readers.get(description);
  if (!known) readers.set(description, known = description.keys.map((field) => valueReader(field, symbols)));
  return known;
}
export function resultEntry(entry: StoredEntry, symbols?: TracedSymbols): AggregationResultEntry {
  const { description, aggregating, words, normal } = entry;
  const { parameters } = description;
  return {
    keys: readersOf(description, symbols).map((read) => read(entry.key, entry.keyView, 0)),
    value: aggregating.scalar(words, normal, parameters),
    normal,
    ...(aggregating.moments ? { moments: aggregating.moments(words, normal) } : {}),
    ...(aggregating.buckets ? { buckets: aggregating.buckets(words, parameters) } : {}),
  };
}
