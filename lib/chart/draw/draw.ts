/**
 * Charts as text.
 *
 * @module
 */
import type { ResultTable } from "../../table/mod.ts";
import { type ChartLimits, modelOf } from "../choose.ts";
import { quantityTitle } from "../labels.ts";
import type { ChartModel } from "../model.ts";
import { amountText } from "../spec_parts.ts";
import { drawBars, drawHistogram } from "./draw_bars.ts";
import { drawHeat, drawSpectrum } from "./draw_heat.ts";
import { drawTime } from "./draw_time.ts";
import { fitText, type Paint, paintOf } from "./paint.ts";

export interface DrawOptions extends ChartLimits {
  /** Columns; 80 without. */
  readonly width?: number;
  /** Colours by escape sequences. */
  readonly color?: boolean;
}
const NARROWEST = 30;

/** The chart of a table for a terminal: lines of at most `width` columns, each ended. */
export function drawChart(table: ResultTable, options: DrawOptions = {}): string {
  const { width = 80, color = false } = options;
  return drawModel(modelOf(table, options), Math.max(NARROWEST, width), paintOf(color));
}
function drawModel(model: ChartModel, width: number, paint: Paint): string {
  const title = [paint.bold(fitText(model.title, width).trimEnd())];
  if (model.notes.length > 0) title.push(paint.faint(fitText(model.notes.join("; "), width).trimEnd()));
  return [...title, ...bodyOf(model, width, paint), ""].join("\n");
}
function bodyOf(model: ChartModel, width: number, paint: Paint): string[] {
  switch (model.kind) {
    case "value": {
      const { amount, quantity } = model;
      return [
        `${paint.series(amountText(amount), 0)} ${quantityTitle(quantity) === quantity.label ? "" : quantity.unit}`
          .trimEnd(),
      ];
    }
    case "bars":
      return drawBars(model, width, paint);
    case "histogram":
      return drawHistogram(model, width, paint);
    case "heat":
      return drawHeat(model, width, paint);
    case "spectrum":
      return drawSpectrum(model, width, paint);
    case "course":
    case "points":
      return drawTime(model, width, paint);
    case "empty":
      return [];
  }
}
