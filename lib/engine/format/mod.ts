/**
 * Values as text: printf() and the like, and how recorded values are read.
 *
 * @module
 */
export { type ConversionLayout } from "./c_format.ts";
export { type Acceptance, type ConversionDefinition, type ConversionKind } from "./conversions.ts";
export {
  canonicalAddress,
  formatAddress,
  isNumberSized,
  isText,
  nameOfKey,
  type PlainValue,
  readField,
  type ResultValue,
  resultValue,
  type ValueReader,
  valueReader,
  writtenField,
} from "./fields.ts";
export {
  type ConversionFlags,
  type FormatConversion,
  type FormatMistake,
  type FormatPiece,
  parseFormat,
  type PrintfFormat,
} from "./printf_format.ts";
export { compileFormat, type LineBuffer, type LineWriter, traceWriter } from "./line_writer.ts";
export { portName } from "./ports.ts";
export {
  type AggregationFormatter,
  formatConversion,
  type FormatNames,
  formatPrintf,
  type FormatValue,
  formatValueOf,
  namesFor,
} from "./printf.ts";
export { formatTyped } from "./structure.ts";
export { terminalText } from "./terminal_text.ts";
export { decodeString, encodeText, MAXIMUM_WIDTH, nameOfBytes, pad, textOfBytes } from "./traced_text.ts";
export {
  OWN_FRAMES,
  stackText,
  symbolText,
  TracedKeys,
  type TracedSymbol,
  type TracedSymbols,
  tracedText,
} from "./traced_symbols.ts";
export { dumpBytes, formatBytes, formatNumber, formatTrace, NUMBER_WIDTH } from "./trace.ts";
