/**
 * Over time: lines, points, distributions.
 *
 * @module
 */
import type { PointsModel, SpectrumModel, TimeAxis, TimeSeriesModel } from "../../chart/mod.ts";
import { type PageElement, surface, svg } from "./dom.ts";
import { type Area, colorClass, hint, legend, line, type Picture, text, valueAxis } from "./picture.ts";
import { amountText, shortText, ticks, timeText, timeTicks, titleOf } from "./scale.ts";

const PLOT = 200;

/** Times along the bottom, and the place of one. */
function timeAxis(area: Area, { relative, title }: TimeAxis, from: number, to: number) {
  const span = to - from || 1;
  const place = (time: number) => area.left + (time - from) / span * (area.right - area.left);
  const count = Math.max(2, Math.floor((area.right - area.left) / 110));
  const { at, stepMs } = relative ? { at: ticks(from, to, count), stepMs: 0 } : timeTicks(from, to, count);
  const parts = at.flatMap((time) => [
    line(place(time), area.bottom, place(time), area.bottom + 5, "axis"),
    text(place(time), area.bottom + 18, relative ? shortText(time) : timeText(time, stepMs), "faint", "middle"),
  ]);
  parts.push(line(area.left, area.bottom, area.right, area.bottom, "axis"));
  const day = relative
    ? title
    : `${title}${Number.isFinite(from) ? `, ${new Date(from).toISOString().slice(0, 10)}` : ""}`;
  return { place, parts: [...parts, text(area.right, area.bottom + 34, day, "faint", "end")] };
}
const bounds = (values: readonly number[]) =>
  values.reduce(([min, max], value) => [Math.min(min, value), Math.max(max, value)], [Infinity, -Infinity]);

interface PlotFrame {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
  readonly parts: PageElement[];
  readonly height: number;
}
function frameOf({ points, series, time, quantity }: TimeSeriesModel | PointsModel, width: number): PlotFrame {
  const named = series.length > 1 ? legend(series, width, 12) : { parts: [], height: 0 };
  const area = { left: 56, right: width - 12, top: named.height + 26, bottom: named.height + 26 + PLOT };
  const [min, max] = bounds(points.map(({ value }) => value));
  const values = valueAxis(area, Math.min(0, min), Math.max(max, min < 0 ? 0 : 1e-300), titleOf(quantity));
  const [from, to] = bounds(points.map(({ time }) => time));
  const times = timeAxis(area, time, from, to);
  return {
    x: times.place,
    y: values.place,
    parts: [...named.parts, ...values.parts, ...times.parts],
    height: area.bottom + 42,
  };
}
/** More points than these are only part of a line. */
const DOTS_MAX = 400;

export function timeSeriesPicture(model: TimeSeriesModel, width: number): Picture {
  const { x, y, parts, height } = frameOf(model, width);
  model.series.forEach((name, n) => {
    const own = model.points.filter(({ series }) => series === n).sort((a, b) => a.time - b.time);
    const path = own.map(({ time, value, afterGap }, i) =>
      `${i === 0 || afterGap ? "M" : "L"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`
    );
    parts.push(svg("path", { d: path.join(""), class: `line ${colorClass(n)}` }, hint(name)));
    if (model.points.length > DOTS_MAX) return;
    for (const point of own) parts.push(dot(x(point.time), y(point.value), n, `${name}: ${amountText(point)}`));
  });
  return { height, parts };
}
export function pointsPicture(model: PointsModel, width: number): Picture {
  const { x, y, parts, height } = frameOf(model, width);
  const isMany = surface.isStill && model.points.length > DOTS_MAX / 4;
  for (const point of model.points) {
    const about = [...model.texts.map((title, i) => `${title}: ${point.texts[i]}`), amountText(point)].join("\n");
    parts.push(dot(x(point.time), y(point.value), point.series, isMany ? undefined : about));
  }
  return { height, parts };
}
function dot(cx: number, cy: number, n: number, about: string | undefined): PageElement {
  return svg(
    "circle",
    { cx: cx.toFixed(1), cy: cy.toFixed(1), r: 2.5, class: colorClass(n) },
    ...(about === undefined ? [] : [hint(about)]),
  );
}

export function spectrumPicture(model: SpectrumModel, width: number): Picture {
  const { buckets, cells, time, quantity } = model;
  const row = Math.max(8, Math.min(18, 260 / Math.max(1, buckets.length)));
  const area = { left: 80, right: width - 12, top: 24, bottom: 24 + row * buckets.length };
  const [from] = bounds(cells.map(({ from }) => from)), [, to] = bounds(cells.map(({ to }) => to));
  const axis = timeAxis(area, time, from, to);
  const max = Math.log1p(Math.max(1, ...cells.map(({ count }) => count)));
  const parts = [...axis.parts, text(0, 12, titleOf(quantity), "faint")];
  const every = Math.ceil(14 / row);
  buckets.forEach(({ label }, i) => {
    if (i % every === 0) parts.push(text(area.left - 6, area.bottom - i * row - 3, label, "faint", "end"));
  });
  for (const { from, to, bucket, count } of cells) {
    if (count === 0) continue;
    const opacity = (0.15 + 0.85 * Math.log1p(count) / max).toFixed(3);
    const left = axis.place(from);
    parts.push(svg("rect", {
      ...{ x: left, y: area.bottom - (bucket + 1) * row, width: Math.max(1, axis.place(to) - left), height: row - 1 },
      ...{ class: "c0", "fill-opacity": opacity },
    }, hint(`${buckets[bucket].range}: ${count}`)));
  }
  return { height: area.bottom + 42, parts };
}
