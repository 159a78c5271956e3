/**
 * Records as objects: what one clause recorded at one firing.
 *
 * @module
 */
import type { WatchedRecord } from "../engine/consume/mod.ts";
import { valueReader } from "../engine/format/mod.ts";
import type { RecordView } from "../engine/record/mod.ts";
import type { FieldDescription } from "../image/mod.ts";

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
function valueOf(value: bigint | string | Uint8Array): Value {
  return typeof value === "bigint" ? exact(value) : value;
}

/** The last name in an expression: `ip_saddr` of `args[2]->ip_saddr`; without one, its place. */
function nameOf(label: string | undefined, place: number): string {
  return label?.match(/[A-Za-z_]\w*(?=\W*$)/)?.[0] ?? `value${place + 1}`;
}
type Values = Record<string, Value>;
/** Makes the object of a record's values. */
type MakeValues = (record: RecordView) => Values;

/** Names of a clause's values, and what makes objects of them, are made once. */
export class RecordNames {
  readonly #names = new Map<number, readonly string[]>();
  readonly #makers = new Map<number, MakeValues>();

  #of(clause: number, labels: readonly { readonly label?: string }[]): readonly string[] {
    // a clause with branches does not record the same at each firing
    const known = this.#names.get(clause);
    if (known?.length === labels.length) return known;
    const taken = new Map<string, number>();
    const names = labels.map(({ label }, i) => {
      const name = nameOf(label, i);
      const times = (taken.get(name) ?? 0) + 1;
      taken.set(name, times);
      return times === 1 ? name : `${name}_${times}`;
    });
    this.#names.set(clause, names);
    return names;
  }
  /** What a record holds, by name. */
  values(watched: WatchedRecord): Values {
    const { clause, fields, record } = watched;
    if (fields) {
      let make = this.#makers.get(clause);
      if (!make) this.#makers.set(clause, make = valuesMaker(this.#of(clause, fields), fields));
      return make(record);
    }
    const all = watched.values, labels = this.#of(clause, all);
    const values: Values = {};
    all.forEach(({ value }, i) => values[labels[i]] = valueOf(value));
    return values;
  }
}
/** All objects that it makes have the same shape, with room for the values and for no more. */
function valuesMaker(names: readonly string[], fields: readonly FieldDescription[]): MakeValues {
  const readers = fields.map((field) => valueReader(field)), count = names.length;
  function Values(this: Values, { bytes, view, payload }: RecordView): void {
    for (let i = 0; i < count; i++) this[names[i]] = readers[i](bytes, view, payload);
  }
  // what is made is a plain object
  Values.prototype = Object.prototype;
  const Made = Values as unknown as new (record: RecordView) => Values;
  return (record) => new Made(record);
}
