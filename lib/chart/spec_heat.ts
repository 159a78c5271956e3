/**
 * Fields of cells, and histograms of buckets.
 *
 * @module
 */
import { quantityTitle, shortNumber } from "./labels.ts";
import type { HeatModel, HistogramModel } from "./model.ts";
import {
  amountText,
  ariaOf,
  axisOf,
  field,
  fullText,
  isSpread,
  LABELS,
  limitOf,
  type SpecPart,
  STEP,
} from "./spec_parts.ts";
import { MAIN, REST, SCHEME } from "./theme.ts";

/** In cells of at most so many columns there is room for numbers. */
const TEXT_COLUMNS = 14;

export function heatSpec(model: HeatModel): SpecPart {
  const { quantity, xs, ys, cells, buckets, transitions } = model;
  const values = cells.map((cell) => ({
    x: xs[cell.x],
    y: ys[cell.y],
    value: cell.value,
    text: amountText(cell),
    exact: fullText(cell, quantity),
    ...(cell.others ? { others: true } : {}),
  }));
  const { min, max, hasOthers, spread } = scaleOf(cells);
  const texts = xs.length <= TEXT_COLUMNS && ys.length <= 3 * TEXT_COLUMNS;
  const step = texts ? 46 : Math.max(6, Math.min(24, Math.floor(900 / xs.length)));
  const encoding = {
    x: field("x", "ordinal", {
      title: model.xTitle,
      // an empty column or row is a fact as well
      scale: { domain: [...xs] },
      axis: {
        labelAngle: xs.every((label) => label.length <= 6) && texts ? 0 : -40,
        labelLimit: limitOf(xs, 160),
        labelOverlap: buckets,
        ...QUIET,
      },
    }),
    y: field("y", "ordinal", {
      title: model.yTitle,
      scale: { domain: [...ys] },
      axis: { labelLimit: limitOf(ys, LABELS), ...QUIET },
    }),
    tooltip: [
      field("y", "nominal", { title: model.yTitle }),
      field("x", "nominal", { title: model.xTitle }),
      field("exact", "nominal", { title: quantityTitle(quantity) }),
    ],
  };
  const color = field("value", "quantitative", {
    title: quantityTitle(quantity),
    scale: {
      scheme: SCHEME,
      ...(spread ? { type: "log" } : { zero: true }),
      ...(hasOthers ? { domain: [spread ? min : Math.min(0, min), max] } : {}),
    },
    legend: { format: "~s", gradientLength: 120, ...(spread ? { tickCount: 4 } : {}) },
  });
  const shown = hasOthers ? { condition: { test: "datum.others", value: REST }, ...color } : color;
  const cellMark = { mark: { type: "rect", cornerRadius: 1, ...ariaOf(cells.length) }, encoding: { color: shown } };
  // white on the dark half of the scale, black on the bright one
  const bright = spread ? Math.sqrt(max * min) * 2 : max * 0.6;
  const textMark = {
    mark: { type: "text", baseline: "middle", fontSize: 10, ...ariaOf(cells.length) },
    encoding: {
      text: { field: "text" },
      color: {
        condition: { test: `${hasOthers ? "datum.others || " : ""}datum.value > ${bright}`, value: "#000000" },
        value: "#ffffff",
      },
    },
  };
  return {
    width: { step },
    height: { step: transitions || texts ? 26 : STEP - 4 },
    data: { values },
    encoding,
    layer: texts ? [cellMark, textMark] : [cellMark],
  };
}
/** The scale is that of single keys: the sum of hundreds of others would make them all alike. */
function scaleOf(cells: HeatModel["cells"]) {
  const single = cells.filter(({ others }) => !others);
  const hasOthers = single.length > 0 && single.length < cells.length;
  const values = (hasOthers ? single : cells).map(({ value }) => value);
  return { hasOthers, min: Math.min(...values), max: Math.max(...values), spread: isSpread(values) };
}
const QUIET = { ticks: false, domain: false, grid: false };

export function histogramSpec(model: HistogramModel): SpecPart {
  const { quantity, buckets, series, keys } = model;
  const facet = series.length > 1 || keys !== undefined;
  const values = series.flatMap(({ label, counts }) =>
    counts.map((count, i) => ({
      ...(facet ? { key: label } : {}),
      bucket: buckets[i].label,
      range: buckets[i].range,
      count,
      text: count === 0 ? "" : shortNumber(count),
    }))
  );
  const texts = buckets.length <= 24;
  const step = texts ? 36 : Math.max(3, Math.floor(800 / buckets.length));
  const encoding = {
    x: field("bucket", "ordinal", {
      title: quantityTitle(quantity),
      scale: { domain: buckets.map(({ label }) => label), paddingInner: 0.08 },
      axis: {
        labelAngle: buckets.some(({ label }) => label.length > 6) ? -40 : 0,
        labelOverlap: true,
        labelLimit: limitOf(buckets.map(({ label }) => label), 120),
      },
    }),
    y: field("count", "quantitative", {
      title: facet ? null : "count",
      axis: axisOf({ label: "count", unit: "", factor: 1 }, [], { tickMinStep: 1, tickCount: facet ? 3 : 6 }),
    }),
    tooltip: [
      ...(facet ? [field("key", "nominal", { title: keys ?? "key" })] : []),
      field("range", "nominal", { title: quantity.label }),
      field("count", "quantitative", { title: "count", format: "," }),
    ],
  };
  const bars = { mark: { type: "bar", color: MAIN, cornerRadiusEnd: 2, ...ariaOf(values.length) } };
  const counts = {
    mark: { type: "text", baseline: "bottom", dy: -2, fontSize: 10 },
    encoding: { text: { field: "text" } },
  };
  const layers = { width: { step }, height: facet ? 90 : 240, encoding, layer: texts ? [bars, counts] : [bars] };
  if (!facet) return { data: { values }, ...layers };
  return {
    data: { values },
    facet: {
      row: field("key", "nominal", {
        title: null,
        sort: series.map(({ label }) => label),
        header: { ...HEADER, labelLimit: limitOf(series.map(({ label }) => label), 180) },
      }),
    },
    spec: layers,
    resolve: { scale: { y: "independent" } },
    spacing: 14,
  };
}
const HEADER = { labelAngle: 0, labelAlign: "left", labelAnchor: "middle", labelOrient: "left" };
