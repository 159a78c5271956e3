/**
 * Where a connection begins: which segments open one, which belong to another that had the same ports, and what a record
 * holds at first.
 *
 * @module
 */
import { END, SCALE, SEEN, setState, SHARED, START_MASK, STATE, stateOf, TH } from "./connection_layout.ts";
import { occupiedBy, type Segment } from "./segment.ts";
import { REMEMBERED } from "./verdict.ts";

const UNKNOWN_CLIENT = -1 << 24;
const UNKNOWN_SCALE = (SCALE.UNKNOWN & 0xff) << 16;

/**
 * Whether the segment begins a connection: there is no record yet, or it is a SYN that none of the record is (RFC 9293,
 * 3.10.7.4): with another sequence number, or after both ends have finished.
 */
export function beginsConnection(w: Int32Array, x: number, y: number, s: Segment): boolean {
  const seen = w[x + END.SEEN], peer = w[y + END.SEEN];
  if (((seen | peer) & SEEN.SEGMENT) === 0) return true;
  if ((s.flags & (TH.SYN | TH.RST)) !== TH.SYN) return false;
  const isOver = hasEnded(w, x) && hasEnded(w, y);
  if ((s.flags & TH.ACK) !== 0) return answersUnseen(w, x, y, s, isOver);
  if ((seen & SEEN.SYN) !== 0) return w[x + END.ISS] !== s.seq || isOver && (seen & SEEN.SYN_ACKED) !== 0;
  // Both open at once: the other end waits for an answer to its own SYN.
  if (stateOf(w, y) === STATE.SYN_SENT) return false;
  return !isLateSyn(w, x, y, s);
}
/** Whether a SYN|ACK answers a SYN of a new connection, which was not captured. */
function answersUnseen(w: Int32Array, x: number, y: number, s: Segment, isOver: boolean): boolean {
  const seen = w[x + END.SEEN], peer = w[y + END.SEEN];
  if (stateOf(w, y) === STATE.SYN_SENT) return false;
  if ((seen & SEEN.SYN) !== 0) {
    const isSame = w[x + END.ISS] === s.seq;
    return !isSame && (isOver || !((peer & SEEN.SYN) !== 0 && isAnswer(w, y, s.ack)));
  }
  // or it is captured late
  if (isOver) return true;
  if ((peer & SEEN.SYN) !== 0) return !isAnswer(w, y, s.ack);
  const behind = (s.seq + occupiedBy(s)) | 0;
  return w[y + END.ISS] !== s.ack && !((seen & SEEN.SEGMENT) !== 0 && w[x + END.ISS] === behind);
}
function hasEnded(w: Int32Array, end: number): boolean {
  const state = stateOf(w, end);
  return state === STATE.CLOSED || state === STATE.TIME_WAIT;
}
/** Whether a SYN of an end that is in the record without one was captured after what came behind it. */
function isLateSyn(w: Int32Array, x: number, y: number, s: Segment): boolean {
  const behind = (s.seq + occupiedBy(s)) | 0, first = (s.seq + 1) | 0;
  // what the SYN|ACK acknowledged: the SYN, and of its data as much as was taken
  if ((w[y + END.SEEN] & SEEN.SYN) !== 0) {
    return ((w[x + END.ISS] - s.seq) | 0) >= 0 && ((w[x + END.ISS] + 1 - behind) | 0) <= 0;
  }
  const isFirst = w[x + END.ISS] === behind || w[x + END.ISS] === first;
  return (w[x + END.SEEN] & SEEN.SEGMENT) !== 0 && isFirst && !(hasEnded(w, x) && hasEnded(w, y));
}

/**
 * Whether the segment is of another connection that had the same ends: an end that has asked with a SYN gets what does not
 * answer it, or answers that with a RST (RFC 9293, section 3.5.1 and figures 8 to 10); or a second SYN|ACK differs.
 */
export function isOfAnother(w: Int32Array, x: number, y: number, s: Segment): boolean {
  if ((s.flags & TH.RST) !== 0) {
    // one that follows the SYN comes from an end that has had an answer after all
    return stateOf(w, x) === STATE.SYN_SENT && !isAnswer(w, x, s.seq);
  }
  if ((s.flags & TH.ACK) === 0) return false;
  const isSyn = (s.flags & TH.SYN) !== 0;
  if (isSyn && (w[x + END.SEEN] & SEEN.SYN) !== 0 && w[x + END.ISS] !== s.seq) return true;
  if (stateOf(w, y) !== STATE.SYN_SENT || (w[y + END.SEEN] & SEEN.SYN) === 0 || isAnswer(w, y, s.ack)) return false;
  // data that acknowledge more than was captured show that the connection went on
  return isSyn || occupiedBy(s) === 0 || !isNear(s.ack, w[y + END.ISS]);
}
/** RFC 9293, 3.10.7.3: an acknowledgment of a SYN, and of none, some or all of its data, ISS < SEG.ACK <= SND.NXT. */
export function isAnswer(w: Int32Array, y: number, ack: number): boolean {
  return ((ack - w[y + END.ISS]) | 0) > 0 && ((ack - w[y + END.MAX]) | 0) <= 0;
}
/** Whether a sequence number is ahead of another by no more than is sent while an answer is missing from a capture. */
export function isNear(seq: number, before: number): boolean {
  const ahead = (seq - before) | 0;
  return ahead > 0 && ahead < REMEMBERED;
}

/** A record for the segment that begins a connection. `wasOpen`: the state in which the other end may have remained. */
export function beginRecord(
  w: Int32Array,
  base: number,
  x: number,
  y: number,
  s: Segment,
  seconds: number,
  nanoseconds: number,
): void {
  const before = stateOf(w, y);
  const wasOpen = before >= STATE.ESTABLISHED && before !== STATE.TIME_WAIT;
  // a record that was just made is zero
  if ((w[x + END.SEEN] | w[y + END.SEEN]) !== 0) w.fill(0, base, base + SHARED.WORDS);
  w[base + SHARED.START_SECONDS] = seconds | 0;
  w[base + SHARED.START_MICROSECONDS] = nanoseconds / 1000 | UNKNOWN_CLIENT;
  w[x + END.WINDOW] = UNKNOWN_SCALE;
  w[y + END.WINDOW] = UNKNOWN_SCALE;
  const flags = s.flags & (TH.SYN | TH.ACK | TH.RST);
  if ((flags & TH.RST) !== 0) return; // the end of something unseen: both ends are closed
  if (flags === TH.SYN) {
    setState(w, y, wasOpen ? before : STATE.LISTEN);
    if (wasOpen) w[y + END.SEEN] |= SEEN.HALF_OPEN;
    return;
  }
  w[x + END.SEEN] |= SEEN.ADOPTED;
  w[y + END.SEEN] |= SEEN.ADOPTED;
  if ((flags & TH.ACK) !== 0) {
    w[y + END.UNA] = s.ack;
    w[y + END.MAX] = s.ack;
  }
  if ((flags & TH.SYN) !== 0) {
    // an answer to a SYN that was not captured, or comes late
    setState(w, x, STATE.LISTEN);
    setState(w, y, STATE.SYN_SENT);
    w[y + END.ISS] = (s.ack - 1) | 0;
    w[y + END.SEEN] |= SEEN.SYN_ACKED;
    return;
  }
  // Already open when the capture began: adopted as it must have been, and no change is invented.
  setState(w, x, STATE.ESTABLISHED);
  setState(w, y, STATE.ESTABLISHED);
  w[y + END.RCV_NXT] = s.seq;
}

/** What a SYN, or SYN|ACK, tells of the end that sends it; `side` is that end's. */
export function takeSyn(w: Int32Array, base: number, side: number, x: number, y: number, s: Segment): void {
  const isAsking = (s.flags & TH.ACK) === 0;
  if ((w[x + END.SEEN] & SEEN.SYN) === 0) {
    const first = (s.seq + 1) | 0;
    const isLate = (w[x + END.SEEN] & SEEN.SEGMENT) !== 0 || (w[y + END.SEEN] & SEEN.ACK) !== 0;
    w[x + END.ISS] = s.seq;
    if (!isLate) {
      w[x + END.UNA] = s.seq;
      w[x + END.MAX] = s.seq;
      w[y + END.RCV_NXT] = first;
    } else {
      // what was acknowledged remains so
      w[x + END.SEEN] |= SEEN.SYN_ACKED;
      if ((w[x + END.SEEN] & SEEN.SEGMENT) === 0) w[x + END.MAX] = s.seq;
    }
    w[x + END.WINDOW] = w[x + END.WINDOW] & ~0xff0000 | (s.scale & 0xff) << 16;
    w[x + END.MSS] = w[x + END.MSS] & 0xffff0000 | s.mss;
    // What was taken for a listener opens as well: it had been closed.
    if (isAsking && stateOf(w, x) === STATE.LISTEN) setState(w, x, STATE.CLOSED);
    noteClient(w, base, isAsking ? side : 1 - side);
  }
  // What answers listens, whatever it was of before.
  const isElsewhere = (w[x + END.SEEN] & SEEN.HALF_OPEN) !== 0 || stateOf(w, x) === STATE.CLOSED;
  if (!isAsking && isElsewhere && stateOf(w, y) === STATE.SYN_SENT) {
    setState(w, x, STATE.LISTEN);
    w[x + END.SEEN] &= ~SEEN.HALF_OPEN;
  }
  let seen = w[x + END.SEEN] | SEEN.SYN;
  if (s.sackPermitted) seen |= SEEN.SACK_PERMITTED;
  if (isAsking) seen |= s.hasCookie || s.length > 0 ? SEEN.OPENED | SEEN.FAST_OPEN : SEEN.OPENED;
  w[x + END.SEEN] = seen;
}
/** The first SYN tells who opens. */
function noteClient(w: Int32Array, base: number, client: number): void {
  const start = w[base + SHARED.START_MICROSECONDS];
  if (start < 0) w[base + SHARED.START_MICROSECONDS] = start & START_MASK | client << 24;
}
