export type * from "./definitions.ts";
export { byteCharacter, decodeString, encodeText, MAXIMUM_WIDTH, pad, textOfBytes, textOfString } from "./text.ts";
export type { PacketFile, RecordedPacket } from "./outputs.ts";
export { BufferedOutput, OUTPUT_PIECE, type OutputWriter } from "./output.ts";
export { type Acceptance, type ConversionDefinition, type ConversionKind, CONVERSIONS } from "./conversions.ts";
export {
  type ConversionFlags,
  type FormatConversion,
  type FormatMistake,
  type FormatPiece,
  parseFormat,
  type PrintfFormat,
} from "./format.ts";
export { formatFloating, formatInteger, formatText, type Layout, readFloating } from "./c_format.ts";
export { escapeString, formatConversion, type FormatNames, formatPrintf, formatStack } from "./printf.ts";
export { type AggregationFormatter, type FormatValue, formatValueOf } from "./printf.ts";
export { dumpBytes, formatBytes, formatNumber, formatTrace } from "./trace.ts";
export { formatTyped } from "./structure.ts";
export { formatTime, formatTime822 } from "./time.ts";
export { portName } from "./ports.ts";
export { type AddressBytes, maskAddress, parseAddress, parsePrefix, type Prefix } from "./address_text.ts";
export { canonicalAddress, formatAddress, isNumberSized, readField } from "./fields.ts";
export { type BarScale, formatBar, formatBarHeading, formatCell, scaleBars } from "./bars.ts";
export { AggregationStore, type StoredEntry } from "./aggregation_store.ts";
export { sortEntries, type SortOptions } from "./aggregation_order.ts";
export { type AggregationDisplay, formatAggregation, formatKey } from "./aggregation_text.ts";
export { type Fault, formatFault } from "./faults.ts";
export { type AggregationResult, type AggregationResultEntry, type CollectedRecord } from "./results.ts";
export { type CollectedValue, isText, type ResultValue } from "./results.ts";
export type * from "./sink.ts";
export { consume, Consumer, type ConsumerSettings } from "./consumer.ts";
export { type OptionDefinition, type OptionKind, type OptionPhase, OPTIONS } from "./option_table.ts";
export { OPTION_MESSAGES, optionDefinition, type OptionPlace, Options, type OptionValue } from "./options.ts";
export { type ParsedOption, parseOptionValue, parseRate, parseSize, pragmaMessage } from "./options.ts";
