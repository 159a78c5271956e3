/**
 * The layouts of trace(), tracemem() and of keys of aggregations.
 *
 * @module
 */
import { pad, textOfBytes } from "./traced_text.ts";

/** Columns of a number of so many bytes, when not quiet. */
export const NUMBER_WIDTH: Readonly<Record<number, number>> = { 1: 3, 2: 5, 4: 8, 8: 16 };
/** Columns of strings in trace(): left-aligned. */
const TRACE_STRING_WIDTH = -33;

/** One traced value: a number (with its size in bytes) or bytes. Numbers are always shown signed. */
export function formatTrace(value: bigint | Uint8Array, size: number, quiet: boolean, rawbytes = false): string {
  if (typeof value !== "bigint") return formatBytes(value, { width: TRACE_STRING_WIDTH, quiet, raw: rawbytes });
  return formatNumber(value, size, quiet);
}

/** A number of 1, 2, 4 or 8 bytes: ` %3d`, ` %5d`, ` %8d`, ` %16d`; quiet without padding. */
export function formatNumber(value: bigint, size: number, quiet: boolean): string {
  // The two smallest sizes are printed through C's unsigned types; the others as they are, signed.
  const shown = size <= 2 ? BigInt.asUintN(size * 8, value) : BigInt.asIntN(size * 8, value);
  return quiet ? String(shown) : ` ${pad(String(shown), NUMBER_WIDTH[size] ?? 16)}`;
}

/** Printable as a terminal sees it: isprint() or isspace() of the C locale, backspace, bell. */
function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || (byte >= 0x07 && byte <= 0x0d);
}

export interface BytesLayout {
  /** Columns of text; negative: left-aligned. */
  readonly width: number;
  readonly quiet: boolean;
  /** Dump always. */
  readonly raw: boolean;
}

/** Bytes as text if they look like a string (printable up to a NUL and nothing after it), else as a dump. */
export function formatBytes(bytes: Uint8Array, { width, quiet, raw }: BytesLayout): string {
  if (bytes.length === 0) return "";
  if (raw) return dumpBytes(bytes);
  let end = 0;
  while (end < bytes.length && isPrintable(bytes[end])) end++;
  if (end === bytes.length) return `  ${pad(textOfBytes(bytes), -Math.abs(width))}`;
  if (bytes[end] !== 0 || end === 0) return dumpBytes(bytes);
  for (let i = end; i < bytes.length; i++) if (bytes[i] !== 0) return dumpBytes(bytes);
  const text = textOfBytes(bytes, 0, end);
  return quiet ? text : ` ${width < 0 ? " " : ""}${pad(text, width)}`;
}

/** Sixteen bytes a line, offsets in hex, the characters at the right. */
export function dumpBytes(bytes: Uint8Array): string {
  const margin = "     ";
  let text = `\n${margin}      `;
  for (let i = 0; i < 16; i++) text += `  ${i.toString(16)}`;
  text += "  0123456789abcdef\n";
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    let hex = "";
    let characters = "";
    for (const byte of row) {
      hex += ` ${byte.toString(16).padStart(2, "0")}`;
      characters += byte < 0x20 || byte > 0x7e ? "." : String.fromCharCode(byte);
    }
    text += `${margin}${at.toString(16).padStart(5)}:${hex.padEnd(48)}  ${characters}\n`;
  }
  return text;
}
