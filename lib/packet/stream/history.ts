/**
 * The bytes of a direction that were read last: what comes again is compared with them.
 *
 * @module
 */
import type { StreamCounts } from "./bounds.ts";

const FIRST_BYTES = 512, MAX_BYTES = 2 ** 28;

export class History {
  #ring: Uint8Array | undefined;
  /** The sequence number behind the last byte, and how many are kept before it. */
  #end = 0;
  #kept = 0;

  /** A power of two. */
  readonly #most: number;

  constructor(readonly counts: StreamCounts) {
    const { historyBytes } = counts.bounds;
    this.#most = historyBytes < FIRST_BYTES ? 0 : 2 ** Math.floor(Math.log2(Math.min(historyBytes, MAX_BYTES)));
  }

  /** Bytes are read that have this sequence number; what is between them and the last is missing. */
  add(seq: number, bytes: Uint8Array, at: number, end: number): void {
    const historyBytes = this.#most;
    if (seq !== this.#end) this.#kept = 0;
    this.#end = seq + (end - at) | 0;
    if (historyBytes === 0) return;
    if (end - at > historyBytes) at = end - historyBytes;
    const length = end - at, ring = this.#room(this.#kept + length);
    const mask = ring.length - 1, to = (this.#end - length) & mask, first = Math.min(length, ring.length - to);
    ring.set(bytes.subarray(at, at + first), to);
    if (first < length) ring.set(bytes.subarray(at + first, end), 0);
    this.#kept = Math.min(ring.length, this.#kept + length);
  }
  /** The ring, a power of two in size, with room for so many bytes as far as the bound lets it. */
  #room(bytes: number): Uint8Array {
    const most = this.#most, old = this.#ring;
    if (old && (old.length >= bytes || old.length >= most)) return old;
    let size = old?.length ?? FIRST_BYTES;
    while (size < bytes && size < most) size *= 2;
    const ring = new Uint8Array(size), newMask = size - 1;
    if (old) {
      // what is kept ends before the bytes that come now: #end is theirs
      const mask = old.length - 1, from = this.#end - bytes | 0;
      for (let i = 0; i < this.#kept; i++) ring[(from + i) & newMask] = old[(from + i) & mask];
    }
    this.counts.kept += size - (old?.length ?? 0);
    return this.#ring = ring;
  }
  /** Whether bytes that come again differ from what was read; what is not kept any more is counted. */
  differs(seq: number, bytes: Uint8Array, at: number, end: number): boolean {
    const ring = this.#ring, behind = this.#end - seq | 0;
    const unknown = Math.min(end - at, Math.max(0, behind - this.#kept));
    this.counts.uncompared += unknown;
    if (!ring) return false;
    const mask = ring.length - 1, to = Math.min(end, at + behind);
    for (let i = at + unknown; i < to; i++) if (ring[(seq + i - at) & mask] !== bytes[i]) return true;
    return false;
  }
  drop(): void {
    this.counts.kept -= this.#ring?.length ?? 0;
    this.#ring = undefined;
    this.#kept = 0;
  }
}
