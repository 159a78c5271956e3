/**
 * Follows one connection from its segments: both ends' states and sequence numbers, and what each segment brought about.
 *
 * The tracker holds no connection itself: it works on words in the flow table (see `connection_layout`) and leaves what happened in
 * its own fields until the next segment. Nothing is allocated.
 *
 * A capture may not show all segments. What one proves of those before it, it brings about: an end that acknowledges without
 * SYN or RST has had the SYN|ACK; a server that sends data has had the last ACK of the handshake; an end that acknowledges a
 * FIN has had it. The probes of a segment (connect-established …) fire only where that segment was captured.
 *
 * @module
 */
import { countSegment } from "./counts.ts";
import { isDiscarded } from "./discard.ts";
import { EVIDENCE, weighEvidence } from "./evidence.ts";
import { Gaps } from "./gaps.ts";
import { PREDICTED } from "./header_prediction.ts";
import type { HeaderPredictionFunctions } from "./header_prediction.wasm.ts";
import { END, SEEN, setState, SHARED, STATE, stateOf, TH } from "./connection_layout.ts";
import { instantiateTcp, type TcpMemory } from "./machine.ts";
import { noteSent } from "./sequence_numbers.ts";
import { Observation } from "./observation.ts";
import { beginRecord, beginsConnection, isOfAnother } from "./opening.ts";
import { OUTCOME } from "./outcome.ts";
import { showReceiving } from "./receiving.ts";
import type { Segment } from "./segment.ts";
import { openBySyn, showSending } from "./sending.ts";
import { sinceAdvance, sinceStart, upperOf } from "./time.ts";
import { noteTimestamp } from "./timestamps.ts";
import { EVENT } from "./transitions.ts";
import { judgeSegment, VERDICT } from "./verdict.ts";

export class TcpTracker extends Observation {
  /** Segments until now that header prediction took. */
  predicted = 0;
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
    super(memory.words);
    this.#functions = functions;
    this.#gaps = new Gaps(memory.words);
  }
  /** Gaps in sequence numbers that were taken as one with others to make room: see {@linkcode Gaps}. */
  get joinedGaps(): number {
    return this.#gaps.joined;
  }
  get #machine(): HeaderPredictionFunctions {
    return this.#functions ??= instantiateTcp(this.memory);
  }

  /**
   * Takes a segment sent by `side` of the connection at word index `base`. A record that was just made must be all zero.
   * Times are the packet's.
   */
  observe(base: number, side: number, s: Segment, seconds: number, nanoseconds: number): void {
    const w = this.words;
    this.passOver();
    this.base = base;
    this.side = side;
    const x = this.x = base + side * END.WORDS;
    const y = this.y = base + (1 - side) * END.WORDS;
    this.now = sinceStart(w, base, seconds, nanoseconds);
    // a call of machine code costs: what opens or closes is asked for without
    const mayBePredicted = this.predicts && s.sackBlocks === 0 && (s.flags & (TH.SYN | TH.FIN | TH.RST)) === 0;
    if (mayBePredicted && this.#predict(s)) return;
    if (beginsConnection(w, x, y, s)) {
      beginRecord(w, base, x, y, s, seconds, nanoseconds);
      this.outcome = OUTCOME.NEW;
      this.now = sinceStart(w, base, seconds, nanoseconds);
    } else if (isOfAnother(w, x, y, s)) return this.#takeOther(s);
    this.verdict = judgeSegment(w, this.#gaps, x, y, base + SHARED.START_SECONDS, s, this.now);
    this.evidence = weighEvidence(w, x, y, s, this.verdict);
    if ((this.evidence & (EVIDENCE.DSACK | EVIDENCE.ECHO)) !== 0) this.verdict |= VERDICT.NEEDLESS;
    if (isDiscarded(w, x, y, s)) this.outcome |= OUTCOME.DISCARDED;
    if ((s.flags & (TH.SYN | TH.RST)) === TH.SYN) openBySyn(this, s);
    showSending(this, s);
    if (stateOf(w, y) <= STATE.SYN_RECEIVED) this.sinceSyn = sinceAdvance(w, x, this.now);
    countSegment(w, x, s.length, (this.verdict & VERDICT.RETRANSMISSION) !== 0);
    noteSent(w, this.#gaps, x, y, s, this.verdict, this.now);
    showReceiving(this, s);
  }
  /** Header prediction; false where the segment needs a closer look. */
  #predict(s: Segment): boolean {
    const w = this.words, x = this.x, y = this.y;
    const predicted = this.#machine.predictSegment(
      x,
      y,
      s.flags,
      s.seq,
      s.ack,
      s.window,
      s.length,
      this.now,
      upperOf(this.now),
    );
    if (predicted === PREDICTED.NO) return false;
    this.predicted++;
    if (predicted === PREDICTED.ENDS_ROUND_TRIP) this.sampleRtt(1 - this.side, y);
    if (s.hasTimestamps) noteTimestamp(w, x, y, s.tsValue);
    return true;
  }

  /** A segment of another connection of the same ends changes no number of this one, but shows what that is like. */
  #takeOther(s: Segment): void {
    const w = this.words, x = this.x, y = this.y, isReset = (s.flags & TH.RST) !== 0;
    if (!isReset && (w[y + END.SEEN] & SEEN.SEGMENT) !== 0 && ((s.ack - w[y + END.MAX]) | 0) > 0) {
      this.verdict = VERDICT.ACKED_UNSEEN;
    }
    countSegment(w, x, s.length, false);
    if (isReset) {
      // figures 8 to 10: it is for the end that still has, or just began, the other connection
      w[x + END.SEEN] |= SEEN.RST;
      if ((w[y + END.SEEN] & SEEN.HALF_OPEN) === 0) return;
      w[y + END.SEEN] &= ~SEEN.HALF_OPEN;
      this.apply(1 - this.side, y, EVENT.RECEIVE_RST);
      return;
    }
    const state = stateOf(w, x);
    if (stateOf(w, y) !== STATE.SYN_SENT || state !== STATE.LISTEN && state !== STATE.CLOSED) return;
    w[x + END.SEEN] |= SEEN.HALF_OPEN;
    if ((s.flags & TH.SYN) === 0) return setState(w, x, STATE.ESTABLISHED); // it has been all the time
    setState(w, x, STATE.LISTEN);
    this.apply(this.side, x, EVENT.SEND_SYN_ACK);
  }
}
