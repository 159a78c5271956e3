/**
 * Which chart a table asks for.
 *
 * @module
 */
import { omissionText, type ResultTable } from "../table/mod.ts";
import type { ChartModel } from "./model.ts";
import { barsModel, valueModel } from "./model_bars.ts";
import { flameModel, isFlame } from "./model_flame.ts";
import { distributionModel, heatModel, isField, isTransition } from "./model_heat.ts";
import { pointsModel, spectrumModel, timeSeriesModel } from "./model_time.ts";
import { aggregationColumns } from "./read.ts";

/** How much a chart shows before it puts together what is left. */
export interface ChartLimits {
  /** Bars before the rest is put together. */
  readonly top?: number;
  /** Points of records before only some are shown. */
  readonly points?: number;
}
const TOP = 20, FIELD = 30, POINTS = 4000;

/** A chart is asked whether it is one, drawn, and drawn as text: of many keys it is made once. */
const made = new WeakMap<ResultTable, Map<string, ChartModel>>();

export function modelOf(table: ResultTable, limits: ChartLimits = {}): ChartModel {
  const known = made.get(table) ?? new Map<string, ChartModel>();
  made.set(table, known);
  const key = `${limits.top} ${limits.points}`;
  let model = known.get(key);
  if (!model) known.set(key, model = noted(fittingModel(table, limits), table));
  return model;
}
function noted(model: ChartModel, table: ResultTable): ChartModel {
  const omission = omissionText(table);
  return omission === undefined ? model : { ...model, notes: [...model.notes, omission] };
}
function fittingModel(table: ResultTable, limits: ChartLimits): ChartModel {
  const { top = TOP, points = POINTS } = limits;
  if (table.rowCount === 0) {
    return { kind: "empty", title: table.title, notes: ["nothing was gathered"] };
  }
  if (table.kind === "records") return pointsModel(table, points);
  const columns = aggregationColumns(table);
  const { keys } = columns;
  const time = columns.time ?? keys.find(({ kind, intervalNs }) => kind === "time" || intervalNs !== undefined);
  if (table.aggregation!.distribution) {
    return time ? spectrumModel(table, columns, time) : distributionModel(table, columns, limits.top ?? FIELD);
  }
  if (time) return timeSeriesModel(table, columns, time, keys.filter((key) => key !== time));
  if (keys.length === 0) return valueModel(table, columns);
  if (isFlame(columns)) return flameModel(table, columns);
  if (isTransition(keys) || !columns.deviations && isField(table, keys)) {
    return heatModel(table, columns, limits.top ?? FIELD);
  }
  return barsModel(table, columns, top);
}
