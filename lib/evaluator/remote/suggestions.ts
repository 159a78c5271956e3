/**
 * Completion and inspection, as data.
 *
 * @module
 */
import type { Bundle } from "../mime_bundle.ts";

/** One way to go on. */
export interface Candidate {
  readonly text: string;
  /** As language servers call it: function, class, property, module, keyword … */
  readonly kind: string;
  /** Its type or meaning, in a few words. */
  readonly detail?: string;
}

/** All ways to go on, for the text between two offsets. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly Candidate[];
}

/** What is known of the name at the cursor. */
export interface Inspection {
  readonly bundle: Bundle;
}

/** A name that cells have declared. */
export interface NamedValue {
  readonly name: string;
  /** What it is now, in a line. */
  readonly value: string;
}
