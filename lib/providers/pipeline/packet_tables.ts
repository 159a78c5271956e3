/**
 * What both paths look up for a packet, in the machine's memory: by number of its interface, and of the protocol behind IP.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { transports } from "../../protocols/mod.ts";
import type { PacketSource } from "../../sources/mod.ts";
import { MemoryPieces } from "./memory_pieces.ts";
import { FORM, INTERFACE } from "./packet_fields.ts";

const PROTOCOLS = 256;
/** Interfaces that there is room for at first. */
const FEW_INTERFACES = 64;
const ENCODER = new TextEncoder();

export class PacketTables {
  /** Address of the bytes by protocol, see {@linkcode FORM}. */
  readonly forms: number;
  /** Address of the words by interface, see {@linkcode INTERFACE}; another one once there are many more of them. */
  interfaces = 0;
  #room = 0;
  #count = 0;
  readonly #pieces: MemoryPieces;
  readonly #names = new Map<string, number>();

  constructor(readonly memory: MachineMemory, readonly source: PacketSource) {
    this.#pieces = new MemoryPieces(memory, "what is known of interfaces and protocols");
    this.forms = this.#pieces.take(PROTOCOLS * FORM.BYTES);
    transports.forEach((known, protocol) => {
      if (!known) return;
      const form = this.formOf(protocol), { bytes } = memory;
      bytes[form + FORM.MIN_BYTES] = known.headerBytes;
      bytes[form + FORM.WORDS_AT] = known.headerWordsAt ?? 0;
      bytes[form + FORM.PAYLOAD] = known.payloadOffset;
    });
  }
  formOf(protocol: number): number {
    return this.forms + (protocol << FORM.BITS);
  }
  interfaceOf(index: number): number {
    if (index >= this.#count) this.#learn();
    return this.interfaces + (index << INTERFACE.BITS);
  }
  /** Takes note of interfaces that are new. */
  #learn(): void {
    const { interfaces } = this.source, { words, bytes } = this.memory;
    if (interfaces.length > this.#room) {
      this.#room = Math.max(FEW_INTERFACES, 2 * interfaces.length);
      const before = this.interfaces, length = this.#count << INTERFACE.BITS;
      this.interfaces = this.#pieces.take(this.#room << INTERFACE.BITS);
      bytes.copyWithin(this.interfaces, before, before + length);
    }
    for (; this.#count < interfaces.length; this.#count++) {
      const { linkType, name } = interfaces[this.#count], entry = this.interfaces + (this.#count << INTERFACE.BITS);
      words[entry + INTERFACE.TYPE >> 2] = linkType;
      words[entry + INTERFACE.NAME >> 2] = name === undefined ? 0 : this.#nameAt(name);
    }
  }
  /** Interfaces of many captures have the same name. */
  #nameAt(name: string): number {
    let at = this.#names.get(name);
    if (at === undefined) {
      const text = ENCODER.encode(`${name}\0`);
      at = this.#pieces.take(text.length);
      this.memory.bytes.set(text, at);
      this.#names.set(name, at);
    }
    return at;
  }
}
