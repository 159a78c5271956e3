/**
 * A partial result as one long table, a row for each word that is not zero: what goes into the file, and what other programs
 * read of it.
 *
 * @module
 */
import type { AggregationEntry, AggregationResultEntry } from "../engine/aggregation/mod.ts";
import { AnyValues, hexOf, type ResultTable, type TableColumn } from "../table/mod.ts";

/** An aggregation as it was gathered; `shown` is an entry as tables and charts have it. */
export interface GatheredAggregation {
  readonly id: number;
  readonly name: string;
  readonly keyCount: number;
  /** So many of the key's first bytes tell one entry from the other. */
  readonly comparedSize: number;
  readonly entries: readonly AggregationEntry[];
  shown(entry: AggregationEntry): AggregationResultEntry;
}

/** By the bytes of the key, as memcmp(3). */
function compareBytes(left: Uint8Array, right: Uint8Array, size: number): number {
  for (let i = 0; i < size; i++) if (left[i] !== right[i]) return left[i] - right[i];
  return 0;
}

const FIXED = ["aggregation", "name", "key", "part", "low", "high", "value"] as const;

/** Sorted by aggregation, key, part: the same whatever order the keys came in. */
export function partialTable(gathered: readonly GatheredAggregation[]): ResultTable {
  const rows = new PartialRows(Math.max(0, ...gathered.map(({ keyCount }) => keyCount)));
  for (const aggregation of gathered) {
    const { comparedSize } = aggregation;
    const sorted = [...aggregation.entries].sort((a, b) => compareBytes(a.key, b.key, comparedSize));
    for (const entry of sorted) rows.add(aggregation, entry);
  }
  return rows.table();
}

class PartialRows {
  readonly #ids: number[] = [];
  readonly #parts: number[] = [];
  readonly #values: bigint[] = [];
  readonly #name = new AnyValues(false);
  readonly #key = new AnyValues(false);
  readonly #low = new AnyValues(false);
  readonly #high = new AnyValues(false);
  readonly #keys: readonly AnyValues[];

  constructor(keyCount: number) {
    this.#keys = Array.from({ length: keyCount }, () => new AnyValues(false));
  }
  add(aggregation: GatheredAggregation, entry: AggregationEntry): void {
    const { keys, buckets = [] } = aggregation.shown(entry);
    const texts = keys.map((key) => key instanceof Uint8Array ? hexOf(key) : String(key));
    const parts = [...entry.words.keys()].filter((part) => entry.words[part] !== 0n);
    // a key without a value is a row, too: it is printed
    if (parts.length === 0) parts.push(0);
    // words before those of the buckets hold parameters of the function
    const before = parts.length - buckets.length;
    parts.forEach((part, i) => {
      this.#ids.push(aggregation.id);
      this.#name.push(aggregation.name);
      this.#key.push(entry.key);
      this.#parts.push(part);
      this.#values.push(entry.words[part]);
      this.#low.push(buckets[i - before]?.low ?? null);
      this.#high.push(buckets[i - before]?.high ?? null);
      this.#keys.forEach((column, k) => column.push(texts[k] ?? null));
    });
  }
  table(): ResultTable {
    const values = [
      Int32Array.from(this.#ids),
      this.#name.values(),
      this.#key.values(),
      Int32Array.from(this.#parts),
      this.#low.values(),
      this.#high.values(),
      BigInt64Array.from(this.#values),
    ];
    const columns = FIXED.map((name, i): TableColumn => ({ name, label: name, kind: KINDS[name], values: values[i] }));
    this.#keys.forEach((column, k) =>
      columns.push({ name: `key${k + 1}`, label: `key ${k + 1}`, kind: "string", values: column.values() })
    );
    const rowCount = this.#ids.length;
    return { kind: "records", name: "partial", title: "partial result", columns, rowCount, omitted: 0 };
  }
}
const KINDS = {
  aggregation: "integer",
  name: "string",
  key: "bytes",
  part: "integer",
  low: "integer",
  high: "integer",
  value: "integer",
} as const;
