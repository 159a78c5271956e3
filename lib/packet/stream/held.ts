/**
 * Segments that came before what is to be read before them. The first copy of a byte is kept, wherever segments overlap.
 *
 * @module
 */
import type { StreamCounts } from "./bounds.ts";

/** What is held of a segment: copied, with when it came. */
export interface Piece {
  readonly seq: number;
  readonly bytes: Uint8Array;
  /** On the wire; more than there are bytes where it was cut. */
  readonly length: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** It begins where a segment does. */
  readonly isSegmentStart: boolean;
}
/** Of one direction, whatever its ranges: each costs more than its bytes. */
const MAX_PIECES = 2048, PIECE_BYTES = 128;

export class Held {
  /** By sequence number; none overlaps another. */
  readonly #pieces: Piece[] = [];
  bytes = 0;
  /** Contiguous ranges. */
  ranges = 0;

  constructor(readonly counts: StreamCounts) {}

  get first(): Piece | undefined {
    return this.#pieces[0];
  }
  get isFull(): boolean {
    return this.#pieces.length > MAX_PIECES;
  }
  /** Adds what is not there yet of a segment; true where what is there differs. */
  add(piece: Piece): boolean {
    let { seq, length } = piece, at = 0, isDifferent = false;
    const pieces = this.#pieces;
    let i = pieces.length;
    while (i > 0 && (pieces[i - 1].seq - seq | 0) > 0) i--;
    if (i > 0 && (endOf(pieces[i - 1]) - seq | 0) > 0) i--;
    for (; length > 0; i++) {
      const next = pieces[i], before = next ? Math.min(length, next.seq - seq | 0) : length;
      if (before > 0) {
        this.#insert(i++, piece, at, before);
        at += before;
        seq = seq + before | 0;
        length -= before;
        if (length <= 0) break;
      }
      const same = Math.min(length, endOf(next) - seq | 0);
      isDifferent ||= differ(piece.bytes, at, next.bytes, seq - next.seq | 0, same);
      at += same;
      seq = seq + same | 0;
      length -= same;
    }
    return isDifferent;
  }
  #insert(i: number, piece: Piece, at: number, length: number): void {
    const pieces = this.#pieces, seq = piece.seq + at | 0, before = pieces[i - 1], after = pieces[i];
    const bytes = piece.bytes.slice(at, at + length);
    pieces.splice(i, 0, { ...piece, seq, bytes, length, isSegmentStart: piece.isSegmentStart && at === 0 });
    const joins = (before && endOf(before) === seq ? 1 : 0) + (after && after.seq === (seq + length | 0) ? 1 : 0);
    this.ranges += 1 - joins;
    this.bytes += bytes.length;
    this.counts.kept += bytes.length + PIECE_BYTES;
  }
  /** Takes the first one out. */
  take(): Piece {
    const piece = this.#pieces.shift()!, [next] = this.#pieces;
    if (!next || next.seq !== endOf(piece)) this.ranges--;
    this.bytes -= piece.bytes.length;
    this.counts.kept -= piece.bytes.length + PIECE_BYTES;
    return piece;
  }
  drop(): void {
    this.counts.kept -= this.bytes + PIECE_BYTES * this.#pieces.length;
    this.#pieces.length = this.bytes = this.ranges = 0;
  }
}
function endOf({ seq, length }: Piece): number {
  return seq + length | 0;
}
/** Whether bytes differ, as far as both were captured. */
function differ(a: Uint8Array, atA: number, b: Uint8Array, atB: number, length: number): boolean {
  const count = Math.min(length, a.length - atA, b.length - atB);
  for (let i = 0; i < count; i++) if (a[atA + i] !== b[atB + i]) return true;
  return false;
}
