/**
 * An explanation for every tag, longer than its message: what the mistake is, and what to do.
 *
 * @module
 */
import { AGGREGATIONS } from "./aggregations.ts";
import { CALLS } from "./calls.ts";
import { DECLARATIONS } from "./declarations.ts";
import type { Explanation } from "./explanation.ts";
import { EXPRESSIONS } from "./expressions.ts";
import { PROBES } from "./probes.ts";
import { PROGRAMS } from "./programs.ts";
import { SOURCES } from "./sources.ts";
import type { Tag } from "../tags.ts";

export type { Explanation } from "./explanation.ts";

/** All of them: without one for each tag this does not compile. */
const ALL: Readonly<Record<Tag, Explanation>> = {
  ...PROGRAMS,
  ...PROBES,
  ...DECLARATIONS,
  ...EXPRESSIONS,
  ...CALLS,
  ...AGGREGATIONS,
  ...SOURCES,
};
export const EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map(Object.entries(ALL));

/** The explanation of a tag. */
export function explanationOf(tag: string): Explanation | undefined {
  return EXPLANATIONS.get(tag);
}
