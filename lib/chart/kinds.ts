/**
 * Kinds of charts: each is one value, which says how Vega-Lite is asked for it and how it is drawn in a terminal. Which kind a
 * table asks for, `choose.ts` says; a kind that is missing here is an error of types.
 *
 * @module
 */
import { drawBars, drawHistogram, drawValue } from "./draw/draw_bars.ts";
import { drawFlame } from "./draw/draw_flame.ts";
import { drawHeat, drawSpectrum } from "./draw/draw_heat.ts";
import { drawTime } from "./draw/draw_time.ts";
import type { ChartPaint } from "./draw/paint.ts";
import type { ChartModel } from "./model.ts";
import { barsSpec, valueSpec } from "./spec_bars.ts";
import { flameSpec } from "./spec_flame.ts";
import { heatSpec, histogramSpec } from "./spec_heat.ts";
import type { SpecPart } from "./spec_parts.ts";
import { pointsSpec, spectrumSpec, timeSeriesSpec } from "./spec_time.ts";

export interface ChartKind<Model extends ChartModel = ChartModel> {
  /** Members of a Vega-Lite specification beside the title. */
  spec(model: Model): SpecPart;
  /** Lines below the title, of at most `width` columns. */
  draw(model: Model, width: number, paint: ChartPaint): string[];
}
type Kinds = {
  readonly [Kind in ChartModel["kind"]]: ChartKind<Extract<ChartModel, { readonly kind: Kind }>>;
};
const KINDS: Kinds = {
  value: { spec: valueSpec, draw: drawValue },
  bars: { spec: barsSpec, draw: drawBars },
  flame: { spec: flameSpec, draw: drawFlame },
  histogram: { spec: histogramSpec, draw: drawHistogram },
  heat: { spec: heatSpec, draw: drawHeat },
  timeSeries: { spec: timeSeriesSpec, draw: drawTime },
  spectrum: { spec: spectrumSpec, draw: drawSpectrum },
  points: { spec: pointsSpec, draw: drawTime },
  empty: {
    spec: () => ({ width: 400, height: 20, data: { values: [{}] }, mark: { type: "text", text: "no data" } }),
    draw: () => [],
  },
};
/** The kind of a model, which takes this model. */
export function kindOf(model: ChartModel): ChartKind {
  return KINDS[model.kind] as ChartKind;
}
