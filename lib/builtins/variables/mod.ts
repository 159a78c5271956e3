import { args, rawArguments } from "./arguments.ts";
import type { VariableBuiltin } from "./variable_definition.ts";
import { probe } from "./probe.ts";
import { process } from "./process.ts";

export type { VariableBuiltin } from "./variable_definition.ts";
/** All built-in variables, by name. */
export const variables: ReadonlyMap<string, VariableBuiltin> = new Map(
  [...rawArguments, args, ...probe, ...process].map((one) => [one.name, one]),
);
