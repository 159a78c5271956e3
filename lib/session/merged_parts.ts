/**
 * Runs over parts of the packets, made one.
 *
 * @module
 */
import type { AggregationStore } from "../engine/aggregation/mod.ts";
import type { RunResult } from "./report/mod.ts";
import type { PartTimes } from "./settings.ts";

/** What is merged: BEGIN fires, then END, with what they gathered. */
export interface MergedParts {
  /** Missing where no packet came. */
  readonly times?: PartTimes;
  /** Hands over all that was gathered. */
  adopt(store: AggregationStore): void;
  /** What the runs had to say; at least one. */
  readonly results: readonly RunResult[];
}
