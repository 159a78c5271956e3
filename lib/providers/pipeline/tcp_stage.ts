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
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { END, OUTCOME, setState } from "../../packet/tcp/mod.ts";
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
import type { TcpConnection } from "./tcp_connection.ts";

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
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;

export class TcpStage implements Stage {
  readonly needs: StageNeeds;
  /** Probes of its own are enabled. */
  readonly #hasProbes: boolean;
  readonly #send: ProbeFiring | undefined;
  readonly #receive: ProbeFiring | undefined;
  readonly #stateChange: ProbeFiring | undefined;
  readonly #connectRequest: ProbeFiring | undefined;
  readonly #connectEstablished: ProbeFiring | undefined;
  readonly #connectRefused: ProbeFiring | undefined;
  readonly #acceptEstablished: ProbeFiring | undefined;
  readonly #acceptRefused: ProbeFiring | undefined;
  readonly #debugInput: ProbeFiring | undefined;
  readonly #debugOutput: ProbeFiring | undefined;
  readonly #siftr: ProbeFiring | undefined;
  readonly #debugDrop: ProbeFiring | undefined;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #over = false;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly connection: TcpConnection) {
    this.#words = tracing.memory.words;
    this.#bytes = tracing.memory.bytes;
    const firings = PROBES.map((name) => firingOf(tracing, catalog, "tcp", name));
    [this.#send, this.#receive, this.#stateChange, this.#connectRequest, this.#connectEstablished] = firings;
    [this.#connectRefused, this.#acceptEstablished, this.#acceptRefused] = firings.slice(5);
    [this.#debugInput, this.#debugOutput, this.#siftr, this.#debugDrop] = firings.slice(8);
    this.#hasProbes = firings.some((firing) => firing !== undefined);
    const flows = firings.slice(2).some((firing) => firing) || reads(firings, "flow");
    if (flows) connection.follow();
    this.needs = { packet: reads(firings, "packet"), flows };
  }
  /** States move on for others, too. */
  get isEnabled(): boolean {
    return this.#hasProbes || this.connection.isEnabled;
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.TCP;
  }

  /** For a segment that changes no state no others fire. */
  get plain(): PlainFirings | undefined {
    if (this.#debugInput || this.#debugOutput || this.#siftr || this.#debugDrop) return undefined;
    const needs = this.connection.isEnabled ? "connection" : "nothing";
    return { send: this.#send, receive: this.#receive, isOfFlow: true, needs };
  }

  observe(packet: CurrentPacket): void {
    if (this.connection.isEnabled) this.connection.track(packet);
  }
  sent(packet: CurrentPacket): boolean {
    const { flow, side, tracker } = this.connection;
    const { changes, outcome } = tracker;
    if (flow !== 0) {
      this.#face(flow, side, 1);
      if (changes > 0) this.#changes(flow, side, packet.sent);
    }
    if (!packet.sent) return false;
    if (flow !== 0 && (outcome & (OUTCOME.CONNECT_REQUEST | OUTCOME.ACCEPT_REFUSED)) !== 0) {
      if (outcome & OUTCOME.CONNECT_REQUEST) this.#fire(this.#connectRequest, flow, packet);
      if (outcome & OUTCOME.ACCEPT_REFUSED) this.#fire(this.#acceptRefused, flow, packet);
    }
    if (this.#send) this.#fire(this.#send, flow, packet);
    if (this.#debugOutput) this.#debug(this.#debugOutput, flow, packet);
    if (this.#siftr) this.#figures(flow);
    return this.#over;
  }
  received(packet: CurrentPacket): boolean {
    const { flow, tracker } = this.connection, side = 1 - this.connection.side;
    if (flow !== 0) this.#face(flow, side, 0);
    const { outcome, changes } = tracker, observed = packet.received;
    if (observed) {
      if (this.#receive) this.#fire(this.#receive, flow, packet);
      if (flow !== 0 && outcome & OUTCOME.CONNECT_REFUSED) this.#fire(this.#connectRefused, flow, packet);
    }
    if (flow !== 0 && changes > 0) this.#changes(flow, side, observed);
    if (!observed) return this.#over;
    if (flow !== 0 && (outcome & (OUTCOME.CONNECT_ESTABLISHED | OUTCOME.ACCEPT_ESTABLISHED)) !== 0) {
      if (outcome & OUTCOME.CONNECT_ESTABLISHED) this.#fire(this.#connectEstablished, flow, packet);
      if (outcome & OUTCOME.ACCEPT_ESTABLISHED) this.#fire(this.#acceptEstablished, flow, packet);
    }
    const last = outcome & OUTCOME.DISCARDED ? this.#debugDrop : this.#debugInput;
    if (last) this.#debug(last, flow, packet);
    if (this.#siftr) this.#figures(flow);
    return this.#over;
  }
  /** Which end the clauses see as theirs. */
  #face(flow: number, side: number, direction: number): void {
    this.#bytes[flow + FLOW.LOCAL_SIDE] = side;
    this.#bytes[flow + FLOW.DIRECTION] = direction;
  }
  #changes(flow: number, side: number, observed: boolean): void {
    const { tracker } = this.connection;
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
  #fire(firing: ProbeFiring | undefined, flow: number, packet: CurrentPacket): void {
    if (!firing) return;
    const { record, decoder: { ip, transport } } = packet;
    this.#arguments(record, flow, ip, flow, transport);
    this.#words[ARG5] = 0;
    this.#run(firing);
  }
  #debug(firing: ProbeFiring, flow: number, { decoder: { ip, transport } }: CurrentPacket): void {
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
  #run({ fire }: ProbeFiring): void {
    const status = fire();
    if (status !== 0 && this.tracing.checkStatus(status)) this.#over = true;
  }
}
