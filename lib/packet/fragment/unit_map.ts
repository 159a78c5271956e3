/**
 * A bit for each eight bytes of a datagram's payload, in words: ranges are looked at and set a word at a time.
 *
 * @module
 */

/** Eight bytes each: as many as a payload can have. */
export const UNITS = 8192;

export class UnitMap {
  readonly #words = new Int32Array(UNITS / 32);
  /** Behind the highest unit that was ever set since it was cleared. */
  end = 0;

  has(unit: number): boolean {
    return (this.#words[unit >> 5]! >> (unit & 31) & 1) === 1;
  }
  /** How many of the units from `first` up to `end` are set. */
  count(first: number, end: number): number {
    const words = this.#words;
    let count = 0;
    for (let word = first >> 5; word <= end - 1 >> 5; word++) {
      const set = words[word]! & maskOf(word, first, end);
      if (set !== 0) count += bitsOf(set);
    }
    return count;
  }
  set(first: number, end: number): void {
    const words = this.#words;
    for (let word = first >> 5; word <= end - 1 >> 5; word++) words[word]! |= maskOf(word, first, end);
    if (end > this.end) this.end = end;
  }
  clear(): void {
    // what was never set needs no clearing: most datagrams are short
    this.#words.fill(0, 0, this.end + 31 >> 5);
    this.end = 0;
  }
}
/** The bits of a word that stand for units from `first` up to `end`. */
function maskOf(word: number, first: number, end: number): number {
  const low = first > word << 5 ? -1 << (first & 31) : -1;
  const high = end < word + 1 << 5 ? ~(-1 << (end & 31)) : -1;
  return low & high;
}
/** How many bits of 32 are set. */
function bitsOf(word: number): number {
  word -= word >>> 1 & 0x55555555;
  word = (word & 0x33333333) + (word >>> 2 & 0x33333333);
  return Math.imul(word + (word >>> 4) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
