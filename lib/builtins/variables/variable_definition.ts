/**
 * What a built-in variable is: how it is checked and how it is lowered, in one object.
 *
 * @module
 */
import type { VariableDefinition } from "../../d/check/mod.ts";
import type { LoweredVariable } from "../../codegen/ir/mod.ts";
import type { KernelForm } from "../kernel_form.ts";

export type VariableBuiltin = PlainVariable & { readonly kernel?: KernelForm<PlainVariable> };
type PlainVariable = VariableDefinition & LoweredVariable;
