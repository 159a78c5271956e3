/**
 * State that clauses keep for each flow.
 *
 * @module
 */
import { nowRunning, running, type RunningState } from "./running.ts";
import { VIEW_FLOW } from "./view.ts";

/** An argument that says which flow it is about: `csinfo_t`, `tcpsinfo_t`, `udpsinfo_t`, `udplitesinfo_t`, `sctpsinfo_t`. */
export type Connection =
  | { readonly cs_cid: number }
  | { readonly tcps_addr: number }
  | { readonly udps_addr: number }
  | { readonly udplites_addr: number }
  | { readonly sctps_addr: number };

/** Most flows whose state is kept; that of the flow that was first is forgotten for one more. */
const MAX_CONNECTIONS = 1_000_000;

/** State by flow; each run has its own. */
export class FlowState<State> {
  #run: RunningState | undefined;
  #states: Map<number, State> | undefined;

  /** {@linkcode flow} makes them. */
  constructor(readonly initial: () => State) {}

  #map(): Map<number, State> {
    if (running !== undefined && running === this.#run) return this.#states!;
    const run = nowRunning("state by flow");
    let states = run.flows.get(this) as Map<number, State> | undefined;
    if (!states) run.flows.set(this, states = new Map());
    this.#run = run;
    return this.#states = states;
  }
  /** The flow's state, made when it is first asked for. */
  of(connection: Connection): State {
    const number = numberOf(connection);
    const states = this.#map();
    let state = states.get(number);
    if (state === undefined) {
      if (states.size >= MAX_CONNECTIONS) states.delete(states.keys().next().value!);
      states.set(number, state = this.initial());
    }
    return state;
  }
  /** Forgets the flow's state. */
  delete(connection: Connection): void {
    this.#map().delete(numberOf(connection));
  }
}
function numberOf(connection: Connection): number {
  const number = (connection as unknown as Record<symbol, unknown>)[VIEW_FLOW];
  if (typeof number !== "number") {
    throw new TypeError("no flow: give the argument that tells of the connection, such as args[1] or args[3] of tcp");
  }
  if (number === 0) throw new TypeError("no flow: this probe knows of no connection; those of tcp, udp, sctp do");
  return number;
}
/**
 * State by flow for the clauses of a run.
 *
 * ```ts
 * import { flow, probe, quantize, trace } from "./mod.ts";
 *
 * const asked = flow(() => ({ at: 0n })), answered = quantize("answered_us");
 * await trace("test/captures/demo.pcap", [
 *   probe("udp:::send", ({ args, timestamp }) => asked.of(args[3]).at = timestamp),
 *   probe("udp:::receive", ({ args, timestamp }) => answered.add((timestamp - asked.of(args[3]).at) / 1000n)),
 * ]);
 * ```
 *
 * @param initial makes the state of a flow that has none yet
 */
export function flow<State>(initial: () => State): FlowState<State> {
  return new FlowState(initial);
}
