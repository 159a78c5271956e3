/**
 * What a segment is, beside what it says: sent again, out of order, a duplicate acknowledgment, a probe …
 *
 * The rules are those of Wireshark's sequence analysis (its documentation, "TCP Analysis"), so that the counts agree;
 * they look only at what came before in the capture. Where its rules and the captured bytes differ, the bytes decide.
 *
 * @module
 */
import type { Gaps } from "./gaps.ts";
import { duplicateAcksOf, END, SCALE, SEEN, SHARED, TH, windowOf } from "./connection_layout.ts";
import { occupiedBy, type Segment } from "./segment.ts";
import { sinceAck, sinceAdvance } from "./time.ts";
import { scaledWindow } from "./window.ts";

/** Verdict bits; several may hold for one segment. */
export const VERDICT = {
  RETRANSMISSION: 1,
  /** Third duplicate acknowledgment or SACK asked for it. Set together with RETRANSMISSION. */
  FAST_RETRANSMISSION: 2,
  /** All of it was acknowledged already. Set together with RETRANSMISSION. */
  SPURIOUS: 4,
  OUT_OF_ORDER: 8,
  DUPLICATE_ACK: 16,
  ZERO_WINDOW: 32,
  WINDOW_UPDATE: 64,
  WINDOW_FULL: 128,
  KEEP_ALIVE: 256,
  KEEP_ALIVE_ACK: 512,
  WINDOW_PROBE: 1024,
  WINDOW_PROBE_ACK: 2048,
  /** Segments before this one are not in the capture. */
  PREVIOUS_LOST: 4096,
  /** It acknowledges what is not in the capture. */
  ACKED_UNSEEN: 8192,
  /**
   * All of it was captured before. Beside a verdict of retransmission or out of order, which go by time, this is certain: it
   * was sent (or captured) twice.
   */
  REPEATED: 16384,
  /** The window was zero, and is no longer. */
  ZERO_WINDOW_END: 32768,
  /** An acknowledgment tells that something had been sent again without need. */
  NEEDLESS: 65536,
} as const;

/** A retransmission within 20 ms of the acknowledgment that asked for it is a fast one. */
const FAST_MICROSECONDS = 20_000;
/** Without a measured round trip, what comes within 3 ms is only out of order. */
const REORDER_MICROSECONDS = 3_000;
/** How far behind MAX it is known what was captured, and what was not. A window has at most as many bytes (RFC 7323). */
export const REMEMBERED = 2 ** 30;

/** The verdict on a segment from endpoint x to endpoint y (word indices), before either record is updated. */
export function judgeSegment(
  w: Int32Array,
  gaps: Gaps,
  x: number,
  y: number,
  shared: number,
  s: Segment,
  now: number,
): number {
  const plain = (s.flags & (TH.SYN | TH.FIN | TH.RST)) === 0;
  const unseen = acknowledgesUnseen(w, gaps, y, s) ? VERDICT.ACKED_UNSEEN : 0;
  if ((w[x + END.SEEN] & SEEN.SEGMENT) === 0) return unseen | (plain && s.window === 0 ? VERDICT.ZERO_WINDOW : 0);
  const next = w[x + END.MAX];
  if (plain && s.length === 1 && s.seq === next && (w[y + END.SEEN] & SEEN.SEGMENT) !== 0 && windowOf(w, y) === 0) {
    return VERDICT.WINDOW_PROBE;
  }
  let verdict = unseen | (plain && s.window === 0 ? VERDICT.ZERO_WINDOW : 0);
  if (plain && s.window !== 0 && windowOf(w, x) === 0) verdict |= VERDICT.ZERO_WINDOW_END;
  // a SYN begins: nothing came before it
  if ((s.flags & (TH.RST | TH.SYN)) === 0 && ((s.seq - next) | 0) > 0) verdict |= VERDICT.PREVIOUS_LOST;
  if (plain && isKeepAlive(w, x, s)) verdict |= VERDICT.KEEP_ALIVE;
  if (plain) verdict |= judgeAcknowledgment(w, x, y, s);
  if (s.length > 0 && plain && fillsWindow(w, x, y, s)) verdict |= VERDICT.WINDOW_FULL;
  // what a RST carries is not data of the stream
  if ((s.flags & TH.RST) === 0 && occupiedBy(s) > 0) verdict |= judgeRepetition(w, gaps, x, y, shared, s, now, verdict);
  return verdict;
}
/** Whether it acknowledges what was not acknowledged before, and some of that was not captured. */
function acknowledgesUnseen(w: Int32Array, gaps: Gaps, y: number, s: Segment): boolean {
  if ((s.flags & TH.ACK) === 0 || (w[y + END.SEEN] & SEEN.SEGMENT) === 0) return false;
  const acked = w[y + END.UNA];
  if (((s.ack - acked) | 0) <= 0) return false;
  return ((s.ack - w[y + END.MAX]) | 0) > 0 || gaps.missesSome(y, acked, s.ack);
}
/**
 * RFC 9293, 3.8.4: from one before what comes next, with nothing or a byte that is known to have come. A byte that was not
 * acknowledged is sent again.
 */
function isKeepAlive(w: Int32Array, x: number, s: Segment): boolean {
  const next = w[x + END.MAX];
  if (s.length > 1 || s.seq !== ((next - 1) | 0)) return false;
  return s.length === 0 || ((next - w[x + END.UNA]) | 0) <= 0;
}

/** A segment without data that repeats the last acknowledgment, or changes only the window. */
function judgeAcknowledgment(w: Int32Array, x: number, y: number, s: Segment): number {
  if (s.length !== 0 || s.seq !== w[x + END.MAX] || (w[x + END.SEEN] & SEEN.ACK) === 0) return 0;
  const peer = w[y + END.SEEN];
  const same = s.ack === w[x + END.ACKED];
  if (s.window === 0) {
    const probed = (peer & SEEN.WINDOW_PROBE) !== 0 && windowOf(w, x) === 0;
    return probed && (same || s.ack === ((w[x + END.ACKED] + 1) | 0)) ? VERDICT.WINDOW_PROBE_ACK : 0;
  }
  if (!same) return 0;
  if (s.window !== windowOf(w, x)) return VERDICT.WINDOW_UPDATE;
  return (peer & SEEN.KEEP_ALIVE) !== 0 ? VERDICT.KEEP_ALIVE_ACK : VERDICT.DUPLICATE_ACK;
}

/** Whether the data reach exactly to the edge of the window that y advertised; only where scaling is known. */
function fillsWindow(w: Int32Array, x: number, y: number, s: Segment): boolean {
  if ((w[y + END.SEEN] & SEEN.ACK) === 0) return false;
  const window = scaledWindow(w, x, y);
  return window !== SCALE.UNKNOWN && ((s.seq + s.length - w[y + END.ACKED] - window) | 0) === 0;
}

/** Whether all between two sequence numbers of the endpoint, which are below MAX, was captured. */
function isCaptured(w: Int32Array, gaps: Gaps, x: number, from: number, to: number): boolean {
  const seen = w[x + END.SEEN];
  // of a SYN that was not captured the answer had the number
  const first = (seen & (SEEN.SYN | SEEN.SYN_ACKED)) === SEEN.SYN_ACKED ? w[x + END.ISS] + 1 : w[x + END.ISS];
  // marks of gaps are forgotten that far behind
  const isKnown = (seen & SEEN.FAR) !== 0 ? ((w[x + END.MAX] - from) | 0) <= REMEMBERED : ((from - first) | 0) >= 0;
  return isKnown && !gaps.missesSome(x, from, to);
}

/** Data, SYN or FIN that does not advance the sequence: retransmitted (fast, spurious or plain), or only late. */
function judgeRepetition(
  w: Int32Array,
  gaps: Gaps,
  x: number,
  y: number,
  shared: number,
  s: Segment,
  now: number,
  verdict: number,
): number {
  const next = w[x + END.MAX];
  const behind = ((s.seq - next) | 0) < 0;
  if (!behind || (verdict & VERDICT.KEEP_ALIVE) !== 0) return 0;
  // a SYN that was not captured before has come behind what it began
  if ((s.flags & TH.SYN) !== 0 && (w[x + END.SEEN] & SEEN.SYN) === 0) return VERDICT.OUT_OF_ORDER;
  // More than one byte from one before the edge is new data after a window probe, not old data again.
  if (s.length > 1 && s.seq === ((next - 1) | 0)) return 0;
  const acknowledged = (w[y + END.SEEN] & SEEN.ACK) !== 0;
  const end = (s.seq + occupiedBy(s)) | 0;
  const repeated = ((end - next) | 0) <= 0 && isCaptured(w, gaps, x, s.seq, end) ? VERDICT.REPEATED : 0;
  const dataEnd = (end - (s.flags & TH.FIN)) | 0;
  if (s.length > 0 && acknowledged && ((dataEnd - w[y + END.ACKED]) | 0) <= 0) {
    return VERDICT.RETRANSMISSION | VERDICT.SPURIOUS | repeated;
  }
  const asked = acknowledged && duplicateAcksOf(w, y) >= 2 && isWithin(sinceAck(w, y, now), FAST_MICROSECONDS);
  const isSacked = (w[x + END.SEEN] & SEEN.SACKED) !== 0 && ((s.seq - w[x + END.SACKED]) | 0) < 0;
  if (asked && (w[y + END.ACKED] === s.seq || isSacked)) {
    return VERDICT.RETRANSMISSION | VERDICT.FAST_RETRANSMISSION | repeated;
  }
  const rtt = w[shared + SHARED.FIRST_RTT - SHARED.START_SECONDS] >>> 0;
  const late = isWithin(sinceAdvance(w, x, now), rtt > 0 ? rtt : REORDER_MICROSECONDS);
  return (late && end !== next ? VERDICT.OUT_OF_ORDER : VERDICT.RETRANSMISSION) | repeated;
}
function isWithin(passed: number, limit: number): boolean {
  return passed >= 0 && passed < limit;
}
