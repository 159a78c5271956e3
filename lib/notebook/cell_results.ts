/**
 * What stands under a cell when its run is over: each aggregation as chart and table, each table of records.
 *
 * @module
 */
import { modelOf } from "../chart/mod.ts";
import type { Bundle } from "../evaluator/mod.ts";
import { type Aggregation, DISPLAY, type Run, type Tracing } from "../api/mod.ts";
import { omissionText } from "../table/mod.ts";

/** A number alone, or nothing, is better read than drawn. */
function isDrawn({ resultTable }: Aggregation): boolean {
  const { aggregation, rowCount } = resultTable;
  if (rowCount < 2 && !aggregation?.distribution) return false;
  return !["value", "empty"].includes(modelOf(resultTable).kind);
}

/** The bundles of a run, in the order in which they are shown. */
export async function bundlesOf(run: Run): Promise<readonly Bundle[]> {
  const bundles: (Bundle | Promise<Bundle>)[] = [];
  for (const aggregation of Object.values(run.aggregations)) {
    // its time series says more than what was left at the end
    if (Object.hasOwn(run.snapshots, aggregation.name)) continue;
    if (isDrawn(aggregation)) bundles.push(chartOf(aggregation));
    if (aggregation.resultTable.rowCount > 0) bundles.push(aggregation.asTable[DISPLAY]());
  }
  for (const snapshot of Object.values(run.snapshots)) bundles.push(chartOf(snapshot));
  for (const table of Object.values(run.tables)) {
    // that BEGIN has printed something is not a table
    const bare = table.columns.length <= 2 && table.rowCount < 2;
    if (table.rowCount === 0 || bare) continue;
    bundles.push(table[DISPLAY]());
    const omitted = omissionText(table.resultTable);
    if (omitted) bundles.push({ "text/plain": omitted });
  }
  // pictures are made together
  return await Promise.all(bundles);
}

/** The charts of a run that goes on. */
export async function liveBundlesOf(tracing: Tracing): Promise<readonly Bundle[]> {
  const aggregations = await tracing.aggregations();
  return await Promise.all(aggregations.filter(isDrawn).map(chartOf));
}

/** A chart that cannot be drawn is not a reason to lose the rest: then it says why. */
async function chartOf(what: { chart(): { [DISPLAY](): Promise<Bundle> } }): Promise<Bundle> {
  try {
    return await what.chart()[DISPLAY]();
  } catch (error) {
    return { "text/plain": `the chart cannot be drawn: ${(error as Error).message}` };
  }
}
