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

export type { Explanation } from "./explanation.ts";

/** All of them. */
export const EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map(
  [PROGRAMS, PROBES, DECLARATIONS, EXPRESSIONS, CALLS, AGGREGATIONS, SOURCES].flatMap((one) => Object.entries(one)),
);

/** The explanation of a tag. */
export function explanationOf(tag: string): Explanation | undefined {
  return EXPLANATIONS.get(tag);
}
