/**
 * Records as objects: what one clause recorded at one firing.
 *
 * @module
 */
import type { CollectedRecord } from "../engine/consume/mod.ts";

/** A value of D: numbers where they are exact, else bigints; addresses and strings as text; other bytes as they are. */
export type Value = number | bigint | string | Uint8Array;

/** What one firing of a clause recorded. */
export interface TraceRecord {
  /** Time of the firing, nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** `provider:module:function:name` of the probe that fired. */
  readonly probe: string;
  /** Which clause recorded it, from 0 in the order of the program. */
  readonly clause: number;
  /** What it recorded, by the names of the expressions: `ip_saddr` of `args[2]->ip_saddr`. */
  readonly values: Readonly<Record<string, Value>>;
}

const SMALLEST = BigInt(Number.MIN_SAFE_INTEGER), LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
/** A number where it is exact. */
export function exact(value: bigint): number | bigint {
  return value >= SMALLEST && value <= LARGEST ? Number(value) : value;
}
export function valueOf(value: bigint | string | Uint8Array): Value {
  return typeof value === "bigint" ? exact(value) : value;
}

/** The last name in an expression: `ip_saddr` of `args[2]->ip_saddr`; without one, its place. */
function nameOf(label: string | undefined, place: number): string {
  return label?.match(/[A-Za-z_]\w*(?=\W*$)/)?.[0] ?? `value${place + 1}`;
}
/** Names of a clause's values are made once. */
export class RecordNames {
  readonly #names = new Map<number, readonly string[]>();

  of(record: CollectedRecord): readonly string[] {
    // a clause with branches does not record the same at each firing
    const known = this.#names.get(record.clause);
    if (known?.length === record.values.length) return known;
    const taken = new Map<string, number>();
    const names = record.values.map(({ label }, i) => {
      const name = nameOf(label, i);
      const times = (taken.get(name) ?? 0) + 1;
      taken.set(name, times);
      return times === 1 ? name : `${name}_${times}`;
    });
    this.#names.set(record.clause, names);
    return names;
  }
}
export function traceRecord(
  head: Omit<TraceRecord, "values">,
  record: CollectedRecord,
  names: RecordNames,
): TraceRecord {
  const labels = names.of(record);
  const values: Record<string, Value> = {};
  record.values.forEach(({ value }, i) => values[labels[i]] = valueOf(value));
  return { ...head, values };
}
