/**
 * The arp provider's firings.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { ARGUMENT_WORD, type Firing, Stage } from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);

export class ArpStage extends Stage {
  constructor(readonly tracing: Tracing, catalog: ProbeCatalog) {
    super(tracing, catalog, "arp");
  }
  /** Fires for a request or reply at an address; `packet` is the address of `struct packet`. True when tracing is over. */
  fire(arp: number, sent: boolean, received: boolean, packet: number): boolean {
    return sent && this.#fireOne(this.send, arp, packet) || received && this.#fireOne(this.receive, arp, packet);
  }
  #fireOne(firing: Firing | undefined, arp: number, packet: number): boolean {
    if (!firing) return false;
    const { words } = this.tracing.memory;
    words[ARG0] = words[ARG3] = packet;
    words[ARG1] = words[ARG2] = words[ARG5] = 0;
    words[ARG4] = arp;
    const status = firing.fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
