/**
 * A checked program to the intermediate form, and where its parts lie in memory.
 *
 * @module
 */
export { lowerAddress } from "./addresses.ts";
export { ADDRESS_SIZE, ClauseBuilder } from "./clause_builder.ts";
export { copyValue } from "./expressions.ts";
export {
  DYNAMIC,
  ENTRY,
  FIRST_SLOTS,
  indexBytes,
  Layout,
  round,
  SPECULATION,
  SPECULATION_STATE,
  WORD,
} from "./layout.ts";
export { type AggregationPlan, ProgramLowering } from "./program.ts";
export { lowerClause, type LoweredClause } from "./statements.ts";
