/**
 * Results as data, for tables, charts and the doors.
 *
 * @module
 */
import type { ProbeInformation } from "../../d/check/mod.ts";
import type { AggregationDescription, FieldDescription } from "../../image/mod.ts";
import type { DType } from "../../d/types/mod.ts";
import type { StoredEntry } from "./aggregation_store.ts";
import { canonicalAddress, readField } from "./fields.ts";
import { decodeString, encodeText } from "./text.ts";

/** Numbers as bigint, strings and addresses as text, other bytes as they are. */
export type ResultValue = bigint | string | Uint8Array;

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
  /** In the order in which they would print. */
  entries(): AggregationResultEntry[];
  /** Of distributions: where each bucket begins, with or without data. */
  bucketStarts?(): readonly bigint[] | undefined;
}
export interface CollectedValue {
  readonly action: string;
  readonly label?: string;
  readonly type: DType;
  readonly value: ResultValue;
}
/** A record as data: what one clause recorded at one firing. */
export interface CollectedRecord {
  readonly epid: number;
  /** Index of the clause in the image. */
  readonly clause: number;
  readonly probe: ProbeInformation;
  readonly cpu: number;
  readonly timestampNs: bigint;
  readonly values: readonly CollectedValue[];
  /** What the clause would have printed; empty where records are only watched. */
  readonly text: string;
}

export function resultValue(field: FieldDescription, bytes: Uint8Array, view: DataView, base: number): ResultValue {
  if (field.address) return decodeString(encodeText(canonicalAddress(bytes, base + field.offset)));
  const value = readField(field, bytes, view, base);
  if (typeof value === "bigint" || !isText(field.type)) return value;
  return decodeString(value);
}

/** Whether values of the type are text: strings and arrays of char. */
export function isText(type: DType): boolean {
  while (type.kind === "typedef" || type.kind === "qualified") type = type.of;
  if (type.kind === "string") return true;
  if (type.kind !== "array") return false;
  let element = type.of;
  while (element.kind === "typedef" || element.kind === "qualified") element = element.of;
  return element.kind === "int" && element.isChar && element.signed;
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
