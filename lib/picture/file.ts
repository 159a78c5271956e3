/**
 * Charts as files, by the ending of the name.
 *
 * @module
 */
import { plainSpec, type VegaLiteSpec } from "../chart/mod.ts";
import { type ResultTable, TableError } from "../table/mod.ts";
import { chartPage, type PageOptions } from "./page.ts";
import { renderPng, renderSvg } from "./render.ts";

export const CHART_FORMATS = ["svg", "png", "html", "vl.json"] as const;
export type ChartFormat = typeof CHART_FORMATS[number];
const encoder = new TextEncoder();

/** @throws TableError D_CHART_FORMAT */
export function chartFormat(path: string): ChartFormat {
  const format = CHART_FORMATS.find((format) => path.toLowerCase().endsWith(`.${format}`));
  if (format) return format;
  throw new TableError("D_CHART_FORMAT", `${path}: the name of a chart's file ends in .${CHART_FORMATS.join(", .")}`);
}
/** A chart in a format; `table` and `options` are for a page. */
export async function chartBytes(
  spec: VegaLiteSpec,
  format: ChartFormat,
  table?: ResultTable,
  options: PageOptions = {},
): Promise<Uint8Array> {
  switch (format) {
    case "svg":
      return encoder.encode(await renderSvg(spec, options));
    case "png":
      return await renderPng(spec, options);
    case "html":
      return encoder.encode(await chartPage([{ spec, table }], { title: table?.title, ...options }));
    case "vl.json":
      return encoder.encode(`${JSON.stringify(plainSpec(spec), undefined, 1)}\n`);
  }
}
