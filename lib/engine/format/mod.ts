/**
 * Values as text: printf() and kin, and how recorded values are read.
 *
 * @module
 */
export { formatFloating, formatInteger, formatText, type Layout, readFloating } from "./c_format.ts";
export { type Acceptance, type ConversionDefinition, type ConversionKind, CONVERSIONS } from "./conversions.ts";
export {
  canonicalAddress,
  formatAddress,
  isNumberSized,
  isText,
  nameOfKey,
  readField,
  type ResultValue,
  resultValue,
  writtenField,
} from "./fields.ts";
export {
  type ConversionFlags,
  type FormatConversion,
  type FormatMistake,
  type FormatPiece,
  parseFormat,
  type PrintfFormat,
} from "./format.ts";
export { portName } from "./ports.ts";
export {
  type AggregationFormatter,
  escapeString,
  formatConversion,
  type FormatNames,
  formatPrintf,
  formatStack,
  type FormatValue,
  formatValueOf,
  namesFor,
} from "./printf.ts";
export { formatTyped } from "./structure.ts";
export { terminalText } from "./terminal_text.ts";
export {
  byteCharacter,
  decodeString,
  encodeText,
  MAXIMUM_WIDTH,
  nameOfBytes,
  pad,
  textOfBytes,
  textOfString,
} from "./text.ts";
export { formatTime, formatTime822 } from "./time.ts";
export { dumpBytes, formatBytes, formatNumber, formatTrace, NUMBER_WIDTH } from "./trace.ts";
