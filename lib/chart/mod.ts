/**
 * Tables as charts: Vega-Lite specifications, and drawings in a terminal.
 *
 * @module
 */
export { chartOf, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./spec.ts";
export { type ChartLimits, modelOf } from "./choose.ts";
export type * from "./model.ts";
export { flameLabel, flameOf, FLAMES, percentOf } from "./spec_flame.ts";
export { ChartError, expressionsOf, failureOf, judgeExpressions, judgeSpec, plainSpec } from "./spec_plain.ts";
export { configOf, FONT, inkOf, type Theme } from "./theme.ts";
export { overrideSpec } from "./override.ts";
export { drawChart, type DrawOptions } from "./draw/draw.ts";
