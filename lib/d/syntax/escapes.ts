/**
 * C's escape sequences, as D has them.
 *
 * @module
 */

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "0": 0 };
const encoder = new TextEncoder();

/** Bytes of a quoted text: UTF-8, with `\n`, `\x1b`, `\033` … resolved. An unknown escape is the character itself. */
export function unescapeBytes(text: string): Uint8Array {
  const plain = encoder.encode(text);
  if (!text.includes("\\")) return plain;
  const bytes: number[] = [];
  for (let i = 0; i < plain.length; i++) {
    if (plain[i] !== 0x5c || i + 1 === plain.length) {
      bytes.push(plain[i]);
      continue;
    }
    const letter = String.fromCharCode(plain[++i]);
    if (letter >= "0" && letter <= "7") {
      let value = 0, digits = 0;
      while (digits < 3 && plain[i] >= 0x30 && plain[i] <= 0x37) value = value * 8 + plain[i++] - 0x30, digits++;
      i--;
      bytes.push(value & 0xff);
    } else if (letter === "x") {
      let value = 0, digits = 0;
      for (let digit; (digit = hexDigit(plain[i + 1])) >= 0; i++) value = (value * 16 + digit) & 0xff, digits++;
      bytes.push(digits > 0 ? value : 0x78);
    } else bytes.push(SIMPLE[letter] ?? plain[i]);
  }
  return Uint8Array.from(bytes);
}

/** Bytes of a string constant: as in DTrace, and C's functions on strings, a NUL within it is its end. */
export function textBytes(text: string): Uint8Array {
  const bytes = unescapeBytes(text), end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.slice(0, end);
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
