/**
 * Everything that is built into the language, by name. Each is one object with all its faces: how it is checked, lowered,
 * and consumed.
 *
 * @module
 */
import { type ActionBuiltin, actions } from "./actions/mod.ts";
import { aggregating, type AggregatingBuiltin } from "./aggregating/mod.ts";
import { inKernel } from "./kernel_form.ts";
import { type SubroutineBuiltin, subroutines } from "./subroutines/mod.ts";
import { type VariableBuiltin, variables } from "./variables/mod.ts";

export { actions, aggregating, subroutines, variables };
/** Builtins by name, with all their faces. */
export interface Builtins {
  readonly variables: ReadonlyMap<string, VariableBuiltin>;
  readonly subroutines: ReadonlyMap<string, SubroutineBuiltin>;
  readonly actions: ReadonlyMap<string, ActionBuiltin>;
  readonly aggregating: ReadonlyMap<string, AggregatingBuiltin>;
}
export const builtins: Builtins = { variables, subroutines, actions, aggregating };
/** The same where programs run in a kernel, which may describe its own types. */
export function kernelBuiltins(hasTypes: boolean): Builtins {
  return { ...builtins, variables: inKernel(variables, hasTypes), actions: inKernel(actions, hasTypes) };
}
/** Subroutines that only a host in TypeScript can compute: no machine without one can run programs that call them. */
export function hostSubroutines(): string[] {
  return [...subroutines.values()].filter((one) => "host" in one).map(({ name }) => name);
}
export type { ActionBuiltin } from "./actions/mod.ts";
export type { AggregatingBuiltin } from "./aggregating/mod.ts";
export type { SubroutineBuiltin } from "./subroutines/mod.ts";
