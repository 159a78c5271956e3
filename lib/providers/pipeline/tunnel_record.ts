/**
 * `struct tunnel`: the tunnel that a packet is in, written only where a clause reads the packet's record.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { tunnels } from "../../protocols/mod.ts";
import type { Levels } from "./levels.ts";
import { MAX_TUNNEL_DEPTH } from "./tunnel_choice.ts";

/** Byte offsets; the D library has them as members. */
const TUNNEL = {
  ID: 0,
  NAME: 8,
  IDS: 16,
  SOURCE: 24,
  TARGET: 32,
  TYPE: 40,
  SOURCE_PORT: 42,
  TARGET_PORT: 44,
  FAMILY: 46,
  BYTES: 48,
} as const;
const NAME_BYTES = 8;
/** Identifiers have ten digits at most, and a comma between them. */
const IDS_BYTES = 11 * MAX_TUNNEL_DEPTH + 1;
const COMMA = 0x2c, MINUS = 0x2d, ZERO = 0x30;

export class TunnelRecord {
  readonly address: number;
  readonly #ids: number;
  /** By type: address of its name. */
  readonly #names: number[] = [];

  constructor(readonly memory: MachineMemory) {
    this.address = memory.reserve(TUNNEL.BYTES, "what is known of a tunnel");
    this.#ids = memory.reserve(IDS_BYTES, "what is known of a tunnel");
    const names = memory.reserve(NAME_BYTES * tunnels.length, "names of tunnels");
    tunnels.forEach(({ name, type }, i) => {
      this.#names[type] = names + NAME_BYTES * i;
      memory.bytes.fill(0, names + NAME_BYTES * i, names + NAME_BYTES * (i + 1));
      new TextEncoder().encodeInto(name, memory.bytes.subarray(this.#names[type]));
    });
  }
  /** Of the packet at a depth, 1 or more; returns the address. */
  write({ all }: Levels, depth: number): number {
    const { words, view, bytes } = this.memory, at = this.address, { tunnel, around, version } = all[depth];
    const isFour = version === 4;
    view.setBigInt64(at + TUNNEL.ID, BigInt(tunnel.id), true);
    words[at + TUNNEL.NAME >> 2] = this.#names[tunnel.type];
    words[at + TUNNEL.IDS >> 2] = this.#ids;
    words[at + TUNNEL.SOURCE >> 2] = around + (isFour ? 12 : 8);
    words[at + TUNNEL.TARGET >> 2] = around + (isFour ? 16 : 24);
    view.setUint16(at + TUNNEL.TYPE, tunnel.type, true);
    view.setUint16(at + TUNNEL.SOURCE_PORT, tunnel.sourcePort, true);
    view.setUint16(at + TUNNEL.TARGET_PORT, tunnel.targetPort, true);
    bytes[at + TUNNEL.FAMILY] = version;
    this.#writeIds(all, depth);
    return at;
  }
  /** Identifiers of all tunnels, the outermost first; a minus for one that has none. */
  #writeIds(all: Levels["all"], depth: number): void {
    const { bytes } = this.memory;
    let at = this.#ids;
    for (let i = 1; i <= depth; i++) {
      const { id } = all[i].tunnel;
      if (i > 1) bytes[at++] = COMMA;
      if (id < 0) bytes[at++] = MINUS;
      let unit = 1;
      while (unit * 10 <= id) unit *= 10;
      for (; id >= 0 && unit >= 1; unit /= 10) bytes[at++] = ZERO + Math.floor(id / unit) % 10;
    }
    bytes[at] = 0;
  }
}
