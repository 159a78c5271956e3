/**
 * The run whose clause is being called right now: aggregations and states by flow belong to it.
 *
 * @module
 */
import type { HostAggregations } from "./host_aggregations.ts";

/** What a run keeps for its clauses. */
export interface RunningState {
  readonly aggregations: HostAggregations;
  /** States by flow, by what keeps them. */
  readonly flows: Map<object, Map<number, unknown>>;
}
export let running: RunningState | undefined;

/** Sets it, and gives what it was before. */
export function setRunning(state: RunningState | undefined): RunningState | undefined {
  const before = running;
  running = state;
  return before;
}
/** @throws TypeError outside of a clause */
export function nowRunning(what: string): RunningState {
  if (!running) throw new TypeError(`${what} belongs to a run: call it in a clause, while it fires`);
  return running;
}
