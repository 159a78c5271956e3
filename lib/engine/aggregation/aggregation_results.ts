/**
 * Aggregations as data, for tables, charts and the doors.
 *
 * @module
 */
import type { AggregationDescription } from "../../image/mod.ts";
import { type ResultValue, resultValue } from "../format/mod.ts";
import type { AggregationForm } from "./aggregating_definitions.ts";
import type { StoredEntry } from "./store.ts";

export interface AggregationResultEntry {
  readonly keys: readonly ResultValue[];
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
export function resultEntry(entry: StoredEntry): AggregationResultEntry {
  const { description, aggregating, words, normal } = entry;
  const { parameters } = description;
  return {
    keys: description.keys.map((field) => resultValue(field, entry.key, entry.keyView, 0)),
    value: aggregating.scalar(words, normal, parameters),
    normal,
    ...(aggregating.moments ? { moments: aggregating.moments(words, normal) } : {}),
    ...(aggregating.buckets ? { buckets: aggregating.buckets(words, parameters) } : {}),
  };
}
