/**
 * Packets for which probes do not fire, counted by why.
 *
 * @module
 */
import { reasonText, undecodedLinkType } from "../../packet/wire/mod.ts";
import type { UndecodedPackets } from "./pipeline_report.ts";

export class Undecoded {
  readonly #packets = new Map<number, number>();
  /** Packets that are none of the host's. */
  others = 0;

  count(reason: number, packets = 1): void {
    this.#packets.set(reason, (this.#packets.get(reason) ?? 0) + packets);
  }
  /** The most frequent first. */
  report(): UndecodedPackets[] {
    const all = [...this.#packets].map(([reason, packets]): UndecodedPackets => {
      const linkType = undecodedLinkType(reason);
      return { reason: reasonText(reason), packets, ...(linkType !== undefined && { linkType }) };
    });
    if (this.others > 0) all.push({ reason: "between other hosts", packets: this.others });
    return all.sort((a, b) => b.packets - a.packets || (a.reason < b.reason ? -1 : 1));
  }
}
