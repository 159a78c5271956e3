export { Aggregation, type AggregationRow, type Bucket } from "./aggregation.ts";
export { d, DProgram, type DValue } from "./d.ts";
export { type TraceRecord, type Value } from "./record.ts";
export { reportLines } from "./report.ts";
export { type Run } from "./run.ts";
export { type Limits, type OptionValue, type Source, type TraceOptions } from "./settings.ts";
export { type Program, trace, Tracing } from "./trace.ts";
export type { Progress, RunResult } from "../session/mod.ts";
export { LibraryError, ProgramError, SessionError, SettingError } from "../session/mod.ts";
