/**
 * The arp provider's firings.
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

export class ArpStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly idle: readonly StageMethod[];
  readonly #send: ProbeFiring | undefined;
  readonly #receive: ProbeFiring | undefined;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog) {
    const both = [this.#send, this.#receive] = [
      firingOf(tracing, catalog, "arp", "send"),
      firingOf(tracing, catalog, "arp", "receive"),
    ];
    this.isEnabled = both.some((firing) => firing !== undefined);
    this.idle = idleWays(this.#send, this.#receive);
    this.needs = { packet: reads(both, "packet"), flows: false };
  }
  wants(kind: Kind): boolean {
    return kind === "arp";
  }
  sent(packet: CurrentPacket): boolean {
    return packet.sent && this.#fire(this.#send!, packet);
  }
  received(packet: CurrentPacket): boolean {
    return packet.received && this.#fire(this.#receive!, packet);
  }
  #fire({ fire }: ProbeFiring, { decoder: { arp }, record }: CurrentPacket): boolean {
    const { words } = this.tracing.memory;
    words[ARG0] = words[ARG3] = record;
    words[ARG1] = words[ARG2] = words[ARG5] = 0;
    words[ARG4] = arp;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
