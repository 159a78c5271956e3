/**
 * An endpoint's own numbers after a segment that it has sent: sequence numbers, times, windows, counts.
 *
 * @module
 */
import { STRIDE_BITS } from "./counts.ts";
import type { Gaps } from "./gaps.ts";
import { duplicateAcksOf, END, SEEN, TH } from "./connection_layout.ts";
import { occupiedBy, type Segment } from "./segment.ts";
import { noteAckSent, noteAdvance, noteTimed, upperOf } from "./time.ts";
import { REMEMBERED, VERDICT } from "./verdict.ts";

const MAX_DUPLICATES = 0xffff;

/** The numbers of endpoint x after its segment, on which the verdict was given before. */
export function noteSent(
  w: Int32Array,
  gaps: Gaps,
  x: number,
  y: number,
  s: Segment,
  verdict: number,
  now: number,
): void {
  const isReset = (s.flags & TH.RST) !== 0;
  // a RST has numbers of whatever it answers: they count only where nothing else was seen
  const counts = !isReset || ((w[x + END.SEEN] | w[y + END.SEEN]) & SEEN.SEGMENT) === 0;
  if (counts) noteSequence(w, gaps, x, y, s, verdict, now);
  let seen = w[x + END.SEEN];
  if (counts) seen |= SEEN.SEGMENT;
  if ((verdict & VERDICT.RETRANSMISSION) !== 0) seen |= SEEN.RETRANSMITTING;
  seen &= ~(SEEN.KEEP_ALIVE | SEEN.WINDOW_PROBE);
  if ((verdict & VERDICT.KEEP_ALIVE) !== 0) seen |= SEEN.KEEP_ALIVE;
  if ((verdict & VERDICT.WINDOW_PROBE) !== 0) seen |= SEEN.WINDOW_PROBE;
  if ((verdict & VERDICT.PREVIOUS_LOST) !== 0) seen |= SEEN.MISSED;
  if ((verdict & VERDICT.ACKED_UNSEEN) !== 0) w[y + END.SEEN] |= SEEN.MISSED;
  if (!isReset) {
    w[x + END.WINDOW] = w[x + END.WINDOW] & ~0xffff | s.window;
    seen = (s.flags & TH.SYN) !== 0 ? seen | SEEN.WINDOW_OF_SYN : seen & ~SEEN.WINDOW_OF_SYN;
  }
  if ((s.flags & TH.URG) !== 0) w[x + END.URGENT] = (s.seq + s.urgent) | 0;
  if (s.hasTimestamps) {
    seen |= SEEN.TIMESTAMPS;
    w[y + END.TS_RECENT] = s.tsValue;
  }
  if ((s.flags & TH.ACK) !== 0 && !isReset) {
    noteAcknowledgment(w, x, y, s, verdict, now);
    seen |= SEEN.ACK;
  }
  w[x + END.SEEN] = seen;
}

/** What has been sent until now. */
function noteSequence(
  w: Int32Array,
  gaps: Gaps,
  x: number,
  y: number,
  s: Segment,
  verdict: number,
  now: number,
): void {
  const isFirst = (w[x + END.SEEN] & SEEN.SEGMENT) === 0;
  const occupied = (s.flags & TH.RST) !== 0 ? 0 : occupiedBy(s);
  const end = (s.seq + occupied) | 0;
  if (isFirst) noteFirst(w, gaps, x, y, s.seq);
  if ((verdict & (VERDICT.RETRANSMISSION | VERDICT.REPEATED)) !== 0 && ((w[x + END.RTT_SEQ] - s.seq) | 0) > 0) {
    // Karn: what was sent twice is not timed (timestamps would allow it; one rule for both keeps samples comparable).
    w[x + END.SEEN] &= ~SEEN.TIMING;
  }
  const next = w[x + END.MAX];
  if ((verdict & VERDICT.PREVIOUS_LOST) !== 0) gaps.skip(x, next, s.seq);
  else if (!isFirst) gaps.fill(x, s.seq, end);
  if ((verdict & VERDICT.WINDOW_PROBE) === 0 && (isFirst || ((end - next) | 0) > 0)) {
    // what was acknowledged before it was captured cannot be timed
    const isOpen = ((end - w[x + END.UNA]) | 0) > 0;
    if (occupied > 0 && isOpen && (w[x + END.SEEN] & SEEN.TIMING) === 0) {
      w[x + END.SEEN] |= SEEN.TIMING;
      w[x + END.RTT_SEQ] = end;
      noteTimed(w, x, now | 0, upperOf(now));
    }
    w[x + END.MAX] = end;
    noteAdvance(w, x, now | 0, upperOf(now));
    if (!isFirst && (end ^ next) >>> STRIDE_BITS !== 0) keepUp(w, gaps, x, y);
  }
  w[x + END.NXT] = end;
}

/** Where the capture of an end begins. */
function noteFirst(w: Int32Array, gaps: Gaps, x: number, y: number, seq: number): void {
  const seen = w[x + END.SEEN], isAcked = (w[y + END.SEEN] & SEEN.ACK) !== 0;
  w[x + END.GAP] = w[x + END.GAP_END] = seq;
  if ((seen & SEEN.SYN) !== 0) return;
  if (!isAcked) {
    w[x + END.UNA] = seq;
    w[y + END.RCV_NXT] = seq;
  }
  // a SYN|ACK said where it begins
  if ((seen & SEEN.SYN_ACKED) === 0) w[x + END.ISS] = seq;
  else if (((seq - w[x + END.MAX]) | 0) > 0) gaps.skip(x, w[x + END.MAX], seq);
}

function noteAcknowledgment(w: Int32Array, x: number, y: number, s: Segment, verdict: number, now: number): void {
  const isFirst = (w[x + END.SEEN] & SEEN.ACK) === 0;
  const count = duplicateAcksOf(w, x);
  if ((verdict & VERDICT.DUPLICATE_ACK) !== 0) {
    if (count < MAX_DUPLICATES) w[x + END.DUPLICATE_ACKS]++;
  } else if (isFirst || s.ack !== w[x + END.ACKED]) w[x + END.DUPLICATE_ACKS] &= ~0xffff;
  w[x + END.ACKED] = s.ack;
  noteAckSent(w, x, now | 0, upperOf(now));
  const isUnseen = isFirst && (w[y + END.SEEN] & SEEN.SEGMENT) === 0;
  if (isUnseen || ((s.ack - w[x + END.RCV_NXT]) | 0) > 0) w[x + END.RCV_NXT] = s.ack;
}

/** Selective acknowledgments of endpoint y's data: above what is acknowledged; those below tell of duplicates (RFC 2883). */
export function noteSacks(w: Int32Array, y: number, s: Segment): void {
  for (let i = 0; i < s.sackBlocks; i++) {
    const left = s.sack[i * 2], right = s.sack[i * 2 + 1], ahead = (right - w[y + END.UNA]) | 0;
    if (((right - left) | 0) <= 0 || ahead <= 0 || ahead >= REMEMBERED) continue;
    const isKnown = (w[y + END.SEEN] & SEEN.SACKED) !== 0;
    if (!isKnown || ((right - w[y + END.SACKED]) | 0) > 0) w[y + END.SACKED] = right;
    w[y + END.SEEN] |= SEEN.SACKED;
  }
}

/**
 * Sequence numbers are modulo 2^32: what is remembered of endpoint x more than 2^30 behind MAX could soon be taken for what
 * lies ahead. It is dropped; or moved on, where it is known that it must have moved, for no window is wider (RFC 7323).
 */
function keepUp(w: Int32Array, gaps: Gaps, x: number, y: number): void {
  const oldest = (w[x + END.MAX] - REMEMBERED) | 0;
  const isBehind = (seq: number) => ((seq - oldest) | 0) < 0;
  gaps.forget(x, oldest);
  if (w[x + END.GAP] === w[x + END.GAP_END]) w[x + END.GAP] = w[x + END.GAP_END] = oldest;
  if (isBehind(w[x + END.ISS])) w[x + END.SEEN] |= SEEN.FAR;
  if (isBehind(w[x + END.UNA])) w[x + END.UNA] = oldest;
  if (isBehind(w[x + END.SACKED])) {
    w[x + END.SEEN] &= ~SEEN.SACKED;
    w[x + END.SACKED] = 0;
  }
  if (isBehind(w[x + END.RTT_SEQ])) w[x + END.SEEN] &= ~SEEN.TIMING;
  if (w[x + END.URGENT] !== 0 && isBehind(w[x + END.URGENT])) w[x + END.URGENT] = 0;
  if (isBehind(w[y + END.RCV_NXT])) w[y + END.RCV_NXT] = oldest;
  // an end whose acknowledgments are no longer captured
  if ((w[y + END.SEEN] & SEEN.ACK) !== 0 && isBehind(w[y + END.ACKED])) {
    w[y + END.ACKED] = oldest;
    w[y + END.DUPLICATE_ACKS] &= ~0xffff;
  }
}
