/**
 * What stands under a cell when its run is over: each aggregation as chart and table, each table of records.
 *
 * @module
 */
import { modelOf, plainSpec } from "../chart/mod.ts";
import type { Bundle } from "../evaluator/mod.ts";
import { type Aggregation, type Chart, DISPLAY, type Run, TERMINAL, type Tracing } from "../api/mod.ts";
import { omissionText } from "../table/mod.ts";

/** A number alone, or nothing, is better read than drawn. */
function isDrawn({ resultTable }: Aggregation): boolean {
  const { aggregation, rowCount } = resultTable;
  if (rowCount < 2 && !aggregation?.distribution) return false;
  return !["value", "empty"].includes(modelOf(resultTable).kind);
}

/** One output of a run. */
export interface RunOutput {
  readonly bundle: Bundle;
  /** The same with its picture, where that was not waited for. */
  readonly pictured?: Promise<Bundle>;
}

/**
 * The outputs of a run, in the order in which they are shown.
 *
 * @param soon nobody waits for pictures: a person has interrupted the run
 */
export async function outputsOf(run: Run, soon: boolean): Promise<readonly RunOutput[]> {
  const outputs: (RunOutput | Promise<RunOutput>)[] = [];
  const show = (bundle: Bundle) => void outputs.push({ bundle });
  const draw = (what: Drawn) =>
    void outputs.push(soon ? drawnSoon(what) : chartOf(what).then((bundle) => ({ bundle })));
  for (const aggregation of Object.values(run.aggregations)) {
    // its time series says more than what was left at the end
    if (Object.hasOwn(run.snapshots, aggregation.name)) continue;
    if (isDrawn(aggregation)) draw(aggregation);
    if (aggregation.resultTable.rowCount > 0) show(aggregation.asTable[DISPLAY]());
  }
  for (const snapshot of Object.values(run.snapshots)) draw(snapshot);
  for (const table of Object.values(run.tables)) {
    // that BEGIN has printed something is not a table
    const bare = table.columns.length <= 2 && table.rowCount < 2;
    if (table.rowCount === 0 || bare) continue;
    show(table[DISPLAY]());
    const omitted = omissionText(table.resultTable);
    if (omitted) show({ "text/plain": omitted });
  }
  // pictures are made together
  return await Promise.all(outputs);
}

/** The charts of a run that goes on. */
export async function liveBundlesOf(tracing: Tracing): Promise<readonly Bundle[]> {
  const aggregations = await tracing.aggregations();
  return await Promise.all(aggregations.filter(isDrawn).map(chartOf));
}

/** What has a chart. */
interface Drawn {
  chart(): Chart;
}

/** The specification, which front ends that draw by themselves show at once. */
function drawnSoon(what: Drawn): RunOutput | Promise<RunOutput> {
  try {
    const chart = what.chart();
    const bundle = { [VEGA_LITE]: plainSpec(chart.spec), "text/plain": chart[TERMINAL]({ width: 80, color: false }) };
    return { bundle, pictured: chartOf(what) };
  } catch {
    return chartOf(what).then((bundle) => ({ bundle }));
  }
}
const VEGA_LITE = "application/vnd.vegalite.v5+json";

/** A chart that cannot be drawn is not a reason to lose the rest: then it says why. */
async function chartOf(what: Drawn): Promise<Bundle> {
  try {
    return await what.chart()[DISPLAY]();
  } catch (error) {
    return { "text/plain": `the chart cannot be drawn: ${(error as Error).message}` };
  }
}
