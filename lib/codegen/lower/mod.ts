/**
 * A checked program to the intermediate form, and where its parts lie in memory.
 *
 * @module
 */
export { ADDRESS_SIZE } from "./address_values.ts";
export { ClauseBuilder } from "./clause_builder.ts";
export { LOWERED_EXPRESSIONS } from "./expressions.ts";
export {
  DYNAMIC_SPACE,
  ENTRY,
  FIRST_SLOTS,
  indexBytes,
  MemoryLayout,
  round,
  SPECULATION,
  SPECULATION_STATE,
  WORD,
} from "./memory_layout.ts";
export { copyValue } from "./operations.ts";
export { type AggregationPlan, ProgramLowering } from "./shared_layout.ts";
export { lowerClause, type LoweredClause } from "./statements.ts";
