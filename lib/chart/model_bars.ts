/**
 * One value, or values by key: bars from the greatest down, the rest as one.
 *
 * @module
 */
import type { ResultTable } from "../table/mod.ts";
import { quantityOf, shortNumber } from "./labels.ts";
import { greatest, named, rowsByKey } from "./key_labels.ts";
import { type AggregationColumns, isRowAKey, keysTitle, partOf, valueLabel, valueUnit } from "./read.ts";
import type { Bar, BarsModel, Quantity, ValueModel } from "./model.ts";
import { type KeyShare, mergeParts } from "./others.ts";

export function valueModel(table: ResultTable, columns: AggregationColumns): ValueModel | BarsModel {
  if (columns.deviations) return barsModel(table, columns, 1);
  const part = partOf(columns, 0);
  const quantity = quantityOf(valueLabel(table, columns.value), valueUnit(table, columns.value), part.value);
  const { title } = table;
  return { kind: "value", title, notes: [], quantity, amount: { ...part, value: part.value / quantity.factor } };
}
export function barsModel(table: ResultTable, columns: AggregationColumns, top: number): BarsModel {
  const { deviations, joining, keys, value } = columns;
  const groups = rowsByKey(table, keys, isRowAKey(table))
    .map(({ rows }) => ({ rows, part: partOfRows(columns, rows) }));
  const { kept: shown, rest } = greatest(groups, top, ({ part }) => Math.abs(part.value));
  const kept = named(keys, shown).map(({ label }, i) => ({ label, part: shown[i].part }));
  const all = mergeParts(joining, rest.map(({ part }) => part));
  const largest = Math.max(0, ...kept.map(({ part }) => size(part)));
  // a bar that makes stubs of all others is better said than drawn
  const others = all && size(all) <= DWARFING * largest ? all : undefined;
  const max = others ? Math.max(largest, size(others)) : largest;
  const label = deviations ? (columns.further[0]?.label ?? value.label) : valueLabel(table, value);
  const quantity = quantityOf(label, valueUnit(table, value), max);
  const rows = kept.map(({ label, part }) => bar(label === "" ? "all" : label, part, quantity));
  if (others) rows.push({ ...bar(`${rest.length} others`, others, quantity), others: true });
  const notes = rest.length > 0 ? [`the ${kept.length} greatest of ${groups.length}`] : [];
  if (all && !others) {
    const { value, exact } = bar("", all, quantity);
    notes.push(
      `the other ${rest.length}: ${exact ?? shortNumber(value)}${quantity.unit === "" ? "" : ` ${quantity.unit}`}`,
    );
  }
  if (deviations) notes.push("mean, and one standard deviation to both sides");
  const bounded = deviations && NEVER_BELOW_ZERO.has(valueUnit(table, value) ?? "") &&
    rows.some(({ value, deviation = 0 }) => value >= 0 && deviation > value);
  if (bounded) notes.push("cut at 0, below which there is nothing");
  return {
    kind: "bars",
    title: table.title,
    notes,
    keys: keysTitle(keys),
    quantity,
    deviations,
    rows,
    ...bounded && { cut: true },
  };
}
/** Quantities of which there cannot be less than nothing. */
const NEVER_BELOW_ZERO = new Set(["bytes", "bits", "segments", "packets"]);
/** How many times the greatest bar. */
const DWARFING = 4;
const size = ({ value, deviation = 0 }: KeyShare): number => Math.abs(value) + deviation;

/** A key has several rows where they are of several moments. */
function partOfRows(columns: AggregationColumns, rows: readonly number[]): KeyShare {
  const parts = rows.map((row) => partOf(columns, row));
  return parts.length === 1 ? parts[0] : mergeParts(columns.joining, parts) ?? parts[0];
}
function bar(label: string, part: KeyShare, { factor }: Quantity): Bar {
  const { value, exact, count, deviation } = part;
  return {
    label,
    value: value / factor,
    ...(exact === undefined ? {} : { exact }),
    ...(count === undefined ? {} : { count }),
    ...(deviation === undefined ? {} : { deviation: deviation / factor }),
  };
}
