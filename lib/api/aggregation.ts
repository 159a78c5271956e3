/**
 * An aggregation as a run hands it back.
 *
 * @module
 */
import type { AggregationResult } from "../engine/aggregation/mod.ts";
import type { ChartOptions } from "../chart/mod.ts";
import { aggregationTable, type CellValue, type ResultTable } from "../table/mod.ts";
import { exact, type Value } from "./record.ts";
import {
  type Arquero,
  type Chart,
  DISPLAY,
  INSPECT,
  inspectTable,
  RunTable,
  TERMINAL,
  type TerminalLook,
  type TypedTable,
} from "./tables.ts";

/** One entry: its keys, and its value or, of a distribution, its buckets. */
export interface AggregationRow {
  /** What it is by, in the order of the program. */
  readonly keys: readonly Value[];
  /** After normalize(); undefined for distributions. */
  readonly value: number | bigint | undefined;
  /** Of a distribution, those with data: from `low` up to but not including `high`. */
  readonly buckets?: readonly Bucket[];
}
/** A range of values of a distribution, and what fell into it. */
export interface Bucket {
  /** The smallest value that belongs to it. */
  readonly low: number | bigint;
  /** The largest. */
  readonly high: number | bigint;
  /** How many values, or the sum of their weights. */
  readonly count: number | bigint;
}
type Entries = ReturnType<AggregationResult["entries"]>;

function rowOfEntry({ keys, value, buckets }: Entries[number]): AggregationRow {
  return {
    keys: keys.map((key) => typeof key === "bigint" ? exact(key) : key),
    value: value === undefined ? undefined : exact(value),
    ...buckets && {
      buckets: buckets.map(({ low, high, count }) => ({ low: exact(low), high: exact(high), count: exact(count) })),
    },
  };
}
/** The same of a table: the keys, then the value, or the bounds and the count of a bucket. */
function rowsOfTable({ columns, rowCount, aggregation }: ResultTable, bucketCounts?: Uint16Array): AggregationRow[] {
  const { keyCount } = aggregation!, keys = columns.slice(0, keyCount);
  const plain = (column: number, row: number) => {
    const value = columns[keyCount + column].values.at(row) as number | bigint;
    return typeof value === "bigint" ? exact(value) : value;
  };
  const keysAt = (row: number) =>
    keys.map(({ values }) => {
      const key = values.at(row) as Value;
      return typeof key === "bigint" ? exact(key) : key;
    });
  if (!bucketCounts) {
    return Array.from({ length: rowCount }, (_, row) => ({ keys: keysAt(row), value: plain(0, row) }));
  }
  let first = 0;
  return Array.from(bucketCounts, (length) => {
    const from = first;
    first += length;
    const buckets = Array.from({ length }, (_, i): Bucket => ({
      low: plain(0, from + i),
      high: plain(1, from + i),
      count: plain(2, from + i),
    }));
    return { keys: keysAt(from), value: undefined, buckets };
  });
}

/** An aggregation; in a notebook it shows itself as a chart. `Row` are the columns of its table. */
export class Aggregation<Row extends object = Record<string, CellValue>> {
  /** Without `@`; `_` for the one without a name. */
  readonly name: string;
  /** The aggregating function: `count`, `quantize` … */
  readonly function: string;
  /** Names of the keys: `ip_saddr`. */
  readonly keys: readonly string[];
  #rows: readonly AggregationRow[] | undefined;
  /** Entries that are not to be had from the table: a distribution that was cleared has keys, and no buckets. */
  readonly #cleared: Entries | undefined;
  /** Of a distribution: how many rows of the table each entry has. */
  readonly #bucketCounts: Uint16Array | undefined;
  readonly #asTable: RunTable<Row>;

  /** Runs make them. */
  constructor(result: AggregationResult, arquero: Arquero) {
    const { description, form } = result, entries = result.entries();
    this.#asTable = new RunTable<Row>(aggregationTable({ ...result, entries: () => entries }), arquero);
    this.name = description.name || "_";
    this.function = description.function;
    this.keys = description.keys.map(({ label }, i) => label?.match(/[A-Za-z_]\w*(?=\W*$)/)?.[0] ?? `key${i + 1}`);
    if (!form.isDistribution) return;
    // of many entries only the table is kept
    this.#bucketCounts = Uint16Array.from(entries, ({ buckets = [] }) => buckets.length);
    if (this.#bucketCounts.includes(0)) this.#cleared = entries;
  }
  /** Entries, in the order in which they print. */
  get rows(): readonly AggregationRow[] {
    return this.#rows ??= this.#cleared?.map(rowOfEntry) ?? rowsOfTable(this.resultTable, this.#bucketCounts);
  }
  /** The value of an entry; undefined where there is none with these keys. */
  get(...keys: readonly Value[]): number | bigint | undefined {
    return this.rows.find((row) => row.keys.length === keys.length && row.keys.every((key, i) => key === keys[i]))
      ?.value;
  }
  /** How many rows. */
  get size(): number {
    return this.#bucketCounts?.length ?? this.resultTable.rowCount;
  }
  /** Keys and value as a table, or keys and buckets; it shows itself as one. */
  get asTable(): RunTable<Row> {
    return this.#asTable;
  }
  /** As columns, for {@linkcode writeTable}. */
  get resultTable(): ResultTable {
    return this.#asTable.resultTable;
  }
  /** The table for Arquero: key columns by their names, the value under the name of the function. */
  get table(): TypedTable<Row> {
    return this.#asTable.table;
  }
  /** The chart that fits; `options` are any part of a Vega-Lite specification. */
  chart(options?: ChartOptions): Chart {
    return this.#asTable.chart(options);
  }
  /** For `console.log`: the table as text. */
  [INSPECT](_: unknown, options: { indentationLvl?: number }): string {
    return inspectTable("Aggregation", this.resultTable, options);
  }
  /** For Jupyter: as {@linkcode Chart} shows itself, or as a table. */
  async [DISPLAY](): Promise<Record<string, unknown>> {
    return await this.chart()[DISPLAY]();
  }
  /** For the REPL: drawn in characters. */
  [TERMINAL](look: TerminalLook): string {
    return this.chart()[TERMINAL](look);
  }
}
