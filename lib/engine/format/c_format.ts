/**
 * What C's printf does with one value, exactly and with 64-bit integers (ISO C, 7.21.6.1).
 *
 * @module
 */
import type { ConversionFlags } from "./printf_format.ts";
import { MAXIMUM_WIDTH } from "./traced_text.ts";

/** Flags, width (negative: left) and precision (0: none) of one conversion, all `*` filled in. */
export interface ConversionLayout extends ConversionFlags {
  readonly width: number;
  readonly precision: number;
}

/** Puts a sign or prefix and digits into the field. */
function fill(prefix: string, digits: string, layout: ConversionLayout, zeros: boolean): string {
  const width = Math.min(Math.abs(layout.width), MAXIMUM_WIDTH);
  const length = prefix.length + digits.length;
  if (length >= width) return prefix + digits;
  if (layout.left || layout.width < 0) return (prefix + digits).padEnd(width);
  if (zeros) return prefix + digits.padStart(width - prefix.length, "0");
  return (prefix + digits).padStart(width);
}

/** `%d`: letter d; `%u %o %x %X`: the value as 64-bit unsigned, already cut to its size. */
export function formatInteger(value: bigint, letter: string, layout: ConversionLayout): string {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const base = letter === "o" ? 8 : letter === "x" || letter === "X" ? 16 : 10;
  let digits = magnitude.toString(base);
  if (letter === "X") digits = digits.toUpperCase();
  let prefix = "";
  if (letter === "d") prefix = negative ? "-" : layout.plus ? "+" : layout.space ? " " : "";
  const precision = Math.min(layout.precision, MAXIMUM_WIDTH);
  digits = digits.padStart(precision, "0");
  if (layout.alternate && base === 8 && digits[0] !== "0") digits = "0" + digits;
  if (layout.alternate && base === 16 && magnitude !== 0n) prefix = "0" + letter;
  return fill(prefix, digits, layout, layout.zero && precision === 0);
}

/** `%s`: one character a byte. */
export function formatText(text: string, layout: ConversionLayout): string {
  return fill("", layout.precision > 0 ? text.slice(0, layout.precision) : text, layout, false);
}

/** A floating-point number, exactly: sign, and mantissa times two to the exponent. */
export interface Floating {
  readonly negative: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
  /** "inf" or "nan" */
  readonly special?: string;
}

/** Reads a float (4 bytes), double (8) or the 80-bit long double of x86 (16). */
export function readFloating(bytes: Uint8Array): Floating {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 16) {
    const top = view.getUint16(8, true);
    const mantissa = view.getBigUint64(0, true);
    const negative = (top & 0x8000) !== 0;
    const exponent = top & 0x7fff;
    if (exponent === 0x7fff) {
      return { negative, mantissa: 0n, exponent: 0, special: mantissa << 1n & 0xffffffffffffffffn ? "nan" : "inf" };
    }
    return { negative, mantissa, exponent: Math.max(exponent, 1) - 16383 - 63 };
  }
  return ofDouble(bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true));
}

function ofDouble(value: number): Floating {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const exponent = Number(bits >> 52n & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  if (exponent === 0x7ff) return { negative, mantissa: 0n, exponent: 0, special: fraction ? "nan" : "inf" };
  return exponent === 0
    ? { negative, mantissa: fraction, exponent: -1074 }
    : { negative, mantissa: fraction | 1n << 52n, exponent: exponent - 1075 };
}

/** Digits of value times ten to the power, rounded half to even. */
function scaled(value: Floating, power: number): bigint {
  let numerator = value.mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  if (value.exponent >= 0) numerator <<= BigInt(value.exponent);
  else denominator <<= BigInt(-value.exponent);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

function fixed(value: Floating, precision: number, point: boolean): string {
  const digits = scaled(value, precision).toString().padStart(precision + 1, "0");
  const whole = digits.slice(0, digits.length - precision);
  return precision > 0 ? `${whole}.${digits.slice(-precision)}` : point ? whole + "." : whole;
}

/** Digits (precision + 1 of them) and the decimal exponent. */
function scientific(value: Floating, precision: number): { digits: string; exponent: number } {
  if (value.mantissa === 0n) return { digits: "0".repeat(precision + 1), exponent: 0 };
  let exponent = Math.floor((value.mantissa.toString(2).length - 1 + value.exponent) * Math.LOG10E * Math.LN2);
  while (true) {
    const digits = scaled(value, precision - exponent).toString();
    if (digits.length === precision + 1) return { digits, exponent };
    exponent += digits.length > precision + 1 ? 1 : -1;
  }
}

function exponential(value: Floating, precision: number, letter: string, point: boolean): string {
  const { digits, exponent } = scientific(value, precision);
  const mark = precision > 0 ? "." : point ? "." : "";
  const power = `${letter}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return digits[0] + mark + digits.slice(1) + power;
}

/** Most digits after the point: beyond them every value of these types is exact. */
const MAXIMUM_PRECISION = 5000;

/** `%e %f %g` in both cases. */
export function formatFloating(value: Floating, letter: string, layout: ConversionLayout): string {
  const prefix = value.negative ? "-" : layout.plus ? "+" : layout.space ? " " : "";
  const upper = letter === letter.toUpperCase();
  if (value.special) return fill(prefix, upper ? value.special.toUpperCase() : value.special, layout, false);
  const precision = layout.precision > 0 ? Math.min(layout.precision, MAXIMUM_PRECISION) : 6;
  const style = letter.toLowerCase();
  let digits: string;
  if (style === "f") digits = fixed(value, precision, layout.alternate);
  else if (style === "e") digits = exponential(value, precision, letter, layout.alternate);
  else {
    const { exponent } = scientific(value, precision - 1);
    digits = exponent < -4 || exponent >= precision
      ? exponential(value, precision - 1, upper ? "E" : "e", layout.alternate)
      : fixed(value, precision - 1 - exponent, layout.alternate);
    if (!layout.alternate) digits = digits.replace(/(\.\d*?)0+(?=$|e|E)/, "$1").replace(/\.(?=$|e|E)/, "");
  }
  return fill(prefix, digits, layout, layout.zero);
}
