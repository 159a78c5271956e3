export {
  type AnyAggregating,
  avg,
  Count,
  count,
  Distribution,
  llquantize,
  lquantize,
  max,
  min,
  nothingOf,
  quantize,
  stddev,
  sum,
  Summary,
} from "./aggregating.ts";
export { Clause, type ClauseOptions, type ClausePlace, probe } from "./clause.ts";
export { ClauseError } from "./clause_failure.ts";
export type { OwnClauses } from "./calls.ts";
export {
  type Firing,
  type FiringFor,
  type KernelProbes,
  type ProbeName,
  type Probes,
  type ProcessFacts,
  type TimerName,
} from "./firing.ts";
export { type Connection, flow, FlowState } from "./flow.ts";
export { type Key } from "./host_aggregations.ts";
export { TypeScriptClauses } from "./clause_host.ts";
