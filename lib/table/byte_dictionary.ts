/**
 * Byte strings, each kept once and known by a number: what a column of addresses or strings refers to.
 *
 * @module
 */
import { randomWords } from "../host/mod.ts";

/**
 * Factors of the hash, random: packets choose the bytes, so that nobody may know beforehand which ones collide. A sum of
 * products with secret factors makes any two strings of bytes collide about once in 2^24 processes.
 */
const FACTORS = randomWords(256);

/** Numbers count from 0 in the order of appearance. */
export class ByteDictionary {
  /** How many there are. */
  size = 0;
  #arena = new Uint8Array(1024);
  /** Where each begins, and where the next would. */
  #starts = new Uint32Array(65);
  #hashes = new Uint32Array(64);
  /** Open addressing: number + 1, or 0. */
  #slots = new Int32Array(128);
  #last = -1;

  /** The number of the bytes from `at`, which are copied when they are new. */
  intern(bytes: Uint8Array, at: number, length: number): number {
    // neighbours in a capture are often alike
    if (this.#last >= 0 && this.#equals(this.#last, bytes, at, length)) return this.#last;
    const hash = hashOf(bytes, at, length);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]; entry !== 0; entry = this.#slots[slot]) {
      if (this.#hashes[entry - 1] === hash && this.#equals(entry - 1, bytes, at, length)) {
        return this.#last = entry - 1;
      }
      slot = slot + 1 & mask;
    }
    return this.#last = this.#add(bytes, at, length, hash, slot);
  }
  /** A view of the bytes with a number. */
  bytes(number: number): Uint8Array {
    return this.#arena.subarray(this.#starts[number], this.#starts[number + 1]);
  }

  #equals(number: number, bytes: Uint8Array, at: number, length: number): boolean {
    const start = this.#starts[number];
    if (this.#starts[number + 1] - start !== length) return false;
    const arena = this.#arena;
    for (let i = 0; i < length; i++) if (arena[start + i] !== bytes[at + i]) return false;
    return true;
  }
  #add(bytes: Uint8Array, at: number, length: number, hash: number, slot: number): number {
    const number = this.size++;
    const start = this.#starts[number];
    if (start + length > this.#arena.length) this.#arena = grown(this.#arena, start + length);
    this.#arena.set(bytes.subarray(at, at + length), start);
    if (number + 2 > this.#starts.length) this.#starts = grown(this.#starts, number + 2);
    if (number + 1 > this.#hashes.length) this.#hashes = grown(this.#hashes, number + 1);
    this.#starts[number + 1] = start + length;
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return number;
  }
  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let slot = this.#hashes[number] & mask;
      while (slots[slot] !== 0) slot = slot + 1 & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function hashOf(bytes: Uint8Array, at: number, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i++) {
    hash = hash + Math.imul(FACTORS[i & 255], bytes[at + i] + 1) | 0;
    if ((i & 255) === 255) hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  }
  hash = Math.imul(hash ^ hash >>> 16, 0x7feb352d);
  return (hash ^ hash >>> 15) >>> 0;
}
function grown<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array: T, min: number): T {
  const length = Math.max(array.length * 2, min);
  const larger = array instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length);
  larger.set(array);
  return larger as T;
}
