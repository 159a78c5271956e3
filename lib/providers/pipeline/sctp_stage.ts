/**
 * The sctp provider's firings: packets, and what their chunks bring about in the association. Changes of the sender's state
 * come before send, those of the receiver's after receive, as in FreeBSD's tcp provider.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { Chunks, SctpTracker } from "../../packet/sctp/mod.ts";
import { END } from "../../packet/tcp/mod.ts";
import { ARGUMENT_WORD, type Firing, firingOf } from "./stage.ts";
import type { SegmentPlace } from "./tcp_stage.ts";

/** Byte offsets of `struct sctp_chunks`. */
const CHUNKS = { TYPES: 0, COUNT: 8, FIRST: 12, DATA: 16, DATA_BYTES: 20, TSN: 24, BYTES: 32 } as const;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);
const ASSOCIATION = 1 << 1 | 1 << 3, CHUNK_ARGUMENT = 1 << 5;

export class SctpStage {
  readonly isEnabled: boolean;
  readonly needs: number;
  readonly needsFlows: boolean;
  readonly #send: Firing | undefined;
  readonly #receive: Firing | undefined;
  readonly #stateChange: Firing | undefined;
  readonly #chunks = new Chunks();
  readonly #tracker: SctpTracker;
  readonly #record: number = 0;
  #over = false;

  constructor(readonly tracing: Tracing, catalog: ProbeCatalog) {
    const { memory } = tracing;
    this.#tracker = new SctpTracker(memory.words);
    [this.#send, this.#receive, this.#stateChange] = ["send", "receive", "state-change"].map((name) =>
      firingOf(tracing, catalog, "sctp", name)
    );
    const needs = (this.#send?.needs ?? 0) | (this.#receive?.needs ?? 0);
    this.isEnabled = (this.#send ?? this.#receive ?? this.#stateChange) !== undefined;
    this.needsFlows = this.#stateChange !== undefined || (needs & ASSOCIATION) !== 0;
    this.needs = needs;
    if (needs & CHUNK_ARGUMENT) this.#record = memory.reserve(CHUNKS.BYTES, "what an SCTP packet consists of");
  }
  /** Takes the packet; states are put back to what they were, {@linkcode sent} and {@linkcode received} move them on. */
  observe(flow: number, side: number, isNew: boolean, at: number, end: number): void {
    const { memory } = this.tracing;
    const tracker = this.#tracker;
    tracker.changes = 0;
    if (flow === 0 && this.#record === 0) return;
    this.#chunks.read(memory.bytes, at, end);
    if (this.#record !== 0) this.#write();
    if (flow === 0) return;
    const state = (end: number) => (flow + FLOW.TCP >> 2) + end * END.WORDS + END.STATE;
    tracker.observe(side, state(side), state(1 - side), this.#chunks, isNew);
    for (let i = tracker.changes - 1; i >= 0; i--) memory.words[state(tracker.changeSide[i])] = tracker.changeFrom[i];
  }
  #write(): void {
    const { words } = this.tracing.memory;
    const chunks = this.#chunks, at = this.#record;
    words[at + CHUNKS.TYPES >> 2] = chunks.typesLow;
    words[(at + CHUNKS.TYPES >> 2) + 1] = chunks.typesHigh;
    words[at + CHUNKS.COUNT >> 2] = chunks.count;
    words[at + CHUNKS.FIRST >> 2] = chunks.first;
    words[at + CHUNKS.DATA >> 2] = chunks.data;
    words[at + CHUNKS.DATA_BYTES >> 2] = chunks.dataBytes;
    words[at + CHUNKS.TSN >> 2] = chunks.tsn;
  }
  sent(flow: number, side: number, observed: boolean, place: SegmentPlace): boolean {
    this.#changes(flow, side, observed);
    if (observed) this.#fire(this.#send, flow, place);
    return this.#over;
  }
  received(flow: number, side: number, observed: boolean, place: SegmentPlace): boolean {
    if (flow !== 0) this.tracing.memory.bytes[flow + FLOW.LOCAL_SIDE] = side;
    if (observed) this.#fire(this.#receive, flow, place);
    this.#changes(flow, side, observed);
    return this.#over;
  }
  #changes(flow: number, side: number, observed: boolean): void {
    if (flow === 0) return;
    const { words, bytes } = this.tracing.memory;
    bytes[flow + FLOW.LOCAL_SIDE] = side;
    const { changes, changeSide, changeTo, changeFrom } = this.#tracker;
    for (let i = 0; i < changes; i++) {
      if (changeSide[i] !== side) continue;
      words[(flow + FLOW.TCP >> 2) + side * END.WORDS + END.STATE] = changeTo[i];
      if (!observed || !this.#stateChange) continue;
      this.#run(this.#stateChange, 0, flow, 0, 0, changeFrom[i]);
    }
  }
  #fire(firing: Firing | undefined, flow: number, { packet, ip, transport }: SegmentPlace): void {
    if (firing) this.#run(firing, packet, flow, ip, transport, this.#record);
  }
  #run({ fire }: Firing, packet: number, flow: number, ip: number, transport: number, last: number): void {
    const { words } = this.tracing.memory;
    words[ARG0] = packet;
    words[ARG1] = flow;
    words[ARG2] = ip;
    words[ARG3] = flow;
    words[ARG4] = transport;
    words[ARG5] = last;
    const status = fire();
    if (status !== 0 && this.tracing.checkStatus(status)) this.#over = true;
  }
}
