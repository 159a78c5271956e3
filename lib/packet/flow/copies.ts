/**
 * Segments that are captured a second time where a trunk, a mirror or a router shows them again: in another VLAN, on another
 * interface, under another label. The very same segment (addresses, ports, all of its numbers, its checksum, IPv4's
 * identification) at another site within a time in which no host sends again is a copy; at the same site it was sent again.
 *
 * @module
 */

/** Milliseconds: Linux waits as long before it sends again (RFC 6298 asks for five times that). */
export const COPY_MS = 200;
/** Segments that are remembered; a power of two. */
const SLOTS = 32768;
const WORDS = 8;
const MIX = 0x9e3779b1 | 0, MIX_AGAIN = 0x85ebca6b | 0;
/** Offset of what is known by a segment's number in the memory of a slot. */
const [FLOW_WORD, SEQ, ACK, FLAGS, SUMS, LENGTH, STAMP, SITE] = [0, 1, 2, 3, 4, 5, 6, 7];

/** What makes a segment the same as another. */
export interface SegmentIdentity {
  /** Address of the flow's record, plus the side that has sent. */
  flow: number;
  seq: number;
  ack: number;
  /** Flags and window. */
  flags: number;
  /** Checksum, and IPv4's identification. */
  sums: number;
  length: number;
  /** The timestamps option's value, 0 without it. */
  stamp: number;
}

export class CopyTable {
  readonly #words = new Int32Array(SLOTS * WORDS);
  /** Milliseconds, when the segment was met last at its site. */
  readonly #times = new Float64Array(SLOTS);
  /** The site at which the segment was met first, after {@linkcode CopyTable.isCopy} has found a copy. */
  first = 0;

  /** Remembers a segment that is none. */
  isCopy(s: SegmentIdentity, site: number, ms: number): boolean {
    const hash = Math.imul(s.seq ^ Math.imul(s.flow ^ s.sums, MIX), MIX_AGAIN) ^ Math.imul(s.ack ^ s.length, MIX);
    const slot = (hash ^ hash >>> 15) & SLOTS - 1;
    const w = this.#words, at = slot * WORDS;
    if (
      w[at + FLOW_WORD] === s.flow && w[at + SEQ] === s.seq && w[at + ACK] === s.ack && w[at + FLAGS] === s.flags &&
      w[at + SUMS] === s.sums && w[at + LENGTH] === s.length && w[at + STAMP] === s.stamp &&
      w[at + SITE] !== site && Math.abs(ms - this.#times[slot]) <= COPY_MS
    ) {
      this.first = w[at + SITE];
      return true;
    }
    w[at + FLOW_WORD] = s.flow;
    w[at + SEQ] = s.seq;
    w[at + ACK] = s.ack;
    w[at + FLAGS] = s.flags;
    w[at + SUMS] = s.sums;
    w[at + LENGTH] = s.length;
    w[at + STAMP] = s.stamp;
    w[at + SITE] = site;
    this.#times[slot] = ms;
    return false;
  }
}
