/**
 * The typed intermediate form: what builtins write, and what each machine makes of it.
 *
 * @module
 */
export type {
  Builder,
  BuiltinLowerings,
  HostFunction,
  HostMemory,
  HotHostFunction,
  IrBinary,
  IrCompare,
  IrUnary,
  LoweredAction,
  LoweredAggregating,
  LoweredSubroutine,
  LoweredToCode,
  LoweredToHost,
  LoweredVariable,
  PlainHostFunction,
  Register,
} from "./builder.ts";
export type { HelperName } from "./helpers.ts";
export type { ActionPlace, Instruction, IrClause } from "./instructions.ts";
export { type ClauseHeading, formatClause } from "./ir_text.ts";
