/**
 * What CRYPTO frames of one side bring, in whatever order, overlapping and repeated: the first copy of a byte counts.
 *
 * @module
 */

/** Longest that is kept of a handshake. */
const MAX_BYTES = 0x10000;

export class CryptoStream {
  #bytes = new Uint8Array(2048);
  /** What is there: from and to in turn, in order, apart from each other. */
  #ranges: number[] = [];
  /** Bytes from the beginning that were handed on. */
  #read = 0;
  /** Frames so far. */
  frames = 0;

  /** Adds a frame; false where it lies beyond what is kept. */
  add(offset: number, bytes: Uint8Array, at: number, end: number): boolean {
    this.frames++;
    const stop = offset + end - at;
    if (stop > MAX_BYTES) return false;
    if (stop > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(MAX_BYTES, Math.max(stop, 2 * this.#bytes.length)));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (stop > offset) this.#put(offset, stop, bytes, at);
    return true;
  }
  #put(offset: number, stop: number, bytes: Uint8Array, at: number): void {
    const old = this.#ranges, ranges: number[] = [];
    let from = offset, to = stop;
    for (let place = offset, i = 0; i <= old.length; i += 2) {
      // what no range has yet
      const next = i < old.length ? Math.min(stop, old[i]) : stop;
      if (next > place) this.#bytes.set(bytes.subarray(at + place - offset, at + next - offset), place);
      if (i < old.length) place = Math.max(place, Math.min(stop, old[i + 1]));
    }
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] < from || old[i] > to) ranges.push(old[i], old[i + 1]);
      else {
        from = Math.min(from, old[i]);
        to = Math.max(to, old[i + 1]);
      }
    }
    ranges.push(from, to);
    const pairs = Array.from({ length: ranges.length / 2 }, (_, i) => [ranges[2 * i], ranges[2 * i + 1]]);
    this.#ranges = pairs.sort(([a], [b]) => a - b).flat();
  }
  /** What follows what was handed on before, as far as there is no gap. */
  next(): { readonly bytes: Uint8Array; readonly at: number; readonly end: number } | undefined {
    const [from, to = 0] = this.#ranges, at = this.#read;
    if (from !== 0 || to <= at) return undefined;
    this.#read = to;
    return { bytes: this.#bytes, at, end: to };
  }
}
