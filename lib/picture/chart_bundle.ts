/**
 * What a notebook is given to show: the one bundle that JupyterLab, the classic notebook, VS Code, GitHub and nbconvert's
 * HTML all make a picture of. A further form (SVG, HTML, version 6) would be preferred by one of them, and be lost there.
 *
 * @module
 */
import { chartOf, type ChartOptions, drawChart, plainSpec, type VegaLiteSpec } from "../chart/mod.ts";
import { type ResultTable, tableHtml, tableText } from "../table/mod.ts";
import { renderPng } from "./render.ts";
import { encodeBase64 } from "./base64.ts";

/** By MIME type: text, base64 for pictures, plain data for JSON. */
export type MimeBundle = Record<string, unknown>;

/** @param text what a terminal shows; the chart's title without */
export async function chartBundle(spec: VegaLiteSpec, text?: string): Promise<MimeBundle> {
  return {
    "application/vnd.vegalite.v5+json": plainSpec(spec),
    "image/png": encodeBase64(await renderPng(spec)),
    "text/plain": text ?? titleOf(spec),
  };
}
/** The bundle of a table's chart, with its drawing as text. */
export async function displayChart(table: ResultTable, options: ChartOptions = {}): Promise<MimeBundle> {
  const { top, points } = options;
  return await chartBundle(chartOf(table, options), drawChart(table, { top, points }));
}
export function tableBundle(table: ResultTable, rows = 20): MimeBundle {
  return { "text/html": tableHtml(table, { rows }), "text/plain": tableText(table, { rows }) };
}
function titleOf({ title }: VegaLiteSpec): string {
  const text = typeof title === "string" ? title : (title as { text?: unknown } | undefined)?.text;
  return `chart: ${typeof text === "string" ? text : "untitled"}`;
}
