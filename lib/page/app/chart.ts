/**
 * Charts as SVG in the document: elements with attributes and text, in the colours of the page's style, so that they follow
 * light and dark, print, and can be read out.
 *
 * @module
 */
import type { ChartModel } from "../../chart/mod.ts";
import { barsPicture, valuePicture } from "./chart_bars.ts";
import { flamePicture } from "./chart_flame.ts";
import { heatPicture, histogramPicture } from "./chart_cells.ts";
import { pointsPicture, spectrumPicture, timeSeriesPicture } from "./chart_time.ts";
import { make, type PageElement, svg } from "./dom.ts";
import type { Picture } from "./picture.ts";

/** Pixels: a chart that is as narrow says little. */
const WIDTH_MIN = 280;

/** Undefined where there is nothing to draw. @param width pixels */
export function chartElement(model: ChartModel, width: number): PageElement | undefined {
  const max = Math.max(WIDTH_MIN, width), picture = pictureOf(model, max);
  if (!picture) return undefined;
  const { height, parts, width: own = max } = picture;
  const drawn = svg(
    "svg",
    { viewBox: `0 0 ${own} ${height}`, width: own, height, role: "img", "aria-label": `chart: ${model.title}` },
    ...parts,
  );
  const notes = model.notes.length > 0 ? [make("p", { class: "note" }, model.notes.join("; "))] : [];
  return make("div", { class: "chart", role: "group", tabindex: 0, "aria-label": model.title }, drawn, ...notes);
}
type Pictures = {
  readonly [Kind in ChartModel["kind"]]: (
    model: Extract<ChartModel, { readonly kind: Kind }>,
    width: number,
  ) => Picture | undefined;
};
const PICTURES: Pictures = {
  value: valuePicture,
  bars: barsPicture,
  flame: flamePicture,
  histogram: histogramPicture,
  heat: heatPicture,
  timeSeries: timeSeriesPicture,
  points: pointsPicture,
  spectrum: spectrumPicture,
  empty: () => undefined,
};
function pictureOf(model: ChartModel, width: number): Picture | undefined {
  return (PICTURES[model.kind] as (model: ChartModel, width: number) => Picture | undefined)(model, width);
}
