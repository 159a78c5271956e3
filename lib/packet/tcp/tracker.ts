/**
 * Follows one connection from its segments: both ends' states and sequence numbers, and what each segment brought about.
 *
 * The tracker holds no connection itself: it works on words in the flow table (see `layout`) and leaves what happened in
 * its own fields until the next segment. Nothing is allocated.
 *
 * @module
 */
import { isDiscarded } from "./discard.ts";
import { EVIDENCE, weighEvidence } from "./evidence.ts";
import { noteHole } from "./hole.ts";
import { END, SEEN, SHARED, START_MASK, STATE, TH } from "./layout.ts";
import { instantiateTcp, type TcpFunctions, type TcpMemory } from "./machine.ts";
import { sinceStart, TAKEN } from "./ordinary.ts";
import type { Segment } from "./segment.ts";
import { EVENT, nextState, type TcpEvent } from "./transitions.ts";
import { judgeSegment, scaledWindow, VERDICT } from "./verdict.ts";

/** What a segment brought about; bits of `TcpTracker.happened`. */
export const HAPPENED = {
  /** A SYN was sent to open (again, when it is sent again). */
  CONNECT_REQUEST: 1,
  /** The opener got its SYN|ACK. */
  CONNECT_ESTABLISHED: 2,
  /** The opener got a RST in answer to its SYN. */
  CONNECT_REFUSED: 4,
  /** The listener got the final ACK of the handshake. */
  ACCEPT_ESTABLISHED: 8,
  /** The listener's host answered a SYN with a RST. */
  ACCEPT_REFUSED: 16,
  /** A round trip was measured, see `rttSide` and `rtt`. */
  RTT_SAMPLE: 32,
  /** Both ends have finished, or one has reset. */
  CLOSED: 64,
  /** The record was begun anew: a first segment, or a port used again. */
  NEW: 128,
  /** The receiver discards the segment, and acknowledges what it has. */
  DISCARDED: 256,
} as const;

const MAX_CHANGES = 6;
const UNKNOWN_CLIENT = -1 << 24;
/** Third byte -1. */
const NO_SCALE = 0xff0000;
/** What of a connection that was there before may still come late. */
const BEFORE_ADOPTION = 0x40000000;

export class TcpTracker {
  /** Bits of HAPPENED for the last segment. */
  happened = 0;
  /** Bits of VERDICT for the last segment. */
  verdict = 0;
  /** Bits of EVIDENCE for the last segment. */
  evidence = 0;
  /** State changes, in order: those of the sender come before the segment leaves, those of the receiver after it came. */
  changes = 0;
  readonly changeSide: Int32Array = new Int32Array(MAX_CHANGES);
  readonly changeFrom: Int32Array = new Int32Array(MAX_CHANGES);
  readonly changeTo: Int32Array = new Int32Array(MAX_CHANGES);
  /** The endpoint whose data were timed, and the sample in microseconds. */
  rttSide = 0;
  rtt = 0;
  #base = 0;
  #x = 0;
  #y = 0;
  #side = 0;
  #now = 0;

  private readonly words: Int32Array;
  #functions: TcpFunctions | undefined;

  /** @param short whether ordinary segments go the short way */
  constructor(private readonly memory: TcpMemory, private readonly short = true) {
    this.words = memory.words;
  }
  get #machine(): TcpFunctions {
    return this.#functions ??= instantiateTcp(this.memory);
  }

  /**
   * Takes a segment sent by `side` of the connection at word index `base`. A record that was just made must be all zero.
   * Times are the packet's.
   */
  observe(base: number, side: number, s: Segment, seconds: number, nanoseconds: number): void {
    const w = this.words;
    this.happened = 0;
    this.changes = 0;
    this.verdict = this.evidence = 0;
    this.#base = base;
    this.#side = side;
    const x = this.#x = base + side * END.WORDS;
    const y = this.#y = base + (1 - side) * END.WORDS;
    this.#now = sinceStart(w, base, seconds, nanoseconds);
    if (this.short && s.sackBlocks === 0) {
      const taken = this.#machine.takeOrdinary(x << 2, y << 2, s.flags, s.seq, s.ack, s.window, s.length, this.#now);
      if (taken !== TAKEN.NOT_ORDINARY) {
        if (taken === TAKEN.ENDS_ROUND_TRIP) this.#sampleRtt(1 - side, y);
        if (s.hasTimestamps) {
          w[x + END.SEEN] |= SEEN.TIMESTAMPS;
          w[y + END.TS_RECENT] = s.tsValue;
        }
        return;
      }
    }
    if (this.#isNew(s)) {
      this.#begin(s, seconds, nanoseconds);
      this.#now = sinceStart(w, base, seconds, nanoseconds);
    }
    this.verdict = judgeSegment(w, x, y, base + SHARED.START_SECONDS, s, this.#now);
    this.evidence = weighEvidence(w, x, y, s, this.verdict);
    if ((this.evidence & (EVIDENCE.DSACK | EVIDENCE.ECHO)) !== 0) this.verdict |= VERDICT.NEEDLESS;
    if (isDiscarded(w, x, y, s)) this.happened |= HAPPENED.DISCARDED;
    this.#openFromSyn(s);
    this.#sendingChanges(s);
    this.#noteSent(s);
    this.#receivingChanges(s);
  }

  /** Whether the segment begins a connection: no record yet, or a SYN with another sequence number (RFC 9293 3.10.7.4). */
  #isNew(s: Segment): boolean {
    const w = this.words;
    const either = w[this.#x + END.SEEN] | w[this.#y + END.SEEN];
    if ((either & SEEN.SEGMENT) === 0) return true;
    if ((s.flags & (TH.SYN | TH.ACK)) !== TH.SYN) return false;
    const seen = w[this.#x + END.SEEN];
    if ((seen & SEEN.SYN) !== 0) return w[this.#x + END.ISS] !== s.seq;
    // A SYN from the end that never sent one: a simultaneous open if the other end still waits, else a port used again.
    // One that the other end has acknowledged already was captured late.
    const peer = w[this.#y + END.SEEN], both = SEEN.SYN | SEEN.ACK;
    if ((peer & both) === both && w[this.#y + END.ACKED] === ((s.seq + 1) | 0)) return false;
    return w[this.#y + END.STATE] !== STATE.SYN_SENT;
  }

  #begin(s: Segment, seconds: number, nanoseconds: number): void {
    const w = this.words;
    const base = this.#base;
    // a record that was just made is zero
    if ((w[this.#x + END.SEEN] | w[this.#y + END.SEEN]) !== 0) w.fill(0, base, base + SHARED.WORDS);
    w[base + SHARED.START_SECONDS] = seconds | 0;
    w[base + SHARED.START_MICROSECONDS] = nanoseconds / 1000 | UNKNOWN_CLIENT;
    w[this.#x + END.WINDOW] = NO_SCALE;
    w[this.#y + END.WINDOW] = NO_SCALE;
    this.happened |= HAPPENED.NEW;
    if ((s.flags & (TH.SYN | TH.ACK | TH.RST)) === TH.SYN) {
      w[base + SHARED.START_MICROSECONDS] = w[base + SHARED.START_MICROSECONDS] & START_MASK | this.#side << 24;
      w[this.#x + END.STATE] = STATE.CLOSED;
      w[this.#y + END.STATE] = STATE.LISTEN;
      return;
    }
    if ((s.flags & TH.RST) !== 0) return; // the end of something unseen: both ends are closed
    // Already open when the capture began: adopted as it must have been, and no change is invented.
    w[this.#x + END.STATE] = STATE.ESTABLISHED;
    w[this.#y + END.STATE] = STATE.ESTABLISHED;
    w[this.#x + END.SEEN] |= SEEN.ADOPTED;
    w[this.#y + END.SEEN] |= SEEN.ADOPTED;
    w[this.#x + END.UNA] = s.seq;
    w[this.#x + END.MAX] = s.seq;
    w[this.#x + END.HOLE] = (s.seq - BEFORE_ADOPTION) | 0;
    w[this.#x + END.HOLE_END] = s.seq;
    w[this.#y + END.RCV_NXT] = s.seq;
    if ((s.flags & TH.ACK) !== 0) {
      w[this.#y + END.UNA] = s.ack;
      w[this.#y + END.MAX] = s.ack;
    }
  }

  #openFromSyn(s: Segment): void {
    if ((s.flags & TH.SYN) === 0) return;
    const w = this.words, x = this.#x;
    if ((w[x + END.SEEN] & SEEN.SYN) === 0) {
      w[x + END.ISS] = s.seq;
      w[x + END.UNA] = s.seq;
      w[x + END.MAX] = s.seq;
      w[x + END.WINDOW] = w[x + END.WINDOW] & 0xffff | (s.scale & 0xff) << 16;
      w[x + END.MSS] = w[x + END.MSS] & 0xffff0000 | s.mss;
      w[this.#y + END.RCV_NXT] = (s.seq + 1) | 0;
      // What was taken for a listener opens as well: it had been closed.
      if ((s.flags & TH.ACK) === 0 && w[x + END.STATE] === STATE.LISTEN) w[x + END.STATE] = STATE.CLOSED;
    }
    let seen = w[x + END.SEEN] | SEEN.SYN;
    if (s.sackPermitted) seen |= SEEN.SACK_PERMITTED;
    w[x + END.SEEN] = seen;
  }

  /** Changes of the sender's state that the segment proves: they come before it leaves. */
  #sendingChanges(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const side = this.#side;
    if ((s.flags & TH.ACK) !== 0 && (w[y + END.SEEN] & SEEN.FIN) !== 0 && ((s.ack - w[y + END.FIN_END]) | 0) >= 0) {
      this.#takeFin(side, x); // it acknowledges the FIN, so it has had it, whatever the capture showed
    }
    if ((s.flags & TH.RST) !== 0) {
      const asked = w[y + END.STATE] === STATE.SYN_SENT && w[x + END.STATE] === STATE.LISTEN;
      if (asked) this.happened |= HAPPENED.ACCEPT_REFUSED;
      this.#apply(side, x, EVENT.SEND_RST);
      w[x + END.SEEN] |= SEEN.RST;
      return;
    }
    if ((s.flags & TH.SYN) !== 0) {
      if ((s.flags & TH.ACK) !== 0) this.#apply(side, x, EVENT.SEND_SYN_ACK);
      else {
        this.#apply(side, x, EVENT.SEND_SYN);
        w[x + END.SEEN] |= SEEN.OPENED;
        w[x + END.ADVANCED] = this.#now; // of the last SYN, if it is sent again
        if (w[x + END.STATE] === STATE.SYN_SENT) this.happened |= HAPPENED.CONNECT_REQUEST;
      }
    }
    if ((s.flags & TH.FIN) !== 0 && (w[x + END.SEEN] & SEEN.FIN) === 0) {
      w[x + END.SEEN] |= SEEN.FIN;
      w[x + END.FIN_END] = (s.seq + s.length + 1) | 0;
      this.#apply(side, x, EVENT.SEND_FIN);
    }
  }

  /** The sender's own numbers after the segment. */
  #noteSent(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y, now = this.#now;
    let seen = w[x + END.SEEN] | SEEN.SEGMENT;
    const occupied = s.length + (s.flags & TH.SYN ? 1 : 0) + (s.flags & TH.FIN ? 1 : 0);
    const end = (s.seq + occupied) | 0;
    const probe = (this.verdict & VERDICT.WINDOW_PROBE) !== 0;
    const first = (w[x + END.SEEN] & SEEN.SEGMENT) === 0;
    if ((this.verdict & VERDICT.RETRANSMISSION) !== 0) {
      w[x + END.RETRANSMITTED]++;
      seen |= SEEN.RETRANSMITTING;
    }
    if ((this.verdict & (VERDICT.RETRANSMISSION | VERDICT.REPEATED)) !== 0) {
      // Karn: what was sent twice is not timed (timestamps would allow it; one rule for both keeps samples comparable).
      if ((seen & SEEN.TIMING) !== 0 && ((w[x + END.RTT_SEQ] - s.seq) | 0) > 0) seen &= ~SEEN.TIMING;
    }
    noteHole(w, x, y, s.seq, end, (this.verdict & VERDICT.PREVIOUS_LOST) !== 0);
    if (!probe && (first || ((end - w[x + END.MAX]) | 0) > 0)) {
      if (occupied > 0 && (seen & SEEN.TIMING) === 0 && (s.flags & TH.RST) === 0) {
        seen |= SEEN.TIMING;
        w[x + END.RTT_SEQ] = end;
        w[x + END.RTT_SENT] = now;
      }
      w[x + END.MAX] = end;
      w[x + END.ADVANCED] = now;
    }
    w[x + END.NXT] = end;
    w[x + END.SEGMENTS]++;
    const low = w[x + END.BYTES_LOW] >>> 0;
    w[x + END.BYTES_LOW] = (low + s.length) | 0;
    if (low + s.length > 0xffffffff) w[x + END.MSS] += 0x10000;
    seen &= ~(SEEN.KEEP_ALIVE | SEEN.WINDOW_PROBE);
    if ((this.verdict & VERDICT.KEEP_ALIVE) !== 0) seen |= SEEN.KEEP_ALIVE;
    if ((this.verdict & VERDICT.PREVIOUS_LOST) !== 0) seen |= SEEN.MISSED;
    if ((this.verdict & VERDICT.ACKED_UNSEEN) !== 0) w[y + END.SEEN] |= SEEN.MISSED;
    if (probe) seen |= SEEN.WINDOW_PROBE;
    if ((s.flags & TH.RST) === 0) {
      w[x + END.WINDOW] = w[x + END.WINDOW] & 0xffff0000 | s.window;
      seen = (s.flags & TH.SYN) !== 0 ? seen | SEEN.WINDOW_OF_SYN : seen & ~SEEN.WINDOW_OF_SYN;
    }
    if ((s.flags & TH.URG) !== 0) w[x + END.URGENT] = (s.seq + s.urgent) | 0;
    if (s.hasTimestamps) {
      seen |= SEEN.TIMESTAMPS;
      w[y + END.TS_RECENT] = s.tsValue;
    }
    if ((s.flags & TH.ACK) !== 0) seen = this.#noteAcknowledgment(s, seen);
    w[x + END.SEEN] = seen;
  }

  #noteAcknowledgment(s: Segment, seen: number): number {
    const w = this.words, x = this.#x;
    if ((this.verdict & VERDICT.DUPLICATE_ACK) !== 0) w[x + END.DUPLICATE_ACKS]++;
    else if ((seen & SEEN.ACK) === 0 || s.ack !== w[x + END.ACKED]) w[x + END.DUPLICATE_ACKS] = 0;
    w[x + END.ACKED] = s.ack;
    w[x + END.ACK_SENT] = this.#now;
    if ((s.flags & TH.RST) === 0 && ((s.ack - w[x + END.RCV_NXT]) | 0) > 0) w[x + END.RCV_NXT] = s.ack;
    return seen | SEEN.ACK;
  }

  /** Changes of the receiver's state: they come after the segment was taken. */
  #receivingChanges(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const other = 1 - this.#side;
    if ((s.flags & TH.RST) !== 0) return this.#takeReset(s);
    if ((s.flags & TH.SYN) !== 0) {
      if ((s.flags & TH.ACK) === 0) this.#apply(other, y, EVENT.RECEIVE_SYN);
      else if (((s.ack - w[y + END.ISS] - 1) | 0) === 0) {
        // A SYN|ACK of an end that has opened too answers a SYN, and its own came before it. What was opened from both ends is
        // established by accepting, as in FreeBSD.
        if ((w[x + END.SEEN] & SEEN.OPENED) !== 0) this.#apply(other, y, EVENT.RECEIVE_SYN);
        const how = w[y + END.STATE] === STATE.SYN_SENT ? HAPPENED.CONNECT_ESTABLISHED : HAPPENED.ACCEPT_ESTABLISHED;
        if (this.#apply(other, y, EVENT.RECEIVE_SYN_ACK)) this.happened |= how;
      }
    }
    if ((s.flags & TH.ACK) !== 0) this.#takeAcknowledgment(s);
    const inOrder = ((s.seq - w[y + END.RCV_NXT]) | 0) <= 0;
    const end = (s.seq + s.length) | 0;
    if (inOrder && s.length > 0 && ((end - w[y + END.RCV_NXT]) | 0) > 0) w[y + END.RCV_NXT] = end;
    if ((w[x + END.SEEN] & SEEN.FIN) !== 0 && ((w[y + END.RCV_NXT] - w[x + END.FIN_END]) | 0) >= -1) {
      this.#takeFin(other, y);
    }
    if (w[x + END.STATE] === STATE.CLOSED && w[y + END.STATE] === STATE.TIME_WAIT && this.changes > 0) {
      this.happened |= HAPPENED.CLOSED;
    }
  }

  /** RFC 9293 3.10.7.3: in SYN-SENT a reset counts only if it acknowledges our SYN; else see `#isResetAt`. */
  #takeReset(s: Segment): void {
    const w = this.words, y = this.#y;
    const state = w[y + END.STATE];
    const other = 1 - this.#side;
    if (state === STATE.SYN_SENT) {
      if ((s.flags & TH.ACK) === 0 || s.ack !== ((w[y + END.ISS] + 1) | 0)) return;
      this.happened |= HAPPENED.CONNECT_REFUSED;
    } else if (!this.#isResetAt(s.seq)) return;
    if (this.#apply(other, y, EVENT.RECEIVE_RST)) this.happened |= HAPPENED.CLOSED;
  }
  /**
   * RFC 5961 section 3.2, as Linux and FreeBSD have it: a reset counts only at the very next number expected, or where the
   * receiver's selective acknowledgments end; elsewhere in the window it is challenged. Where the capture is known to have
   * missed segments the next number is not: then the window is enough.
   */
  #isResetAt(seq: number): boolean {
    const w = this.words, x = this.#x, y = this.#y;
    if ((w[y + END.SEEN] & SEEN.SEGMENT) === 0) return true;
    const ahead = (seq - w[y + END.RCV_NXT]) | 0;
    if (ahead === 0 || ahead === -1) return true;
    if (ahead < 0 || ahead > scaledWindow(w, x, y)) return false;
    return (w[x + END.SEEN] & SEEN.MISSED) !== 0 || seq === w[x + END.SACKED];
  }

  /** The receiver's data, SYN and FIN that the segment acknowledges. */
  #takeAcknowledgment(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const other = 1 - this.#side;
    const ahead = ((s.ack - w[y + END.UNA]) | 0) > 0;
    if (
      ((s.ack - w[y + END.MAX]) | 0) > 0 && (w[y + END.SEEN] & SEEN.SYN) !== 0 && (w[x + END.SEEN] & SEEN.SYN) === 0
    ) return;
    if (ahead) {
      w[y + END.UNA] = s.ack;
      if (((s.ack - w[y + END.MAX]) | 0) > 0) w[y + END.MAX] = s.ack;
      w[y + END.SEEN] &= ~SEEN.RETRANSMITTING;
    }
    w[y + END.WL1] = s.seq;
    w[y + END.WL2] = s.ack;
    for (let i = 0; i < s.sackBlocks; i++) {
      const edge = s.sack[i * 2 + 1];
      if (w[y + END.SACKED] === 0 || ((edge - w[y + END.SACKED]) | 0) > 0) w[y + END.SACKED] = edge;
    }
    if ((w[y + END.SEEN] & SEEN.TIMING) !== 0 && ((s.ack - w[y + END.RTT_SEQ]) | 0) >= 0) this.#sampleRtt(other, y);
    if ((w[y + END.SEEN] & SEEN.SYN) !== 0 && ((s.ack - w[y + END.ISS]) | 0) > 0) this.#takeAckOfSyn(s, other);
    if ((w[y + END.SEEN] & SEEN.FIN) !== 0 && ((s.ack - w[y + END.FIN_END]) | 0) >= 0) {
      w[y + END.SEEN] |= SEEN.FIN_ACKED;
      if (this.#apply(other, y, EVENT.RECEIVE_ACK_OF_FIN) && w[y + END.STATE] === STATE.CLOSED) {
        this.happened |= HAPPENED.CLOSED;
      }
    }
  }

  #takeAckOfSyn(s: Segment, other: number): void {
    const w = this.words, x = this.#x, y = this.#y;
    w[y + END.SEEN] |= SEEN.SYN_ACKED;
    if ((s.flags & TH.SYN) !== 0) return; // the SYN|ACK itself: its own event
    if (this.#apply(other, y, EVENT.RECEIVE_ACK_OF_SYN)) {
      if ((w[x + END.SEEN] & SEEN.SYN) !== 0) this.happened |= HAPPENED.ACCEPT_ESTABLISHED;
      w[this.#base + SHARED.HANDSHAKE] = this.#now;
      w[this.#base + SHARED.FIRST_RTT] = (this.#now - w[x + END.ADVANCED]) | 0;
    }
  }

  #sampleRtt(side: number, end: number): void {
    this.rttSide = side;
    this.rtt = this.#machine.sampleRoundTrip(end << 2, this.#now) >>> 0;
    this.happened |= HAPPENED.RTT_SAMPLE;
  }

  /** The endpoint has the peer's FIN, in order. */
  #takeFin(side: number, end: number): void {
    const w = this.words;
    const peer = this.#base + (1 - side) * END.WORDS;
    if (((w[peer + END.FIN_END] - w[end + END.RCV_NXT]) | 0) > 0) w[end + END.RCV_NXT] = w[peer + END.FIN_END];
    this.#apply(side, end, EVENT.RECEIVE_FIN);
  }

  /** Applies the table; true if the state changed. A FIN is taken once: the states after it have no row for another. */
  #apply(side: number, end: number, event: TcpEvent): boolean {
    const w = this.words;
    const from = w[end + END.STATE];
    const to = nextState(from, event);
    if (to < 0 || to === from) return false;
    w[end + END.STATE] = to;
    if (this.changes < MAX_CHANGES) {
      this.changeSide[this.changes] = side;
      this.changeFrom[this.changes] = from;
      this.changeTo[this.changes++] = to;
    }
    return true;
  }
}
