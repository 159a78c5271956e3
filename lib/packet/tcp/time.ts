/**
 * Times of a connection: microseconds since its start, in 48 bits (nine years), signed, for a capture's times may go back.
 * A record has room for 32 bits of each; what is above lies in parts of other words.
 *
 * @module
 */
import { END, SHARED, START_MASK } from "./layout.ts";

const LOW = 2 ** 32, HALF = 2 ** 47;

/** The time of a packet in the record at `base`: microseconds since the start. */
export function sinceStart(w: Int32Array, base: number, seconds: number, nanoseconds: number): number {
  return ((seconds | 0) - w[base + SHARED.START_SECONDS] | 0) * 1e6 +
    (nanoseconds / 1000 | 0) - (w[base + SHARED.START_MICROSECONDS] & START_MASK);
}
/** What is above 32 bits of a time, as it is kept. */
export function upperOf(time: number): number {
  return Math.floor(time / LOW);
}

/** The time when MAX of the endpoint last advanced. */
export function noteAdvance(w: Int32Array, end: number, now: number): void {
  w[end + END.ADVANCED] = now;
  w[end + END.DUPLICATE_ACKS] = w[end + END.DUPLICATE_ACKS] & 0xffff | upperOf(now) << 16;
}
/** The time of the endpoint's last acknowledgment; of this one only 40 bits are kept (12 days). */
export function noteAckSent(w: Int32Array, end: number, now: number): void {
  w[end + END.ACK_SENT] = now;
  w[end + END.WINDOW] = w[end + END.WINDOW] & 0xffffff | upperOf(now) << 24;
}
/** The time when the timed segment was sent. */
export function noteTimed(w: Int32Array, end: number, now: number): void {
  w[end + END.RTT_SENT] = now;
  w[end + END.STATE] = w[end + END.STATE] & 0xffff | upperOf(now) << 16;
}
/** Microseconds from then until now; less than 0 where the capture's times went back. */
export function sinceAdvance(w: Int32Array, end: number, now: number): number {
  return since(w[end + END.ADVANCED], w[end + END.DUPLICATE_ACKS] >> 16, now, HALF);
}
export function sinceAck(w: Int32Array, end: number, now: number): number {
  return since(w[end + END.ACK_SENT], w[end + END.WINDOW] >> 24, now, HALF / 256);
}
function since(low: number, high: number, now: number, half: number): number {
  const passed = now - (high * LOW + (low >>> 0));
  const turn = 2 * half;
  return passed - Math.floor((passed + half) / turn) * turn;
}
