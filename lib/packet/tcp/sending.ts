/**
 * What a segment shows of the end that sent it: the changes of its state come before the segment leaves.
 *
 * @module
 */
import { END, SEEN, setState, STATE, stateOf, TH } from "./connection_layout.ts";
import type { Observation } from "./observation.ts";
import { isAnswer, isNear, takeSyn } from "./opening.ts";
import { OUTCOME } from "./outcome.ts";
import { occupiedBy, type Segment } from "./segment.ts";
import { noteAdvance, upperOf } from "./time.ts";
import { EVENT } from "./transitions.ts";

/** Changes of the sender's state that the segment proves: they come before it leaves. */
export function showSending(o: Observation, s: Segment): void {
  const w = o.words, x = o.x, y = o.y;
  const side = o.side;
  if ((s.flags & (TH.SYN | TH.RST | TH.ACK)) === TH.ACK) proveOpen(o, s);
  if ((s.flags & TH.ACK) !== 0 && (w[y + END.SEEN] & SEEN.FIN) !== 0 && ((s.ack - w[y + END.FIN_END]) | 0) >= 0) {
    o.takeFin(side, x); // it acknowledges the FIN, so it has had it, whatever the capture showed
  }
  if ((s.flags & TH.RST) !== 0) {
    sendReset(o, s);
    return;
  }
  if ((s.flags & TH.SYN) !== 0) {
    if ((s.flags & TH.ACK) !== 0) o.apply(side, x, EVENT.SEND_SYN_ACK);
    else {
      o.apply(side, x, EVENT.SEND_SYN);
      noteAdvance(w, x, o.now | 0, upperOf(o.now)); // of the last SYN, if it is sent again
      if (stateOf(w, x) === STATE.SYN_SENT) o.outcome |= OUTCOME.CONNECT_REQUEST;
    }
  }
  // a FIN that comes with a SYN is taken with the data behind it, which is sent again
  if ((s.flags & (TH.SYN | TH.FIN)) === TH.FIN && (w[x + END.SEEN] & SEEN.FIN) === 0) {
    w[x + END.SEEN] |= SEEN.FIN;
    w[x + END.FIN_END] = (s.seq + occupiedBy(s)) | 0;
    o.apply(side, x, EVENT.SEND_FIN);
  }
}
/** What a segment with ACK, without SYN or RST, proves: that its sender has had what completes its handshake. */
function proveOpen(o: Observation, s: Segment): void {
  const w = o.words, x = o.x, y = o.y, side = o.side;
  const state = stateOf(w, x);
  if (state === STATE.SYN_SENT) {
    if (!isNear(s.seq, w[x + END.ISS])) return; // late, of an earlier connection
    o.apply(side, x, EVENT.RECEIVE_SYN_ACK);
    w[x + END.SEEN] |= SEEN.SYN_ACKED;
    if (((w[x + END.ISS] + 1 - w[x + END.UNA]) | 0) > 0) w[x + END.UNA] = (w[x + END.ISS] + 1) | 0;
    return;
  }
  if (state === STATE.LISTEN || (w[x + END.SEEN] & SEEN.HALF_OPEN) !== 0) {
    if (stateOf(w, y) !== STATE.SYN_SENT) return;
    // it answers the other end's SYN, so it has sent a SYN|ACK; without SYN, so it has had the answer to that
    o.answerUnseen(side, x);
  } else if (state !== STATE.SYN_RECEIVED || occupiedBy(s) === 0 || mayBeFast(o)) return;
  o.apply(side, x, EVENT.RECEIVE_ACK_OF_SYN);
  w[x + END.SEEN] |= SEEN.SYN_ACKED;
}
/** A server that opens fast sends data before it is established (RFC 7413, section 4.2). */
function mayBeFast(o: Observation): boolean {
  const w = o.words, x = o.x, y = o.y;
  if ((w[y + END.SEEN] & SEEN.FAST_OPEN) === 0) return false;
  const first = (w[y + END.ISS] + 1) | 0;
  const hasData = w[y + END.MAX] !== first;
  return !hasData || w[x + END.ACKED] !== first;
}
function sendReset(o: Observation, s: Segment): void {
  const w = o.words, x = o.x, y = o.y;
  const state = stateOf(w, x), isOld = (w[x + END.SEEN] & SEEN.HALF_OPEN) !== 0;
  const isClosed = state === STATE.LISTEN || state === STATE.CLOSED || isOld;
  const isAsked = isClosed && stateOf(w, y) === STATE.SYN_SENT;
  w[x + END.SEEN] |= SEEN.RST;
  if (isAsked && (s.flags & TH.ACK) !== 0 && isAnswer(w, y, s.ack)) {
    o.outcome |= OUTCOME.ACCEPT_REFUSED;
    if (!isOld) return;
    // what was there before is so no longer
    setState(w, x, STATE.LISTEN);
    w[x + END.SEEN] &= ~SEEN.HALF_OPEN;
  } else o.apply(o.side, x, EVENT.SEND_RST);
}

/** A SYN, with or without an acknowledgment: its numbers, and what it begins. */
export function openBySyn(o: Observation, s: Segment): void {
  const w = o.words, x = o.x, y = o.y;
  const isFirst = (w[x + END.SEEN] & SEEN.SYN) === 0;
  takeSyn(w, o.base, o.side, x, y, s);
  if (!isFirst) return;
  if ((s.flags & TH.ACK) === 0) o.outcome |= OUTCOME.CONNECT_REQUEST;
  // or it was captured after what followed it
  else if (stateOf(w, y) >= STATE.ESTABLISHED && (w[y + END.SEEN] & (SEEN.CONNECTED | SEEN.OPENED)) === SEEN.OPENED) {
    o.outcome |= OUTCOME.CONNECT_ESTABLISHED;
    w[y + END.SEEN] |= SEEN.CONNECTED;
  }
}
