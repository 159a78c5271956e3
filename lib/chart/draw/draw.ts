/**
 * Charts as text.
 *
 * @module
 */
import type { ResultTable } from "../../table/mod.ts";
import { type ChartLimits, modelOf } from "../choose.ts";
import { kindOf } from "../kinds.ts";
import type { ChartModel } from "../model.ts";
import { type ChartPaint, fitText, paintOf } from "./paint.ts";

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
function drawModel(model: ChartModel, width: number, paint: ChartPaint): string {
  const title = [paint.bold(fitText(model.title, width).trimEnd())];
  if (model.notes.length > 0) title.push(paint.faint(fitText(model.notes.join("; "), width).trimEnd()));
  return [...title, ...kindOf(model).draw(model, width, paint), ""].join("\n");
}
