/**
 * Lines and points over time in a terminal.
 *
 * @module
 */
import { quantityTitle, shortNumber } from "../labels.ts";
import type { PointsModel, TimeSeriesModel } from "../model.ts";
import { Canvas } from "./canvas.ts";
import { type ChartPaint, columnBlock, columnsOf, fitLabels, fitText } from "./paint.ts";

const ROWS = 14;

export function drawTime(model: TimeSeriesModel | PointsModel, width: number, paint: ChartPaint): string[] {
  const { series, quantity } = model;
  const heading = paint.faint(quantityTitle(quantity));
  // without colours lines cannot be told apart: one below the other
  if (!paint.color && series.length > 1 && model.kind === "timeSeries") return [heading, ...sparklines(model, width)];
  return [heading, ...plot(model, width, paint), ...legend(model, width, paint)];
}
function bounds(points: TimeSeriesModel["points"] | PointsModel["points"]) {
  let first = Infinity, last = -Infinity, min = 0, max = 0;
  for (const { time, value } of points) {
    first = Math.min(first, time);
    last = Math.max(last, time);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { first, span: last - first || 1, last, min, height: max - min || 1, max };
}
function plot(model: TimeSeriesModel | PointsModel, width: number, paint: ChartPaint): string[] {
  const { points, time } = model;
  const { first, span, last, min, height, max } = bounds(points);
  const marks = [max, min + height / 2, min].map(shortNumber);
  const label = Math.max(...marks.map((mark) => mark.length));
  const canvas = new Canvas(Math.max(8, width - label - 2), ROWS);
  const x = (at: number) => (at - first) / span * (canvas.width - 1);
  const y = (value: number) => (1 - (value - min) / height) * (canvas.height - 1);
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (model.kind === "timeSeries" && before?.series === point.series && !point.afterGap) {
      canvas.line(x(before.time), y(before.value), x(point.time), y(point.value), point.series);
    } else canvas.dot(x(point.time), y(point.value), point.series);
  });
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const mark = row === 0 ? marks[0] : row === ROWS >> 1 ? marks[1] : row === ROWS - 1 ? marks[2] : "";
    return `${fitText(mark, label, true)} ${paint.faint("│")}${canvas.row(row, paint.series)}`.trimEnd();
  });
  const ends = time.relative
    ? [shortNumber(first), shortNumber(last)]
    : [first, last].map((ms) => new Date(ms).toISOString().slice(11, 19));
  const gap = Math.max(1, canvas.columns - ends[0].length - ends[1].length);
  return [
    ...lines,
    paint.faint(`${" ".repeat(label + 1)}└${"─".repeat(canvas.columns)}`),
    paint.faint(`${" ".repeat(label + 2)}${ends[0]}${" ".repeat(gap)}${ends[1]}`),
    paint.faint(fitText(`${" ".repeat(label + 2)}${timeTitle(model)}`, width).trimEnd()),
  ];
}
/** The day, where the axis has only times of it. */
function timeTitle({ time, points }: TimeSeriesModel | PointsModel): string {
  return time.relative || points.length === 0
    ? time.title
    : `time (UTC), ${new Date(points[0].time).toISOString().slice(0, 10)}`;
}
function legend({ series, keys }: TimeSeriesModel | PointsModel, width: number, paint: ChartPaint): string[] {
  // without colours nothing tells which is which
  if (keys === undefined || series.length < 2 || !paint.color) return [];
  const lines: string[] = [];
  let line = "", columns = 0;
  series.forEach((name, i) => {
    const size = columnsOf(name) + 4;
    if (columns + size > width && line !== "") {
      lines.push(line);
      line = "";
      columns = 0;
    }
    line += `${paint.series("●", i)} ${name}  `;
    columns += size;
  });
  return [...lines, line].map((text) => text.trimEnd());
}
function sparklines(model: TimeSeriesModel, width: number): string[] {
  const { first, span, min, height, max } = bounds(model.points);
  const label = Math.min(Math.floor(width * 0.4), Math.max(...model.series.map(columnsOf)));
  const columns = Math.max(8, width - label - 3);
  const labels = fitLabels(model.series, label);
  const lines = model.series.map((_, series) => {
    const values = new Float64Array(columns).fill(NaN);
    for (const point of model.points) {
      if (point.series !== series) continue;
      const at = Math.min(columns - 1, Math.floor((point.time - first) / span * columns));
      values[at] = Math.max(Number.isNaN(values[at]) ? -Infinity : values[at], point.value);
    }
    const drawn = Array.from(values, (value) => Number.isNaN(value) ? " " : columnBlock((value - min) / height)).join(
      "",
    );
    return `${labels[series]} |${drawn}|`;
  });
  const notes = [timeTitle(model), `the tallest column is ${shortNumber(max)}`];
  return [...lines, ...notes.map((note) => fitText(`${" ".repeat(label + 2)}${note}`, width).trimEnd())];
}
