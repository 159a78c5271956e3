/**
 * The addresses of one family in a sample of packets, numbered as they come, with what is seen of each.
 *
 * @module
 */

/** Words of evidence about one address, all in one row of a table. */
export const SAMPLED = {
  /** Packets to one host that it takes part in. */
  PACKETS: 0,
  /** Packets sent whose hop limit tells how far they came; and routers passed by these in all. */
  HOPS_KNOWN: 1,
  HOPS: 2,
  /** Frames too short for Ethernet that were sent without padding, and with. */
  SHORT: 3,
  PADDED: 4,
  /** Checksums of transports sent: that only cover the pseudo-header, as a network card completes them; others. */
  PARTIAL: 5,
  SUMMED: 6,
  /** Answers that a host gives at once. */
  ANSWERS: 7,
  /** Number of the station (a link address) that sends for it, plus 1; 0 unknown, -1 where several do. */
  STATION: 8,
  WORDS: 9,
} as const;

export class AddressTable {
  count = 0;
  readonly seen: Int32Array;
  /** By address: sum of the binary logarithms of what its answers took, in microseconds. */
  readonly answerLogs: Float64Array;
  /** By address: its words as they lie in memory. */
  readonly #words: Int32Array;
  /** Hash table: numbers of addresses plus 1. */
  readonly #slots: Int32Array;

  /** @param length words of an address; @param max addresses at most */
  constructor(readonly length: number, readonly max: number) {
    this.seen = new Int32Array(max * SAMPLED.WORDS);
    this.answerLogs = new Float64Array(max);
    this.#words = new Int32Array((max + 1) * length);
    let slots = 16;
    while (slots < 2 * max) slots *= 2;
    this.#slots = new Int32Array(slots);
  }
  /** Room for two more. */
  get hasRoom(): boolean {
    return this.count + 2 <= this.max;
  }
  /** The number of the address at a place in memory. */
  number(memory: Uint8Array, at: number): number {
    const { length } = this, words = this.#words, slots = this.#slots;
    const next = this.count * length;
    let hash = 0;
    for (let i = 0; i < length; i++, at += 4) {
      const word = memory[at] | memory[at + 1] << 8 | memory[at + 2] << 16 | memory[at + 3] << 24;
      words[next + i] = word;
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & slots.length - 1;; slot = slot + 1 & slots.length - 1) {
      const known = slots[slot] - 1;
      if (known < 0) {
        slots[slot] = ++this.count;
        return this.count - 1;
      }
      let same = words[known * length] === words[next];
      for (let i = 1; same && i < length; i++) same = words[known * length + i] === words[next + i];
      if (same) return known;
    }
  }
  has(address: Uint8Array): boolean {
    for (let number = 0; number < this.count; number++) {
      if (this.bytes(number).every((byte, i) => byte === address[i])) return true;
    }
    return false;
  }
  bytes(number: number): Uint8Array {
    return new Uint8Array(this.#words.buffer, 4 * number * this.length, 4 * this.length).slice();
  }
  /** 127.0.0.0/8 and ::1 are nobody's but the host's own. */
  isLoopback(number: number): boolean {
    const bytes = this.bytes(number);
    if (this.length === 1) return bytes[0] === 127;
    return bytes[15] === 1 && bytes.subarray(0, 15).every((byte) => byte === 0);
  }
  get(number: number, what: number): number {
    return this.seen[number * SAMPLED.WORDS + what];
  }
  add(number: number, what: number, more = 1): void {
    this.seen[number * SAMPLED.WORDS + what] += more;
  }
  noteStation(number: number, station: number): void {
    const at = number * SAMPLED.WORDS + SAMPLED.STATION, known = this.seen[at];
    if (known === 0) this.seen[at] = station + 1;
    else if (known !== station + 1) this.seen[at] = -1;
  }
}
