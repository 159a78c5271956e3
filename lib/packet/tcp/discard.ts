/**
 * Segments that a host answers with an acknowledgment and discards.
 *
 * @module
 */
import { END, SCALE, SEEN, STATE, stateOf, TH } from "./connection_layout.ts";
import type { Segment } from "./segment.ts";
import { scaledWindow } from "./window.ts";

/**
 * Whether endpoint y discards a segment of endpoint x: all of it lies beyond the window that y has offered (RFC 9293,
 * 3.10.7.4), or it is old by sequence number and by timestamp (RFC 7323, section 5.3). FreeBSD's `dropafterack`.
 */
export function isDiscarded(w: Int32Array, x: number, y: number, s: Segment): boolean {
  const state = stateOf(w, y), peer = w[y + END.SEEN];
  if (
    (s.flags & (TH.SYN | TH.RST)) !== 0 || (peer & SEEN.SEGMENT) === 0 || state < STATE.ESTABLISHED ||
    state === STATE.TIME_WAIT || ((peer | w[x + END.SEEN]) & SEEN.MISSED) !== 0
  ) return false;
  const expected = w[y + END.RCV_NXT];
  const isOld = s.length > 0 && ((s.seq + s.length - expected) | 0) <= 0;
  if (isOld && s.hasTimestamps && (w[x + END.SEEN] & SEEN.TIMESTAMPS) !== 0) {
    return ((s.tsValue - w[y + END.TS_RECENT]) | 0) < 0;
  }
  const window = scaledWindow(w, x, y);
  if (window === SCALE.UNKNOWN) return false;
  const beyond = (s.seq - expected - window) | 0;
  return beyond >= 0 && (s.length > 0 || beyond > 0) && !(window === 0 && s.seq === expected);
}
