/**
 * Fields of cells in a terminal: numbers where they fit, shades where not.
 *
 * @module
 */
import { quantityTitle } from "../labels.ts";
import type { HeatModel, SpectrumModel } from "../model.ts";
import { amountText } from "../spec_parts.ts";
import { type ChartPaint, columnsOf, fitLabels, fitText } from "./paint.ts";

const widest = (texts: readonly string[]): number => texts.reduce((max, text) => Math.max(max, columnsOf(text)), 0);

export function drawHeat(model: HeatModel, width: number, paint: ChartPaint): string[] {
  const { xs, ys, cells, quantity } = model;
  const label = Math.min(widest(ys), Math.floor(width * 0.4));
  const max = Math.max(...cells.map(({ value, others }) => others ? 0 : value), 0) || 1;
  const grid = new Map(cells.map((cell) => [cell.y * xs.length + cell.x, cell]));
  const number = widest(cells.map(amountText)) + 2;
  const numbers = xs.length * number <= width - label - 1;
  const space = Math.max(1, Math.floor((width - label - 1) / xs.length));
  const each = numbers ? Math.max(number, Math.min(space, widest(xs) + 1)) : Math.min(2, space);
  const labels = fitLabels(ys, label);
  const lines = ys.map((_, row) => {
    const texts = xs.map((_, column) => {
      const cell = grid.get(row * xs.length + column);
      if (!cell) return " ".repeat(each);
      // the logarithm: one great cell shall not make all others alike
      const part = Math.log1p(Math.max(0, cell.value)) / Math.log1p(max);
      const text = numbers ? `${fitText(amountText(cell), each - 1, true)} ` : undefined;
      if (cell.others && text !== undefined) return paint.faint(text);
      return paint.shade(text ?? " ".repeat(each), Math.min(1, part));
    });
    return `${labels[row]} ${texts.join("")}`.trimEnd();
  });
  const heading = paint.faint(`${quantityTitle(quantity)}, rows: ${model.yTitle}, columns: ${model.xTitle}`);
  return [heading, ...columnHeads(xs, each, label, paint), ...lines];
}
/** Names of columns above them where they fit, else numbers with a list. */
function columnHeads(xs: readonly string[], each: number, label: number, paint: ChartPaint): string[] {
  const indent = " ".repeat(label + 1);
  if (widest(xs) < each) return [indent + xs.map((x) => `${fitText(x, each - 1, true)} `).join("").trimEnd()];
  const digits = xs.map((_, i) => String(i + 1));
  const list = xs.map((x, i) => `${indent}${digits[i]} ${x}`);
  if (each >= widest(digits) + 1) {
    return [
      ...list.map((line) => paint.faint(line)),
      indent + digits.map((n) => `${fitText(n, each - 1, true)} `).join("").trimEnd(),
    ];
  }
  return [paint.faint(`${indent}from ${xs[0]} to ${xs.at(-1)}`)];
}
/** Buckets upwards, time to the right. */
export function drawSpectrum(model: SpectrumModel, width: number, paint: ChartPaint): string[] {
  const { buckets, cells, time, quantity } = model;
  const label = widest(buckets.map(({ label }) => label));
  const columns = Math.max(8, width - label - 2);
  const first = Math.min(...cells.map(({ from }) => from)), last = Math.max(...cells.map(({ to }) => to));
  const span = last - first || 1;
  const grid = buckets.map(() => new Float64Array(columns));
  for (const { from, to, bucket, count } of cells) {
    const start = Math.floor((from - first) / span * columns);
    const end = Math.max(start + 1, Math.round((to - first) / span * columns));
    for (let x = start; x < Math.min(end, columns); x++) grid[bucket][x] = Math.max(grid[bucket][x], count);
  }
  const max = Math.max(...grid.map((row) => Math.max(...row)), 1);
  const lines = buckets.map(({ label: text }, i) => {
    let line = "";
    for (const count of grid[i]) line += count === 0 ? " " : paint.shade(" ", Math.log1p(count) / Math.log1p(max));
    return `${fitText(text, label, true)} ${line}`;
  }).toReversed();
  return [paint.faint(quantity.label), ...lines, paint.faint(`${" ".repeat(label + 1)}${time.title}`)];
}
