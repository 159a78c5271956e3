/**
 * The ip provider's firings.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
import { ARGUMENT_WORD, type Firing, Stage } from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);

export class IpStage extends Stage {
  constructor(readonly tracing: Tracing, catalog: ProbeCatalog, readonly decoder: Decoder) {
    super(tracing, catalog, "ip");
  }
  /** For the packet that was decoded last; `packet` is the address of `struct packet`. True when tracing is over. */
  fire(firing: Firing | undefined, packet: number): boolean {
    if (!firing) return false;
    const { words } = this.tracing.memory;
    const { ip, version } = this.decoder;
    words[ARG0] = words[ARG3] = packet;
    words[ARG1] = 0;
    words[ARG2] = ip;
    words[ARG4] = version === 4 ? ip : 0;
    words[ARG5] = version === 6 ? ip : 0;
    const status = firing.fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
