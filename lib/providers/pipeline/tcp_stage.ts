/**
 * The tcp provider's firings: segments, and what they bring about in the connection, in FreeBSD's order.
 *
 * Of the sender: state changes, connect-request or accept-refused, send. Of the receiver: receive, connect-refused, state
 * changes, connect-established, accept-established. Each fires only for an end that is observed, and sees the state of
 * that end as it was at that moment.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { END, HAPPENED, makeSegment, readSegment, type Segment, setState, TcpTracker } from "../../packet/tcp/mod.ts";
import { ARGUMENT_WORD, type Firing, firingOf } from "./stage.ts";

/** In the order in which they are found; a field each, for a look into a map costs a good part of a packet's time. */
const PROBES = [
  "send",
  "receive",
  "state-change",
  "connect-request",
  "connect-established",
  "connect-refused",
  "accept-established",
  "accept-refused",
  "debug-input",
  "debug-output",
  "siftr",
  "debug-drop",
] as const;
const CONNECTION_ARGUMENTS = 1 << 1 | 1 << 3;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);

/** What fires for one segment. */
export interface SegmentPlace {
  ip: number;
  transport: number;
  /** Address of `struct packet`. */
  packet: number;
}

export class TcpStage {
  /** Whether connections must be followed. */
  readonly needsFlows: boolean;
  readonly isEnabled: boolean;
  /** Bits of the arguments that the probes with FreeBSD's five or six arguments read. */
  readonly needs: number;
  readonly tracker: TcpTracker;
  readonly segment: Segment = makeSegment();
  readonly #send: Firing | undefined;
  readonly #receive: Firing | undefined;
  readonly #stateChange: Firing | undefined;
  readonly #connectRequest: Firing | undefined;
  readonly #connectEstablished: Firing | undefined;
  readonly #connectRefused: Firing | undefined;
  readonly #acceptEstablished: Firing | undefined;
  readonly #acceptRefused: Firing | undefined;
  readonly #debugInput: Firing | undefined;
  readonly #debugOutput: Firing | undefined;
  readonly #siftr: Firing | undefined;
  readonly #debugDrop: Firing | undefined;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #over = false;

  constructor(readonly tracing: Tracing, catalog: ProbeCatalog) {
    this.#words = tracing.memory.words;
    this.#bytes = tracing.memory.bytes;
    this.tracker = new TcpTracker(tracing.memory);
    const firings = PROBES.map((name) => firingOf(tracing, catalog, "tcp", name));
    [this.#send, this.#receive, this.#stateChange, this.#connectRequest, this.#connectEstablished] = firings;
    [this.#connectRefused, this.#acceptEstablished, this.#acceptRefused] = firings.slice(5);
    [this.#debugInput, this.#debugOutput, this.#siftr, this.#debugDrop] = firings.slice(8);
    this.isEnabled = firings.some((firing) => firing !== undefined);
    const segments = (this.#send?.needs ?? 0) | (this.#receive?.needs ?? 0);
    this.needsFlows = firings.slice(2).some((firing) => firing) || (segments & CONNECTION_ARGUMENTS) !== 0;
    this.needs = firings.slice(0, 8).reduce((needs, firing) => needs | (firing?.needs ?? 0), 0);
  }

  /** The probes of each segment, where no others fire for one that changes no state; undefined where others do. */
  get plain(): { readonly send: Firing | undefined; readonly receive: Firing | undefined } | undefined {
    if (this.#debugInput || this.#debugOutput || this.#siftr || this.#debugDrop) return undefined;
    return { send: this.#send, receive: this.#receive };
  }

  /** Follows the connection. The record's state words are put back to what they were: {@linkcode sent} and {@linkcode received} move them on. */
  observe(
    flow: number,
    side: number,
    at: number,
    end: number,
    length: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const { segment, tracker } = this;
    readSegment(segment, this.#bytes, at, end, length);
    const base = flow + FLOW.TCP >> 2;
    tracker.observe(base, side, segment, seconds, nanoseconds);
    for (let i = tracker.changes - 1; i >= 0; i--) {
      setState(this.#words, base + tracker.changeSide[i] * END.WORDS, tracker.changeFrom[i]);
    }
  }
  /** In place of {@linkcode observe} for a segment that tells nothing of the connection. */
  passOver(): void {
    this.tracker.passOver();
  }
  /** Fires for the sender; with `observed` false only its state moves on. True when tracing is over. */
  sent(flow: number, side: number, observed: boolean, place: SegmentPlace): boolean {
    if (flow !== 0) {
      this.#face(flow, side, 1);
      if (this.tracker.changes > 0) this.#changes(flow, side, observed);
    }
    if (!observed) return false;
    const { happened } = this.tracker;
    if (flow !== 0 && (happened & (HAPPENED.CONNECT_REQUEST | HAPPENED.ACCEPT_REFUSED)) !== 0) {
      if (happened & HAPPENED.CONNECT_REQUEST) this.#fire(this.#connectRequest, flow, place);
      if (happened & HAPPENED.ACCEPT_REFUSED) this.#fire(this.#acceptRefused, flow, place);
    }
    if (this.#send) this.#fire(this.#send, flow, place);
    if (this.#debugOutput) this.#debug(this.#debugOutput, flow, place);
    if (this.#siftr) this.#figures(flow);
    return this.#over;
  }
  received(flow: number, side: number, observed: boolean, place: SegmentPlace): boolean {
    if (flow !== 0) this.#face(flow, side, 0);
    const { happened, changes } = this.tracker;
    if (observed) {
      if (this.#receive) this.#fire(this.#receive, flow, place);
      if (flow !== 0 && happened & HAPPENED.CONNECT_REFUSED) this.#fire(this.#connectRefused, flow, place);
    }
    if (flow !== 0 && changes > 0) this.#changes(flow, side, observed);
    if (!observed) return this.#over;
    if (flow !== 0 && (happened & (HAPPENED.CONNECT_ESTABLISHED | HAPPENED.ACCEPT_ESTABLISHED)) !== 0) {
      if (happened & HAPPENED.CONNECT_ESTABLISHED) this.#fire(this.#connectEstablished, flow, place);
      if (happened & HAPPENED.ACCEPT_ESTABLISHED) this.#fire(this.#acceptEstablished, flow, place);
    }
    const last = happened & HAPPENED.DISCARDED ? this.#debugDrop : this.#debugInput;
    if (last) this.#debug(last, flow, place);
    if (this.#siftr) this.#figures(flow);
    return this.#over;
  }
  /** Which end the clauses see as theirs. */
  #face(flow: number, side: number, direction: number): void {
    this.#bytes[flow + FLOW.LOCAL_SIDE] = side;
    this.#bytes[flow + FLOW.DIRECTION] = direction;
  }
  #changes(flow: number, side: number, observed: boolean): void {
    const { tracker } = this;
    const firing = observed ? this.#stateChange : undefined;
    const end = (flow + FLOW.TCP >> 2) + side * END.WORDS;
    for (let i = 0; i < tracker.changes; i++) {
      if (tracker.changeSide[i] !== side) continue;
      setState(this.#words, end, tracker.changeTo[i]);
      if (!firing) continue;
      this.#arguments(0, flow, 0, flow, 0);
      this.#words[ARG5] = tracker.changeFrom[i];
      this.#run(firing);
    }
  }
  #fire(firing: Firing | undefined, flow: number, { packet, ip, transport }: SegmentPlace): void {
    if (!firing) return;
    this.#arguments(packet, flow, ip, flow, transport);
    this.#words[ARG5] = 0;
    this.#run(firing);
  }
  #debug(firing: Firing, flow: number, { ip, transport }: SegmentPlace): void {
    this.#arguments(flow, transport, ip, 0, 0);
    this.#run(firing);
  }
  #figures(flow: number): void {
    this.#arguments(flow, 0, 0, 0, 0);
    this.#run(this.#siftr!);
  }
  #arguments(a: number, b: number, c: number, d: number, e: number): void {
    const words = this.#words;
    words[ARG0] = a;
    words[ARG1] = b;
    words[ARG2] = c;
    words[ARG3] = d;
    words[ARG4] = e;
  }
  #run({ fire }: Firing): void {
    const status = fire();
    if (status !== 0 && this.tracing.checkStatus(status)) this.#over = true;
  }
}
