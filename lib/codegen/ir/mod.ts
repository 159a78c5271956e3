/**
 * The typed intermediate form: what builtins write, and what each machine makes of it.
 *
 * @module
 */
export type {
  Builder,
  Host,
  HostFunction,
  IrBinary,
  IrCompare,
  IrUnary,
  LoweredAction,
  LoweredAggregating,
  LoweredSubroutine,
  LoweredVariable,
  Register,
} from "./builder.ts";
export type { HelperName } from "./helpers.ts";
export type { Instruction, IrClause, Place } from "./instructions.ts";
export { type ClauseHeading, formatClause } from "./text.ts";
