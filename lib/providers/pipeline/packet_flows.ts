/**
 * The flow of the packet at hand: found once, however often it is asked for.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { FLOW, FlowTable } from "../../packet/flow/mod.ts";
import { type Decoder, REASON, shortfallOf } from "../../packet/wire/mod.ts";
import { transports } from "../../protocols/mod.ts";
import type { PacketBatch } from "../../sources/mod.ts";
import { Copies, type CopiesReport } from "./copies.ts";
import type { PacketSites } from "./packet_sites.ts";

/** Three hundred bytes each, with what finds them. */
const FLOWS = 1_000_000;
const PART_FOR_FLOWS = 0.6;

export class PacketFlows {
  readonly table: FlowTable;
  readonly copies: Copies;
  /** Of the packet at hand, 0 until it was asked for; `side` and `isNew` of the table are its. */
  #found = 0;

  /**
   * @param sites where packets are met, as far as that keeps flows with the same ends apart
   * @param max flows kept at once
   */
  constructor(readonly memory: MachineMemory, readonly sites: PacketSites, max: number = FLOWS) {
    const capacity = Math.min(max, Math.floor(memory.bytes.length * PART_FOR_FLOWS / FLOW.BYTES));
    this.table = new FlowTable(memory, capacity, sites.areKept);
    this.copies = new Copies(memory, this.table, sites.interfaces);
  }
  /** Whether flows can be found by ends alone, and what is found so needs no look at where it was met. */
  get areByEnds(): boolean {
    return !this.copies.areSought;
  }
  /** Another packet is at hand: the one that was decoded last. */
  begin(d: Decoder, batch: PacketBatch, i: number): void {
    this.#found = 0;
    if (this.sites.areKept) this.table.site = this.sites.of(d, batch, i);
  }
  /** The packet that was decoded last is another one: the same datagram, whole, or what the one before carries, met at `site`. */
  beginInside(site?: number): void {
    this.#found = 0;
    if (site !== undefined) this.table.site = site;
  }
  report(): CopiesReport | undefined {
    return this.copies.report(this.sites.areCrowded);
  }
  /** Of the packet that was decoded last; its ports are the first four bytes of the transport header. */
  find({ ip, version, transport, protocol }: Decoder, seconds: number): number {
    if (this.#found !== 0) return this.#found;
    const { bytes } = this.memory;
    const from = ip + (version === 4 ? 12 : 8), to = from + (version === 4 ? 4 : 16);
    const sourcePort = bytes[transport] << 8 | bytes[transport + 1];
    const targetPort = bytes[transport + 2] << 8 | bytes[transport + 3];
    return this.#found = this.table.find(version, protocol, from, to, sourcePort, targetPort, seconds);
  }
  /** The same where the packet may have no ports, or no header that can be read: then 0. */
  findIfAny(d: Decoder, reason: number, seconds: number): number {
    const isReadable = reason === REASON.NONE && d.transport !== 0 && transports[d.protocol]?.flows === "ports" &&
      shortfallOf(d, reason) === REASON.NONE;
    return isReadable ? this.find(d, seconds) : 0;
  }
}
