/**
 * Firings of providers of nothing but packets in and out, which stand above IP: udp, udplite, icmp, icmp6.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
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
    return status !== 0 && this.tracing.attend(status);
  }
}
