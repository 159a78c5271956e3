/**
 * Bars, whiskers and histograms in a terminal.
 *
 * @module
 */
import { quantityTitle } from "../labels.ts";
import type { BarsModel, HistogramModel, ValueModel } from "../model.ts";
import { amountText } from "../spec_parts.ts";
import { blockBar, type ChartPaint, columnBlock, columnsOf, fitLabels, fitText } from "./paint.ts";

const widest = (texts: readonly string[]): number => texts.reduce((max, text) => Math.max(max, columnsOf(text)), 0);

export function drawValue({ amount, quantity }: ValueModel, _width: number, paint: ChartPaint): string[] {
  const unit = quantityTitle(quantity) === quantity.label ? "" : quantity.unit;
  return [`${paint.series(amountText(amount), 0)} ${unit}`.trimEnd()];
}
export function drawBars(model: BarsModel, width: number, paint: ChartPaint): string[] {
  const { rows, quantity, cut } = model;
  const texts = rows.map((row) =>
    amountText(row) + (row.deviation === undefined ? "" : ` ± ${amountText({ value: row.deviation })}`)
  );
  const label = Math.min(widest(rows.map(({ label }) => label)), Math.floor(width * 0.4));
  const space = Math.max(4, width - label - widest(texts) - 3);
  const ends = rows.flatMap(({ value, deviation = 0 }) => [
    cut && value >= 0 ? Math.max(0, value - deviation) : value - deviation,
    value + deviation,
  ]);
  const min = Math.min(0, ...ends), max = Math.max(0, ...ends);
  const span = max - min || 1;
  const labels = fitLabels(rows.map(({ label }) => label), label);
  const lines = rows.map((row, i) => {
    const painted = (text: string) => row.others ? paint.faint(text) : paint.series(text, 0);
    const bar = model.deviations
      ? whisker(row.value, row.deviation ?? 0, min, span, space)
      : min < 0
      ? twoSided(row.value, min, span, space)
      : blockBar(row.value / span, space);
    return `${labels[i]} ${painted(bar)}${" ".repeat(Math.max(0, space - columnsOf(bar)))} ${texts[i]}`;
  });
  return [paint.faint(`${" ".repeat(label + 1)}${quantityTitle(quantity)}`), ...lines.map((line) => line.trimEnd())];
}
function whisker(mean: number, deviation: number, min: number, span: number, space: number): string {
  const at = (value: number) => Math.min(space - 1, Math.max(0, Math.round((value - min) / span * (space - 1))));
  const [low, middle, high] = [at(mean - deviation), at(mean), at(mean + deviation)];
  let text = "";
  for (let i = 0; i <= high; i++) {
    text += i === middle ? "●" : i < low ? " " : i === low ? "├" : i === high ? "┤" : "─";
  }
  return text;
}
/** Values below zero: whole blocks from where zero is. */
function twoSided(value: number, min: number, span: number, space: number): string {
  const zero = Math.round(-min / span * space);
  const end = Math.round((value - min) / span * space);
  return value < 0
    ? " ".repeat(end) + "█".repeat(Math.max(1, zero - end))
    : " ".repeat(zero) + "█".repeat(Math.max(value > 0 ? 1 : 0, end - zero));
}
export function drawHistogram(model: HistogramModel, width: number, paint: ChartPaint): string[] {
  const { buckets, series, quantity, keys } = model;
  const heading = paint.faint(quantity.label);
  if (keys !== undefined && series.length > 0) return [heading, ...drawRidges(model, width, paint)];
  const [{ counts }] = series;
  // more lines than a screen has are of no use: neighbours are put together, and a picture shows them all
  const fold = Math.ceil(counts.length / MAX_LINES);
  const folded = foldCounts(counts, fold);
  const max = Math.max(...folded, 1);
  const label = widest(buckets.map(({ label }) => label));
  const texts = folded.map((count) => count === 0 ? "" : amountText({ value: count }));
  const space = Math.max(4, width - label - widest(texts) - 3);
  return [
    fold === 1 ? heading : `${heading} ${paint.faint(`(${fold} buckets a line)`)}`,
    ...folded.map((count, i) =>
      `${fitText(buckets[i * fold].label, label, true)} ${paint.series(blockBar(count / max, space), 0)} ${texts[i]}`
        .trimEnd()
    ),
  ];
}
const MAX_LINES = 200;
function foldCounts(counts: readonly number[], fold: number): number[] {
  return Array.from(
    { length: Math.ceil(counts.length / fold) },
    (_, at) => counts.slice(at * fold, (at + 1) * fold).reduce((sum, count) => sum + count, 0),
  );
}

/** A line of columns for each key. */
function drawRidges({ buckets, series }: HistogramModel, width: number, paint: ChartPaint): string[] {
  const label = Math.min(widest(series.map(({ label }) => label)), Math.floor(width * 0.35));
  const totals = series.map(({ counts }) => amountText({ value: counts.reduce((sum, count) => sum + count, 0) }));
  const space = Math.max(8, width - label - widest(totals) - 4);
  const each = Math.max(1, Math.min(6, Math.floor(space / buckets.length)));
  const columns = Math.min(buckets.length, Math.floor(space / each));
  const fold = Math.ceil(buckets.length / columns);
  const labels = fitLabels(series.map(({ label }) => label), label);
  const lines = series.map(({ counts }, i) => {
    const folded = foldCounts(counts, fold);
    const max = Math.max(...folded, 1);
    const drawn = folded.map((count) => columnBlock(count / max).repeat(each)).join("");
    return `${labels[i]} |${paint.series(drawn, 0)}| ${totals[i]}`;
  });
  const spread = Math.ceil(buckets.length / fold);
  let axis = "";
  for (let at = 0; at < spread; at++) {
    if (axis.length > at * each) continue;
    const text = buckets[at * fold].label;
    if (at * each + text.length > space + 4) break;
    axis += " ".repeat(at * each - axis.length) + text + " ";
  }
  const note = fold === 1 ? [] : [paint.faint(`${" ".repeat(label + 2)}(${fold} buckets a column)`)];
  return [...lines, paint.faint(`${" ".repeat(label + 2)}${axis.trimEnd()}`), ...note];
}
