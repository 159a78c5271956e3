/**
 * Formatting of printf() and of the keys and values of printa(fmt).
 *
 * @module
 */
import { isSigned, type TracedKind, tracedKind } from "../../d/types/mod.ts";
import type { FieldDescription } from "../../image/mod.ts";
import { type ConversionLayout, formatFloating, formatInteger, formatText, readFloating } from "./c_format.ts";
import { readField } from "./fields.ts";
import type { FormatConversion, PrintfFormat } from "./printf_format.ts";
import { portName } from "./ports.ts";
import { addressText, stackText, symbolText, type TracedSymbols } from "./traced_symbols.ts";
import { markControls } from "./terminal_text.ts";
import { byteCharacter, MAXIMUM_WIDTH, textOfBytes, textOfString } from "./traced_text.ts";
import { formatTime, formatTime822 } from "./time.ts";

/** A value as a conversion takes it. */
export interface FormatValue {
  readonly value: bigint | Uint8Array;
  /** Bytes of the argument's type. */
  readonly size: number;
  readonly signed: boolean;
  /** It is a stack, or an address that has a name. */
  readonly traced?: TracedKind;
}
/** What only the world knows. */
export interface FormatNames {
  /** %I: the host's name for an address. */
  hostName?(address: string): string | undefined;
  /** %a: a symbol for an address. */
  symbol?(address: bigint): string | undefined;
  /** Names of what is traced: frames of stacks, functions. */
  readonly symbols?: TracedSymbols;
  /** The text goes to a terminal: control characters of the format are marked as its own. */
  readonly isTerminal?: boolean;
  /** %Y, %T: in UTC, and not in the process's own zone. */
  readonly isUtc?: boolean;
}
/** The same for text that goes to a terminal. */
export function namesFor(names: FormatNames | undefined, isTerminal: boolean | undefined): FormatNames | undefined {
  return isTerminal ? { ...names, isTerminal } : names;
}
/** The text of `%@`: called with the number of the aggregation conversion (0 …) and its layout. */
export type AggregationFormatter = (index: number, conversion: FormatConversion, layout: ConversionLayout) => string;

/** A field of a record or key, as conversions take it. */
export function formatValueOf(
  field: FieldDescription,
  bytes: Uint8Array,
  view: DataView,
  base: number,
): FormatValue {
  const traced = tracedKind(field.type);
  return {
    value: readField(field, bytes, view, base),
    size: field.size,
    signed: isSigned(field.type),
    ...traced !== undefined && { traced },
  };
}

/**
 * Formats the values; `*` takes an argument first. Conversions beyond the values print nothing (the check of printf()
 * refuses such formats).
 */
export function formatPrintf(
  format: PrintfFormat,
  values: readonly FormatValue[],
  names: FormatNames = {},
  aggregation?: AggregationFormatter,
): string {
  let text = "";
  let next = 0;
  let aggregations = 0;
  for (const piece of format.pieces) {
    if ("text" in piece) {
      text += names.isTerminal ? markControls(piece.text) : piece.text;
      continue;
    }
    const { conversion } = piece;
    if (conversion.definition.kind === "percent") {
      text += "%";
      continue;
    }
    const width = conversion.dynamicWidth ? dynamic(values[next++]) : conversion.width;
    const precision = conversion.dynamicPrecision ? dynamic(values[next++]) : conversion.precision;
    const layout: ConversionLayout = { ...conversion.flags, width, precision: Math.max(precision, 0) };
    if (conversion.aggregation) {
      if (aggregation) text += aggregation(aggregations++, conversion, layout);
      continue;
    }
    const value = values[next++];
    if (value) text += formatConversion(conversion, value, layout, names);
  }
  return text;
}

/** A `*` argument: a C int, bounded. */
function dynamic(value: FormatValue | undefined): number {
  if (value === undefined || typeof value.value !== "bigint") return 0;
  const number = Number(BigInt.asIntN(32, value.value));
  return Math.max(-MAXIMUM_WIDTH, Math.min(MAXIMUM_WIDTH, number));
}

/** One value through one conversion. */
export function formatConversion(
  conversion: FormatConversion,
  { value, size, signed, traced }: FormatValue,
  layout: ConversionLayout,
  names: FormatNames = {},
): string {
  const { kind, letter } = conversion.definition;
  if (typeof value !== "bigint") return formatBytesBy(kind, letter, value, layout, names, traced);
  const bits = size * 8;
  const asSigned = BigInt.asIntN(bits, value);
  const asUnsigned = BigInt.asUintN(bits, value);
  switch (kind) {
    case "signed":
      return formatInteger(asSigned, "d", layout);
    case "decimal":
      return signed ? formatInteger(asSigned, "d", layout) : formatInteger(asUnsigned, "u", layout);
    case "unsigned":
      return formatInteger(asUnsigned, letter, layout);
    case "character":
      return formatText(byteCharacter(Number(asUnsigned & 0xffn)), { ...layout, precision: 0 });
    case "escaped-character":
      return formatText(escapeString(Uint8Array.of(Number(asUnsigned & 0xffn))), layout);
    case "wide-character":
      return formatText(codePoint(Number(asUnsigned & 0xffffffffn)), { ...layout, precision: 0 });
    case "symbol":
      return formatText(names.symbol?.(asUnsigned) ?? addressText(asUnsigned, names.symbols), layout);
    case "user-symbol":
      return formatText(names.symbol?.(asUnsigned) ?? `0x${asUnsigned.toString(16)}`, layout);
    case "time":
      return formatText(formatTime(value, names.isUtc), layout);
    case "time-822":
      return formatText(formatTime822(value, names.isUtc), layout);
    case "port":
      return formatText(portName(Number(asUnsigned)) ?? String(asUnsigned), layout);
    default:
      return formatInteger(signed ? asSigned : asUnsigned, "d", layout);
  }
}

function formatBytesBy(
  kind: string,
  letter: string,
  bytes: Uint8Array,
  layout: ConversionLayout,
  names: FormatNames,
  traced?: TracedKind,
): string {
  switch (kind) {
    case "host": {
      const address = textOfString(bytes);
      return formatText(names.hostName?.(address) ?? address, layout);
    }
    case "escaped-string":
      return formatText(escapeString(bytes), layout);
    case "wide-string":
      return formatText(wideText(bytes), layout);
    case "floating":
      return formatFloating(readFloating(bytes), letter, layout);
    case "stack":
      return stackText(bytes, names.symbols, layout.left || layout.width < 0 ? Math.abs(layout.width) : 0);
    case "symbol":
    case "user-symbol":
      return formatText(symbolText(traced ?? "uaddr", bytes, names.symbols), layout);
    default:
      return formatText(textOfString(bytes), layout);
  }
}

function codePoint(value: number): string {
  return value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ? "\ufffd" : String.fromCodePoint(value);
}

function wideText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const value = view.getUint32(at, true);
    if (value === 0) break;
    text += codePoint(value);
  }
  return text;
}

const ESCAPES: Readonly<Record<number, string>> = {
  0x00: "\\0",
  0x07: "\\a",
  0x08: "\\b",
  0x09: "\\t",
  0x0a: "\\n",
  0x0b: "\\v",
  0x0c: "\\f",
  0x0d: "\\r",
  0x22: '\\"',
  0x5c: "\\\\",
};

/** %S and %C: C's escapes, octal for the rest. The NUL that ends a string shows as `\0`, as in DTrace. */
function escapeString(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const escape = ESCAPES[byte];
    if (escape !== undefined) text += escape;
    else if (byte >= 0x20 && byte <= 0x7e) text += textOfBytes(Uint8Array.of(byte));
    else text += "\\" + byte.toString(8).padStart(3, "0");
    if (byte === 0) break;
  }
  return text;
}
