/**
 * Results of runs over parts of the packets, which merge to what one run over all of them prints.
 *
 * @module
 */
export {
  type Partial,
  PARTIAL_FORMAT,
  PartialError,
  type PartialFacts,
  type PartialInput,
  type PartialTag,
  type PartialTimes,
  ranges,
  type Shards,
} from "./partial.ts";
export { parsePartial, partialPieces, readPartial, writePartial } from "./partial_file.ts";
export type { GatheredAggregation } from "./partial_table.ts";
export { judgeParts, mergeFacts, mergeLosses, mergeTimes, type NamedPartial } from "./merge.ts";
