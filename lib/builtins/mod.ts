/**
 * Everything that is built into the language, by name. Each is one object with all its faces: how it is checked, lowered,
 * and consumed.
 *
 * @module
 */
import { actions } from "./actions/mod.ts";
import { aggregating } from "./aggregating/mod.ts";
import { subroutines } from "./subroutines/mod.ts";
import { variables } from "./variables/mod.ts";

export { actions, aggregating, subroutines, variables };
export const builtins = { variables, subroutines, actions, aggregating } as const;
export type { ActionBuiltin } from "./actions/mod.ts";
export type { AggregatingBuiltin } from "./aggregating/mod.ts";
export type { SubroutineBuiltin } from "./subroutines/mod.ts";
