/**
 * Records that were taken out of the kernel's ring and not read yet: the ring is small, and what reads records is slower than
 * what writes them.
 *
 * @module
 */

const CHUNK_BYTES = 1 << 20, LENGTH_BYTES = 8;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  used: number;
  read: number;
}
export class RecordQueue {
  readonly #chunks: Chunk[] = [];
  #spare: Chunk | undefined;
  #bytes = 0;

  /** Bytes that wait. */
  get size(): number {
    return this.#bytes;
  }
  add(from: Uint8Array, at: number, length: number): void {
    const room = LENGTH_BYTES + (length + 7 & ~7);
    let last = this.#chunks.at(-1);
    if (!last || last.used + room > last.bytes.length) {
      last = this.#take(room);
      this.#chunks.push(last);
    }
    last.view.setUint32(last.used, length, true);
    last.bytes.set(from.subarray(at, at + length), last.used + LENGTH_BYTES);
    last.used += room;
    this.#bytes += room;
  }
  #take(room: number): Chunk {
    const spare = this.#spare;
    if (spare && room <= spare.bytes.length) {
      this.#spare = undefined;
      spare.used = spare.read = 0;
      return spare;
    }
    const bytes = new Uint8Array(Math.max(CHUNK_BYTES, room));
    return { bytes, view: new DataView(bytes.buffer), used: 0, read: 0 };
  }
  /** Calls back with the oldest records, at most so many. */
  read(most: number, visit: (bytes: Uint8Array, view: DataView, at: number, length: number) => void): void {
    for (let left = most; left > 0 && this.#chunks.length > 0; left--) {
      const [chunk] = this.#chunks;
      const length = chunk.view.getUint32(chunk.read, true), at = chunk.read + LENGTH_BYTES;
      const room = LENGTH_BYTES + (length + 7 & ~7);
      chunk.read += room;
      this.#bytes -= room;
      if (chunk.read === chunk.used) {
        this.#chunks.shift();
        this.#spare = chunk;
      }
      visit(chunk.bytes, chunk.view, at, length);
    }
  }
}
