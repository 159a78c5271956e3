/**
 * A format and the fields of its values, compiled to what writes their bytes: no text and no object is made for a record.
 * What a conversion does that is not plain is left to the one that makes text (printf.ts), and comes to the same bytes.
 *
 * @module
 */
import { isSigned } from "../../d/types/mod.ts";
import type { FieldDescription } from "../../image/mod.ts";
import { ADDRESS6_BYTES_MAX, putAddress4, putAddress6 } from "../../packet/address/mod.ts";
import type { ConversionLayout } from "./c_format.ts";
import { isNumberSized, readField } from "./fields.ts";
import { formatConversion, type FormatNames, formatValueOf } from "./printf.ts";
import type { FormatConversion, PrintfFormat } from "./printf_format.ts";
import { formatTrace, NUMBER_WIDTH } from "./trace.ts";
import { encodeText, MAXIMUM_WIDTH } from "./traced_text.ts";

/** Bytes that are gathered. A writer asks for room first. */
export interface LineBuffer {
  readonly bytes: Uint8Array;
  at: number;
  /** Room for so many bytes behind `at`, which may move; false where there are not so many at all. */
  room(bytes: number): boolean;
  /** Bytes of any number. */
  put(bytes: Uint8Array): void;
}
/** Writes a record whose payload begins at an address. */
export type LineWriter = (bytes: Uint8Array, view: DataView, payload: number, to: LineBuffer) => void;

const ZERO = 0x30, MINUS = 0x2d, BLANK = 0x20, FOUR = 4, SIX = 6;
/** Columns of strings in trace(). */
const TRACE_STRING = 33;
/** Digits of a number that is exact as a double, with a sign. */
const DIGITS = 20;

/** Undefined where widths are values themselves, or an aggregation is shown. `names` are those of the moment. */
export function compileFormat(
  format: PrintfFormat,
  fields: readonly FieldDescription[],
  names: () => FormatNames | undefined,
): LineWriter | undefined {
  const writers: LineWriter[] = [];
  let next = 0, text = "";
  const endText = () => {
    if (text !== "") writers.push(constantWriter(encodeText(text)));
    text = "";
  };
  for (const piece of format.pieces) {
    if ("text" in piece) {
      text += piece.text;
      continue;
    }
    const { conversion } = piece;
    if (conversion.definition.kind === "percent") {
      text += "%";
      continue;
    }
    if (conversion.dynamicWidth || conversion.dynamicPrecision || conversion.aggregation) return undefined;
    const field = fields[next++];
    if (field === undefined) continue;
    endText();
    writers.push(writerOf(conversion, field, names));
  }
  endText();
  return inTurn(writers);
}
/** Each in turn: those of the usual numbers without a loop, so that each call is one that V8 knows. */
function inTurn(writers: readonly LineWriter[]): LineWriter {
  if (writers.length === 1) return writers[0];
  if (writers.length > 2) {
    const half = writers.length >> 1;
    return inTurn([inTurn(writers.slice(0, half)), inTurn(writers.slice(half))]);
  }
  const [first, second] = writers;
  if (first === undefined) return () => {};
  return (bytes, view, payload, to) => {
    first(bytes, view, payload, to);
    second(bytes, view, payload, to);
  };
}
function constantWriter(text: Uint8Array): LineWriter {
  const { length } = text;
  return (_bytes, _view, _payload, to) => {
    if (length > 32 || !to.room(length)) return to.put(text);
    const { bytes } = to;
    let { at } = to;
    for (let i = 0; i < length; i++) bytes[at++] = text[i]!;
    to.at = at;
  };
}
function writerOf(
  conversion: FormatConversion,
  field: FieldDescription,
  names: () => FormatNames | undefined,
): LineWriter {
  const { kind } = conversion.definition;
  if (kind === "string" && field.address) return addressWriter(conversion, field);
  if (kind === "string" && !isNumberSized(field)) return stringWriter(conversion, field);
  const isDecimal = kind === "decimal" || kind === "signed" ||
    kind === "unsigned" && conversion.definition.letter === "u";
  const { flags: { plus, space, alternate }, precision } = conversion;
  const isPlain = !plus && !space && !alternate && precision === 0;
  if (isDecimal && isPlain && isNumberSized(field)) return decimalWriter(conversion, field, names);
  return otherWriter(conversion, field, names);
}
/** By way of a text. */
function otherWriter(
  conversion: FormatConversion,
  field: FieldDescription,
  names: () => FormatNames | undefined,
): LineWriter {
  const { flags, width, precision } = conversion;
  const layout: ConversionLayout = { ...flags, width, precision };
  return (bytes, view, payload, to) => {
    const value = formatValueOf(field, bytes, view, payload);
    to.put(encodeText(formatConversion(conversion, value, layout, names())));
  };
}
/** Puts what stands from `start` on at the right of its columns, or blanks behind it. There is room for all columns. */
function align(to: LineBuffer, start: number, { flags, width }: FormatConversion, blank: number): void {
  const { bytes } = to, missing = Math.min(width, MAXIMUM_WIDTH) - (to.at - start);
  if (missing <= 0) return;
  if (flags.left) bytes.fill(BLANK, to.at, to.at + missing);
  else {
    bytes.copyWithin(start + missing, start, to.at);
    bytes.fill(blank, start, start + missing);
  }
  to.at += missing;
}
function addressWriter(conversion: FormatConversion, field: FieldDescription): LineWriter {
  const { width, precision } = conversion, { offset } = field;
  const columns = width + ADDRESS6_BYTES_MAX;
  return (bytes, _view, payload, to) => {
    to.room(columns);
    const from = payload + offset, start = to.at;
    if (bytes[from] === FOUR) to.at = putAddress4(bytes, from + 1, to.bytes, start);
    else if (bytes[from] === SIX) to.at = putAddress6(bytes, from + 1, to.bytes, start, 1);
    else copyString(bytes, from + 1, field.size - 1, to);
    if (precision > 0 && to.at - start > precision) to.at = start + precision;
    if (width > 0) align(to, start, conversion, BLANK);
  };
}
/** Bytes up to a NUL; there is room for all. */
function copyString(from: Uint8Array, begin: number, size: number, to: LineBuffer): void {
  const { bytes } = to;
  let { at } = to;
  for (let i = begin; i < begin + size; i++) {
    const byte = from[i]!;
    if (byte === 0) break;
    bytes[at++] = byte;
  }
  to.at = at;
}
function stringWriter(conversion: FormatConversion, field: FieldDescription): LineWriter {
  const { width, precision } = conversion, { offset } = field;
  const size = precision > 0 ? Math.min(precision, field.size) : field.size;
  return (bytes, _view, payload, to) => {
    const from = payload + offset;
    if (!to.room(size + width)) {
      const end = bytes.indexOf(0, from);
      const text = bytes.subarray(from, end < 0 || end > from + size ? from + size : end);
      const blanks = new Uint8Array(Math.max(0, Math.min(width, MAXIMUM_WIDTH) - text.length)).fill(BLANK);
      if (!conversion.flags.left) to.put(blanks);
      to.put(text);
      return conversion.flags.left ? to.put(blanks) : undefined;
    }
    const start = to.at;
    copyString(bytes, from, size, to);
    if (width > 0) align(to, start, conversion, BLANK);
  };
}
function decimalWriter(
  conversion: FormatConversion,
  field: FieldDescription,
  names: () => FormatNames | undefined,
): LineWriter {
  const { definition: { kind }, flags, width } = conversion, { offset, size } = field;
  const signed = kind === "signed" || kind === "decimal" && isSigned(field.type);
  const columns = width + DIGITS, bits = 32 - 8 * size;
  const others = otherWriter(conversion, field, names);
  const pads = width > 0, zero = flags.zero && !flags.left;
  return (bytes, view, payload, to) => {
    const from = payload + offset;
    let value: number;
    if (size === 8) {
      const low = view.getUint32(from, true), high = view.getInt32(from + 4, true);
      // beyond 2^53 doubles are not exact
      if (high < (signed ? -0x200000 : 0) || high >= 0x200000) return others(bytes, view, payload, to);
      value = high * 0x100000000 + low;
    } else {
      const word = size === 4 ? view.getInt32(from, true) : size === 2 ? view.getUint16(from, true) : bytes[from]!;
      value = signed ? word << bits >> bits : word >>> 0;
    }
    if (zero && pads && value < 0 || !to.room(columns)) return others(bytes, view, payload, to);
    const start = to.at;
    to.at = putNumber(to.bytes, value, start);
    if (pads) align(to, start, conversion, zero ? ZERO : BLANK);
  };
}
function putNumber(bytes: Uint8Array, value: number, at: number): number {
  if (value < 0) {
    bytes[at++] = MINUS;
    value = -value;
  }
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits++;
  const end = at + digits;
  let place = end;
  // by integers of 32 bits as soon as it is one
  while (value >= 0x7fffffff) {
    const rest = Math.floor(value / 10);
    bytes[--place] = value - rest * 10 + ZERO;
    value = rest;
  }
  let small = value | 0;
  while (place > at) {
    const rest = small / 10 | 0;
    bytes[--place] = small - rest * 10 + ZERO;
    small = rest;
  }
  return end;
}

/** What trace() prints of a field, see trace.ts. */
export function traceWriter(field: FieldDescription, quiet: () => boolean, rawbytes: () => boolean): LineWriter {
  const { offset, size } = field, isNumber = isNumberSized(field);
  const others: LineWriter = (bytes, view, payload, to) => {
    const value = readField(field, bytes, view, payload);
    // an address is a text of which only the letters are kept: it is padded as one of strsize bytes would be
    const shown = field.address && value instanceof Uint8Array ? Uint8Array.of(...value, 0) : value;
    to.put(encodeText(formatTrace(shown, size, quiet(), rawbytes())));
  };
  return (bytes, view, payload, to) => {
    const at = payload + offset, isQuiet = quiet();
    if (!to.room(2 * ADDRESS6_BYTES_MAX)) return others(bytes, view, payload, to);
    if (isNumber) {
      let value = size === 4 ? view.getInt32(at, true) : size === 2 ? view.getUint16(at, true) : bytes[at]!;
      if (size === 8) {
        const high = view.getInt32(at + 4, true);
        if (high < -0x200000 || high >= 0x200000) return others(bytes, view, payload, to);
        value = high * 0x100000000 + view.getUint32(at, true);
      }
      const start = to.at + (isQuiet ? 0 : 1);
      if (!isQuiet) to.bytes[to.at] = BLANK;
      to.at = putNumber(to.bytes, value, start);
      if (!isQuiet) padLeft(to, start, NUMBER_WIDTH[size]!);
      return;
    }
    const family = bytes[at];
    if (!field.address || family !== FOUR && family !== SIX || rawbytes()) return others(bytes, view, payload, to);
    const start = to.at + (isQuiet ? 0 : 2);
    if (!isQuiet) to.bytes.fill(BLANK, to.at, start);
    to.at = family === FOUR
      ? putAddress4(bytes, at + 1, to.bytes, start)
      : putAddress6(bytes, at + 1, to.bytes, start, 1);
    if (isQuiet) return;
    while (to.at < start + TRACE_STRING) to.bytes[to.at++] = BLANK;
  };
}
function padLeft(to: LineBuffer, start: number, width: number): void {
  const missing = width - (to.at - start);
  if (missing <= 0) return;
  to.bytes.copyWithin(start + missing, start, to.at);
  to.bytes.fill(BLANK, start, start + missing);
  to.at += missing;
}
