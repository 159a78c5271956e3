export { Aggregation, type AggregationRow, type Bucket } from "./aggregation.ts";
export { d, DProgram, type DValue } from "./d.ts";
export { type TraceRecord, type Value } from "./record.ts";
export { Chart, DISPLAY, RunTable, TERMINAL, type TerminalLook, type TypedTable } from "./tables.ts";
export { type Run } from "./run.ts";
export { type Limits, type LinuxSource, type OptionValue, type Source, type TraceOptions } from "./trace_options.ts";
export { type Program, type ProgramPart } from "./api_run.ts";
export { readTable, type Tabular, writeChart, writePage, writeTable } from "./files.ts";
export type { ChartLimits, ChartOptions, Theme, VegaLiteSpec } from "../chart/mod.ts";
export type { PageOptions } from "../picture/mod.ts";
export {
  type AggregationShape,
  type CellValue,
  type ColumnKind,
  type ColumnValues,
  type ResultTable,
  type TableColumn,
  TableError,
  type TableFileOptions,
  type TableTag,
  type Unit,
} from "../table/mod.ts";
export type { AggregationForm } from "../engine/aggregation/mod.ts";
export type { Diagnostic, SourceText, Span, Tag } from "../diagnostic/mod.ts";
export type { SourceProblem } from "../sources/mod.ts";
export type {
  CopiesReport,
  MalformedMessages,
  OutOfOrder,
  StreamsReport,
  TunnelCount,
  UndecodedPackets,
} from "../providers/pipeline/mod.ts";
export type { Reason, ViewReport } from "../providers/view/mod.ts";
export { trace, Tracing } from "./trace.ts";
export type { InterfaceResult, ProgramText, Progress, RunResult } from "../session/mod.ts";
export { LibraryError, ProgramError, SessionError, SettingError } from "../session/mod.ts";
export {
  type AnyAggregating,
  avg,
  Clause,
  ClauseError,
  type ClauseOptions,
  type ClausePlace,
  type Connection,
  Count,
  count,
  Distribution,
  type Firing,
  type FiringFor,
  flow,
  FlowState,
  type KernelProbes,
  type Key,
  llquantize,
  lquantize,
  max,
  min,
  probe,
  type ProbeName,
  type Probes,
  type ProcessFacts,
  quantize,
  stddev,
  sum,
  Summary,
  type TimerName,
} from "./clauses/mod.ts";
export type * from "./types/probe_types.ts";
export * from "./types/constants.ts";
