/**
 * Over time: lines, spectra, points.
 *
 * @module
 */
import { quantityTitle } from "./labels.ts";
import type { PointsModel, SpectrumModel, TimeSeriesModel } from "./model.ts";
import {
  ariaOf,
  axisOf,
  field,
  fullText,
  isSpread,
  limitOf,
  type SpecPart,
  STEP,
  timeEncoding,
  WIDTH,
} from "./spec_parts.ts";
import { MAIN, PALETTE, REST, SCHEME } from "./theme.ts";

const HEIGHT = 260;
/** Where labels of a legend are cut, px, as the themes have it. */
const LEGEND = 260;

/** Colours in the order of the series; the rest is grey. */
function colorOf(series: readonly string[], title: string | undefined): SpecPart {
  const range = series.map((name, i) => /^\d+ others$/.test(name) ? REST : PALETTE[i % PALETTE.length]);
  const labelLimit = limitOf(series, LEGEND);
  return field("series", "nominal", {
    title: title ?? null,
    scale: { domain: [...series], range },
    ...(labelLimit === LEGEND ? {} : { legend: { labelLimit } }),
  });
}
export function timeSeriesSpec(model: TimeSeriesModel): SpecPart {
  const { time, quantity, series, points, keys } = model;
  const many = keys !== undefined && series.length > 1;
  const hasGaps = points.some(({ afterGap }) => afterGap);
  let piece = 0;
  const values = points.map((point) => ({
    time: point.time,
    value: point.value,
    exact: fullText(point, quantity),
    ...(keys === undefined ? {} : { series: series[point.series] }),
    ...(hasGaps ? { piece: point.afterGap ? ++piece : piece } : {}),
  }));
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: {
      type: "line",
      ...(many ? {} : { color: MAIN }),
      strokeWidth: 1.8,
      point: points.length <= 200 ? { size: 24 } : false,
    },
    encoding: {
      x: timeEncoding("time", time.relative, time.title),
      y: field("value", "quantitative", { title: quantityTitle(quantity), axis: axisOf(quantity, points) }),
      ...(many ? { color: colorOf(series, keys) } : {}),
      ...(hasGaps ? { detail: field("piece", "nominal") } : {}),
      tooltip: [
        timeTooltip(time.relative),
        ...(keys === undefined ? [] : [field("series", "nominal", { title: keys })]),
        field("exact", "nominal", { title: quantity.label }),
      ],
    },
  };
}
const timeTooltip = (relative: boolean): SpecPart =>
  relative
    ? field("time", "quantitative", { title: "time", format: ".6~g" })
    : field("time", "temporal", { title: "time", timeUnit: "utcyearmonthdatehoursminutessecondsmilliseconds" });

export function spectrumSpec(model: SpectrumModel): SpecPart {
  const { time, quantity, buckets, cells } = model;
  const values = cells.map(({ from, to, bucket, count }) => ({
    time: from,
    end: to,
    bucket: buckets[bucket].label,
    range: buckets[bucket].range,
    count,
  }));
  return {
    width: WIDTH,
    height: { step: buckets.length > 40 ? 6 : STEP - 4 },
    data: { values },
    mark: { type: "rect", ...ariaOf(cells.length) },
    encoding: {
      x: timeEncoding("time", time.relative, time.title),
      x2: { field: "end" },
      y: field("bucket", "ordinal", {
        title: quantityTitle(quantity),
        // the least below, as on any axis of numbers
        scale: { domain: buckets.map(({ label }) => label).toReversed() },
        axis: { labelOverlap: true, ticks: false, domain: false },
      }),
      color: field("count", "quantitative", {
        title: "count",
        scale: { scheme: SCHEME, ...(isSpread(values.map(({ count }) => count)) ? { type: "log" } : { zero: true }) },
        legend: { format: "~s" },
      }),
      tooltip: [
        timeTooltip(time.relative),
        field("range", "nominal", { title: quantity.label }),
        field("count", "quantitative", { title: "count", format: "," }),
      ],
    },
  };
}
export function pointsSpec(model: PointsModel): SpecPart {
  const { time, quantity, series, points, keys, texts } = model;
  const many = keys !== undefined && series.length > 1;
  const values = points.map((point) => ({
    time: point.time,
    value: point.value,
    exact: fullText(point, quantity),
    ...(many ? { series: series[point.series] } : {}),
    ...Object.fromEntries(point.texts.map((text, i) => [`text${i}`, text])),
  }));
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: {
      type: "point",
      filled: true,
      ...ariaOf(points.length),
      size: points.length > 1000 ? 10 : 22,
      opacity: points.length > 1000 ? 0.5 : 0.8,
      ...(many ? {} : { color: MAIN }),
    },
    encoding: {
      x: timeEncoding("time", time.relative, time.title),
      y: field("value", "quantitative", { title: quantityTitle(quantity), axis: axisOf(quantity, points) }),
      ...(many ? { color: colorOf(series, keys) } : {}),
      tooltip: [
        timeTooltip(time.relative),
        field("exact", "nominal", { title: quantity.label }),
        ...texts.map((title, i) => field(`text${i}`, "nominal", { title })),
      ],
    },
  };
}
