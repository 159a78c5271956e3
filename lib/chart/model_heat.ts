/**
 * Two keys: a field of cells; from state to state; distributions by key.
 *
 * @module
 */
import { type CellValue, libraryFacts, type ResultTable, type TableColumn } from "../table/mod.ts";
import { bucketsOf } from "./buckets.ts";
import { bucketsTitle, keyLabel, quantityOf } from "./labels.ts";
import type { HeatModel, HistogramModel } from "./model.ts";
import { distinctLabels, greatest, identityOf, named, type RowGroup, rowsByKey } from "./key_labels.ts";
import { type AggregationColumns, keysTitle, partOf, valueLabel, valueUnit } from "./read.ts";
import { type KeyShare, mergeParts } from "./others.ts";

/** Whether two keys are states of one thing. */
export function isTransition(keys: readonly TableColumn[]): boolean {
  return keys.length === 2 && keys.every(({ name }) => /state/.test(name));
}
/** A field pays where it would not be nearly empty. */
export function isField(table: ResultTable, keys: readonly TableColumn[]): boolean {
  if (keys.length !== 2) return false;
  if (keys[0].kind === "address" && keys[1].kind === "port") return false;
  const [rows, columns] = keys.map((key) => rowsByKey(table, [key]).length);
  return rows > 1 && columns > 1 && table.rowCount >= 0.25 * Math.min(rows, 30) * Math.min(columns, 30);
}
export function heatModel(table: ResultTable, columns: AggregationColumns, max: number): HeatModel {
  const { keys, value, joining } = columns;
  const transitions = isTransition(keys);
  const weigh = (row: number) => Math.abs(partOf(columns, row).value);
  // both axes of states have the same values in the same order
  const states = transitions ? axisOf(table, keys, Infinity, weigh) : undefined;
  const [ys, xs] = keys.map((key) => states ?? axisOf(table, [key], max, weigh));
  const cells = new Map<number, KeyShare[]>();
  for (let row = 0; row < table.rowCount; row++) {
    const [y, x] = [ys, xs].map((axis, i) => axis.place(keys[i].values.at(row)));
    const at = y * xs.labels.length + x;
    const cell = cells.get(at);
    if (cell) cell.push(partOf(columns, row));
    else cells.set(at, [partOf(columns, row)]);
  }
  const sums = [...cells].map(([at, parts]) => ({ at, part: mergeParts(joining, parts) ?? parts[0] }));
  const quantity = quantityOf(
    valueLabel(table, value),
    valueUnit(table, value),
    sums.reduce((largest, { part }) => Math.max(largest, Math.abs(part.value)), 0),
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
  place(value: CellValue | undefined): number;
}
/** One value of an axis, whichever of its columns it stands in. */
interface AxisKey {
  readonly column: TableColumn;
  readonly value: CellValue;
  readonly identity: string;
  weight: number;
}
/** Numbers keep their order, states that of a connection's life; all else goes by weight. */
function axisOf(
  table: ResultTable,
  columns: readonly TableColumn[],
  max: number,
  weigh: (row: number) => number,
): Axis {
  const found = new Map<string, AxisKey>();
  for (const column of columns) {
    for (let row = 0; row < table.rowCount; row++) {
      const value = column.values.at(row) ?? null, identity = identityOf(value);
      const known = found.get(identity);
      if (known) known.weight += weigh(row);
      else found.set(identity, { column, value, identity, weight: weigh(row) });
    }
  }
  const all = [...found.values()].sort(inNaturalOrder);
  const { kept: shown, rest } = greatest(all, max, ({ weight }) => weight);
  const labels = distinctLabels(shown.length, (i, detail) => keyLabel(shown[i].column, shown[i].value, detail));
  const kept = shown.map((key, i) => ({ ...key, label: labels[i] }));
  const [{ kind, label }] = columns;
  if (columns.length > 1) kept.sort(inOrderOfLife);
  else if (kind === "integer" || kind === "time") kept.sort((a, b) => Number(a.value) - Number(b.value));
  const index = new Map(kept.map(({ identity }, i) => [identity, i]));
  return {
    labels: [...kept.map(({ label }) => label), ...rest.length > 0 ? [`${rest.length} others`] : []],
    place: (value) => index.get(identityOf(value)) ?? kept.length,
    ...(rest.length > 0 ? { rest: kept.length, note: `the ${kept.length} greatest of ${all.length} ${label}` } : {}),
  };
}
/** Numbers by what they are worth, all else by its text. */
function inNaturalOrder(a: AxisKey, b: AxisKey): number {
  const [x, y] = [a.value, b.value];
  if (typeof x === "string" && typeof y === "string") return x < y ? -1 : x > y ? 1 : 0;
  if (x === null || y === null || x instanceof Uint8Array || y instanceof Uint8Array) {
    return a.identity < b.identity ? -1 : 1;
  }
  return x < y ? -1 : x > y ? 1 : 0;
}
function inOrderOfLife(a: { readonly label: string }, b: { readonly label: string }): number {
  const order = [...libraryFacts().tcpStates.values()];
  const rank = ({ label }: { readonly label: string }) => {
    const at = order.indexOf(label);
    return at < 0 ? order.length : at;
  };
  return rank(a) - rank(b) || (a.label < b.label ? -1 : 1);
}

/** Small multiples up to so many keys; a field with a row for each beyond. */
const MULTIPLES = 6;

export function distributionModel(
  table: ResultTable,
  columns: AggregationColumns,
  max: number,
): HistogramModel | HeatModel {
  const { keys, value: low, further: [high, count] } = columns;
  const { buckets, indexOf, note } = bucketsOf(table, low, high);
  const groups = rowsByKey(table, keys);
  const total = ({ rows }: RowGroup) => rows.reduce((sum, row) => sum + Number(count.values.at(row)), 0);
  const { kept: shown, rest } = greatest(groups, groups.length <= MULTIPLES + 1 ? MULTIPLES : max, total);
  const kept = named(keys, shown);
  const countsOf = (groups: readonly RowGroup[]) => {
    const counts = new Array<number>(buckets.length).fill(0);
    for (const { rows } of groups) {
      for (const row of rows) counts[indexOf(low.values.at(row) as number)] += Number(count.values.at(row));
    }
    return counts;
  };
  const series = kept.map((group) => ({ label: group.label, counts: countsOf([group]) }));
  if (rest.length > 0) series.push({ label: `${rest.length} others`, counts: countsOf(rest) });
  const common = {
    title: table.title,
    notes: [
      ...(rest.length > 0 ? [`the ${kept.length} most frequent of ${groups.length}`] : []),
      ...(note === undefined ? [] : [note]),
    ],
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
