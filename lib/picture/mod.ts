/**
 * Charts as pictures, pages and what notebooks show. Vega and resvg are loaded when the first picture is made.
 *
 * @module
 */
export { type RenderOptions, renderPng, renderSvg } from "./render.ts";
export { preparePictures, renderApart } from "./render_apart.ts";
export { CHART_FORMATS, chartBytes, type ChartFormat, chartFormat } from "./file.ts";
export { chartBundle, displayChart, type MimeBundle, tableBundle } from "./chart_bundle.ts";
export { chartPage, type PageChart, type PageOptions, tablesPage } from "./page.ts";
