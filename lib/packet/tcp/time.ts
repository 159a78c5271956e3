/**
 * Times of a connection: microseconds since its start, in 48 bits (nine years), signed, for a capture's times may go back.
 * A record has room for 32 bits of each; what is above lies in parts of other words.
 *
 * What is asked for every segment is hot: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { f64, i32 } from "../../wasm/mod.ts";
import { END, SHARED, START_MASK } from "./connection_layout.ts";

const LOW = 2 ** 32, HALF = 2 ** 47, NEAR_SECONDS = 1800;

/** The time of a packet in the record at `base`: microseconds since the start. */
export function sinceStart(w: Int32Array, base: i32, seconds: f64, nanoseconds: i32): f64 {
  return ((seconds | 0) - w[base + SHARED.START_SECONDS] | 0) * 1e6 +
    (nanoseconds / 1000 | 0) - (w[base + SHARED.START_MICROSECONDS] & START_MASK);
}
/** The lower 32 bits of that, of whole seconds modulo 2^32. */
export function lowSinceStart(w: Int32Array, base: i32, seconds: i32, nanoseconds: i32): i32 {
  return Math.imul(seconds - w[base + SHARED.START_SECONDS] | 0, 1_000_000) + (nanoseconds / 1000 | 0) -
      (w[base + SHARED.START_MICROSECONDS] & START_MASK) | 0;
}
/** Whether that is all but its sign, which its highest bit is: half an hour from the start. */
export function isNearStart(w: Int32Array, base: i32, seconds: i32): boolean {
  return (seconds - w[base + SHARED.START_SECONDS] >>> 0) < NEAR_SECONDS;
}
/** What is above 32 bits of a time, as it is kept: 16 bits of it. */
export function upperOf(time: f64): i32 {
  return Math.floor(time / LOW) | 0;
}

/** The time when MAX of the endpoint last advanced. */
export function noteAdvance(w: Int32Array, end: i32, low: i32, high: i32): void {
  w[end + END.ADVANCED] = low;
  w[end + END.DUPLICATE_ACKS] = w[end + END.DUPLICATE_ACKS] & 0xffff | high << 16;
}
/** The time of the endpoint's last acknowledgment; of this one only 40 bits are kept (12 days). */
export function noteAckSent(w: Int32Array, end: i32, low: i32, high: i32): void {
  w[end + END.ACK_SENT] = low;
  w[end + END.WINDOW] = w[end + END.WINDOW] & 0xffffff | high << 24;
}
/** The time when the timed segment was sent. */
export function noteTimed(w: Int32Array, end: i32, low: i32, high: i32): void {
  w[end + END.RTT_SENT] = low;
  w[end + END.STATE] = w[end + END.STATE] & 0xffff | high << 16;
}
/** Microseconds since the timed segment was sent; less than 0 where the capture's times went back. */
export function sinceTimed(w: Int32Array, end: i32, now: f64): f64 {
  return since(w[end + END.RTT_SENT], w[end + END.STATE] >> 16, now, HALF);
}
/** Microseconds from then until now; less than 0 where the capture's times went back. */
export function sinceAdvance(w: Int32Array, end: i32, now: f64): f64 {
  return since(w[end + END.ADVANCED], w[end + END.DUPLICATE_ACKS] >> 16, now, HALF);
}
export function sinceAck(w: Int32Array, end: i32, now: f64): f64 {
  return since(w[end + END.ACK_SENT], w[end + END.WINDOW] >> 24, now, HALF / 256);
}
function since(low: i32, high: i32, now: f64, half: f64): f64 {
  const passed = now - (high * LOW + (low >>> 0));
  const turn = 2 * half;
  return passed - Math.floor((passed + half) / turn) * turn;
}
