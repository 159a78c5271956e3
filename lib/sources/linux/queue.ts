/**
 * Records that were taken out of the kernel's ring and not read yet: the ring is small, and what reads records is slower than
 * what writes them.
 *
 * @module
 */

const CHUNK_BYTES = 1 << 20, LENGTH_BYTES = 8, MAX_SPARE = 8;

/** Copies bytes in whole words of eight. Records are short: a call of the system's copy would cost more, and an object each. */
export function copyWords(from: Int32Array, at: number, to: Int32Array, toAt: number, bytes: number): void {
  const start = at >> 2, target = toAt >> 2, count = (bytes + 7 & ~7) >> 2;
  if (count > LONG_WORDS) return to.set(from.subarray(start, start + count), target);
  for (let i = 0; i < count; i++) to[target + i] = from[start + i];
}
const LONG_WORDS = 128;

export interface Chunk {
  readonly words: Int32Array;
  readonly view: DataView;
  used: number;
  read: number;
}
export class RecordQueue {
  readonly #chunks: Chunk[] = [];
  readonly #spare: Chunk[] = [];
  #bytes = 0;

  /** Bytes that wait. */
  get size(): number {
    return this.#bytes;
  }
  add(from: Int32Array, at: number, length: number): void {
    const room = LENGTH_BYTES + (length + 7 & ~7);
    let last = this.#chunks.at(-1);
    if (!last || last.used + room > last.words.byteLength) {
      last = this.#take(room);
      this.#chunks.push(last);
    }
    last.view.setUint32(last.used, length, true);
    copyWords(from, at, last.words, last.used + LENGTH_BYTES, length);
    last.used += room;
    this.#bytes += room;
  }
  #take(room: number): Chunk {
    const spare = room <= CHUNK_BYTES ? this.#spare.pop() : undefined;
    if (spare) {
      spare.used = spare.read = 0;
      return spare;
    }
    const words = new Int32Array(Math.max(CHUNK_BYTES, room) >> 2);
    return { words, view: new DataView(words.buffer), used: 0, read: 0 };
  }
  /** Calls back with the oldest records, at most so many. */
  read(most: number, visit: (from: Chunk, at: number, length: number) => void): void {
    for (let left = most; left > 0 && this.#chunks.length > 0; left--) {
      const chunk = this.#chunks[0];
      const length = chunk.view.getUint32(chunk.read, true), at = chunk.read + LENGTH_BYTES;
      const room = LENGTH_BYTES + (length + 7 & ~7);
      chunk.read += room;
      this.#bytes -= room;
      if (chunk.read === chunk.used) {
        this.#chunks.shift();
        if (this.#spare.length < MAX_SPARE && chunk.words.byteLength === CHUNK_BYTES) this.#spare.push(chunk);
      }
      visit(chunk, at, length);
    }
  }
}
