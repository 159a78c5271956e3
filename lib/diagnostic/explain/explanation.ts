/**
 * What an explanation is.
 *
 * @module
 */

import type { Tag } from "../tags.ts";

/** What a tag means, and what to do. */
export interface Explanation {
  readonly text: string;
  /** A program of D with that mistake, and one without. */
  readonly wrong?: string;
  readonly right?: string;
}

/** Explanations by tag. */
export type Explanations = Readonly<Partial<Record<Tag, Explanation>>>;
