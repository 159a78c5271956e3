/**
 * Two keys: a field of cells; from state to state; distributions by key.
 *
 * @module
 */
import { libraryFacts, type ResultTable, type TableColumn } from "../table/mod.ts";
import { bucketsOf } from "./buckets.ts";
import { bucketsTitle, keyLabel, quantityOf } from "./labels.ts";
import type { HeatModel, HistogramModel } from "./model.ts";
import { type AggregationColumns, greatest, groupRows, keysTitle, partOf, valueLabel, valueUnit } from "./read.ts";
import { type Part, together } from "./rest.ts";

/** Whether two keys are states of one thing. */
export function isTransition(keys: readonly TableColumn[]): boolean {
  return keys.length === 2 && keys.every(({ name }) => /state/.test(name));
}
/** A field pays where it would not be nearly empty. */
export function isField(table: ResultTable, keys: readonly TableColumn[]): boolean {
  if (keys.length !== 2) return false;
  if (keys[0].kind === "address" && keys[1].kind === "port") return false;
  const [rows, columns] = keys.map((key) => groupRows(table, [key]).size);
  return rows > 1 && columns > 1 && table.rowCount >= 0.25 * Math.min(rows, 30) * Math.min(columns, 30);
}
export function heatModel(table: ResultTable, columns: AggregationColumns, most: number): HeatModel {
  const { keys, value, called } = columns;
  const transitions = isTransition(keys);
  const weigh = (rows: readonly number[]) => rows.reduce((sum, row) => sum + Math.abs(partOf(columns, row).value), 0);
  const axes = keys.map((key) => axisOf(table, key, most, weigh));
  const [ys, xs] = transitions ? sameAxes(axes) : axes;
  const cells = new Map<number, Part[]>();
  for (let row = 0; row < table.rowCount; row++) {
    const [y, x] = [ys, xs].map((axis, i) => axis.place(keyLabel(keys[i], keys[i].values.at(row) ?? null)));
    const at = y * xs.labels.length + x;
    const cell = cells.get(at);
    if (cell) cell.push(partOf(columns, row));
    else cells.set(at, [partOf(columns, row)]);
  }
  const sums = [...cells].map(([at, parts]) => ({ at, part: together(called, parts) ?? parts[0] }));
  const quantity = quantityOf(
    valueLabel(table, value),
    valueUnit(table, value),
    sums.reduce((most, { part }) => Math.max(most, Math.abs(part.value)), 0),
  );
  return {
    kind: "heat",
    title: table.title,
    notes: [ys, xs].flatMap(({ note }) => note ? [note] : []),
    xTitle: transitions ? `to ${keys[1].label}` : keys[1].label,
    yTitle: transitions ? `from ${keys[0].label}` : keys[0].label,
    xs: xs.labels,
    ys: ys.labels,
    quantity,
    cells: sums.map(({ at, part }) => {
      const x = at % xs.labels.length, y = Math.floor(at / xs.labels.length);
      return {
        x,
        y,
        value: part.value / quantity.factor,
        ...(part.exact === undefined ? {} : { exact: part.exact }),
        ...(x === xs.rest || y === ys.rest ? { others: true as const } : {}),
      };
    }),
    transitions,
    buckets: false,
  };
}
interface Axis {
  readonly labels: string[];
  readonly note?: string;
  /** The place of the keys that have none of their own. */
  readonly rest?: number;
  place(label: string): number;
}
/** Numbers keep their order; all else goes by weight. */
function axisOf(table: ResultTable, key: TableColumn, most: number, weigh: (rows: number[]) => number): Axis {
  const groups = groupRows(table, [key]);
  const { kept, rest } = greatest(groups, most, weigh);
  if (key.kind === "integer" || key.kind === "time") {
    const number = (label: string) => Number(key.values.at(groups.get(label)![0]));
    kept.sort((a, b) => number(a) - number(b));
  }
  const labels = rest.length > 0 ? [...kept, `${rest.length} others`] : kept;
  const index = new Map(kept.map((label, i) => [label, i]));
  return {
    labels,
    place: (label) => index.get(label) ?? kept.length,
    ...(rest.length > 0
      ? { rest: kept.length, note: `the ${kept.length} greatest of ${groups.size} ${key.label}` }
      : {}),
  };
}
/** States in the order in which a connection lives through them, the same on both axes. */
function sameAxes(axes: readonly Axis[]): Axis[] {
  const order = [...libraryFacts().tcpStates.values()];
  const rank = (label: string) => {
    const at = order.indexOf(label);
    return at < 0 ? order.length : at;
  };
  const labels = [...new Set(axes.flatMap(({ labels }) => labels))].sort((a, b) =>
    rank(a) - rank(b) || (a < b ? -1 : 1)
  );
  const index = new Map(labels.map((label, i) => [label, i]));
  const axis: Axis = { labels, place: (label) => index.get(label) ?? labels.length - 1 };
  return [axis, axis];
}

/** Small multiples up to so many keys; a field with a row for each beyond. */
const MULTIPLES = 6;

export function distributionModel(
  table: ResultTable,
  columns: AggregationColumns,
  most: number,
): HistogramModel | HeatModel {
  const { keys, value: low, further: [high, count] } = columns;
  const { buckets, indexOf } = bucketsOf(table, low, high);
  const groups = groupRows(table, keys);
  const total = (rows: readonly number[]) => rows.reduce((sum, row) => sum + Number(count.values.at(row)), 0);
  const { kept, rest } = greatest(groups, groups.size <= MULTIPLES + 1 ? MULTIPLES : most, total);
  const countsOf = (labels: readonly string[]) => {
    const counts = new Array<number>(buckets.length).fill(0);
    for (const label of labels) {
      for (const row of groups.get(label)!) {
        counts[indexOf(low.values.at(row) as number)] += Number(count.values.at(row));
      }
    }
    return counts;
  };
  const series = kept.map((label) => ({ label, counts: countsOf([label]) }));
  if (rest.length > 0) series.push({ label: `${rest.length} others`, counts: countsOf(rest) });
  const common = {
    title: table.title,
    notes: rest.length > 0 ? [`the ${kept.length} most frequent of ${groups.size}`] : [],
  };
  const quantity = { label: bucketsTitle(low.label, low.unit), unit: "", factor: 1 };
  if (series.length <= MULTIPLES + 1) {
    return {
      kind: "histogram",
      ...common,
      quantity,
      buckets,
      series,
      ...(keys.length > 0 ? { keys: keysTitle(keys) } : {}),
    };
  }
  return {
    kind: "heat",
    ...common,
    xTitle: quantity.label,
    yTitle: keysTitle(keys),
    xs: buckets.map(({ label }) => label),
    ys: series.map(({ label }) => label),
    quantity: { label: "count", unit: "", factor: 1 },
    cells: series.flatMap(({ counts }, y) => {
      const others = y === kept.length ? { others: true as const } : {};
      return counts.flatMap((value, x) => value === 0 ? [] : [{ x, y, value, ...others }]);
    }),
    transitions: false,
    buckets: true,
  };
}
