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
import { END, HAPPENED, makeSegment, readSegment, type Segment, TcpTracker } from "../../packet/tcp/mod.ts";
import { ARGUMENT_WORD, type Firing, firingOf } from "./stage.ts";

const STATE_PROBES = [
  "accept-established",
  "accept-refused",
  "connect-established",
  "connect-refused",
  "connect-request",
  "debug-input",
  "debug-output",
  "send",
  "receive",
  "siftr",
  "state-change",
] as const;
type StateProbe = typeof STATE_PROBES[number];
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
  readonly tracker: TcpTracker;
  readonly segment: Segment = makeSegment();
  readonly #firings = new Map<StateProbe, Firing>();
  readonly #words: Int32Array;
  #over = false;

  constructor(readonly tracing: Tracing, catalog: ProbeCatalog) {
    this.#words = tracing.memory.words;
    this.tracker = new TcpTracker(this.#words);
    for (const name of STATE_PROBES) {
      const firing = firingOf(tracing, catalog, "tcp", name);
      if (firing) this.#firings.set(name, firing);
    }
    const segments = new Set<StateProbe>(["send", "receive"]);
    this.needsFlows = [...this.#firings].some(([name, { needs }]) =>
      !segments.has(name) || (needs & CONNECTION_ARGUMENTS) !== 0
    );
  }
  get isEnabled(): boolean {
    return this.#firings.size > 0;
  }
  get needs(): number {
    let needs = 0;
    for (const [name, firing] of this.#firings) {
      needs |= name.startsWith("debug") || name === "siftr" ? 0 : firing.needs;
    }
    return needs;
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
    readSegment(segment, this.tracing.memory.bytes, at, end, length);
    const base = flow + FLOW.TCP >> 2;
    tracker.observe(base, side, segment, seconds, nanoseconds);
    for (let i = tracker.changes - 1; i >= 0; i--) {
      this.#words[base + tracker.changeSide[i] * END.WORDS + END.STATE] = tracker.changeFrom[i];
    }
  }
  /** Fires for the sender; with `observed` false only its state moves on. True when tracing is over. */
  sent(flow: number, side: number, observed: boolean, place: SegmentPlace): boolean {
    if (flow !== 0) this.#face(flow, side, 1);
    this.#changes(flow, side, observed);
    if (!observed) return false;
    const { happened } = this.tracker;
    if (flow !== 0 && happened & HAPPENED.CONNECT_REQUEST) this.#fire("connect-request", flow, place);
    if (flow !== 0 && happened & HAPPENED.ACCEPT_REFUSED) this.#fire("accept-refused", flow, place);
    this.#fire("send", flow, place);
    this.#debug("debug-output", flow, place);
    return this.#over;
  }
  received(flow: number, side: number, observed: boolean, place: SegmentPlace): boolean {
    if (flow !== 0) this.#face(flow, side, 0);
    const { happened } = this.tracker;
    if (observed) {
      this.#fire("receive", flow, place);
      if (flow !== 0 && happened & HAPPENED.CONNECT_REFUSED) this.#fire("connect-refused", flow, place);
    }
    this.#changes(flow, side, observed);
    if (!observed) return this.#over;
    if (flow !== 0 && happened & HAPPENED.CONNECT_ESTABLISHED) this.#fire("connect-established", flow, place);
    if (flow !== 0 && happened & HAPPENED.ACCEPT_ESTABLISHED) this.#fire("accept-established", flow, place);
    this.#debug("debug-input", flow, place);
    return this.#over;
  }
  /** Which end the clauses see as theirs. */
  #face(flow: number, side: number, direction: number): void {
    const { bytes } = this.tracing.memory;
    bytes[flow + FLOW.LOCAL_SIDE] = side;
    bytes[flow + FLOW.DIRECTION] = direction;
  }
  #changes(flow: number, side: number, observed: boolean): void {
    if (flow === 0) return;
    const { tracker } = this;
    const firing = observed ? this.#firings.get("state-change") : undefined;
    const state = (flow + FLOW.TCP >> 2) + side * END.WORDS + END.STATE;
    for (let i = 0; i < tracker.changes; i++) {
      if (tracker.changeSide[i] !== side) continue;
      this.#words[state] = tracker.changeTo[i];
      if (!firing) continue;
      this.#arguments(0, flow, 0, flow, 0);
      this.#words[ARG5] = tracker.changeFrom[i];
      this.#run(firing);
    }
  }
  #fire(name: StateProbe, flow: number, { packet, ip, transport }: SegmentPlace): void {
    const firing = this.#firings.get(name);
    if (!firing) return;
    this.#arguments(packet, flow, ip, flow, transport);
    this.#words[ARG5] = 0;
    this.#run(firing);
  }
  #debug(name: "debug-input" | "debug-output", flow: number, { ip, transport }: SegmentPlace): void {
    const firing = this.#firings.get(name);
    if (firing) {
      this.#arguments(flow, transport, ip, 0, 0);
      this.#run(firing);
    }
    const siftr = this.#firings.get("siftr");
    if (!siftr) return;
    this.#arguments(flow, 0, 0, 0, 0);
    this.#run(siftr);
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
    if (status !== 0 && this.tracing.attend(status)) this.#over = true;
  }
}
