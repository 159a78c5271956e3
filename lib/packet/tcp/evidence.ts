/**
 * What speaks for a segment's being sent again, and for that having been needless.
 *
 * @module
 */
import { duplicateAcksOf, END, SEEN, TH } from "./connection_layout.ts";
import type { Segment } from "./segment.ts";
import { VERDICT } from "./verdict.ts";

/** Bits; several may hold. */
export const EVIDENCE = {
  /** Two duplicate acknowledgments or more ask for it. */
  DUPLICATE_ACKS: 1,
  /** Selective acknowledgments tell that later data have come and this has not (RFC 2018). */
  SACK: 2,
  /** Its timestamp is later than any before: the host has sent it again, it is not a copy made on the way (RFC 7323). */
  TIMESTAMP: 4,
  /** All of it was captured before. */
  REPEATED: 8,
  /** All of it had been acknowledged before. */
  ACKNOWLEDGED: 16,
  /** Of an acknowledgment: its first SACK block reports data that came twice (RFC 2883). */
  DSACK: 32,
  /** Of an acknowledgment: it answers the timestamp of the first sending, not that of the second (RFC 3522). */
  ECHO: 64,
} as const;

/** Evidence of a segment from endpoint x to endpoint y that got a verdict, before either record is updated. */
export function weighEvidence(w: Int32Array, x: number, y: number, s: Segment, verdict: number): number {
  let evidence = 0;
  if ((verdict & (VERDICT.RETRANSMISSION | VERDICT.OUT_OF_ORDER)) !== 0) {
    const acked = w[y + END.ACKED];
    if (duplicateAcksOf(w, y) >= 2 && acked === s.seq) evidence |= EVIDENCE.DUPLICATE_ACKS;
    const isSacked = (w[x + END.SEEN] & SEEN.SACKED) !== 0 && ((s.seq - w[x + END.SACKED]) | 0) < 0;
    if (isSacked && ((s.seq - acked) | 0) >= 0) evidence |= EVIDENCE.SACK;
    const isTimed = s.hasTimestamps && (w[x + END.SEEN] & SEEN.TIMESTAMPS) !== 0;
    if (isTimed && ((s.tsValue - w[y + END.TS_RECENT]) | 0) > 0) evidence |= EVIDENCE.TIMESTAMP;
    if ((verdict & VERDICT.REPEATED) !== 0) evidence |= EVIDENCE.REPEATED;
    if ((verdict & VERDICT.SPURIOUS) !== 0) evidence |= EVIDENCE.ACKNOWLEDGED;
  }
  if ((s.flags & TH.ACK) !== 0) {
    if (s.sackBlocks > 0 && isDuplicateReport(s)) evidence |= EVIDENCE.DSACK;
    if (answersFirst(w, x, y, s)) evidence |= EVIDENCE.ECHO;
  }
  return evidence;
}

/** RFC 2883 section 4: the first block lies below the acknowledgment, or within the second block. */
function isDuplicateReport({ ack, sack, sackBlocks }: Segment): boolean {
  if (((sack[1] - ack) | 0) <= 0) return true;
  return sackBlocks > 1 && ((sack[0] - sack[2]) | 0) >= 0 && ((sack[1] - sack[3]) | 0) <= 0;
}
/** While what y sent last is something sent again, an acknowledgment of it answers an earlier timestamp than y's last. */
function answersFirst(w: Int32Array, x: number, y: number, s: Segment): boolean {
  return (w[y + END.SEEN] & SEEN.RETRANSMITTING) !== 0 && s.hasTimestamps &&
    (w[y + END.SEEN] & SEEN.TIMESTAMPS) !== 0 && w[y + END.NXT] !== w[y + END.MAX] &&
    ((s.ack - w[y + END.UNA]) | 0) > 0 && ((s.tsEcho - w[x + END.TS_RECENT]) | 0) < 0;
}
