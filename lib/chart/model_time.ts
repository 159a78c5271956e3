/**
 * Over time: aggregations keyed by a time or shown again and again, and records.
 *
 * @module
 */
import type { ResultTable, TableColumn } from "../table/mod.ts";
import { bucketsOf } from "./buckets.ts";
import { amountOf, bucketsTitle, keyLabel, keysLabel, quantityOf, timeScale } from "./labels.ts";
import type { CourseModel, CoursePoint, PointsModel, SpectrumModel } from "./model.ts";
import { type AggregationColumns, greatest, groupRows, keysTitle, partOf, valueLabel, valueUnit } from "./read.ts";
import { type Part, together } from "./rest.ts";

/** Lines that can be told apart. */
const LINES = 7;

export function courseModel(
  table: ResultTable,
  columns: AggregationColumns,
  time: TableColumn,
  keys: readonly TableColumn[],
): CourseModel {
  const groups = groupRows(table, keys);
  const weigh = (rows: readonly number[]) => rows.reduce((sum, row) => sum + Math.abs(partOf(columns, row).value), 0);
  const { kept, rest } = greatest(groups, LINES, weigh);
  const scale = timeScale(time);
  const label = valueLabel(table, columns.value);
  const series: string[] = [];
  const raw: (Part & { time: number; series: number })[] = [];
  const add = (name: string, rows: readonly number[]) => {
    const moments = new Map<number, Part[]>();
    for (const row of rows) {
      const at = scale.at(row);
      const parts = moments.get(at);
      if (parts) parts.push(partOf(columns, row));
      else moments.set(at, [partOf(columns, row)]);
    }
    for (const [at, parts] of moments) {
      raw.push({ ...(together(columns.called, parts) ?? parts[0]), time: at, series: series.length });
    }
    series.push(name);
  };
  for (const name of kept) add(name === "" ? label : name, groups.get(name)!);
  if (rest.length > 0) add(`${rest.length} others`, rest.flatMap((name) => groups.get(name)!));
  const all = ["count", "sum"].includes(columns.called) ? withZeros(raw, series.length) : raw;
  const most = all.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  const quantity = quantityOf(label, valueUnit(table, columns.value), most);
  return {
    kind: "course",
    title: table.title,
    notes: rest.length > 0 ? [`the ${kept.length} greatest of ${groups.size}`] : [],
    time: scale.axis,
    quantity,
    ...(keys.length > 0 ? { keys: keysTitle(keys) } : {}),
    series,
    points: all.sort((a, b) => a.series - b.series || a.time - b.time)
      .map(({ value, exact, time, series }): CoursePoint => ({
        time,
        series,
        value: value / quantity.factor,
        ...(exact === undefined ? {} : { exact }),
      })),
  };
}
/** A key that was not counted at a moment counted nothing: a line through the gap would say otherwise. */
function withZeros<P extends Part & { time: number; series: number }>(
  points: readonly P[],
  series: number,
): (Part & { time: number; series: number })[] {
  const moments = new Set(points.map(({ time }) => time));
  if (moments.size * series > 20_000) return [...points];
  const known = new Set(points.map(({ time, series }) => `${series} ${time}`));
  const all: (Part & { time: number; series: number })[] = [...points];
  for (let i = 0; i < series; i++) {
    for (const time of moments) if (!known.has(`${i} ${time}`)) all.push({ value: 0, time, series: i });
  }
  return all;
}

/** Distributions at moments: all keys together. */
export function spectrumModel(table: ResultTable, columns: AggregationColumns, time: TableColumn): SpectrumModel {
  const { value: low, further: [high, count] } = columns;
  const { buckets, indexOf } = bucketsOf(table, low, high);
  const scale = timeScale(time);
  const byMoment = new Map<number, number[]>();
  for (let row = 0; row < table.rowCount; row++) {
    const at = scale.at(row);
    let counts = byMoment.get(at);
    if (!counts) byMoment.set(at, counts = new Array<number>(buckets.length).fill(0));
    counts[indexOf(low.values.at(row) as number)] += Number(count.values.at(row));
  }
  const moments = [...byMoment.keys()].sort((a, b) => a - b);
  const steps = moments.slice(1).map((moment, i) => moment - moments[i]).sort((a, b) => a - b);
  const step = steps[steps.length >> 1] ?? 1;
  return {
    kind: "spectrum",
    title: table.title,
    notes: columns.keys.length > (columns.time ? 0 : 1) ? ["all keys together"] : [],
    time: scale.axis,
    quantity: { label: bucketsTitle(low.label, low.unit), unit: "", factor: 1 },
    buckets,
    // a snapshot tells of the time before it, a key of the time from it on
    cells: moments.flatMap((moment) =>
      byMoment.get(moment)!.flatMap((n, bucket) =>
        n === 0 ? [] : [{
          from: columns.time ? moment - step : moment,
          to: columns.time ? moment : moment + step,
          bucket,
          count: n,
        }]
      )
    ),
  };
}

/** The column that a picture of records is about: the first with a unit, else the first that is no number of a port. */
function measured(table: ResultTable): TableColumn | undefined {
  const numbers = table.columns.filter(({ name, kind }) =>
    name !== "timestamp" && (kind === "integer" || kind === "number")
  );
  return numbers.find(({ unit }) => unit !== undefined) ?? numbers[0] ??
    table.columns.find(({ kind }) => kind === "port");
}
export function pointsModel(table: ResultTable, most: number): PointsModel | CourseModel {
  const time = table.columns.find(({ kind }) => kind === "time")!;
  const value = measured(table);
  if (!value) return eventsModel(table, time);
  const step = Math.max(1, Math.ceil(table.rowCount / most));
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
  const counts = new Map<string, number>();
  const label = (row: number) => keyLabel(column, column.values.at(row) ?? null);
  const step = Math.max(1, Math.ceil(table.rowCount / 100_000));
  for (let row = 0; row < table.rowCount; row += step) counts.set(label(row), (counts.get(label(row)) ?? 0) + 1);
  const { kept, rest } = greatest(counts, LINES, (count) => count);
  const index = new Map(kept.map((name, i) => [name, i]));
  return {
    names: rest.length > 0 ? [...kept, `${rest.length} others`] : kept,
    of: (row) => index.get(label(row)) ?? kept.length,
  };
}
/** As many parts of the time as leave some records in each. */
const binsOf = (records: number): number => Math.max(10, Math.min(120, Math.round(2 * Math.sqrt(records))));
/** Records without a number: how many there were over time. */
function eventsModel(table: ResultTable, time: TableColumn): CourseModel {
  const scale = timeScale(time);
  const classes = classifying(table) ? frequent(table, classifying(table)!) : undefined;
  let first = Infinity, last = -Infinity;
  for (let row = 0; row < table.rowCount; row++) {
    const at = scale.at(row);
    if (at < first) first = at;
    if (at > last) last = at;
  }
  const bins = binsOf(table.rowCount);
  const width = (last - first) / bins || 1;
  const names = classes?.names ?? [keysLabel([table.columns[1]], 0)];
  const counts = names.map(() => new Array<number>(bins).fill(0));
  for (let row = 0; row < table.rowCount; row++) {
    counts[classes?.of(row) ?? 0][Math.min(bins - 1, Math.floor((scale.at(row) - first) / width))]++;
  }
  return {
    kind: "course",
    title: table.title,
    notes: [`records in each ${bins}th of the time`],
    time: scale.axis,
    quantity: { label: "records", unit: "", factor: 1 },
    ...(classes ? { keys: classifying(table)!.label } : {}),
    series: names,
    points: counts.flatMap((own, series) => own.map((value, i) => ({ time: first + i * width, value, series }))),
  };
}
