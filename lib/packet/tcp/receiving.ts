/**
 * What a segment does to the end that it is sent to: the changes of its state come after the segment was taken.
 *
 * @module
 */
import { END, SCALE, SEEN, SHARED, STATE, stateOf, TH } from "./connection_layout.ts";
import { noteSacks } from "./sequence_numbers.ts";
import type { Observation } from "./observation.ts";
import { isAnswer, isNear } from "./opening.ts";
import { OUTCOME } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { EVENT } from "./transitions.ts";
import { scaledWindow } from "./window.ts";

const LONGEST = 0xffffffff;

/** Changes of the receiver's state: they come after the segment was taken. */
export function showReceiving(o: Observation, s: Segment): void {
  const w = o.words, x = o.x, y = o.y;
  const other = 1 - o.side;
  if ((s.flags & TH.RST) !== 0) return takeReset(o, s);
  if ((s.flags & TH.SYN) !== 0) receiveSyn(o, s, other);
  if ((s.flags & TH.ACK) !== 0) takeAcknowledgment(o, s);
  // what comes with a SYN waits until the connection is open, with a SYN|ACK it is (RFC 9293, 3.10.7.2 and 3.10.7.3)
  const isWaiting = (s.flags & (TH.SYN | TH.ACK)) === TH.SYN;
  const start = (s.seq + (s.flags >> 1 & 1)) | 0, end = (start + s.length) | 0;
  const inOrder = !isWaiting && ((start - w[y + END.RCV_NXT]) | 0) <= 0;
  if (inOrder && s.length > 0 && ((end - w[y + END.RCV_NXT]) | 0) > 0) w[y + END.RCV_NXT] = end;
  if ((w[x + END.SEEN] & SEEN.FIN) !== 0 && ((w[y + END.RCV_NXT] - w[x + END.FIN_END]) | 0) >= -1) {
    o.takeFin(other, y);
  }
  if (stateOf(w, x) === STATE.CLOSED && stateOf(w, y) === STATE.TIME_WAIT && o.changes > 0) {
    o.outcome |= OUTCOME.CLOSED;
  }
}
function receiveSyn(o: Observation, s: Segment, other: number): void {
  const w = o.words, x = o.x, y = o.y;
  if ((s.flags & TH.ACK) === 0) return void o.apply(other, y, EVENT.RECEIVE_SYN);
  if ((w[y + END.SEEN] & SEEN.SYN) !== 0 && !isAnswer(w, y, s.ack)) return;
  // A SYN|ACK of an end that has opened too answers a SYN, and its own came before it. What was opened from both ends is
  // established by accepting, as in FreeBSD.
  if ((w[x + END.SEEN] & SEEN.OPENED) !== 0) o.apply(other, y, EVENT.RECEIVE_SYN);
  const how = stateOf(w, y) === STATE.SYN_SENT ? OUTCOME.CONNECT_ESTABLISHED : OUTCOME.ACCEPT_ESTABLISHED;
  if (!o.apply(other, y, EVENT.RECEIVE_SYN_ACK)) return;
  o.outcome |= how;
  w[y + END.SEEN] |= SEEN.CONNECTED;
}

/** RFC 9293 3.10.7.3: in SYN-SENT a reset counts only if it acknowledges our SYN; else see `isResetAt`. */
function takeReset(o: Observation, s: Segment): void {
  const w = o.words, y = o.y;
  const other = 1 - o.side;
  if (stateOf(w, y) === STATE.SYN_SENT) {
    if ((s.flags & TH.ACK) === 0 || !isAnswer(w, y, s.ack)) return;
    o.outcome |= OUTCOME.CONNECT_REFUSED;
  } else if (!isResetAt(o, s.seq)) return;
  if (o.apply(other, y, EVENT.RECEIVE_RST)) o.outcome |= OUTCOME.CLOSED;
}
/**
 * RFC 5961 section 3.2, as Linux and FreeBSD have it: a reset counts only at the very next number expected, or where the
 * receiver's selective acknowledgments end; elsewhere in the window it is challenged. Where the capture is known to have
 * missed segments the next number is not: then the window is enough.
 */
function isResetAt(o: Observation, seq: number): boolean {
  const w = o.words, x = o.x, y = o.y;
  if ((w[y + END.SEEN] & SEEN.SEGMENT) === 0) return true;
  const ahead = (seq - w[y + END.RCV_NXT]) | 0;
  if (ahead === 0 || ahead === -1) return true;
  const window = scaledWindow(w, x, y);
  if (ahead < 0 || window !== SCALE.UNKNOWN && ahead > window) return false;
  const seen = w[x + END.SEEN];
  return (seen & SEEN.MISSED) !== 0 || (seen & SEEN.SACKED) !== 0 && seq === w[x + END.SACKED];
}

/** The receiver's data, SYN and FIN that the segment acknowledges. */
function takeAcknowledgment(o: Observation, s: Segment): void {
  const w = o.words, y = o.y;
  const other = 1 - o.side;
  const isUnseen = (w[y + END.SEEN] & (SEEN.SEGMENT | SEEN.SYN)) === 0;
  if (((s.ack - w[y + END.UNA]) | 0) > 0 || isUnseen && w[y + END.UNA] === 0) {
    w[y + END.UNA] = s.ack;
    if (isUnseen) w[y + END.MAX] = s.ack;
    w[y + END.SEEN] &= ~SEEN.RETRANSMITTING;
  }
  w[y + END.WL1] = s.seq;
  w[y + END.WL2] = s.ack;
  noteSacks(w, y, s);
  if ((w[y + END.SEEN] & SEEN.TIMING) !== 0 && ((s.ack - w[y + END.RTT_SEQ]) | 0) >= 0) o.sampleRtt(other, y);
  takeAckOfSyn(o, s, other);
  if ((w[y + END.SEEN] & SEEN.FIN) !== 0 && ((s.ack - w[y + END.FIN_END]) | 0) >= 0) {
    w[y + END.SEEN] |= SEEN.FIN_ACKED;
    if (o.apply(other, y, EVENT.RECEIVE_ACK_OF_FIN) && stateOf(w, y) === STATE.CLOSED) {
      o.outcome |= OUTCOME.CLOSED;
    }
  }
}
function takeAckOfSyn(o: Observation, s: Segment, other: number): void {
  const w = o.words, x = o.x, y = o.y, isSyn = (s.flags & TH.SYN) !== 0;
  const state = stateOf(w, y);
  if (!isSyn && state === STATE.SYN_SENT && isNear(s.ack, w[y + END.ISS])) {
    // its SYN|ACK was not captured
    o.apply(other, y, EVENT.RECEIVE_SYN_ACK);
    w[y + END.SEEN] |= SEEN.SYN_ACKED;
    return;
  }
  const isUnanswered = state === STATE.LISTEN || (w[y + END.SEEN] & SEEN.HALF_OPEN) !== 0;
  if (!isSyn && isUnanswered && stateOf(w, x) >= STATE.ESTABLISHED) o.answerUnseen(other, y);
  else if ((w[y + END.SEEN] & (SEEN.SYN | SEEN.SYN_ACKED)) !== SEEN.SYN || !isNear(s.ack, w[y + END.ISS])) return;
  w[y + END.SEEN] |= SEEN.SYN_ACKED;
  if (isSyn) return; // the SYN|ACK itself: its own event
  if (o.apply(other, y, EVENT.RECEIVE_ACK_OF_SYN)) completeHandshake(o);
}
/** The last ACK of a handshake has come, of which the SYN and the SYN|ACK were captured. */
function completeHandshake(o: Observation): void {
  const w = o.words, x = o.x, base = o.base;
  if ((w[x + END.SEEN] & w[o.y + END.SEEN] & SEEN.SYN) === 0) return;
  o.outcome |= OUTCOME.ACCEPT_ESTABLISHED;
  // its time is known where the record began with the SYN
  if ((w[x + END.SEEN] & (SEEN.OPENED | SEEN.ADOPTED)) !== SEEN.OPENED) return;
  w[base + SHARED.HANDSHAKE] = clamped(o.now);
  w[base + SHARED.FIRST_RTT] = clamped(o.sinceSyn);
}

function clamped(microseconds: number): number {
  return Math.max(0, Math.min(microseconds, LONGEST));
}
