/**
 * Texts of addresses, made once: most packets are between addresses that were seen before.
 *
 * @module
 */
import { canonicalAddress } from "../../engine/format/mod.ts";

/** Slots of the caches; a power of two. */
const SLOTS = 4096;
/** Texts of IPv4 addresses that are remembered beyond that. */
const MAX_ADDRESSES = 1 << 20;

export class AddressTexts {
  readonly #keys4 = new Int32Array(SLOTS);
  readonly #texts4: (string | undefined)[] = Array(SLOTS).fill(undefined);
  readonly #all4 = new Map<number, string>();
  readonly #keys6 = new Int32Array(SLOTS * 4);
  readonly #texts6: (string | undefined)[] = Array(SLOTS).fill(undefined);

  constructor(readonly bytes: Uint8Array, readonly words: Int32Array) {}

  /** Of an address field whose sixteen bytes are aligned to words. */
  read(place: number): string {
    const family = this.bytes[place];
    return family === 4 ? this.#four(place) : family === 6 ? this.#six(place) : canonicalAddress(this.bytes, place);
  }
  #four(place: number): string {
    const word = this.words[place + 1 >> 2];
    const slot = (word ^ word >>> 12 ^ word >>> 24) & SLOTS - 1;
    const text = this.#texts4[slot];
    if (text !== undefined && this.#keys4[slot] === word) return text;
    let known = this.#all4.get(word);
    if (known === undefined) {
      if (this.#all4.size >= MAX_ADDRESSES) this.#all4.clear();
      this.#all4.set(word, known = canonicalAddress(this.bytes, place));
    }
    this.#keys4[slot] = word;
    return this.#texts4[slot] = known;
  }
  #six(place: number): string {
    const { words } = this;
    const at = place + 1 >> 2, keys = this.#keys6;
    let hash = words[at] ^ words[at + 1] ^ words[at + 2] ^ words[at + 3];
    hash ^= hash >>> 12 ^ hash >>> 24;
    const slot = hash & SLOTS - 1, key = slot * 4;
    const text = this.#texts6[slot];
    if (
      text !== undefined && keys[key] === words[at] && keys[key + 1] === words[at + 1] &&
      keys[key + 2] === words[at + 2] && keys[key + 3] === words[at + 3]
    ) return text;
    for (let i = 0; i < 4; i++) keys[key + i] = words[at + i];
    return this.#texts6[slot] = canonicalAddress(this.bytes, place);
  }
}
