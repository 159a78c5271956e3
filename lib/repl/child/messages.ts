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

/** A file that a person wants: it is written where they are, and not where cells may write. */
export const FILE_TYPE = "application/vnd.probebook.file+json";
export interface FileFacts {
  readonly path: string;
  /** Its bytes, in base64. */
  readonly bytes: string;
  /** What it shows. */
  readonly title: string;
}

/** How a run of D ended. */
export interface RunFacts {
  readonly exitStatus: number;
  readonly interrupted: boolean;
  /** How many packets there were, and how long it took. */
  readonly packets: number;
  readonly ms: number;
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
