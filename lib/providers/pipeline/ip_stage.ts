/**
 * The ip provider's firings: for each packet, a fragment too.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import {
  ARGUMENT_WORDS,
  firingOf,
  idleWays,
  type Kind,
  type ProbeFiring,
  reads,
  type Stage,
  type StageMethod,
  type StageNeeds,
} from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;

export class IpStage implements Stage {
  readonly send: ProbeFiring | undefined;
  readonly receive: ProbeFiring | undefined;
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly idle: readonly StageMethod[];

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog) {
    const both = [this.send, this.receive] = [
      firingOf(tracing, catalog, "ip", "send"),
      firingOf(tracing, catalog, "ip", "receive"),
    ];
    this.isEnabled = both.some((firing) => firing !== undefined);
    this.idle = idleWays(this.send, this.receive);
    this.needs = { packet: reads(both, "packet"), flows: false };
  }
  wants(kind: Kind): boolean {
    return kind === "ip";
  }
  sent(packet: CurrentPacket): boolean {
    return packet.sent && this.#fire(this.send!, packet);
  }
  received(packet: CurrentPacket): boolean {
    return packet.received && this.#fire(this.receive!, packet);
  }
  #fire({ fire }: ProbeFiring, { decoder: { ip, version }, record }: CurrentPacket): boolean {
    const { words } = this.tracing.memory;
    words[ARG0] = words[ARG3] = record;
    words[ARG1] = 0;
    words[ARG2] = ip;
    words[ARG4] = version === 4 ? ip : 0;
    words[ARG5] = version === 6 ? ip : 0;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
