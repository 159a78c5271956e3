/**
 * Commands and their options, as tables: what parses them, prints help and completes them reads these.
 *
 * @module
 */
export { ANONYMISE_OPTIONS, anonymiseTable, anonymiseUsage } from "./anonymise_options.ts";
export { described, usageOf } from "./described.ts";
export { type LongOption, Misuse, type ReadOptions, readOptions } from "./long_options.ts";
export { PAGE_OPTIONS, REPL_OPTIONS } from "./other_options.ts";
export {
  PUBLISH_OPTIONS,
  publishTables,
  publishUsage,
  UNPACK_OPTIONS,
  unpackUsage,
  VERIFY_OPTIONS,
  verifyUsage,
} from "./publish_options.ts";
export { optionRows, type Subcommand, SUBCOMMANDS, synopsisOf } from "./subcommands.ts";
