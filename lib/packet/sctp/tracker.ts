/**
 * Follows an association from its packets. It holds none itself: states are words of the flow's record, one for each end.
 *
 * @module
 */
import { type Chunks, SCTP_CHUNK } from "./chunks.ts";
import { nextSctpState, receiving, SCTP_STATE, sending } from "./transitions.ts";

const MAX_CHANGES = 8;
/** Chunks that begin an association or end one: the first seen of another means that it was open before. */
const NOT_OPEN = 1 << SCTP_CHUNK.INIT | 1 << SCTP_CHUNK.INIT_ACK | 1 << SCTP_CHUNK.ABORT | 1 << SCTP_CHUNK.COOKIE_ECHO |
  1 << SCTP_CHUNK.COOKIE_ACK | 1 << SCTP_CHUNK.SHUTDOWN_COMPLETE;

export class SctpTracker {
  /** State changes, in order; those of the sender come before the packet leaves, those of the receiver after it came. */
  changes = 0;
  readonly changeSide: Int32Array = new Int32Array(MAX_CHANGES);
  readonly changeFrom: Int32Array = new Int32Array(MAX_CHANGES);
  readonly changeTo: Int32Array = new Int32Array(MAX_CHANGES);

  constructor(private readonly words: Int32Array) {}

  /**
   * Takes a packet of which chunks were read, sent by an end whose state is at word x to one whose state is at word y;
   * `isNew` for the first packet of the two.
   */
  observe(side: number, x: number, y: number, chunks: Chunks, isNew: boolean): void {
    this.changes = 0;
    if (isNew) this.#adopt(x, y, chunks);
    const count = Math.min(chunks.count, chunks.types.length);
    for (let i = 0; i < count; i++) this.#apply(side, x, sending(chunks.types[i]));
    for (let i = 0; i < count; i++) this.#apply(1 - side, y, receiving(chunks.types[i]));
  }
  /** What must have been before the first packet that was captured; no change is made of it. */
  #adopt(x: number, y: number, { typesLow, count }: Chunks): void {
    const w = this.words;
    if (count === 0) return;
    if (typesLow & 1 << SCTP_CHUNK.INIT_ACK) w[y] = SCTP_STATE.COOKIE_WAIT;
    else if (typesLow & 1 << SCTP_CHUNK.COOKIE_ECHO) w[x] = SCTP_STATE.COOKIE_ECHOED;
    else if (typesLow & 1 << SCTP_CHUNK.COOKIE_ACK) {
      w[x] = SCTP_STATE.OPEN;
      w[y] = SCTP_STATE.COOKIE_ECHOED;
    } else if ((typesLow & NOT_OPEN) === 0) w[x] = w[y] = SCTP_STATE.OPEN;
  }
  #apply(side: number, end: number, event: number): void {
    const from = this.words[end], to = nextSctpState(from, event);
    if (to < 0 || this.changes === MAX_CHANGES) return;
    this.words[end] = to;
    this.changeSide[this.changes] = side;
    this.changeFrom[this.changes] = from;
    this.changeTo[this.changes++] = to;
  }
}
