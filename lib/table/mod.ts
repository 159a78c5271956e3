/**
 * Records and aggregations as tables, and their ways out and in.
 *
 * @module
 */
export type * from "./table.ts";
export { columnOf, isoTime, omissionText, rowsOf } from "./table.ts";
export { libraryFacts, valueName } from "./members.ts";
export { cellText, hexOf, isNumeric, plainText, rowsNote } from "./cell_text.ts";
export { escapeHtml, tableHtml } from "./table_html.ts";
export { tableText } from "./table_text.ts";
export { AnyValues } from "./value_columns.ts";
export { DictionaryValues, NullableValues } from "./columns.ts";
export { type CollectorSettings, DEFAULT_ROW_LIMIT, RecordCollector } from "./collector.ts";
export { aggregationTable } from "./aggregation_table.ts";
export { describeExpression, type ExpressionFacts } from "./column_names.ts";
export { arqueroTable, loadArquero, toArquero } from "./arquero.ts";
export { readTable, TABLE_FORMATS, tableFormat, tablePieces, writeTable } from "./files/files.ts";
export type { TableFileOptions, TableFormat } from "./files/table_format.ts";
export { parquetPieces } from "./files/parquet.ts";
export { writeComplete } from "./files/complete_file.ts";
export { reasonOf, TableError, type TableTag } from "./files/table_error.ts";
