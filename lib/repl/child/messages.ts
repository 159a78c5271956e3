/**
 * What the child says to the REPL beside text: MIME types that only these two know.
 *
 * @module
 */
import type { Bundle } from "../../evaluator/mod.ts";
import type { Progress } from "../../session/mod.ts";

/** How a run of D ended. */
export const RUN_TYPE = "application/vnd.probebook.run+json";
/** What changes in place while it runs. */
export const LIVE_TYPE = "application/vnd.probebook.live+json";

/** How a run of D ended. */
export interface RunFacts {
  readonly exitStatus: number;
  readonly interrupted: boolean;
  /** Whether a capture was damaged. */
  readonly damaged: boolean;
  /** Names of aggregations and tables, and what they are. */
  readonly gathered: readonly { readonly name: string; readonly detail: string }[];
}

/** How far a run is. */
export interface LiveFacts {
  readonly progress: Progress;
  /** Aggregations as they would print now, where they are watched. */
  readonly text?: string;
}

/** Undefined takes it away. */
export function liveBundle(facts: LiveFacts | undefined): Bundle {
  return { [LIVE_TYPE]: facts ?? {} };
}
