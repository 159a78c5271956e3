/**
 * What a table is: columns of one length, with names, kinds and units; plain data, wherever it came from.
 *
 * @module
 */
import type { AggregationForm } from "../engine/aggregation/mod.ts";

/** One value of a column; null where a branch did not run and nothing was recorded. */
export type CellValue = number | bigint | string | Uint8Array | null;

/**
 * The values of a column by row. Typed arrays are such, so are {@linkcode DictionaryValues} and
 * {@linkcode NullableValues}; code that only reads needs no more than this.
 */
export interface ColumnValues {
  /** How many rows. */
  readonly length: number;
  /** The value of a row, from 0. */
  at(row: number): CellValue | undefined;
}
/**
 * What the values are:
 * - `time`: since 1970 UTC in the column's unit (`ns` as a rule), bigint
 * - `integer`, `port`: number where all values of the column are safe integers, else bigint in all rows
 * - `number`: with a fraction, as imports may have it
 * - `address`: text of an IPv4, IPv6 or link-layer address
 * - `string`, `probe`: text
 * - `stack`: text, the functions of a stack from the outermost on with `;` between
 * - `bytes`: Uint8Array
 */
export type ColumnKind = "time" | "integer" | "number" | "port" | "address" | "string" | "probe" | "stack" | "bytes";

/** Units that are known by name; `ns` of a `time` is since 1970. */
export type Unit = "ns" | "us" | "ms" | "s" | "bytes" | "bits" | "segments" | "packets";

/** A column, of one kind. */
export interface TableColumn {
  /** A name for programs: an identifier, unique in the table (`ip_saddr`). */
  readonly name: string;
  /** What its values are. */
  readonly kind: ColumnKind;
  /** Missing where none is known. */
  readonly unit?: Unit;
  /** Values are beginnings of intervals of so many nanoseconds; those of an `integer` count them from 1970 on. */
  readonly intervalNs?: bigint;
  /** For people: the expression, shortened (`timestamp - ts`). */
  readonly label: string;
  /** One for each row. */
  readonly values: ColumnValues;
}
/** How an aggregation came to its table. */
export interface AggregationShape {
  /** `count`, `quantize` … */
  readonly function: string;
  /** So many columns in front are keys. */
  readonly keyCount: number;
  /** Rows are buckets: after the keys `low`, `high` (half-open) and `count`. */
  readonly distribution: boolean;
  /** Rows were taken at moments by printa() in a tick: the first column is `time`. */
  readonly snapshots: boolean;
  /** Of a distribution: where each bucket begins, with or without data, in order. */
  readonly bucketStarts?: readonly bigint[];
  /** How one row is made of several, of other keys; missing where it cannot be. */
  readonly joining?: AggregationForm["joining"];
  /** Columns after the value: with `mean` the value is the deviation from it. */
  readonly moments?: AggregationForm["moments"];
  /** normalize() divides by this. */
  readonly normal?: bigint;
}
/** What a run has gathered, by columns. */
export interface ResultTable {
  /** A row is a firing, or a key of an aggregation. */
  readonly kind: "records" | "aggregation";
  /** A name for files and programs: that of the aggregation without `@` (`_` for the unnamed), `clause1` … as the program counts. */
  readonly name: string;
  /** For people, from the program: `count by ip_saddr`. */
  readonly title: string;
  /** All of them have as many values as there are rows. */
  readonly columns: readonly TableColumn[];
  /** How many rows. */
  readonly rowCount: number;
  /** Rows that were not kept: there were more than the limit. */
  readonly omitted: number;
  /** Of an aggregation: its function, and which columns are keys. */
  readonly aggregation?: AggregationShape;
  /** Index in the image of the (first) clause that recorded it. */
  readonly clause?: number;
  /** Source text of the probe descriptions, or the probe. */
  readonly probe?: string;
}

/** The column of a name, or undefined. */
export function columnOf(table: ResultTable, name: string): TableColumn | undefined {
  return table.columns.find((column) => column.name === name);
}
/** Rows as objects by column name: for small tables and tests. */
export function rowsOf(table: ResultTable, limit = Infinity): Record<string, CellValue>[] {
  const rows: Record<string, CellValue>[] = [];
  for (let row = 0; row < Math.min(table.rowCount, limit); row++) {
    rows.push(Object.fromEntries(table.columns.map(({ name, values }) => [name, values.at(row) ?? null])));
  }
  return rows;
}
/** What to say of rows that were left out; undefined when none were. */
export function omissionText(table: ResultTable): string | undefined {
  if (table.omitted === 0) return undefined;
  const all = table.rowCount + table.omitted;
  return `${table.omitted} of ${all} rows of ${table.name} were left out: a table keeps the first ${table.rowCount}`;
}

const UNIT_NS: Partial<Record<Unit, bigint>> = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n };

/** ISO 8601, UTC: with milliseconds, microseconds or nanoseconds, whichever says it all. */
export function isoTime(value: bigint, unit: Unit = "ns"): string {
  const ns = value * (UNIT_NS[unit] ?? 1n);
  const fraction = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const second = (ns - fraction) / 1_000_000_000n;
  const text = secondText(second);
  if (text === undefined) return String(value);
  const digits = String(fraction).padStart(9, "0").replace(/(000)+$/, "");
  return digits === "" ? `${text}Z` : `${text}.${digits}Z`;
}
let last: { readonly second: bigint; readonly text: string | undefined } | undefined;
/** Rows come in the order of time, many in a second. Undefined beyond what a date can be. */
function secondText(second: bigint): string | undefined {
  if (last?.second === second) return last.text;
  const ms = Number(second) * 1000;
  const text = Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString().replace(/\.\d+Z$/, "");
  last = { second, text };
  return text;
}
