/**
 * What a segment is, beside what it says: sent again, out of order, a duplicate acknowledgment, a probe …
 *
 * The rules are those of Wireshark's sequence analysis (its documentation, "TCP Analysis"), so that the counts agree;
 * they look only at what came before in the capture. Times are microseconds since the connection's start, modulo 2^32.
 *
 * @module
 */
import { fillsHole } from "./hole.ts";
import { END, scaleOf, SEEN, SHARED, TH, windowOf } from "./layout.ts";
import type { Segment } from "./segment.ts";

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

/** The verdict on a segment from endpoint x to endpoint y (word indices), before either record is updated. */
export function judgeSegment(w: Int32Array, x: number, y: number, shared: number, s: Segment, now: number): number {
  const seen = w[x + END.SEEN];
  if ((seen & SEEN.SEGMENT) === 0) {
    return s.window === 0 && (s.flags & (TH.SYN | TH.FIN | TH.RST)) === 0 ? VERDICT.ZERO_WINDOW : 0;
  }
  const plain = (s.flags & (TH.SYN | TH.FIN | TH.RST)) === 0;
  const next = w[x + END.MAX];
  if (plain && s.length === 1 && s.seq === next && (w[y + END.SEEN] & SEEN.SEGMENT) !== 0 && windowOf(w, y) === 0) {
    return VERDICT.WINDOW_PROBE;
  }
  let verdict = plain && s.window === 0 ? VERDICT.ZERO_WINDOW : 0;
  if (plain && s.window !== 0 && windowOf(w, x) === 0) verdict |= VERDICT.ZERO_WINDOW_END;
  // a SYN begins: nothing came before it
  if ((s.flags & (TH.RST | TH.SYN)) === 0 && ((s.seq - next) | 0) > 0) verdict |= VERDICT.PREVIOUS_LOST;
  if (plain && s.length <= 1 && s.seq === ((next - 1) | 0)) verdict |= VERDICT.KEEP_ALIVE;
  if (plain) verdict |= judgeAcknowledgment(w, x, y, s);
  if (s.length > 0 && plain && fillsWindow(w, x, y, s)) verdict |= VERDICT.WINDOW_FULL;
  if (
    (s.flags & TH.ACK) !== 0 && (w[y + END.SEEN] & SEEN.SEGMENT) !== 0 && ((s.ack - w[y + END.MAX]) | 0) > 0
  ) verdict |= VERDICT.ACKED_UNSEEN;
  if (s.length > 0 || (s.flags & (TH.SYN | TH.FIN)) !== 0) verdict |= judgeRepetition(w, x, y, shared, s, now, verdict);
  return verdict;
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
function fillsWindow(w: Int32Array, _x: number, y: number, s: Segment): boolean {
  const seen = w[y + END.SEEN];
  if ((seen & SEEN.SYN) === 0 || (seen & SEEN.ACK) === 0) return false;
  return ((s.seq + s.length - w[y + END.ACKED] - scaledWindow(w, _x, y)) | 0) === 0;
}

/** The window that endpoint y last advertised, in bytes; RFC 7323: scaled only if both ends offered scaling. */
export function scaledWindow(w: Int32Array, x: number, y: number): number {
  const window = windowOf(w, y);
  const scale = scaleOf(w, y);
  if ((w[y + END.SEEN] & SEEN.WINDOW_OF_SYN) !== 0 || scale <= 0 || scaleOf(w, x) < 0) return window;
  return window << scale; // at most 65535 << 14
}

/** Data, SYN or FIN that does not advance the sequence: retransmitted (fast, spurious or plain), or only late. */
function judgeRepetition(
  w: Int32Array,
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
  // More than one byte from one before the edge is new data after a window probe, not old data again.
  if (s.length > 1 && s.seq === ((next - 1) | 0)) return 0;
  const acknowledged = (w[y + END.SEEN] & SEEN.ACK) !== 0;
  const end = (s.seq + s.length + (s.flags & TH.SYN ? 1 : 0) + (s.flags & TH.FIN ? 1 : 0)) | 0;
  const repeated = ((end - next) | 0) <= 0 && !fillsHole(w, x, s.seq, end) ? VERDICT.REPEATED : 0;
  if (s.length > 0 && acknowledged && ((s.seq + s.length - w[y + END.ACKED]) | 0) <= 0) {
    return VERDICT.RETRANSMISSION | VERDICT.SPURIOUS | repeated;
  }
  const asked = acknowledged && w[y + END.DUPLICATE_ACKS] >= 2 &&
    ((now - w[y + END.ACK_SENT]) >>> 0) < FAST_MICROSECONDS;
  if (asked && (w[y + END.ACKED] === s.seq || ((s.seq - w[x + END.SACKED]) | 0) < 0 && w[x + END.SACKED] !== 0)) {
    return VERDICT.RETRANSMISSION | VERDICT.FAST_RETRANSMISSION | repeated;
  }
  const rtt = w[shared + SHARED.FIRST_RTT - SHARED.START_SECONDS];
  const late = ((now - w[x + END.ADVANCED]) >>> 0) < (rtt > 0 ? rtt : REORDER_MICROSECONDS);
  return (late && end !== next ? VERDICT.OUT_OF_ORDER : VERDICT.RETRANSMISSION) | repeated;
}
