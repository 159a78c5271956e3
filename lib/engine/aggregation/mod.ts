/**
 * Aggregations as they are kept, ordered, printed and handed out; no machine is needed.
 *
 * @module
 */
export { type BarScale, formatBar, formatBarHeading, formatCell, scaleBars } from "./bars.ts";
export type {
  AggregationEntry,
  AggregationForm,
  AggregationWords,
  ConsumedAggregating,
  DisplayOptions,
  DistributionDrawing,
} from "./aggregating_definitions.ts";
export { sortEntries, type SortOptions } from "./order.ts";
export { type AggregationResult, type AggregationResultEntry, resultEntry } from "./aggregation_results.ts";
export { AggregationStore, type StoredEntry } from "./store.ts";
export {
  type AggregationDisplay,
  formatAggregation,
  formatAggregationBy,
  formatJoined,
  joinAggregations,
  writeAggregation,
} from "./aggregation_text.ts";
