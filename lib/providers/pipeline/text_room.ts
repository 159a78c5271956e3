/**
 * Texts for D, one behind another in a region of memory, for one firing at a time.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";

const ROOM_BYTES = 0x10000;
const ESCAPED = [..."\\000"].map((letter) => letter.charCodeAt(0));
const letters = new TextEncoder();

export class TextRoom {
  /** A text found no room, and was cut. */
  isCut = false;
  /** The address of the empty text. */
  readonly empty: number;
  readonly #start: number;
  readonly #end: number;
  #at: number;

  constructor(readonly memory: MachineMemory, what: string) {
    this.empty = memory.reserve(ROOM_BYTES, what);
    this.#start = this.#at = this.empty + 8;
    this.#end = this.empty + ROOM_BYTES;
  }
  begin(): void {
    this.#at = this.#start;
    this.isCut = false;
  }
  /** The address of a text. */
  text(text: string): number {
    return text === "" ? this.empty : this.bytes(letters.encode(text));
  }
  /** The same of bytes, whatever they are: a zero among them as `\000`. */
  bytes(from: Uint8Array, at = 0, end: number = from.length): number {
    const { bytes } = this.memory, start = this.#at;
    for (; at < end; at++) {
      if (from[at] !== 0) this.#put(from[at]);
      else for (const letter of ESCAPED) this.#put(letter);
    }
    bytes[this.#at++] = 0;
    return start;
  }
  #put(byte: number): void {
    if (this.#at < this.#end - 1) this.memory.bytes[this.#at++] = byte;
    else this.isCut = true;
  }
  /** Names with a byte of length before each, commas between. */
  names(from: Uint8Array, at: number, end: number): number {
    if (at >= end) return this.empty;
    const start = this.#at;
    while (at < end) {
      const stop = Math.min(end, at + 1 + from[at]);
      if (this.#at > start) this.#put(0x2c);
      for (at++; at < stop; at++) {
        if (from[at] !== 0) this.#put(from[at]);
        else for (const letter of ESCAPED) this.#put(letter);
      }
    }
    this.memory.bytes[this.#at++] = 0;
    return start;
  }
  /** The address of numbers of two bytes. */
  numbers(all: readonly number[]): number {
    const at = this.#at + 1 & ~1;
    if (at + 2 * all.length + 2 > this.#end) {
      this.isCut = true;
      return this.empty;
    }
    all.forEach((value, i) => this.memory.view.setUint16(at + 2 * i, value, true));
    this.#at = at + 2 * all.length;
    return at;
  }
}
