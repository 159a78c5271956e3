/**
 * The flow of the packet at hand: found once, whoever asks for it.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { FLOW, FlowTable, PART, Sites } from "../../packet/flow/mod.ts";
import { type Decoder, PROTOCOL, REASON, shortfallOf } from "../../packet/wire/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { Copies, type CopiesReport } from "./copies.ts";
import { InterfaceNumbers } from "./interface_numbers.ts";

/** Three hundred bytes each, with what finds them. */
const FLOWS = 1_000_000;
const PART_FOR_FLOWS = 0.6;
const HAS_PORTS: ReadonlySet<number> = new Set([PROTOCOL.TCP, PROTOCOL.UDP, PROTOCOL.UDPLITE, PROTOCOL.SCTP]);

/** `-x flowkey` names something that flows cannot be kept apart by. */
export class FlowKeyError extends Error {
  override readonly name = "FlowKeyError";
}
const PARTS: Readonly<Record<string, number>> = { vlan: PART.VLAN, mpls: PART.MPLS, interface: PART.INTERFACE };

/** What -x flowkey says, as bits of PART: names with commas between; 0 for `none` or nothing. */
export function parseFlowKey(text: string | undefined): number {
  if (text === undefined || text === "" || text === "none") return 0;
  return text.split(",").reduce((parts, part) => {
    const name = part.trim();
    if (!Object.hasOwn(PARTS, name)) {
      throw new FlowKeyError(`\`${name}\` in \`-x flowkey\` is not one of ${Object.keys(PARTS).join(", ")}, none`);
    }
    return parts | PARTS[name];
  }, 0);
}

export class PacketFlows {
  readonly table: FlowTable;
  readonly copies: Copies;
  /** Where a packet was met, as far as that keeps flows apart. */
  readonly #sites: Sites | undefined;
  readonly #interfaces: InterfaceNumbers;
  /** Of the packet at hand, 0 until it was asked for; `side` and `isNew` of the table are its. */
  #found = 0;

  /**
   * @param most flows kept at once
   * @param key what keeps flows with the same ends apart: bits of PART
   */
  constructor(readonly memory: MachineMemory, source: PacketSource, key: number, most: number = FLOWS) {
    const capacity = Math.min(most, Math.floor(memory.bytes.length * PART_FOR_FLOWS / FLOW.BYTES));
    this.table = new FlowTable(memory, capacity, key !== 0);
    this.#interfaces = new InterfaceNumbers(source, memory.bytes);
    this.copies = new Copies(memory, this.table, this.#interfaces);
    if (key !== 0) this.#sites = new Sites(key);
  }
  /** Whether flows can be found by ends alone, and what is found so needs no look at where it was met. */
  get areByEnds(): boolean {
    return !this.copies.areSought;
  }
  /** Another packet is at hand: the one that was decoded last. */
  begin(d: Decoder, batch: PacketBatch, i: number): void {
    this.#found = 0;
    if (!this.#sites) return;
    const number = this.#interfaces.of(batch.interface[i], batch.address[i], batch.capturedLength[i]);
    this.table.site = this.#sites.of(d.link, number);
  }
  report(): CopiesReport | undefined {
    return this.copies.report(this.#sites?.isCrowded ?? false);
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
    const isReadable = reason === REASON.NONE && d.transport !== 0 && HAS_PORTS.has(d.protocol) &&
      shortfallOf(d, reason) === REASON.NONE;
    return isReadable ? this.find(d, seconds) : 0;
  }
}
