/**
 * Buckets of a distribution as a row without gaps, from the first that has data to the last.
 *
 * @module
 */
import type { ResultTable, TableColumn, Unit } from "../table/mod.ts";
import { bucketStart, grouped } from "./labels.ts";
import type { ChartBucket } from "./model.ts";

const MIN_INTEGER = -(2n ** 63n), INTEGER_LIMIT = 2n ** 63n;
/** More columns than a picture can show are put together, so many neighbours in one. */
const MAX_BUCKETS = 400;

export interface Buckets {
  readonly buckets: readonly ChartBucket[];
  /** That neighbours are put together. */
  readonly note?: string;
  /** The bucket that begins at a value. */
  indexOf(low: number | bigint): number;
}
export function bucketsOf(table: ResultTable, low: TableColumn, high: TableColumn): Buckets {
  const bounds = new Map<bigint, bigint>();
  for (let row = 0; row < table.rowCount; row++) {
    bounds.set(BigInt(low.values.at(row) as number), BigInt(high.values.at(row) as number));
  }
  const seen = [...bounds.keys()].sort((a, b) => a < b ? -1 : 1);
  if (seen.length === 0) return { buckets: [], indexOf: () => 0 };
  const starts = table.aggregation?.bucketStarts ?? [];
  const from = starts.indexOf(seen[0]), to = starts.indexOf(seen.at(-1)!);
  const shown = from < 0 || to < 0 ? seen : starts.slice(from, to + 1);
  const ends = shown.map((start, i) => bounds.get(start) ?? shown[i + 1]);
  const width = Math.ceil(shown.length / MAX_BUCKETS);
  const limits = Array.from({ length: Math.ceil(shown.length / width) }, (_, i) => ({
    low: shown[i * width],
    high: ends[Math.min((i + 1) * width, shown.length) - 1],
  }));
  const buckets = distinctBuckets(limits, low.unit);
  const index = new Map(shown.map((start, i) => [start, Math.floor(i / width)]));
  return {
    buckets,
    indexOf: (value) => index.get(BigInt(value)) ?? 0,
    ...(width > 1 ? { note: `${width} buckets of ${shown.length} in one` } : {}),
  };
}
/** As many digits as it takes for no two to be called the same. */
function distinctBuckets(all: readonly { low: bigint; high: bigint }[], unit: Unit | undefined): ChartBucket[] {
  for (let digits = 3; digits <= 15; digits++) {
    const buckets = all.map(({ low, high }) => bucket(low, high, unit, digits));
    if (new Set(buckets.map(({ label }) => label)).size === buckets.length) return buckets;
  }
  return all.map(({ low, high }) => bucket(low, high, unit));
}
/** @param digits all of them without */
function bucket(low: bigint, high: bigint, unit: Unit | undefined, digits?: number): ChartBucket {
  const short = (value: bigint) => digits === undefined ? long(value) : bucketStart(Number(value), unit, digits);
  const long = (value: bigint) => grouped(String(value));
  const of = unit === undefined ? "" : ` ${unit}`;
  if (low <= MIN_INTEGER) return { label: `< ${short(high)}`, range: `below ${long(high)}${of}`, outside: true };
  if (high >= INTEGER_LIMIT) return { label: `>= ${short(low)}`, range: `${long(low)}${of} and above`, outside: true };
  const range = high - low === 1n ? long(low) : `${long(low)} .. ${long(high - 1n)}`;
  return { label: short(low), range: range + of };
}
