/**
 * `struct packet`: what a source says of the packet that is being fired, written only where a clause reads it.
 *
 * @module
 */
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
import { transports } from "../../protocols/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";

/** Byte offsets; the D library has them as members. */
const PACKET = {
  NUMBER: 0,
  TIME_NS: 8,
  CAPTURED: 16,
  LENGTH: 20,
  DIRECTION: 24,
  INTERFACE: 28,
  LINK_TYPE: 32,
  TOLD_DIRECTION: 36,
  FRAME: 40,
  INTERFACE_NAME: 48,
  PAYLOAD: 56,
  PAYLOAD_CAPTURED: 64,
  PAYLOAD_LENGTH: 68,
  BYTES: 72,
} as const;
/** As long as a capture's reader takes a name to be, and its end. */
const NAME_BYTES = 4 * 256 + 8;

const ENCODER = new TextEncoder();

export class PacketRecord {
  readonly address: number;
  /** The name of the interface that the last packet came by. */
  readonly #nameAt: number;
  #named = -1;

  constructor(readonly memory: MachineMemory, readonly source: PacketSource) {
    this.address = memory.reserve(PACKET.BYTES, "what is known of a packet");
    this.#nameAt = memory.reserve(NAME_BYTES, "names of interfaces");
  }
  write(batch: PacketBatch, i: number, direction: number, d: Decoder, isIp: boolean): void {
    const { words, view } = this.memory;
    const at = this.address;
    const put = (offset: number, value: number) => words[at + offset >> 2] = value;
    const number = batch.firstNumber + i;
    put(PACKET.NUMBER, number | 0);
    put(PACKET.NUMBER + 4, number / 4294967296);
    const time = BigInt(batch.seconds[i]) * 1_000_000_000n + BigInt(batch.nanoseconds[i]);
    view.setBigInt64(at + PACKET.TIME_NS, time, true);
    put(PACKET.CAPTURED, batch.capturedLength[i]);
    put(PACKET.LENGTH, batch.wireLength[i]);
    put(PACKET.DIRECTION, direction);
    const interfaceNumber = batch.interface[i];
    put(PACKET.INTERFACE, interfaceNumber);
    put(PACKET.LINK_TYPE, this.source.interfaces[interfaceNumber]?.linkType ?? 0);
    put(PACKET.TOLD_DIRECTION, batch.direction[i]);
    put(PACKET.FRAME, batch.address[i]);
    put(PACKET.INTERFACE_NAME, this.#name(interfaceNumber));
    this.payload(d, isIp);
    words[CONTEXT.PACKET_RECORD >> 2] = at;
  }
  /** What lies behind the transport header of the packet, or of the datagram that it makes whole. */
  payload(d: Decoder, isIp: boolean): void {
    const { words, bytes } = this.memory;
    const at = this.address;
    let header = 0;
    const known = isIp && d.transport !== 0 ? transports[d.protocol] : undefined;
    if (known) {
      const { headerWordsAt, payloadOffset } = known;
      if (headerWordsAt === undefined) header = payloadOffset;
      else if (d.transportCaptured > headerWordsAt) header = (bytes[d.transport + headerWordsAt] >> 4) * 4;
    }
    const captured = Math.max(0, d.transportCaptured - header);
    const length = Math.max(0, d.transportLength - header);
    const isThere = isIp && d.transport !== 0 && length > 0;
    words[at + PACKET.PAYLOAD >> 2] = isThere ? d.transport + header : 0;
    words[at + PACKET.PAYLOAD_CAPTURED >> 2] = isThere ? captured : 0;
    words[at + PACKET.PAYLOAD_LENGTH >> 2] = isThere ? length : 0;
  }
  #name(index: number): number {
    const name = this.source.interfaces[index]?.name;
    if (name === undefined) return 0;
    if (index !== this.#named) {
      this.#named = index;
      const region = this.memory.bytes.subarray(this.#nameAt, this.#nameAt + NAME_BYTES - 1);
      const { written } = ENCODER.encodeInto(name, region);
      region[written] = this.memory.bytes[this.#nameAt + NAME_BYTES - 1] = 0;
    }
    return this.#nameAt;
  }
}
