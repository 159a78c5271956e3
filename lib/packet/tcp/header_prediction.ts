/**
 * Header prediction (Van Jacobson's): what nearly all segments are, in one go: on an open connection, in order, acknowledging
 * something new or carrying data. It leaves the record as the whole of the tracker would, and a test compares them.
 *
 * A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";
import { END, SCALE, SEEN, STATE, stateOf, TH, windowOf } from "./connection_layout.ts";
import { countSegment, STRIDE_BITS } from "./counts.ts";
import { noteAckSent, noteAdvance, noteTimed } from "./time.ts";
import { scaledWindow } from "./window.ts";

/** What {@linkcode predictSegment} answers. */
export const PREDICTED = { NO: 0, TAKEN: 1, ENDS_ROUND_TRIP: 2 } as const;
/** Flags that make a segment more than data and an acknowledgment. */
const FLAGS = TH.FIN | TH.SYN | TH.RST | TH.URG | TH.ACK;
const OPEN = SEEN.SEGMENT | SEEN.ACK;
const MARKS = SEEN.KEEP_ALIVE | SEEN.WINDOW_PROBE | SEEN.WINDOW_OF_SYN;

/**
 * Takes a segment from endpoint x to endpoint y (word indices) without selective acknowledgments, unless it changes a state or
 * gets a verdict: then nothing has happened. Answers {@linkcode PREDICTED}.
 *
 * @param low the time, as `sinceStart` gives it: its lower 32 bits; `high` is what is above (`upperOf`)
 */
export function predictSegment(
  w: Int32Array,
  x: i32,
  y: i32,
  flags: i32,
  seq: i32,
  ack: i32,
  window: i32,
  length: i32,
  low: i32,
  high: i32,
): i32 {
  if ((flags & FLAGS) !== TH.ACK) return PREDICTED.NO;
  if (stateOf(w, x) !== STATE.ESTABLISHED) return PREDICTED.NO;
  if (stateOf(w, y) !== STATE.ESTABLISHED) return PREDICTED.NO;
  if (seq !== w[x + END.MAX]) return PREDICTED.NO;
  if (window === 0) return PREDICTED.NO;
  if (windowOf(w, x) === 0) return PREDICTED.NO;
  if ((ack - w[y + END.MAX] | 0) > 0) return PREDICTED.NO;
  const peer = w[y + END.SEEN];
  if ((w[x + END.SEEN] & peer & OPEN) !== OPEN) return PREDICTED.NO;
  if ((peer & SEEN.RETRANSMITTING) !== 0) return PREDICTED.NO;
  // something that is missing is acknowledged
  if ((w[y + END.GAP_END] - w[y + END.UNA] | 0) > 0) return PREDICTED.NO;
  const end = seq + length | 0;
  // marks must be kept up
  if ((end ^ seq) >>> STRIDE_BITS !== 0) return PREDICTED.NO;
  // the window is full or overrun
  const offered = scaledWindow(w, x, y);
  if (offered !== SCALE.UNKNOWN && (end - w[y + END.ACKED] - offered | 0) >= 0) return PREDICTED.NO;
  // a probe of a closed window; nothing new
  if (length > 0 ? windowOf(w, y) === 0 : w[x + END.ACKED] === ack) return PREDICTED.NO;
  if (length > 0) takeData(w, x, y, seq, length, low, high);
  takeAcknowledgment(w, x, y, seq, ack, low, high);
  w[x + END.NXT] = end;
  countSegment(w, x, length, false);
  w[x + END.WINDOW] = w[x + END.WINDOW] & ~0xffff | window;
  w[x + END.SEEN] &= ~MARKS;
  return (peer & SEEN.TIMING) !== 0 && (ack - w[y + END.RTT_SEQ] | 0) >= 0
    ? PREDICTED.ENDS_ROUND_TRIP
    : PREDICTED.TAKEN;
}
function takeData(w: Int32Array, x: i32, y: i32, seq: i32, length: i32, low: i32, high: i32): void {
  const end = seq + length | 0;
  // what was acknowledged before it was captured cannot be timed
  if ((w[x + END.SEEN] & SEEN.TIMING) === 0 && (w[x + END.UNA] - end | 0) < 0) {
    w[x + END.SEEN] |= SEEN.TIMING;
    w[x + END.RTT_SEQ] = end;
    noteTimed(w, x, low, high);
  }
  w[x + END.MAX] = end;
  noteAdvance(w, x, low, high);
  const expected = w[y + END.RCV_NXT];
  if ((seq - expected | 0) <= 0 && (end - expected | 0) > 0) w[y + END.RCV_NXT] = end;
}
function takeAcknowledgment(w: Int32Array, x: i32, y: i32, seq: i32, ack: i32, low: i32, high: i32): void {
  if (ack !== w[x + END.ACKED]) {
    w[x + END.DUPLICATE_ACKS] &= ~0xffff;
    w[x + END.ACKED] = ack;
    if ((w[x + END.RCV_NXT] - ack | 0) < 0) w[x + END.RCV_NXT] = ack;
  }
  noteAckSent(w, x, low, high);
  if ((w[y + END.UNA] - ack | 0) < 0) w[y + END.UNA] = ack;
  w[y + END.WL1] = seq;
  w[y + END.WL2] = ack;
}
