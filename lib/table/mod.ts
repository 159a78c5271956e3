/**
 * Records and aggregations as tables, and their ways out and in.
 *
 * @module
 */
export type * from "./table.ts";
export { columnOf, omissionText, rowsOf } from "./table.ts";
export { DictionaryValues, NullableValues } from "./columns.ts";
export { type CollectorSettings, DEFAULT_ROW_LIMIT, RecordCollector } from "./collector.ts";
export { aggregationTable } from "./aggregation.ts";
export { describeExpression, type ExpressionFacts } from "./names.ts";
export { arqueroTable, toArquero } from "./arquero.ts";
