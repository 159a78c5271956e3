/**
 * `struct app`: the two ends of a message by their role, for all providers above TCP and UDP.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";

/** Byte offsets; the D library has them as members. */
const APP = {
  CLIENT: 0,
  SERVER: 8,
  GAPS: 16,
  CLIENT_PORT: 20,
  SERVER_PORT: 22,
  FAMILY: 24,
  OUTBOUND: 25,
  TRANSPORT: 26,
  GUESSED: 27,
  BYTES: 32,
} as const;

export class AppRecord {
  readonly address: number;

  constructor(readonly memory: MachineMemory) {
    this.address = memory.reserve(APP.BYTES, "what is known of the ends of a message");
  }
  /** Of the packet at hand; who has sent it is the client or the server. */
  write({ decoder: d, sent, received }: CurrentPacket, isFromClient: boolean, gaps: number, isGuessed: boolean): void {
    const { words, view, bytes } = this.memory, at = this.address, isFour = d.version === 4;
    const source = d.ip + (isFour ? 12 : 8), target = d.ip + (isFour ? 16 : 24);
    const port = (n: number) => bytes[d.transport + 2 * n] << 8 | bytes[d.transport + 2 * n + 1];
    words[at + APP.CLIENT >> 2] = isFromClient ? source : target;
    words[at + APP.SERVER >> 2] = isFromClient ? target : source;
    words[at + APP.GAPS >> 2] = gaps;
    view.setUint16(at + APP.CLIENT_PORT, port(isFromClient ? 0 : 1), true);
    view.setUint16(at + APP.SERVER_PORT, port(isFromClient ? 1 : 0), true);
    bytes[at + APP.FAMILY] = d.version;
    bytes[at + APP.OUTBOUND] = sent === received ? -1 : sent ? 1 : 0;
    bytes[at + APP.TRANSPORT] = d.protocol;
    bytes[at + APP.GUESSED] = isGuessed ? 1 : 0;
  }
  /** What it is now, with its addresses, for later. */
  keep(): Uint8Array {
    const { words, bytes } = this.memory, at = this.address, kept = new Uint8Array(APP.BYTES + 32);
    kept.set(bytes.subarray(at, at + APP.BYTES));
    [APP.CLIENT, APP.SERVER].forEach((place, i) => {
      const address = words[at + place >> 2];
      kept.set(bytes.subarray(address, address + 16), APP.BYTES + 16 * i);
    });
    return kept;
  }
  /** Writes what was kept, its addresses into `room`, of 32 bytes. */
  restore(kept: Uint8Array, room: number): void {
    const { words, bytes } = this.memory, at = this.address;
    bytes.set(kept.subarray(0, APP.BYTES), at);
    bytes.set(kept.subarray(APP.BYTES), room);
    words[at + APP.CLIENT >> 2] = room;
    words[at + APP.SERVER >> 2] = room + 16;
  }
}
