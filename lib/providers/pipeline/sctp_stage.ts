/**
 * The sctp provider's firings: packets, and what their chunks bring about in the association. Changes of the sender's state
 * come before send, those of the receiver's after receive, as in FreeBSD's tcp provider.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { Chunks, SctpTracker } from "../../packet/sctp/mod.ts";
import { END } from "../../packet/tcp/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import {
  ARGUMENT_WORDS,
  firingOf,
  type Kind,
  type PlainFirings,
  type ProbeFiring,
  reads,
  type Stage,
  type StageNeeds,
} from "./stage.ts";

/** Byte offsets of `struct sctp_chunks`. */
const CHUNKS = { TYPES: 0, COUNT: 8, FIRST: 12, DATA: 16, DATA_BYTES: 20, TSN: 24, BYTES: 32 } as const;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;

export class SctpStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly #send: ProbeFiring | undefined;
  readonly #receive: ProbeFiring | undefined;
  readonly #stateChange: ProbeFiring | undefined;
  readonly #chunks = new Chunks();
  readonly #tracker: SctpTracker;
  readonly #record: number = 0;
  #over = false;
  /** Of the packet at hand: its association, 0 where none are followed, and which side has sent it. */
  #flow = 0;
  #side = 0;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog) {
    const { memory } = tracing;
    this.#tracker = new SctpTracker(memory.words);
    const firings = [this.#send, this.#receive, this.#stateChange] = ["send", "receive", "state-change"].map((name) =>
      firingOf(tracing, catalog, "sctp", name)
    );
    this.isEnabled = firings.some((firing) => firing !== undefined);
    this.needs = {
      packet: reads(firings, "packet"),
      flows: this.#stateChange !== undefined || reads(firings, "flow"),
    };
    if (reads(firings, "content")) this.#record = memory.reserve(CHUNKS.BYTES, "what an SCTP packet consists of");
  }
  get plain(): PlainFirings | undefined {
    if (this.needs.flows || this.#record !== 0) return undefined;
    return { send: this.#send, receive: this.#receive, isOfFlow: true, needs: "nothing" };
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.SCTP;
  }
  /** Takes the packet; states are put back to what they were, {@linkcode sent} and {@linkcode received} move them on. */
  observe({ decoder, seconds, flows }: CurrentPacket): void {
    const { memory } = this.tracing;
    const tracker = this.#tracker;
    let isNew = false;
    if (this.needs.flows) {
      this.#flow = flows!.find(decoder, seconds);
      this.#side = flows!.table.side;
      isNew = flows!.table.isNew;
    }
    const flow = this.#flow, side = this.#side;
    tracker.changes = 0;
    if (flow === 0 && this.#record === 0) return;
    this.#chunks.read(memory.bytes, decoder.transport, decoder.transport + decoder.transportCaptured);
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
  sent(packet: CurrentPacket): boolean {
    this.#changes(this.#flow, this.#side, packet.sent);
    if (packet.sent) this.#fire(this.#send, packet);
    return this.#over;
  }
  received(packet: CurrentPacket): boolean {
    const side = 1 - this.#side;
    if (this.#flow !== 0) this.tracing.memory.bytes[this.#flow + FLOW.LOCAL_SIDE] = side;
    if (packet.received) this.#fire(this.#receive, packet);
    this.#changes(this.#flow, side, packet.received);
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
  #fire(firing: ProbeFiring | undefined, { record, decoder: { ip, transport } }: CurrentPacket): void {
    if (firing) this.#run(firing, record, this.#flow, ip, transport, this.#record);
  }
  #run({ fire }: ProbeFiring, packet: number, flow: number, ip: number, transport: number, last: number): void {
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
