/**
 * Formats of printf() and printa(), parsed.
 *
 * @module
 */
import { type ConversionDefinition, CONVERSIONS } from "./conversions.ts";
import { MAXIMUM_WIDTH } from "./traced_text.ts";

export interface ConversionFlags {
  /** `#` */
  readonly alternate: boolean;
  /** `0` */
  readonly zero: boolean;
  /** `-` */
  readonly left: boolean;
  /** `+` */
  readonly plus: boolean;
  /** A blank. */
  readonly space: boolean;
}
export interface FormatConversion {
  /** From 1, as messages count: text after the last conversion counts too, before it does not. */
  readonly number: number;
  /** With its h, l, ll, L, w: `lld`. */
  readonly name: string;
  readonly definition: ConversionDefinition;
  readonly flags: ConversionFlags;
  /** 0: none. */
  readonly width: number;
  /** 0: none (DTrace takes a precision of zero as none). */
  readonly precision: number;
  /** `*`: an argument before the value says it. Of both, the width comes first. */
  readonly dynamicWidth: boolean;
  readonly dynamicPrecision: boolean;
  /** `@`: takes an aggregation's value. */
  readonly aggregation: boolean;
  /** Offset of the `%` in the format, and just past the conversion. */
  readonly start: number;
  readonly end: number;
}
export type FormatPiece = { readonly text: string } | { readonly conversion: FormatConversion };
export interface PrintfFormat {
  readonly text: string;
  readonly pieces: readonly FormatPiece[];
}
/** Why a format is not a format; DTrace reports it as D_SYNTAX. */
export interface FormatMistake {
  readonly mistake: string;
  readonly start: number;
  readonly end: number;
}

interface Scan {
  flags: { -readonly [K in keyof ConversionFlags]: boolean };
  width: number;
  precision: number;
  dynamicWidth: boolean;
  dynamicPrecision: boolean;
  aggregation: boolean;
  dots: number;
  digits: number;
  name: string;
}

/** Parses a format: text and conversions in turn. */
export function parseFormat(text: string): PrintfFormat | FormatMistake {
  const pieces: FormatPiece[] = [];
  let at = 0;
  let number = 0;
  while (true) {
    const percent = text.indexOf("%", at);
    if (percent < 0) break;
    if (percent > at) pieces.push({ text: text.slice(at, percent) });
    number++;
    const scanned = parseConversion(text, percent, number);
    if ("mistake" in scanned) return scanned;
    pieces.push({ conversion: scanned });
    at = scanned.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return { text, pieces };
}

function parseConversion(text: string, start: number, number: number): FormatConversion | FormatMistake {
  const scan: Scan = {
    flags: { alternate: false, zero: false, left: false, plus: false, space: false },
    width: 0,
    precision: 0,
    dynamicWidth: false,
    dynamicPrecision: false,
    aggregation: false,
    dots: 0,
    digits: 0,
    name: "",
  };
  for (let at = start + 1;; at++) {
    const c = text[at];
    const fault = (what: string): FormatMistake => ({
      mistake: `format conversion #${number} ${what}`,
      start,
      end: Math.min(at + 1, text.length),
    });
    if (c === undefined) return fault("name expected before end of format string");
    if (c >= "0" && c <= "9") {
      at = scanDigits(text, at, scan);
      continue;
    }
    if (c === "%" && at !== start + 1) return fault("cannot be combined with other format flags: %%");
    if (c === "$") return fault("uses unsupported positional format (%n$)");
    if (c === ".") {
      if (scan.dots++ > 0) return fault("has more than one '.' specified");
      scan.digits = 0;
      continue;
    }
    if (c === "*") {
      const which = scan.dots > 0 ? "dynamicPrecision" : "dynamicWidth";
      if (scan[which]) {
        return fault(`has more than one '*' specified for the output ${scan.dots > 0 ? "precision" : "width"}`);
      }
      scan[which] = true;
      continue;
    }
    if (scanFlag(c, scan)) continue;
    const name = scan.name + c;
    const definition = CONVERSIONS.get(name);
    if (!definition) return fault(`is undefined: %${name}`);
    const { flags, width, precision, dynamicWidth, dynamicPrecision, aggregation } = scan;
    const end = at + 1;
    return {
      number,
      name,
      definition,
      flags,
      width,
      precision,
      dynamicWidth,
      dynamicPrecision,
      aggregation,
      start,
      end,
    };
  }
}

/** Returns the offset of the last digit. */
function scanDigits(text: string, at: number, scan: Scan): number {
  if (scan.dots === 0 && scan.digits === 0 && text[at] === "0") {
    scan.flags.zero = true;
    scan.flags.left = false;
    return at;
  }
  let end = at;
  while (text[end + 1] >= "0" && text[end + 1] <= "9") end++;
  const number = Math.min(Number(text.slice(at, end + 1)), MAXIMUM_WIDTH);
  if (scan.dots > 0) scan.precision = number;
  else scan.width = number;
  scan.digits++;
  return end;
}

function scanFlag(c: string, scan: Scan): boolean {
  switch (c) {
    case "#":
      scan.flags.alternate = true;
      return true;
    case "+":
      scan.flags.plus = true;
      return true;
    case "-":
      scan.flags.left = true;
      scan.flags.zero = false;
      return true;
    case " ":
      scan.flags.space = true;
      return true;
    // Grouping of thousands: the C locale has none.
    case "'":
      return true;
    case "@":
      scan.aggregation = true;
      return true;
    case "?":
      scan.width = 16;
      return true;
    case "h":
    case "l":
    case "L":
    case "w":
      if (scan.name.length < 6) scan.name += c;
      return true;
    default:
      return false;
  }
}
