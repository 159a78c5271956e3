/**
 * Charts as files, by the ending of the name.
 *
 * @module
 */
import { plainSpec, type VegaLiteSpec } from "../chart/mod.ts";
import { type ResultTable, TableError } from "../table/mod.ts";
import { chartPage, type PageOptions } from "./page.ts";
import { renderPng, renderSvg } from "./render.ts";

/** A format of charts' files: one value, of which the command's help and its errors are made. */
export interface ChartFormat {
  /** The ending: `svg`. */
  readonly name: string;
  /** What people call it, where the ending does not say it: `Vega-Lite`. */
  readonly title?: string;
  /** A file can hold the charts of several tables, one below the other. */
  readonly holdsMany?: true;
  /** `table` and `options` are for a page. */
  bytes(spec: VegaLiteSpec, table: ResultTable | undefined, options: PageOptions): Promise<Uint8Array>;
}
const encoder = new TextEncoder();
export const CHART_FORMATS: readonly ChartFormat[] = [
  { name: "svg", bytes: async (spec, _, options) => encoder.encode(await renderSvg(spec, options)) },
  { name: "png", bytes: (spec, _, options) => renderPng(spec, options) },
  {
    name: "html",
    title: "one page of all",
    holdsMany: true,
    bytes: async (spec, table, options) =>
      encoder.encode(await chartPage([{ spec, table }], { title: table?.title, ...options })),
  },
  {
    name: "vl.json",
    title: "Vega-Lite",
    bytes: (spec) => Promise.resolve(encoder.encode(`${JSON.stringify(plainSpec(spec), undefined, 1)}\n`)),
  },
];

/** @throws TableError D_CHART_FORMAT */
export function chartFormat(path: string): ChartFormat {
  const format = CHART_FORMATS.find(({ name }) => path.toLowerCase().endsWith(`.${name}`));
  if (format) return format;
  const names = CHART_FORMATS.map(({ name }) => `.${name}`).join(", ");
  throw new TableError("D_CHART_FORMAT", `${path}: the name of a chart's file ends in ${names}`);
}
/** A chart in a format. */
export async function chartBytes(
  spec: VegaLiteSpec,
  format: ChartFormat,
  table?: ResultTable,
  options: PageOptions = {},
): Promise<Uint8Array> {
  return await format.bytes(spec, table, options);
}
