/**
 * What nearly all segments are, in one go: on an open connection, in order, acknowledging something new or carrying data.
 * It leaves the record as the long way would; a test compares them.
 *
 * @module
 */
import { END, SEEN, STATE, TH, windowOf } from "./layout.ts";
import type { Segment } from "./segment.ts";
import { scaledWindow } from "./verdict.ts";

/** Flags that make a segment more than data and an acknowledgment. */
const FLAGS = TH.FIN | TH.SYN | TH.RST | TH.URG | TH.ACK;
const OPEN = SEEN.SEGMENT | SEEN.ACK;

/** Whether a segment from endpoint x to endpoint y changes no state and gets no verdict. */
export function isOrdinary(w: Int32Array, x: number, y: number, s: Segment): boolean {
  if (
    (s.flags & FLAGS) !== TH.ACK || w[x + END.STATE] !== STATE.ESTABLISHED || w[y + END.STATE] !== STATE.ESTABLISHED ||
    s.seq !== w[x + END.MAX] || s.window === 0 || s.sackBlocks !== 0 || windowOf(w, x) === 0
  ) return false;
  const seen = w[x + END.SEEN], peer = w[y + END.SEEN];
  if (
    ((s.ack - w[y + END.UNA]) | 0) < 0 || ((s.ack - w[y + END.MAX]) | 0) > 0 || (seen & peer & OPEN) !== OPEN ||
    (peer & SEEN.RETRANSMITTING) !== 0 ||
    ((seen | peer) & SEEN.FIN) !== 0 || (peer & (SEEN.SYN | SEEN.SYN_ACKED)) === SEEN.SYN
  ) return false;
  if (s.length === 0) return w[x + END.ACKED] !== s.ack;
  // a probe of a closed window, a window that is full or overrun: verdicts
  return (s.length !== 1 || windowOf(w, y) !== 0) &&
    ((s.seq + s.length - w[y + END.ACKED] - scaledWindow(w, x, y)) | 0) < 0;
}

/** Takes such a segment at a time; true if it ends a round trip of y. */
export function takeOrdinary(w: Int32Array, x: number, y: number, s: Segment, now: number): boolean {
  let seen = w[x + END.SEEN];
  const peer = w[y + END.SEEN];
  const end = (s.seq + s.length) | 0;
  if (s.length > 0) {
    if ((seen & SEEN.TIMING) === 0) {
      seen |= SEEN.TIMING;
      w[x + END.RTT_SEQ] = end;
      w[x + END.RTT_SENT] = now;
    }
    w[x + END.MAX] = end;
    w[x + END.ADVANCED] = now;
    const low = w[x + END.BYTES_LOW] >>> 0;
    w[x + END.BYTES_LOW] = (low + s.length) | 0;
    if (low + s.length > 0xffffffff) w[x + END.MSS] += 0x10000;
    const expected = w[y + END.RCV_NXT];
    if (((s.seq - expected) | 0) <= 0 && ((end - expected) | 0) > 0) w[y + END.RCV_NXT] = end;
  }
  w[x + END.NXT] = end;
  w[x + END.SEGMENTS]++;
  w[x + END.WINDOW] = w[x + END.WINDOW] & 0xffff0000 | s.window;
  if (s.hasTimestamps) {
    seen |= SEEN.TIMESTAMPS;
    w[y + END.TS_RECENT] = s.tsValue;
  }
  w[x + END.SEEN] = seen & ~(SEEN.KEEP_ALIVE | SEEN.WINDOW_PROBE | SEEN.WINDOW_OF_SYN);
  if (s.ack !== w[x + END.ACKED]) {
    w[x + END.DUPLICATE_ACKS] = 0;
    w[x + END.ACKED] = s.ack;
    if (((s.ack - w[x + END.RCV_NXT]) | 0) > 0) w[x + END.RCV_NXT] = s.ack;
  }
  w[x + END.ACK_SENT] = now;
  if (((s.ack - w[y + END.UNA]) | 0) > 0) {
    w[y + END.UNA] = s.ack;
  }
  w[y + END.WL1] = s.seq;
  w[y + END.WL2] = s.ack;
  return (peer & SEEN.TIMING) !== 0 && ((s.ack - w[y + END.RTT_SEQ]) | 0) >= 0;
}
