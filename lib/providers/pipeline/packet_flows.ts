/**
 * The flow of the packet at hand: found once, whoever asks for it.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { FLOW, FlowTable } from "../../packet/flow/mod.ts";
import { type Decoder, PROTOCOL, REASON, shortfallOf } from "../../packet/wire/mod.ts";

/** Three hundred bytes each, with what finds them. */
const FLOWS = 1_000_000;
const PART_FOR_FLOWS = 0.6;
const HAS_PORTS: ReadonlySet<number> = new Set([PROTOCOL.TCP, PROTOCOL.UDP, PROTOCOL.UDPLITE, PROTOCOL.SCTP]);

export class PacketFlows {
  readonly table: FlowTable;
  /** Of the packet at hand, 0 until it was asked for; `side` and `isNew` of the table are its. */
  #found = 0;

  /** @param most flows kept at once */
  constructor(readonly memory: MachineMemory, most: number = FLOWS) {
    this.table = new FlowTable(memory, Math.min(most, Math.floor(memory.bytes.length * PART_FOR_FLOWS / FLOW.BYTES)));
  }
  /** Another packet is at hand. */
  begin(): void {
    this.#found = 0;
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
