/**
 * Text made in a region of memory, ended by a zero; what finds no room is left out, and that is known.
 *
 * @module
 */
import { ADDRESS6_BYTES_MAX, putAddress4, putAddress6 } from "../address/mod.ts";
import { NAME_TEXT_BYTES, putLabel, putName } from "./name.ts";

const COMMA = 0x2c, ZERO = 0x30;

export class NameWriter {
  /** Something was left out. */
  isCut = false;
  #at: number;

  constructor(readonly bytes: Uint8Array, readonly start: number, readonly size: number) {
    this.#at = start;
  }
  begin(): this {
    this.#at = this.start;
    this.isCut = false;
    return this;
  }
  get length(): number {
    return this.#at - this.start;
  }
  put(byte: number): void {
    if (this.#at < this.start + this.size - 1) this.bytes[this.#at++] = byte;
    else this.isCut = true;
  }
  text(text: string): this {
    for (let i = 0; i < text.length; i++) this.put(text.charCodeAt(i));
    return this;
  }
  number(value: number): this {
    let unit = 1;
    while (unit * 10 <= value) unit *= 10;
    for (; unit >= 1; unit /= 10) this.put(ZERO + Math.floor(value / unit) % 10);
    return this;
  }
  /** Of 4 or 16 bytes, as RFC 5952 has it. */
  address(at: number, size: number): this {
    if (this.#at + ADDRESS6_BYTES_MAX > this.start + this.size) this.isCut = true;
    else {
      this.#at = size === 4
        ? putAddress4(this.bytes, at, this.bytes, this.#at)
        : putAddress6(this.bytes, at, this.bytes, this.#at, 2);
    }
    return this;
  }
  /** The name at `at` of a message, which can be read. */
  name(start: number, at: number, lower = false): this {
    if (this.#at + NAME_TEXT_BYTES > this.start + this.size) this.isCut = true;
    else this.#at = putName(this.bytes, start, at, this.#at, lower);
    return this;
  }
  /** Octets as labels are written. */
  label(at: number, end: number): this {
    const room = this.start + this.size - 1 - this.#at, longest = Math.floor(room / 4);
    if (end - at > longest) this.isCut = true;
    this.#at = putLabel(this.bytes, at, Math.min(end, at + longest), this.#at, false);
    return this;
  }
  /** Between members of a list. */
  comma(): this {
    if (this.length > 0) this.put(COMMA);
    return this;
  }
  hex(at: number, end: number): this {
    for (; at < end; at++) this.text(this.bytes[at].toString(16).padStart(2, "0"));
    return this;
  }
  /** Returns the address of the text. */
  end(): number {
    this.bytes[this.#at] = 0;
    return this.start;
  }
}
