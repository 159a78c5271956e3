/**
 * Columns of an aggregation's table by their part in it.
 *
 * @module
 */
import type { ResultTable, TableColumn, Unit } from "../table/mod.ts";
import { amountOf } from "./labels.ts";
import type { Joining, KeyShare } from "./others.ts";

export interface AggregationColumns {
  readonly joining: Joining;
  /** The values are deviations from a mean, which is drawn with them. */
  readonly deviations: boolean;
  readonly counted: boolean;
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
    joining: shape.joining,
    deviations: shape.moments?.includes("mean") === true && further.length > 1,
    counted: shape.moments?.includes("count") === true && further.length > 0,
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
export function partOf({ deviations, counted, value, further }: AggregationColumns, row: number): KeyShare {
  const count = counted ? { count: Number(further.at(-1)!.values.at(row) ?? 1) } : {};
  if (!deviations) return { ...amountOf(value.values.at(row)), ...count };
  return { ...amountOf(further[0].values.at(row)), deviation: Number(value.values.at(row) ?? 0), ...count };
}
/** Whether each row is a key of its own. */
export function isRowAKey(table: ResultTable): boolean {
  return table.aggregation !== undefined && !table.aggregation.distribution && !table.aggregation.snapshots;
}
export function keysTitle(keys: readonly TableColumn[]): string {
  return keys.map(({ label }) => label).join(", ");
}
