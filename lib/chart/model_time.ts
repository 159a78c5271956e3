/**
 * Over time: aggregations keyed by a time or shown again and again, and records.
 *
 * @module
 */
import type { ResultTable, TableColumn } from "../table/mod.ts";
import { bucketsOf } from "./buckets.ts";
import {
  amountOf,
  bucketsTitle,
  keyLabel,
  keysLabel,
  quantityOf,
  shortNumber,
  type TimeScale,
  timeScale,
} from "./labels.ts";
import type { PointsModel, SpectrumModel, TimeSeriesModel, TimeSeriesPoint } from "./model.ts";
import { distinctLabels, greatest, identityOf, named, type RowGroup, rowsByKey } from "./key_labels.ts";
import { type AggregationColumns, keysTitle, partOf, valueLabel, valueUnit } from "./read.ts";
import { type KeyShare, mergeParts } from "./others.ts";

/** Lines that can be told apart. */
const LINES = 7;

export function timeSeriesModel(
  table: ResultTable,
  columns: AggregationColumns,
  time: TableColumn,
  keys: readonly TableColumn[],
): TimeSeriesModel {
  const groups = rowsByKey(table, keys);
  const weigh = ({ rows }: RowGroup) => rows.reduce((sum, row) => sum + Math.abs(partOf(columns, row).value), 0);
  const { kept, rest } = greatest(groups, LINES, weigh);
  const scale = timeScale(time);
  const label = valueLabel(table, columns.value);
  const series: string[] = [];
  const raw: (KeyShare & { time: number; series: number })[] = [];
  const add = (name: string, rows: readonly number[]) => {
    const moments = new Map<bigint, { readonly at: number; readonly parts: KeyShare[] }>();
    for (const row of rows) {
      const moment = moments.get(scale.exact(row));
      if (moment) moment.parts.push(partOf(columns, row));
      else moments.set(scale.exact(row), { at: scale.at(row), parts: [partOf(columns, row)] });
    }
    for (const { at, parts } of moments.values()) {
      raw.push({ ...(mergeParts(columns.joining, parts) ?? parts[0]), time: at, series: series.length });
    }
    series.push(name);
  };
  for (const group of named(keys, kept)) add(group.label === "" ? label : group.label, group.rows);
  if (rest.length > 0) add(`${rest.length} others`, rest.flatMap(({ rows }) => rows));
  const isSum = columns.joining === "sum";
  const step = time.intervalNs === undefined ? undefined : time.intervalNs / scale.unit;
  const all = isSum ? withZeros(raw, series.length) : raw;
  const zeros = isSum && step !== undefined ? zerosBetween(scale, time, step) : [];
  for (const at of zeros) for (let i = 0; i < series.length; i++) all.push({ value: 0, time: at, series: i });
  const width = step === undefined || isSum ? Infinity : 1.5 * Number(step * scale.unit) / scale.factor;
  const max = all.reduce((largest, { value }) => Math.max(largest, Math.abs(value)), 0);
  const quantity = quantityOf(label, valueUnit(table, columns.value), max);
  return {
    kind: "timeSeries",
    title: table.title,
    notes: rest.length > 0 ? [`the ${kept.length} greatest of ${groups.length}`] : [],
    time: scale.axis,
    quantity,
    ...(keys.length > 0 ? { keys: keysTitle(keys) } : {}),
    series,
    points: all.sort((a, b) => a.series - b.series || a.time - b.time)
      .map(({ value, exact, time, series }, i): TimeSeriesPoint => ({
        time,
        series,
        value: value / quantity.factor,
        ...(exact === undefined ? {} : { exact }),
        ...(all[i - 1]?.series === series && time - all[i - 1].time > width ? { afterGap: true as const } : {}),
      })),
  };
}
/** A key that was not counted at a moment counted nothing: a line through the gap would say otherwise. */
function withZeros<P extends KeyShare & { time: number; series: number }>(
  points: readonly P[],
  series: number,
): (KeyShare & { time: number; series: number })[] {
  const moments = new Set(points.map(({ time }) => time));
  if (moments.size * series > 20_000) return [...points];
  const known = new Set(points.map(({ time, series }) => `${series} ${time}`));
  const all: (KeyShare & { time: number; series: number })[] = [...points];
  for (let i = 0; i < series; i++) {
    for (const time of moments) if (!known.has(`${i} ${time}`)) all.push({ value: 0, time, series: i });
  }
  return all;
}

/**
 * Moments at which an interval without anything begins, and at which the last of several ends: a line from what was before to
 * what comes after would say that there was something.
 */
function zerosBetween(scale: TimeScale, { values }: TableColumn, step: bigint): number[] {
  const rows = new Map(Array.from({ length: values.length }, (_, row) => [scale.exact(row), row]));
  const known = [...rows].sort(([a], [b]) => a < b ? -1 : 1);
  const width = Number(step * scale.unit) / scale.factor;
  return known.slice(1).flatMap(([moment, row], i) => {
    const [before, last] = known[i], missing = (moment - before) / step - 1n;
    if (missing <= 0n) return [];
    const first = scale.at(last) + width;
    return missing === 1n ? [first] : [first, scale.at(row) - width];
  });
}

/** Distributions at moments: all keys together. */
export function spectrumModel(table: ResultTable, columns: AggregationColumns, time: TableColumn): SpectrumModel {
  const { value: low, further: [high, count] } = columns;
  const { buckets, indexOf, note } = bucketsOf(table, low, high);
  const scale = timeScale(time);
  const byMoment = new Map<bigint, { readonly at: number; readonly counts: number[] }>();
  for (let row = 0; row < table.rowCount; row++) {
    const exact = scale.exact(row);
    let moment = byMoment.get(exact);
    if (!moment) {
      byMoment.set(exact, moment = { at: scale.at(row), counts: new Array<number>(buckets.length).fill(0) });
    }
    moment.counts[indexOf(low.values.at(row) as number)] += Number(count.values.at(row));
  }
  const moments = [...byMoment.values()].sort((a, b) => a.at - b.at);
  const steps = moments.slice(1).map(({ at }, i) => at - moments[i].at).filter((step) => step > 0).sort((a, b) =>
    a - b
  );
  const step = steps[steps.length >> 1] ?? 1;
  return {
    kind: "spectrum",
    title: table.title,
    notes: [
      ...(columns.keys.length > (columns.time ? 0 : 1) ? ["all keys together"] : []),
      ...(note === undefined ? [] : [note]),
    ],
    time: scale.axis,
    quantity: { label: bucketsTitle(low.label, low.unit), unit: "", factor: 1 },
    buckets,
    // a snapshot tells of the time before it, a key of the time from it on
    cells: moments.flatMap(({ at, counts }) =>
      counts.flatMap((n, bucket) =>
        n === 0 ? [] : [{
          from: columns.time ? at - step : at,
          to: columns.time ? at : at + step,
          bucket,
          count: n,
        }]
      )
    ),
  };
}

/** The column that a picture of records is about: the first with a unit, else the first that is not a number of a port. */
function measured(table: ResultTable): TableColumn | undefined {
  const numbers = table.columns.filter(({ name, kind }) =>
    name !== "timestamp" && (kind === "integer" || kind === "number")
  );
  return numbers.find(({ unit }) => unit !== undefined) ?? numbers[0] ??
    table.columns.find(({ kind }) => kind === "port");
}
export function pointsModel(table: ResultTable, max: number): PointsModel | TimeSeriesModel {
  const time = table.columns.find(({ kind }) => kind === "time")!;
  const value = measured(table);
  if (!value) return eventsModel(table, time);
  const step = Math.max(1, Math.ceil(table.rowCount / max));
  const color = classifying(table);
  const classes = color ? frequent(table, color) : undefined;
  const scale = timeScale(time);
  const rows: number[] = [];
  let greatest = 0;
  for (let row = 0; row < table.rowCount; row += step) {
    if (value.values.at(row) === null) continue;
    rows.push(row);
    greatest = Math.max(greatest, Math.abs(Number(value.values.at(row))));
  }
  const quantity = quantityOf(value.label, value.unit, greatest);
  const texts = table.columns.filter((column) => column !== time && column !== value && column.kind !== "bytes").slice(
    0,
    6,
  );
  return {
    kind: "points",
    title: table.title,
    notes: [
      ...(step > 1 ? [`${rows.length} of ${table.rowCount} records: one of each ${step}`] : []),
    ],
    time: scale.axis,
    quantity,
    ...(color ? { keys: color.label } : {}),
    series: classes?.names ?? [value.label],
    points: rows.map((row) => ({
      time: scale.at(row),
      ...amountOf(value.values.at(row), quantity.factor),
      series: classes?.of(row) ?? 0,
      texts: texts.map((column) => keyLabel(column, column.values.at(row) ?? null)),
    })),
    texts: texts.map(({ label }) => label),
  };
}
/** What points are coloured by: a text of few values, the more telling before the probe. */
function classifying(table: ResultTable): TableColumn | undefined {
  const few = table.columns.filter(({ kind, values }) =>
    ["address", "string", "probe"].includes(kind) && ((values as { size?: number }).size ?? 2) > 1
  );
  const limited = few.filter(({ values }) => ((values as { size?: number }).size ?? 0) <= LINES + 1);
  return limited.find(({ kind }) => kind !== "probe") ?? limited[0] ?? few[0];
}
function frequent(table: ResultTable, column: TableColumn): { names: string[]; of(row: number): number } {
  const found = new Map<string, { readonly row: number; count: number }>();
  const identity = (row: number) => identityOf(column.values.at(row));
  const step = Math.max(1, Math.ceil(table.rowCount / 100_000));
  for (let row = 0; row < table.rowCount; row += step) {
    const known = found.get(identity(row));
    if (known) known.count++;
    else found.set(identity(row), { row, count: 1 });
  }
  const { kept, rest } = greatest([...found.values()], LINES, ({ count }) => count);
  const labels = distinctLabels(
    kept.length,
    (i, detail) => keyLabel(column, column.values.at(kept[i].row) ?? null, detail),
  );
  const index = new Map(kept.map(({ row }, i) => [identity(row), i]));
  return {
    names: [...labels, ...rest.length > 0 ? [`${rest.length} others`] : []],
    of: (row) => index.get(identity(row)) ?? kept.length,
  };
}
/** As many parts of the time as leave some records in each. */
const binsOf = (records: number): number => Math.max(10, Math.min(120, Math.round(2 * Math.sqrt(records))));
/** Spans that a person would choose, in ns. */
const SPANS = [
  ...[1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map((s) =>
    s * 1e9
  ),
];
/** `200 ms`, `15 min` */
function spanText(ns: number): string {
  const [unit, factor] =
    ([["d", 86_400e9], ["h", 3600e9], ["min", 60e9], ["s", 1e9], ["ms", 1e6], ["µs", 1e3]] as const)
      .find(([, factor]) => ns >= factor) ?? ["ns", 1];
  return `${shortNumber(ns / factor)} ${unit}`;
}
/** Records without a number: how many there were over time. */
function eventsModel(table: ResultTable, time: TableColumn): TimeSeriesModel {
  const scale = timeScale(time);
  const classes = classifying(table) ? frequent(table, classifying(table)!) : undefined;
  let first = Infinity, last = -Infinity;
  for (let row = 0; row < table.rowCount; row++) {
    const at = scale.at(row);
    if (at < first) first = at;
    if (at > last) last = at;
  }
  const wanted = (last - first) * scale.factor / binsOf(table.rowCount);
  const span = SPANS.find((one) => one >= wanted) ?? Math.ceil(wanted / 86_400e9) * 86_400e9,
    width = span / scale.factor;
  // from a round moment, where the axis shows the time of day
  const from = Math.floor(first / width) * width;
  const bins = Math.floor((last - from) / width) + 1;
  const names = classes?.names ?? [keysLabel([table.columns[1]], 0)];
  const counts = names.map(() => new Array<number>(bins).fill(0));
  for (let row = 0; row < table.rowCount; row++) {
    counts[classes?.of(row) ?? 0][Math.min(bins - 1, Math.floor((scale.at(row) - from) / width))]++;
  }
  return {
    kind: "timeSeries",
    title: table.title,
    notes: [`records in each ${spanText(span)}`],
    time: scale.axis,
    quantity: { label: "records", unit: "", factor: 1 },
    ...(classes ? { keys: classifying(table)!.label } : {}),
    series: names,
    points: counts.flatMap((own, series) => own.map((value, i) => ({ time: from + i * width, value, series }))),
  };
}
