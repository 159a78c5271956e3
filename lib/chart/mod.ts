/**
 * Tables as charts: Vega-Lite specifications, pictures, pages, drawings in a terminal. Vega is loaded when the first
 * picture is made.
 *
 * @module
 */
export { chartOf, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./spec.ts";
export { type ChartLimits, modelOf } from "./choose.ts";
export type * from "./model.ts";
export { ChartError, plainSpec } from "./spec_plain.ts";
export { configOf, type Theme } from "./theme.ts";
export { type RenderOptions, renderPng, renderSvg } from "./render.ts";
export { preparePictures, renderApart } from "./render_apart.ts";
export { CHART_FORMATS, chartBytes, type ChartFormat, chartFormat } from "./file.ts";
export { drawChart, type DrawOptions } from "./draw/draw.ts";
export { chartBundle, displayChart, type MimeBundle, tableBundle } from "./bundle.ts";
export { chartPage, type PageChart, type PageOptions, tablesPage } from "./page.ts";
