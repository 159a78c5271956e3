/**
 * Text that may hold any bytes. D's strings are bytes, whatever they mean, and DTrace counts widths in bytes: so a byte
 * above 0x7f of traced bytes becomes one character, U+DC00 plus the byte, which no well-formed text contains by itself, and
 * turns back into that byte when it is written. All other text is Unicode and is written as UTF-8.
 *
 * @module
 */

/** The character that stands for one byte. */
export function byteCharacter(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

/** Bytes as text, each byte one character. */
export function textOfBytes(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  for (let at = start; at < end; at += PIECE) {
    const piece = bytes.subarray(at, Math.min(at + PIECE, end));
    if (piece.every(isAscii)) text += String.fromCharCode(...piece);
    else for (const byte of piece) text += byteCharacter(byte);
  }
  return text;
}
/** Arguments that one call of String.fromCharCode may well have. */
const PIECE = 4096;
function isAscii(byte: number): boolean {
  return byte < 0x80;
}

/** A string that is equal for equal bytes of the same length: for maps by key. */
export function nameOfBytes(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  let name = "";
  for (let at = 0; at < end; at += PIECE) name += String.fromCharCode(...bytes.subarray(at, Math.min(at + PIECE, end)));
  return name;
}

/** Bytes up to the first NUL, as text. */
export function textOfString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return textOfBytes(bytes, 0, end < 0 ? bytes.length : end);
}

const RAW_BYTE = /[\udc80-\udcff]/;
const encoder = new TextEncoder();

/** The bytes that text is written as. */
export function encodeText(text: string): Uint8Array {
  if (!RAW_BYTE.test(text)) return encoder.encode(text);
  const parts: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) parts.push(unit);
    else if (unit >= 0xdc80 && unit <= 0xdcff) parts.push(unit - 0xdc00);
    else {
      const character = String.fromCodePoint(text.codePointAt(i)!);
      i += character.length - 1;
      parts.push(...encoder.encode(character));
    }
  }
  return Uint8Array.from(parts);
}

/** Traced bytes as Unicode, for tables and charts: UTF-8 where it is, the replacement character where it is not. */
export function decodeString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Widest field that a format can ask for: wider ones are cut to it, so that a hostile width costs little. */
export const MAXIMUM_WIDTH = 65536;

/** Blanks on the left, or on the right for a negative width, as printf's `%*s`. */
export function pad(text: string, width: number): string {
  const columns = Math.min(Math.abs(width), MAXIMUM_WIDTH);
  return width < 0 ? text.padEnd(columns) : text.padStart(columns);
}
