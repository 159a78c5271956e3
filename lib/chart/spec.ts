/**
 * From a model to a Vega-Lite specification (version 5, which all front ends of today show).
 *
 * Nothing in it depends on a theme, and there are no expressions in it but the few that are written here: what came from
 * a packet is data.
 *
 * @module
 */
import type { ResultTable } from "../table/mod.ts";
import { type ChartLimits, modelOf } from "./choose.ts";
import { kindOf } from "./kinds.ts";
import { overrideSpec } from "./override.ts";
import type { ChartModel } from "./model.ts";

/** A Vega-Lite specification: plain data. */
export type VegaLiteSpec = { readonly $schema: string } & { readonly [member: string]: unknown };
/** Any part of a specification, and how much to show. */
export type ChartOptions = ChartLimits & { readonly [member: string]: unknown };

export const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** The chart that fits a table; `options` override any part of the specification. Vega is not loaded. */
export function chartOf(table: ResultTable, options: ChartOptions = {}): VegaLiteSpec {
  const { top, points, ...overrides } = options;
  const spec = specOf(modelOf(table, { top, points }));
  return overrideSpec(spec, overrides) as VegaLiteSpec;
}
function specOf(model: ChartModel): VegaLiteSpec {
  const subtitle = model.notes.length > 0 ? { subtitle: model.notes.join("; ") } : {};
  return {
    $schema: SCHEMA,
    title: { text: model.title, ...subtitle },
    ...kindOf(model).spec(model),
  };
}
