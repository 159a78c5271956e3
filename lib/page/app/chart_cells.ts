/**
 * Distributions, and numbers by two keys.
 *
 * @module
 */
import type { HeatModel, HistogramModel } from "../../chart/mod.ts";
import { type PageElement, svg } from "./dom.ts";
import { box, cropped, hint, type Picture, text, thinned, valueAxis, widthOf } from "./picture.ts";
import { amountText, titleOf } from "./scale.ts";

const PLOT = 150, AXIS = 46;

/** Columns by bucket; with keys one below the other, on one scale of buckets. */
export function histogramPicture(model: HistogramModel, width: number): Picture {
  const { buckets, series, quantity } = model;
  const left = 52, step = (width - left - 8) / Math.max(1, buckets.length);
  const every = thinned(buckets.map(({ label }) => label), step);
  const parts: PageElement[] = [];
  let top = 0;
  const isAlone = series.length === 1 && series[0].label === "";
  const height = isAlone ? PLOT : series.length > 4 ? PLOT / 2 : PLOT * 0.7;
  for (const { label, counts } of series) {
    if (!isAlone) parts.push(text(0, top + 14, cropped(label, Math.floor(width / 8)), "strong"));
    const area = { left, right: width - 8, top: top + (isAlone ? 24 : 40), bottom: top + 40 + height };
    const axis = valueAxis(area, 0, Math.max(1, ...counts), "count");
    parts.push(...axis.parts);
    counts.forEach((count, i) => {
      if (count === 0) return;
      const about = `${label ? `${label}, ` : ""}${buckets[i].range}: ${count}`;
      const y = Math.min(axis.place(count), area.bottom - 1);
      parts.push(box(left + i * step + 1, y, step - 2, area.bottom - y, buckets[i].outside ? "c7" : "c0", about));
    });
    top = area.bottom + 8;
  }
  buckets.forEach(({ label }, i) => {
    if (i % every === 0) parts.push(text(left + i * step, top + 8, label, "faint"));
  });
  parts.push(text(width - 8, top + 24, titleOf(quantity), "faint", "end"));
  return { height: top + AXIS - 16, parts };
}

const CELL = 24;
/** Cells as dark as their values are great; on a scale of logarithms where these are far apart. */
export function heatPicture(model: HeatModel, width: number): Picture {
  const { xs, ys, cells, quantity, xTitle, yTitle } = model;
  const labels = ys.map((y) => cropped(y, 36));
  const left = Math.min(width / 2, Math.max(...labels.map((label) => widthOf(label)), widthOf(yTitle)) + 10);
  const step = Math.max(CELL, Math.min(64, (width - left - 8) / Math.max(1, xs.length)));
  const slanted = !model.buckets && xs.some((x) => widthOf(x) > step);
  const head = slanted ? Math.min(150, Math.max(...xs.map((x) => widthOf(cropped(x, 26), 9)))) + 26 : 40;
  const values = cells.filter(({ others }) => !others).map(({ value }) => Math.abs(value));
  const max = Math.max(1e-300, ...values), min = Math.min(max, ...values.filter((value) => value > 0));
  const isLogarithmic = max / min > 100;
  const shade = (value: number) => {
    if (value === 0) return 0;
    const part = isLogarithmic ? Math.log(Math.abs(value) / min) / Math.log(max / min) : Math.abs(value) / max;
    return 0.12 + 0.88 * Math.min(1, Math.max(0, part));
  };
  const parts: PageElement[] = [text(left - 8, head - 8, yTitle, "faint", "end"), text(left, 12, xTitle, "faint")];
  const every = model.buckets ? thinned(xs, step) : 1;
  xs.forEach((x, i) => {
    if (i % every !== 0) return;
    const at = left + i * step + (model.buckets ? 0 : step / 2);
    const label = text(at, head - 8, cropped(x, 26), "faint", slanted || model.buckets ? "start" : "middle");
    if (slanted) label.setAttribute("transform", `rotate(-40 ${at} ${head - 8})`);
    parts.push(label);
  });
  labels.forEach((label, i) => parts.push(text(left - 8, head + i * CELL + 16, label, "", "end")));
  for (const cell of cells) {
    const about = `${xs[cell.x]}, ${ys[cell.y]}: ${amountText(cell)}${quantity.unit ? ` ${quantity.unit}` : ""}`;
    const opacity = shade(cell.value).toFixed(3);
    const [x, y] = [left + cell.x * step + 1, head + cell.y * CELL + 1];
    parts.push(
      svg(
        "rect",
        { x, y, width: step - 2, height: CELL - 2, class: cell.others ? "c7" : "c0", "fill-opacity": opacity },
        hint(about),
      ),
    );
  }
  const bottom = head + ys.length * CELL;
  parts.push(
    text(
      left,
      bottom + 18,
      `the stronger, the more: ${titleOf(quantity)}${isLogarithmic ? ", by its logarithm" : ""}`,
      "faint",
    ),
  );
  const needed = left + xs.length * step + (slanted ? 60 : 8);
  return { height: bottom + 26, parts, width: Math.max(width, needed) };
}
