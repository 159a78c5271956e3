/**
 * The packet that an ICMP error quotes: its addresses and ports, and the flow it belonged to.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { FlowTable } from "../../packet/flow/mod.ts";
import { Decoder, LINK, REASON } from "../../packet/wire/mod.ts";
import { transports } from "../../protocols/mod.ts";

/** Byte offsets of `struct icmp_quoted`. */
const QUOTED = { IP: 0, FLOW: 8, PROTOCOL: 16, VERSION: 17, SOURCE_PORT: 18, TARGET_PORT: 20, BYTES: 24 } as const;
const HEADER = 8;

export class IcmpErrors {
  /** The flow of what was quoted last, 0 if it has none. */
  flow = 0;
  readonly #decoder: Decoder;
  readonly #record: number;

  constructor(readonly memory: MachineMemory) {
    this.#decoder = new Decoder(memory.bytes);
    this.#record = memory.reserve(QUOTED.BYTES, "what an ICMP error quotes");
  }
  /** Address of what is known of the packet that the message decoded by `d` quotes; 0 if it quotes none. */
  find(d: Decoder, seconds: number, flows: FlowTable): number {
    const { bytes, words } = this.memory;
    this.flow = 0;
    const isError = transports[d.protocol]?.quotingTypes?.includes(bytes[d.transport]);
    if (!isError || d.transportCaptured <= HEADER) return 0;
    const quoted = this.#decoder;
    const captured = d.transportCaptured - HEADER, length = d.transportLength - HEADER;
    if (quoted.decode(d.transport + HEADER, captured, length, LINK.RAW) !== REASON.NONE) return 0;
    let source = 0, target = 0;
    if (quoted.transport !== 0 && quoted.transportCaptured >= 4 && transports[quoted.protocol]?.flows === "ports") {
      source = bytes[quoted.transport] << 8 | bytes[quoted.transport + 1];
      target = bytes[quoted.transport + 2] << 8 | bytes[quoted.transport + 3];
      const from = quoted.ip + (quoted.version === 4 ? 12 : 8), to = from + (quoted.version === 4 ? 4 : 16);
      this.flow = flows.find(quoted.version, quoted.protocol, from, to, source, target, seconds);
    }
    const at = this.#record;
    words[at + QUOTED.IP >> 2] = quoted.ip;
    words[at + QUOTED.FLOW >> 2] = this.flow;
    bytes[at + QUOTED.PROTOCOL] = quoted.protocol;
    bytes[at + QUOTED.VERSION] = quoted.version;
    this.memory.view.setUint16(at + QUOTED.SOURCE_PORT, source, true);
    this.memory.view.setUint16(at + QUOTED.TARGET_PORT, target, true);
    return at;
  }
}
