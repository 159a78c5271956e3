/**
 * json(text, "a.b[2].c"): one value out of a JSON text (RFC 8259), as written there, strings without their quotes.
 *
 * @module
 */
import { DOT, onHost } from "./subroutine_definition.ts";
import { parseNumber } from "./strtoll.ts";

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a;
const MINUS = 0x2d, PLUS = 0x2b, E = 0x65, X = 0x78;
const OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d, OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d;
const isBlank = (byte: number) => byte === 0x20 || byte >= 0x09 && byte <= 0x0d;
const isSign = (byte: number) => byte === MINUS || byte === PLUS;
const isLetter = (byte: number, small: number) => (byte | 0x20) === small;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** The selector's parts: names between dots, numbers in brackets. A bracket at the beginning separates nothing. */
function partsOf(selector: Uint8Array): Uint8Array[] {
  const parts: number[][] = [[]];
  selector.forEach((byte, i) => {
    if (byte === DOT || byte === OPEN_BRACKET && i > 0) parts.push([]);
    else if (byte !== CLOSE_BRACKET && byte !== OPEN_BRACKET) parts.at(-1)!.push(byte);
  });
  return parts.map((part) => Uint8Array.from(part));
}

class Reader {
  at = 0;
  constructor(readonly text: Uint8Array) {}
  get byte(): number {
    return this.text[this.at] ?? 0;
  }
  blanks(): void {
    while (isBlank(this.byte)) this.at++;
  }
  accept(byte: number): boolean {
    this.blanks();
    if (this.byte !== byte) return false;
    this.at++;
    return true;
  }
  /** The inside of a string whose quote was just read; undefined when it does not end. */
  string(): Uint8Array | undefined {
    const start = this.at;
    for (; this.byte !== 0; this.at++) {
      if (this.byte === QUOTE) return this.text.subarray(start, this.at++);
      if (this.byte === BACKSLASH && !this.#escape()) return undefined;
    }
    return undefined;
  }
  #escape(): boolean {
    this.at++;
    if (this.byte !== 0x75) return this.byte !== 0;
    const digits = String.fromCharCode(...this.text.subarray(this.at + 1, this.at + 5));
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return false;
    this.at += 4;
    return true;
  }
  /** Any value as it is written; strings without quotes; undefined when it is none. */
  value(): Uint8Array | undefined {
    this.blanks();
    const start = this.at;
    if (this.byte === QUOTE) {
      this.at++;
      return this.string();
    }
    if (this.byte === OPEN_BRACE || this.byte === OPEN_BRACKET) return this.#nested(start);
    while (this.byte >= 0x61 && this.byte <= 0x7a) this.at++;
    if (this.at > start) {
      const word = String.fromCharCode(...this.text.subarray(start, this.at));
      return ["true", "false", "null"].includes(word) && this.byte !== 0
        ? this.text.subarray(start, this.at)
        : undefined;
    }
    return this.#number(start);
  }
  /** A minus sign or a digit, then digits, a fraction, an exponent; looser than JSON, but neither 0x10 nor 1-2. */
  #number(start: number): Uint8Array | undefined {
    if (this.byte !== MINUS && !isDigit(this.byte)) return undefined;
    this.at++;
    while (isDigit(this.byte)) this.at++;
    if (this.byte === DOT) {
      this.at++;
      while (isDigit(this.byte)) this.at++;
    } else if (isLetter(this.byte, X)) return undefined;
    if (isLetter(this.byte, E)) {
      this.at++;
      while (isDigit(this.byte) || isSign(this.byte)) this.at++;
    } else if (isSign(this.byte)) return undefined;
    return this.byte === 0 ? undefined : this.text.subarray(start, this.at);
  }
  /** An object or an array, brackets of both kinds counted apart. */
  #nested(start: number): Uint8Array | undefined {
    let braces = 0, brackets = 0;
    while (this.byte !== 0) {
      const { byte } = this;
      this.at++;
      if (byte === QUOTE && this.string() === undefined) return undefined;
      if (byte === OPEN_BRACE) braces++;
      else if (byte === OPEN_BRACKET) brackets++;
      else if (byte === CLOSE_BRACE) braces--;
      else if (byte === CLOSE_BRACKET) brackets--;
      if (braces < 0 || brackets < 0) return undefined;
      if (braces === 0 && brackets === 0) return this.text.subarray(start, this.at);
    }
    return undefined;
  }
}
const equal = (left: Uint8Array, right: Uint8Array) =>
  left.length === right.length && left.every((byte, i) => byte === right[i]);

/** The value of the first part of the selector in the object or array that begins here, and so on inwards. */
function select(reader: Reader, parts: readonly Uint8Array[]): Uint8Array | undefined {
  reader.blanks();
  const [part, ...inner] = parts;
  const isArray = reader.byte === OPEN_BRACKET;
  if (!isArray && reader.byte !== OPEN_BRACE) return undefined;
  reader.at++;
  const wanted = isArray ? parseNumber(part, 10) : 0n;
  for (let position = 0n;; position++) {
    let found = position === wanted;
    if (!isArray) {
      if (!reader.accept(QUOTE)) return undefined;
      const name = reader.string();
      if (!name || !reader.accept(COLON)) return undefined;
      found = equal(name, part);
    }
    if (found) return inner.length > 0 ? select(reader, inner) : reader.value();
    if (reader.value() === undefined || !reader.accept(COMMA)) return undefined;
  }
}
function selectJson(text: Uint8Array, selector: Uint8Array): Uint8Array | undefined {
  return select(new Reader(text), partsOf(selector));
}
export const json = onHost(
  {
    name: "json",
    doc: "The value that a selector such as `a.b[2]` names in a JSON text, or NULL.",
    prototype: "string(const char *, const char *)",
    since: "1.11",
  },
  ["pointer", "pointer"],
  "pointer",
  (host, address, selector) => {
    const text = host.readString(address as number);
    const parts = text && host.readString(selector as number);
    if (!text || !parts) return 0;
    const found = selectJson(text, parts);
    return found ? host.writeString(found.slice()) : 0;
  },
);
