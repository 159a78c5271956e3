/**
 * Texts that D has made, as strings of JavaScript: those that come again and again are made once.
 *
 * @module
 */

/** Slots of the cache; a power of two. */
const SLOTS = 1024;
/** Longer texts are not looked for. */
const SHORT = 48;

export class Texts {
  readonly #decoder = new TextDecoder();
  readonly #texts: (string | undefined)[] = Array(SLOTS).fill(undefined);
  readonly #copies = new Uint8Array(SLOTS * SHORT);
  readonly #lengths = new Uint8Array(SLOTS);

  constructor(readonly bytes: Uint8Array) {}

  /** Up to a NUL, `size` bytes at most. */
  read(place: number, size: number): string {
    const { bytes } = this;
    let length = 0, hash = 0;
    for (let byte = bytes[place]; byte !== 0 && length < size; byte = bytes[place + ++length]) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (length >= SHORT) return this.#decoder.decode(bytes.subarray(place, place + length));
    const slot = (hash ^ hash >>> 15) & SLOTS - 1, copy = slot * SHORT;
    const known = this.#texts[slot];
    if (known !== undefined && this.#lengths[slot] === length) {
      let i = 0;
      while (i < length && this.#copies[copy + i] === bytes[place + i]) i++;
      if (i === length) return known;
    }
    this.#copies.set(bytes.subarray(place, place + length), copy);
    this.#lengths[slot] = length;
    return this.#texts[slot] = this.#decoder.decode(bytes.subarray(place, place + length));
  }
}
