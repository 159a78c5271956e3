/**
 * Charts as SVG in the document: elements with attributes and text, in the colours of the page's style, so that they follow
 * light and dark, print, and can be read out.
 *
 * @module
 */
import type { ChartModel } from "../../chart/mod.ts";
import { barsPicture, valuePicture } from "./chart_bars.ts";
import { heatPicture, histogramPicture } from "./chart_cells.ts";
import { coursePicture, pointsPicture, spectrumPicture } from "./chart_time.ts";
import { make, type PageElement, svg } from "./dom.ts";
import type { Picture } from "./picture.ts";

/** Undefined where there is nothing to draw. @param width pixels */
export function chartElement(model: ChartModel, width: number): PageElement | undefined {
  const picture = pictureOf(model, Math.max(360, width));
  if (!picture) return undefined;
  const { height, parts, width: own = Math.max(360, width) } = picture;
  const drawn = svg(
    "svg",
    { viewBox: `0 0 ${own} ${height}`, width: own, height, role: "img", "aria-label": `chart: ${model.title}` },
    ...parts,
  );
  const notes = model.notes.length > 0 ? [make("p", { class: "note" }, model.notes.join("; "))] : [];
  return make("div", { class: "chart", role: "group", tabindex: 0, "aria-label": model.title }, drawn, ...notes);
}
function pictureOf(model: ChartModel, width: number): Picture | undefined {
  switch (model.kind) {
    case "value":
      return valuePicture(model);
    case "bars":
      return barsPicture(model, width);
    case "histogram":
      return histogramPicture(model, width);
    case "heat":
      return heatPicture(model, width);
    case "course":
      return coursePicture(model, width);
    case "points":
      return pointsPicture(model, width);
    case "spectrum":
      return spectrumPicture(model, width);
    case "empty":
      return undefined;
  }
}
