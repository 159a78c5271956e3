/**
 * The options of `-x` and pragmas.
 *
 * @module
 */
export type { OptionDefinition, OptionKind, OptionPhase } from "./option_definition.ts";
export { OPTIONS } from "./option_table.ts";
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
