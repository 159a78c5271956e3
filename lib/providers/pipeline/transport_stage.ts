/**
 * Firings of providers of nothing but packets in and out, which stand above IP: udp, udplite, icmp, icmp6.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
import { isTransport, protocols } from "../../protocols/mod.ts";
import { ARGUMENT_WORD, type Firing, Stage } from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);

export class TransportStage extends Stage {
  constructor(readonly tracing: Tracing, catalog: ProbeCatalog, provider: string) {
    super(tracing, catalog, provider);
  }
  /** For the packet that was decoded last, as seen from `side` of its flow. True when tracing is over. */
  fire(
    firing: Firing | undefined,
    { ip, transport }: Decoder,
    packet: number,
    flow: number,
    side: number,
    middle: number,
    last: number,
  ): boolean {
    if (!firing) return false;
    const { words, bytes } = this.tracing.memory;
    if (flow !== 0) bytes[flow + FLOW.LOCAL_SIDE] = side;
    words[ARG0] = packet;
    words[ARG1] = flow;
    words[ARG2] = ip;
    words[ARG3] = middle;
    words[ARG4] = transport;
    words[ARG5] = last;
    const status = firing.fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}

export interface Transport {
  readonly stage: TransportStage;
  readonly hasPorts: boolean;
  readonly needsFlow: boolean;
}
export interface Transports {
  /** By protocol number; undefined where nothing is enabled. */
  readonly byProtocol: readonly (Transport | undefined)[];
  readonly needFlows: boolean;
  /** The flow of what ICMP quotes is asked for. */
  readonly quote: boolean;
  /** Bits of the arguments that are read, as of the probes of ip. */
  readonly needs: number;
}
/** Protocols with more than packets in and out. */
const OWN_STAGES: ReadonlySet<string> = new Set(["tcp", "tcpa", "sctp"]);
const CONNECTION = 1 << 1 | 1 << 3;
/** Of ICMP: the flow of what is quoted. */
const QUOTED = 1 << 1 | 1 << 5;

export function makeTransports(tracing: Tracing, catalog: ProbeCatalog): Transports {
  const byProtocol: (Transport | undefined)[] = Array(256).fill(undefined);
  let needFlows = false, quote = false, needs = 0;
  for (const { name, packets } of protocols) {
    if (!isTransport(packets) || OWN_STAGES.has(name)) continue;
    const hasPorts = packets.flows === "ports", protocol = packets.number;
    const stage = new TransportStage(tracing, catalog, name);
    if (!stage.isEnabled) continue;
    const needsFlow = (stage.needs & (hasPorts ? CONNECTION : QUOTED)) !== 0;
    needFlows ||= needsFlow;
    quote ||= needsFlow && !hasPorts;
    needs |= hasPorts ? stage.needs : stage.needs | stage.needs >> 3;
    byProtocol[protocol] = { stage, hasPorts, needsFlow };
  }
  return { byProtocol, needFlows, quote, needs };
}
