/**
 * Follows one connection from its segments: both ends' states and sequence numbers, and what each segment brought about.
 *
 * The tracker holds no connection itself: it works on words in the flow table (see `layout`) and leaves what happened in
 * its own fields until the next segment. Nothing is allocated.
 *
 * A capture may not show all segments. What one proves of those before it, it brings about: an end that acknowledges without
 * SYN or RST has had the SYN|ACK; a server that sends data has had the last ACK of the handshake; an end that acknowledges a
 * FIN has had it. The probes of a segment (connect-established …) fire only where that segment was captured.
 *
 * @module
 */
import { isDiscarded } from "./discard.ts";
import { EVIDENCE, weighEvidence } from "./evidence.ts";
import { Gaps } from "./gaps.ts";
import { OUTCOME } from "./outcome.ts";
import { END, SCALE, SEEN, setState, SHARED, STATE, stateOf, TH } from "./layout.ts";
import { PREDICTED } from "./header_prediction.ts";
import type { HeaderPredictionFunctions } from "./header_prediction.wasm.ts";
import { instantiateTcp, type TcpMemory } from "./machine.ts";
import { countSegment } from "./counts.ts";
import { noteSacks, noteSent } from "./numbers.ts";
import { beginRecord, beginsConnection, isAnswer, isNear, isOfAnother, takeSyn } from "./opening.ts";
import { sampleRoundTrip } from "./round_trip.ts";
import { occupiedBy, type Segment } from "./segment.ts";
import { noteAdvance, sinceAdvance, sinceStart, upperOf } from "./time.ts";
import { noteTimestamp } from "./timestamps.ts";
import { EVENT, nextState, type TcpEvent } from "./transitions.ts";
import { judgeSegment, VERDICT } from "./verdict.ts";
import { scaledWindow } from "./window.ts";

const MAX_CHANGES = 6;
const LONGEST = 0xffffffff;

export class TcpTracker {
  /** Bits of OUTCOME for the last segment. */
  outcome = 0;
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
  /** Segments until now that header prediction took. */
  predicted = 0;
  #base = 0;
  #x = 0;
  #y = 0;
  #side = 0;
  #now = 0;
  /** What has passed since the sender's numbers last advanced: of an end that connects, since its last SYN. */
  #sinceSyn = 0;

  private readonly words: Int32Array;
  readonly #gaps: Gaps;
  #functions: HeaderPredictionFunctions | undefined;

  /**
   * @param predicts whether segments may be taken by header prediction
   * @param functions what predicts, if not the usual
   */
  constructor(
    private readonly memory: TcpMemory,
    private readonly predicts = true,
    functions?: HeaderPredictionFunctions,
  ) {
    this.#functions = functions;
    this.words = memory.words;
    this.#gaps = new Gaps(memory.words);
  }
  /** Gaps in sequence numbers that were taken as one with others to make room: see {@linkcode Gaps}. */
  get joinedGaps(): number {
    return this.#gaps.joined;
  }
  get #machine(): HeaderPredictionFunctions {
    return this.#functions ??= instantiateTcp(this.memory);
  }

  /** Nothing has happened. */
  passOver(): void {
    this.outcome =
      this.changes =
      this.verdict =
      this.evidence =
        0;
  }
  /**
   * Takes a segment sent by `side` of the connection at word index `base`. A record that was just made must be all zero.
   * Times are the packet's.
   */
  observe(base: number, side: number, s: Segment, seconds: number, nanoseconds: number): void {
    const w = this.words;
    this.passOver();
    this.#base = base;
    this.#side = side;
    const x = this.#x = base + side * END.WORDS;
    const y = this.#y = base + (1 - side) * END.WORDS;
    this.#now = sinceStart(w, base, seconds, nanoseconds);
    // a call of machine code costs: what opens or closes is asked for without
    const mayBePredicted = this.predicts && s.sackBlocks === 0 && (s.flags & (TH.SYN | TH.FIN | TH.RST)) === 0;
    if (mayBePredicted && this.#predict(s)) return;
    if (beginsConnection(w, x, y, s)) {
      beginRecord(w, base, x, y, s, seconds, nanoseconds);
      this.outcome = OUTCOME.NEW;
      this.#now = sinceStart(w, base, seconds, nanoseconds);
    } else if (isOfAnother(w, x, y, s)) return this.#takeOther(s);
    this.verdict = judgeSegment(w, this.#gaps, x, y, base + SHARED.START_SECONDS, s, this.#now);
    this.evidence = weighEvidence(w, x, y, s, this.verdict);
    if ((this.evidence & (EVIDENCE.DSACK | EVIDENCE.ECHO)) !== 0) this.verdict |= VERDICT.NEEDLESS;
    if (isDiscarded(w, x, y, s)) this.outcome |= OUTCOME.DISCARDED;
    if ((s.flags & (TH.SYN | TH.RST)) === TH.SYN) this.#takeSyn(s);
    this.#sendingChanges(s);
    if (stateOf(w, y) <= STATE.SYN_RECEIVED) this.#sinceSyn = sinceAdvance(w, x, this.#now);
    countSegment(w, x, s.length, (this.verdict & VERDICT.RETRANSMISSION) !== 0);
    noteSent(w, this.#gaps, x, y, s, this.verdict, this.#now);
    this.#receivingChanges(s);
  }
  /** Header prediction; false where the segment needs a closer look. */
  #predict(s: Segment): boolean {
    const w = this.words, x = this.#x, y = this.#y;
    const predicted = this.#machine.predictSegment(
      x,
      y,
      s.flags,
      s.seq,
      s.ack,
      s.window,
      s.length,
      this.#now,
      upperOf(this.#now),
    );
    if (predicted === PREDICTED.NO) return false;
    this.predicted++;
    if (predicted === PREDICTED.ENDS_ROUND_TRIP) this.#sampleRtt(1 - this.#side, y);
    if (s.hasTimestamps) noteTimestamp(w, x, y, s.tsValue);
    return true;
  }

  /** A segment of another connection of the same ends changes no number of this one, but shows what that is like. */
  #takeOther(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y, isReset = (s.flags & TH.RST) !== 0;
    if (!isReset && (w[y + END.SEEN] & SEEN.SEGMENT) !== 0 && ((s.ack - w[y + END.MAX]) | 0) > 0) {
      this.verdict = VERDICT.ACKED_UNSEEN;
    }
    countSegment(w, x, s.length, false);
    if (isReset) {
      // figures 8 to 10: it is for the end that still has, or just began, the other connection
      w[x + END.SEEN] |= SEEN.RST;
      if ((w[y + END.SEEN] & SEEN.HALF_OPEN) === 0) return;
      w[y + END.SEEN] &= ~SEEN.HALF_OPEN;
      this.#apply(1 - this.#side, y, EVENT.RECEIVE_RST);
      return;
    }
    const state = stateOf(w, x);
    if (stateOf(w, y) !== STATE.SYN_SENT || state !== STATE.LISTEN && state !== STATE.CLOSED) return;
    w[x + END.SEEN] |= SEEN.HALF_OPEN;
    if ((s.flags & TH.SYN) === 0) return setState(w, x, STATE.ESTABLISHED); // it has been all the time
    setState(w, x, STATE.LISTEN);
    this.#apply(this.#side, x, EVENT.SEND_SYN_ACK);
  }

  #takeSyn(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const isFirst = (w[x + END.SEEN] & SEEN.SYN) === 0;
    takeSyn(w, this.#base, this.#side, x, y, s);
    if (!isFirst) return;
    if ((s.flags & TH.ACK) === 0) this.outcome |= OUTCOME.CONNECT_REQUEST;
    // or it was captured after what followed it
    else if (stateOf(w, y) >= STATE.ESTABLISHED && (w[y + END.SEEN] & (SEEN.CONNECTED | SEEN.OPENED)) === SEEN.OPENED) {
      this.outcome |= OUTCOME.CONNECT_ESTABLISHED;
      w[y + END.SEEN] |= SEEN.CONNECTED;
    }
  }

  /** Changes of the sender's state that the segment proves: they come before it leaves. */
  #sendingChanges(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const side = this.#side;
    if ((s.flags & (TH.SYN | TH.RST | TH.ACK)) === TH.ACK) this.#proveOpen(s);
    if ((s.flags & TH.ACK) !== 0 && (w[y + END.SEEN] & SEEN.FIN) !== 0 && ((s.ack - w[y + END.FIN_END]) | 0) >= 0) {
      this.#takeFin(side, x); // it acknowledges the FIN, so it has had it, whatever the capture showed
    }
    if ((s.flags & TH.RST) !== 0) {
      this.#sendReset(s);
      return;
    }
    if ((s.flags & TH.SYN) !== 0) {
      if ((s.flags & TH.ACK) !== 0) this.#apply(side, x, EVENT.SEND_SYN_ACK);
      else {
        this.#apply(side, x, EVENT.SEND_SYN);
        noteAdvance(w, x, this.#now | 0, upperOf(this.#now)); // of the last SYN, if it is sent again
        if (stateOf(w, x) === STATE.SYN_SENT) this.outcome |= OUTCOME.CONNECT_REQUEST;
      }
    }
    // a FIN that comes with a SYN is taken with the data behind it, which is sent again
    if ((s.flags & (TH.SYN | TH.FIN)) === TH.FIN && (w[x + END.SEEN] & SEEN.FIN) === 0) {
      w[x + END.SEEN] |= SEEN.FIN;
      w[x + END.FIN_END] = (s.seq + occupiedBy(s)) | 0;
      this.#apply(side, x, EVENT.SEND_FIN);
    }
  }
  /** What a segment with ACK, without SYN or RST, proves: that its sender has had what completes its handshake. */
  #proveOpen(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y, side = this.#side;
    const state = stateOf(w, x);
    if (state === STATE.SYN_SENT) {
      if (!isNear(s.seq, w[x + END.ISS])) return; // late, of an earlier connection
      this.#apply(side, x, EVENT.RECEIVE_SYN_ACK);
      w[x + END.SEEN] |= SEEN.SYN_ACKED;
      if (((w[x + END.ISS] + 1 - w[x + END.UNA]) | 0) > 0) w[x + END.UNA] = (w[x + END.ISS] + 1) | 0;
      return;
    }
    if (state === STATE.LISTEN || (w[x + END.SEEN] & SEEN.HALF_OPEN) !== 0) {
      if (stateOf(w, y) !== STATE.SYN_SENT) return;
      // it answers the other end's SYN, so it has sent a SYN|ACK; without SYN, so it has had the answer to that
      this.#answerUnseen(side, x);
    } else if (state !== STATE.SYN_RECEIVED || occupiedBy(s) === 0 || this.#mayBeFast()) return;
    this.#apply(side, x, EVENT.RECEIVE_ACK_OF_SYN);
    w[x + END.SEEN] |= SEEN.SYN_ACKED;
  }
  /** A server that opens fast sends data before it is established (RFC 7413, section 4.2). */
  #mayBeFast(): boolean {
    const w = this.words, x = this.#x, y = this.#y;
    if ((w[y + END.SEEN] & SEEN.FAST_OPEN) === 0) return false;
    const first = (w[y + END.ISS] + 1) | 0;
    const hasData = w[y + END.MAX] !== first;
    return !hasData || w[x + END.ACKED] !== first;
  }
  /** An end that listens has sent a SYN|ACK that was not captured. */
  #answerUnseen(side: number, end: number): void {
    const w = this.words;
    w[end + END.SEEN] &= ~SEEN.HALF_OPEN;
    setState(w, end, STATE.LISTEN);
    this.#apply(side, end, EVENT.SEND_SYN_ACK);
  }
  #sendReset(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const state = stateOf(w, x), isOld = (w[x + END.SEEN] & SEEN.HALF_OPEN) !== 0;
    const isClosed = state === STATE.LISTEN || state === STATE.CLOSED || isOld;
    const isAsked = isClosed && stateOf(w, y) === STATE.SYN_SENT;
    w[x + END.SEEN] |= SEEN.RST;
    if (isAsked && (s.flags & TH.ACK) !== 0 && isAnswer(w, y, s.ack)) {
      this.outcome |= OUTCOME.ACCEPT_REFUSED;
      if (!isOld) return;
      // what was there before is so no longer
      setState(w, x, STATE.LISTEN);
      w[x + END.SEEN] &= ~SEEN.HALF_OPEN;
    } else this.#apply(this.#side, x, EVENT.SEND_RST);
  }

  /** Changes of the receiver's state: they come after the segment was taken. */
  #receivingChanges(s: Segment): void {
    const w = this.words, x = this.#x, y = this.#y;
    const other = 1 - this.#side;
    if ((s.flags & TH.RST) !== 0) return this.#takeReset(s);
    if ((s.flags & TH.SYN) !== 0) this.#receiveSyn(s, other);
    if ((s.flags & TH.ACK) !== 0) this.#takeAcknowledgment(s);
    // what comes with a SYN waits until the connection is open, with a SYN|ACK it is (RFC 9293, 3.10.7.2 and 3.10.7.3)
    const isWaiting = (s.flags & (TH.SYN | TH.ACK)) === TH.SYN;
    const start = (s.seq + (s.flags >> 1 & 1)) | 0, end = (start + s.length) | 0;
    const inOrder = !isWaiting && ((start - w[y + END.RCV_NXT]) | 0) <= 0;
    if (inOrder && s.length > 0 && ((end - w[y + END.RCV_NXT]) | 0) > 0) w[y + END.RCV_NXT] = end;
    if ((w[x + END.SEEN] & SEEN.FIN) !== 0 && ((w[y + END.RCV_NXT] - w[x + END.FIN_END]) | 0) >= -1) {
      this.#takeFin(other, y);
    }
    if (stateOf(w, x) === STATE.CLOSED && stateOf(w, y) === STATE.TIME_WAIT && this.changes > 0) {
      this.outcome |= OUTCOME.CLOSED;
    }
  }
  #receiveSyn(s: Segment, other: number): void {
    const w = this.words, x = this.#x, y = this.#y;
    if ((s.flags & TH.ACK) === 0) return void this.#apply(other, y, EVENT.RECEIVE_SYN);
    if ((w[y + END.SEEN] & SEEN.SYN) !== 0 && !isAnswer(w, y, s.ack)) return;
    // A SYN|ACK of an end that has opened too answers a SYN, and its own came before it. What was opened from both ends is
    // established by accepting, as in FreeBSD.
    if ((w[x + END.SEEN] & SEEN.OPENED) !== 0) this.#apply(other, y, EVENT.RECEIVE_SYN);
    const how = stateOf(w, y) === STATE.SYN_SENT ? OUTCOME.CONNECT_ESTABLISHED : OUTCOME.ACCEPT_ESTABLISHED;
    if (!this.#apply(other, y, EVENT.RECEIVE_SYN_ACK)) return;
    this.outcome |= how;
    w[y + END.SEEN] |= SEEN.CONNECTED;
  }

  /** RFC 9293 3.10.7.3: in SYN-SENT a reset counts only if it acknowledges our SYN; else see `#isResetAt`. */
  #takeReset(s: Segment): void {
    const w = this.words, y = this.#y;
    const other = 1 - this.#side;
    if (stateOf(w, y) === STATE.SYN_SENT) {
      if ((s.flags & TH.ACK) === 0 || !isAnswer(w, y, s.ack)) return;
      this.outcome |= OUTCOME.CONNECT_REFUSED;
    } else if (!this.#isResetAt(s.seq)) return;
    if (this.#apply(other, y, EVENT.RECEIVE_RST)) this.outcome |= OUTCOME.CLOSED;
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
    const window = scaledWindow(w, x, y);
    if (ahead < 0 || window !== SCALE.UNKNOWN && ahead > window) return false;
    const seen = w[x + END.SEEN];
    return (seen & SEEN.MISSED) !== 0 || (seen & SEEN.SACKED) !== 0 && seq === w[x + END.SACKED];
  }

  /** The receiver's data, SYN and FIN that the segment acknowledges. */
  #takeAcknowledgment(s: Segment): void {
    const w = this.words, y = this.#y;
    const other = 1 - this.#side;
    const isUnseen = (w[y + END.SEEN] & (SEEN.SEGMENT | SEEN.SYN)) === 0;
    if (((s.ack - w[y + END.UNA]) | 0) > 0 || isUnseen && w[y + END.UNA] === 0) {
      w[y + END.UNA] = s.ack;
      if (isUnseen) w[y + END.MAX] = s.ack;
      w[y + END.SEEN] &= ~SEEN.RETRANSMITTING;
    }
    w[y + END.WL1] = s.seq;
    w[y + END.WL2] = s.ack;
    noteSacks(w, y, s);
    if ((w[y + END.SEEN] & SEEN.TIMING) !== 0 && ((s.ack - w[y + END.RTT_SEQ]) | 0) >= 0) this.#sampleRtt(other, y);
    this.#takeAckOfSyn(s, other);
    if ((w[y + END.SEEN] & SEEN.FIN) !== 0 && ((s.ack - w[y + END.FIN_END]) | 0) >= 0) {
      w[y + END.SEEN] |= SEEN.FIN_ACKED;
      if (this.#apply(other, y, EVENT.RECEIVE_ACK_OF_FIN) && stateOf(w, y) === STATE.CLOSED) {
        this.outcome |= OUTCOME.CLOSED;
      }
    }
  }
  #takeAckOfSyn(s: Segment, other: number): void {
    const w = this.words, x = this.#x, y = this.#y, isSyn = (s.flags & TH.SYN) !== 0;
    const state = stateOf(w, y);
    if (!isSyn && state === STATE.SYN_SENT && isNear(s.ack, w[y + END.ISS])) {
      // its SYN|ACK was not captured
      this.#apply(other, y, EVENT.RECEIVE_SYN_ACK);
      w[y + END.SEEN] |= SEEN.SYN_ACKED;
      return;
    }
    const isUnanswered = state === STATE.LISTEN || (w[y + END.SEEN] & SEEN.HALF_OPEN) !== 0;
    if (!isSyn && isUnanswered && stateOf(w, x) >= STATE.ESTABLISHED) this.#answerUnseen(other, y);
    else if ((w[y + END.SEEN] & (SEEN.SYN | SEEN.SYN_ACKED)) !== SEEN.SYN || !isNear(s.ack, w[y + END.ISS])) return;
    w[y + END.SEEN] |= SEEN.SYN_ACKED;
    if (isSyn) return; // the SYN|ACK itself: its own event
    if (this.#apply(other, y, EVENT.RECEIVE_ACK_OF_SYN)) this.#completeHandshake();
  }
  /** The last ACK of a handshake has come, of which the SYN and the SYN|ACK were captured. */
  #completeHandshake(): void {
    const w = this.words, x = this.#x, base = this.#base;
    if ((w[x + END.SEEN] & w[this.#y + END.SEEN] & SEEN.SYN) === 0) return;
    this.outcome |= OUTCOME.ACCEPT_ESTABLISHED;
    // its time is known where the record began with the SYN
    if ((w[x + END.SEEN] & (SEEN.OPENED | SEEN.ADOPTED)) !== SEEN.OPENED) return;
    w[base + SHARED.HANDSHAKE] = clamped(this.#now);
    w[base + SHARED.FIRST_RTT] = clamped(this.#sinceSyn);
  }

  #sampleRtt(side: number, end: number): void {
    this.rttSide = side;
    this.rtt = sampleRoundTrip(this.words, end, this.#now);
    this.outcome |= OUTCOME.RTT_SAMPLE;
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
    const from = stateOf(this.words, end);
    const to = nextState(from, event);
    if (to < 0 || to === from) return false;
    setState(this.words, end, to);
    if (this.changes < MAX_CHANGES) {
      this.changeSide[this.changes] = side;
      this.changeFrom[this.changes] = from;
      this.changeTo[this.changes++] = to;
    }
    return true;
  }
}
function clamped(microseconds: number): number {
  return Math.max(0, Math.min(microseconds, LONGEST));
}
