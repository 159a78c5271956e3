/**
 * The options of `-x` and pragmas.
 *
 * @module
 */
export { type OptionDefinition, type OptionKind, type OptionPhase, OPTIONS } from "./option_table.ts";
export {
  OPTION_MESSAGES,
  type OptionContent,
  type OptionPlace,
  Options,
  type ParsedOption,
  parseRate,
  parseSize,
  pragmaMessage,
} from "./options.ts";
