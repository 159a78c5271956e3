/**
 * What nearly all segments are, in one go: on an open connection, in order, acknowledging something new or carrying data.
 * It leaves the record as the long way would; a test compares them.
 *
 * @module
 */
import { END, SEEN, SHARED, START_MASK, STATE, TH, windowOf } from "./layout.ts";
import { scaledWindow } from "./verdict.ts";

/** Flags that make a segment more than data and an acknowledgment. */
const FLAGS = TH.FIN | TH.SYN | TH.RST | TH.URG | TH.ACK;
const OPEN = SEEN.SEGMENT | SEEN.ACK;

/**
 * Whether a segment from endpoint x to endpoint y without selective acknowledgments changes no state and gets no verdict;
 * `length` is of its payload. Its fields are given one by one: a record that is filled for each segment costs more.
 */
export function isOrdinary(
  w: Int32Array,
  x: number,
  y: number,
  flags: number,
  seq: number,
  ack: number,
  window: number,
  length: number,
): boolean {
  if (
    (flags & FLAGS) !== TH.ACK || w[x + END.STATE] !== STATE.ESTABLISHED || w[y + END.STATE] !== STATE.ESTABLISHED ||
    seq !== w[x + END.MAX] || window === 0 || windowOf(w, x) === 0
  ) return false;
  const seen = w[x + END.SEEN], peer = w[y + END.SEEN];
  if (
    ((ack - w[y + END.UNA]) | 0) < 0 || ((ack - w[y + END.MAX]) | 0) > 0 || (seen & peer & OPEN) !== OPEN ||
    (peer & SEEN.RETRANSMITTING) !== 0 ||
    ((seen | peer) & SEEN.FIN) !== 0 || (peer & (SEEN.SYN | SEEN.SYN_ACKED)) === SEEN.SYN
  ) return false;
  if (length === 0) return w[x + END.ACKED] !== ack;
  // a probe of a closed window, a window that is full or overrun: verdicts
  return (length !== 1 || windowOf(w, y) !== 0) &&
    ((seq + length - w[y + END.ACKED] - scaledWindow(w, x, y)) | 0) < 0;
}

/** The time of a packet in the record at `base`: microseconds since the start, modulo 2^32. */
export function sinceStart(w: Int32Array, base: number, seconds: number, nanoseconds: number): number {
  return ((seconds | 0) - w[base + SHARED.START_SECONDS]) * 1e6 +
      (nanoseconds / 1000 | 0) - (w[base + SHARED.START_MICROSECONDS] & START_MASK) | 0;
}

/** Takes such a segment at a time; true if it ends a round trip of y. */
export function takeOrdinary(
  w: Int32Array,
  x: number,
  y: number,
  seq: number,
  ack: number,
  window: number,
  length: number,
  now: number,
): boolean {
  let seen = w[x + END.SEEN];
  const peer = w[y + END.SEEN];
  const end = (seq + length) | 0;
  if (length > 0) {
    if ((seen & SEEN.TIMING) === 0) {
      seen |= SEEN.TIMING;
      w[x + END.RTT_SEQ] = end;
      w[x + END.RTT_SENT] = now;
    }
    w[x + END.MAX] = end;
    w[x + END.ADVANCED] = now;
    const low = w[x + END.BYTES_LOW] >>> 0;
    w[x + END.BYTES_LOW] = (low + length) | 0;
    if (low + length > 0xffffffff) w[x + END.MSS] += 0x10000;
    const expected = w[y + END.RCV_NXT];
    if (((seq - expected) | 0) <= 0 && ((end - expected) | 0) > 0) w[y + END.RCV_NXT] = end;
  }
  w[x + END.NXT] = end;
  w[x + END.SEGMENTS]++;
  w[x + END.WINDOW] = w[x + END.WINDOW] & 0xffff0000 | window;
  w[x + END.SEEN] = seen & ~(SEEN.KEEP_ALIVE | SEEN.WINDOW_PROBE | SEEN.WINDOW_OF_SYN);
  if (ack !== w[x + END.ACKED]) {
    w[x + END.DUPLICATE_ACKS] = 0;
    w[x + END.ACKED] = ack;
    if (((ack - w[x + END.RCV_NXT]) | 0) > 0) w[x + END.RCV_NXT] = ack;
  }
  w[x + END.ACK_SENT] = now;
  if (((ack - w[y + END.UNA]) | 0) > 0) w[y + END.UNA] = ack;
  w[y + END.WL1] = seq;
  w[y + END.WL2] = ack;
  return (peer & SEEN.TIMING) !== 0 && ((ack - w[y + END.RTT_SEQ]) | 0) >= 0;
}

/** Notes the value of the timestamps option of a segment from x to y. */
export function noteTimestamp(w: Int32Array, x: number, y: number, value: number): void {
  w[x + END.SEEN] |= SEEN.TIMESTAMPS;
  w[y + END.TS_RECENT] = value;
}
