/**
 * Whose view a run has: what was asked for, what interfaces say of the host's addresses, or what its packets show.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { AddressSet, broadcastOf } from "./address.ts";
import { describeView, inferLocal, parseLocal, type ViewSource } from "./view.ts";

export class HostView {
  /** The host's addresses. */
  local: AddressSet;
  /** Undefined until it is known. */
  source: ViewSource | undefined;
  /** A packet was judged by it. */
  isUsed = false;
  /** -x local=none: directions of the capture do not count. */
  readonly isTapAsked: boolean;
  /** Interfaces whose addresses are known. */
  #learnt = 0;

  /** @throws ViewError for a `text` (of -x local) that is no list of addresses */
  constructor(readonly memory: MachineMemory, readonly packets: PacketSource, text: string | undefined) {
    const local = parseLocal(text, memory.bytes);
    this.local = local instanceof AddressSet ? local : new AddressSet(memory.bytes);
    this.source = local === "none" ? "tap" : local ? "given" : undefined;
    this.isTapAsked = local === "none";
  }
  /** Every packet is both sent and received. */
  get isTap(): boolean {
    return this.source === "tap";
  }
  /** What interfaces say of the host's own addresses, unless the user has said which they are. */
  learnAddresses(): void {
    const { interfaces } = this.packets;
    for (; this.#learnt < interfaces.length; this.#learnt++) {
      if (this.source !== undefined && this.source !== "capture") continue;
      const { addresses, prefixLengths } = interfaces[this.#learnt];
      addresses?.forEach((address, i) => {
        this.local.add(address);
        const broadcast = broadcastOf(address, prefixLengths?.[i]);
        if (broadcast) this.local.add(broadcast);
        this.source = "capture";
      });
    }
  }
  /** Whose view this is where nothing says so: who takes part in nearly all of this batch. */
  decide(batch: PacketBatch, current: number): void {
    if (this.source !== undefined) return;
    const inferred = inferLocal(this.memory.bytes, this.packets.interfaces, batch, current);
    if (inferred) this.local = inferred;
    this.source = inferred ? "inferred" : "tap";
  }
  /** One line for the user, where there is something to tell. */
  describe(): string | undefined {
    return this.isUsed && this.source && !this.isTapAsked ? describeView(this.source, this.local) : undefined;
  }
}
