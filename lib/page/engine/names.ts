/**
 * Names of D that have a colour.
 *
 * @module
 */
import { builtins } from "../../builtins/mod.ts";

export function builtinNames(): { readonly variables: string[]; readonly functions: string[] } {
  const { variables, subroutines, actions, aggregating } = builtins;
  return {
    variables: [...variables.keys()],
    functions: [subroutines, actions, aggregating].flatMap((table) => [...table.keys()]),
  };
}
