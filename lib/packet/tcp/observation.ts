/**
 * The segment at hand and the connection that it belongs to: what it brings about is left here until the next one.
 *
 * @module
 */
import { END, SEEN, setState, STATE, stateOf } from "./connection_layout.ts";
import { OUTCOME } from "./outcome.ts";
import { sampleRoundTrip } from "./round_trip.ts";
import { EVENT, nextState, type TcpEvent } from "./transitions.ts";

/** Changes of both ends' states that one segment can show. */
const MAX_CHANGES = 6;

export class Observation {
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
  /** Where the connection's words begin, and in it those of the sender's end, and of the receiver's. */
  base = 0;
  x = 0;
  y = 0;
  /** The side that sends: 0 or 1. */
  side = 0;
  /** The segment's time, in microseconds since the connection's first. */
  now = 0;
  /** What has passed since the sender's numbers last advanced: of an end that connects, since its last SYN. */
  sinceSyn = 0;

  constructor(readonly words: Int32Array) {}
  /** Nothing has happened. */
  passOver(): void {
    this.outcome =
      this.changes =
      this.verdict =
      this.evidence =
        0;
  }
  /** An end that listens has sent a SYN|ACK that was not captured. */
  answerUnseen(side: number, end: number): void {
    const w = this.words;
    w[end + END.SEEN] &= ~SEEN.HALF_OPEN;
    setState(w, end, STATE.LISTEN);
    this.apply(side, end, EVENT.SEND_SYN_ACK);
  }
  sampleRtt(side: number, end: number): void {
    this.rttSide = side;
    this.rtt = sampleRoundTrip(this.words, end, this.now);
    this.outcome |= OUTCOME.RTT_SAMPLE;
  }

  /** The endpoint has the peer's FIN, in order. */
  takeFin(side: number, end: number): void {
    const w = this.words;
    const peer = this.base + (1 - side) * END.WORDS;
    if (((w[peer + END.FIN_END] - w[end + END.RCV_NXT]) | 0) > 0) w[end + END.RCV_NXT] = w[peer + END.FIN_END];
    this.apply(side, end, EVENT.RECEIVE_FIN);
  }

  /** Applies the table; true if the state changed. A FIN is taken once: the states after it have no row for another. */
  apply(side: number, end: number, event: TcpEvent): boolean {
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
