/**
 * The tcpa provider's firings: what the tracker found in the segment that was observed last.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { OUTCOME, type TcpTracker, VERDICT } from "../../packet/tcp/mod.ts";
import { ANALYSIS_PROBES, type AnalysisProbe, PROTOCOL } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";
import type { Streams } from "./streams.ts";
import type { TcpConnection } from "./tcp_connection.ts";
import { TCPA, writeFinding } from "./tcpa_finding.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;

/** TCPA_CONFLICT. */
const CONFLICT = 131072;
/** Which bit of the verdict, or of the outcome, each probe stands for. */
const BITS: Readonly<Record<Exclude<AnalysisProbe, "conflict">, readonly [of: "verdict" | "outcome", bit: number]>> = {
  "retransmission": ["verdict", VERDICT.RETRANSMISSION],
  "fast-retransmission": ["verdict", VERDICT.FAST_RETRANSMISSION],
  "spurious-retransmission": ["verdict", VERDICT.SPURIOUS],
  "out-of-order": ["verdict", VERDICT.OUT_OF_ORDER],
  "duplicate-ack": ["verdict", VERDICT.DUPLICATE_ACK],
  "zero-window": ["verdict", VERDICT.ZERO_WINDOW],
  "window-update": ["verdict", VERDICT.WINDOW_UPDATE],
  "window-full": ["verdict", VERDICT.WINDOW_FULL],
  "keep-alive": ["verdict", VERDICT.KEEP_ALIVE],
  "keep-alive-ack": ["verdict", VERDICT.KEEP_ALIVE_ACK],
  "window-probe": ["verdict", VERDICT.WINDOW_PROBE],
  "window-probe-ack": ["verdict", VERDICT.WINDOW_PROBE_ACK],
  "lost-segment": ["verdict", VERDICT.PREVIOUS_LOST],
  "zero-window-end": ["verdict", VERDICT.ZERO_WINDOW_END],
  "needless-retransmission": ["verdict", VERDICT.NEEDLESS],
  "acked-unseen": ["verdict", VERDICT.ACKED_UNSEEN],
  "rtt-sample": ["outcome", OUTCOME.RTT_SAMPLE],
  "handshake-complete": ["outcome", OUTCOME.ACCEPT_ESTABLISHED],
  "close": ["outcome", OUTCOME.CLOSED],
};

export class AnalysisStage implements Stage {
  readonly needs: StageNeeds;
  readonly isEnabled: boolean;
  readonly #firings: { readonly of: "verdict" | "outcome"; readonly bit: number; readonly firing: ProbeFiring }[] = [];
  /** Bits that any enabled probe stands for: most segments have none of them. */
  #verdicts = 0;
  #happenings = 0;
  /** Fires where bytes are compared, not by the tracker's verdict. */
  readonly #conflict: ProbeFiring | undefined;
  /** Address of `struct tcpa`. */
  readonly finding: number = 0;
  /** The one probe that fires for segments which header prediction takes. */
  readonly sample: ProbeFiring | undefined;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly connection: TcpConnection) {
    for (const name of ANALYSIS_PROBES) {
      const firing = firingOf(tracing, catalog, "tcpa", name);
      if (!firing) continue;
      if (name === "conflict") {
        this.#conflict = firing;
        continue;
      }
      const [of, bit] = BITS[name];
      if (name === "rtt-sample") this.sample = firing;
      this.#firings.push({ of, bit, firing });
      if (of === "verdict") this.#verdicts |= bit;
      else this.#happenings |= bit;
    }
    this.isEnabled = this.#firings.length > 0 || this.#conflict !== undefined;
    const firings = [this.#conflict, ...this.#firings.map(({ firing }) => firing)];
    this.needs = { packet: reads(firings, "packet"), flows: this.isEnabled };
    if (!this.isEnabled) return;
    connection.follow();
    this.finding = tracing.memory.reserve(TCPA.SIZE, "what is found in a segment");
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.TCP;
  }
  /** As seen from the sender, where that is observed. */
  finish({ sent, record, decoder: { ip, transport } }: CurrentPacket): boolean {
    const { tracker, flow, side } = this.connection;
    const { verdict, outcome } = tracker, local = sent ? side : 1 - side;
    if ((verdict & this.#verdicts | outcome & this.#happenings) === 0) return false;
    let written = false;
    for (const { of, bit, firing } of this.#firings) {
      if (((of === "verdict" ? verdict : outcome) & bit) === 0) continue;
      if (!written) this.#write(tracker, flow, side, local, verdict);
      written = true;
      if (this.#fire(firing, flow, record, ip, transport)) return true;
    }
    return false;
  }
  #fire({ fire }: ProbeFiring, flow: number, record: number, ip: number, transport: number): boolean {
    const { words } = this.tracing.memory;
    words[ARG0] = record;
    words[ARG1] = flow;
    words[ARG2] = ip;
    words[ARG3] = flow;
    words[ARG4] = transport;
    words[ARG5] = this.finding;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
  /** What comes again is compared by the streams, after all that the segment is. */
  readConflicts(streams: Streams): void {
    const firing = this.#conflict;
    if (!firing) return;
    streams.keepsAll = true;
    streams.fireConflict = ({ sent, record, decoder: { ip, transport } }) => {
      const { tracker, flow, side } = this.connection;
      this.#write(tracker, flow, side, sent ? side : 1 - side, tracker.verdict | CONFLICT);
      return this.#fire(firing, flow, record, ip, transport);
    };
  }
  #write(tracker: TcpTracker, flow: number, side: number, local: number, verdict: number): void {
    const { words, bytes } = this.tracing.memory;
    bytes[flow + FLOW.LOCAL_SIDE] = local;
    const rtt = tracker.outcome & OUTCOME.RTT_SAMPLE ? tracker.rtt : 0;
    writeFinding(words, this.finding, flow, side, verdict, tracker.evidence, rtt);
  }
}
