/**
 * Builtins in words, with an example each: for pages and help, which most runs do without.
 *
 * @module
 */
import { ACTIONS } from "./actions.ts";
import { AGGREGATING } from "./aggregating.ts";
import type { Documentation } from "./documentation.ts";
import { SUBROUTINES } from "./subroutines.ts";
import { VARIABLE_EXAMPLES } from "./variables.ts";

export type { Documentation } from "./documentation.ts";

/** What is said of the builtins of each kind, by name. */
export const documentation: Readonly<
  Record<"variables" | "subroutines" | "actions" | "aggregating", Readonly<Record<string, Documentation>>>
> = { variables: VARIABLE_EXAMPLES, subroutines: SUBROUTINES, actions: ACTIONS, aggregating: AGGREGATING };
