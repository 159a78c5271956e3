/**
 * Captures made fit to be given away: addresses mapped, payload gone, and every number that counts as it was.
 *
 * @module
 */
export { Anonymiser, type PacketSink, Refusal } from "./anonymiser.ts";
export { type Choices, type Keep, KEEPS, type Profile, PROFILES, USUAL } from "./choices.ts";
export { Counts } from "./counts.ts";
export { KEY_BYTES, PREFIX_FUNCTIONS, type PrefixFunctionName } from "./map/mod.ts";
export { type CaptureFormat, type CaptureOutput, formatOf, openOutput } from "./output.ts";
export { type ReportContext, reportLines } from "./anonymise_report.ts";
export {
  type AddressMapping,
  type LiteralChange,
  type LiteralKind,
  mapNumbers,
  type MappedText,
  mapText,
} from "./text_map.ts";
