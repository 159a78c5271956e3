/**
 * Columns of an aggregation's table by their part in it.
 *
 * @module
 */
import type { ResultTable, TableColumn, Unit } from "../table/mod.ts";
import { amountOf } from "./labels.ts";
import type { Part } from "./rest.ts";

export interface AggregationColumns {
  readonly called: string;
  readonly time?: TableColumn;
  readonly keys: readonly TableColumn[];
  /** The value after the keys; for a distribution `low`. */
  readonly value: TableColumn;
  readonly further: readonly TableColumn[];
}
export function aggregationColumns(table: ResultTable): AggregationColumns {
  const shape = table.aggregation!;
  const skip = shape.snapshots ? 1 : 0;
  const [value, ...further] = table.columns.slice(skip + shape.keyCount);
  return {
    called: shape.function,
    ...(shape.snapshots ? { time: table.columns[0] } : {}),
    keys: table.columns.slice(skip, skip + shape.keyCount),
    value,
    further,
  };
}
/** What is on the axis: `count`, or the expression with its function; divided as normalize() says. */
export function valueLabel(table: ResultTable, column: TableColumn): string {
  const { normal } = table.aggregation ?? {};
  return normal === undefined ? column.label : `${column.label} / ${normal}`;
}
/** normalize() makes another unit of it, nobody says which. */
export function valueUnit(table: ResultTable, column: TableColumn): Unit | undefined {
  return table.aggregation?.normal === undefined ? column.unit : undefined;
}
/** The value of a row, with what stands behind it. */
export function partOf({ called, value, further }: AggregationColumns, row: number): Part {
  if (called === "avg") return { ...amountOf(value.values.at(row)), count: Number(further[0]?.values.at(row) ?? 1) };
  if (called !== "stddev" || further.length < 2) return amountOf(value.values.at(row));
  const [mean, count] = further;
  return {
    ...amountOf(mean.values.at(row)),
    deviation: Number(value.values.at(row) ?? 0),
    count: Number(count.values.at(row) ?? 1),
  };
}
/** Whether each row is a key of its own. */
export function isRowAKey(table: ResultTable): boolean {
  return table.aggregation !== undefined && !table.aggregation.distribution && !table.aggregation.snapshots;
}
export function keysTitle(keys: readonly TableColumn[]): string {
  return keys.map(({ label }) => label).join(", ");
}
