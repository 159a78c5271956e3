/**
 * `struct packet`: what a source says of the packet that is being fired, written only where a clause reads it.
 *
 * @module
 */
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
import type { PacketBatch } from "../../sources/mod.ts";
import { PACKET, writePacket, writePayload } from "./packet_fields.ts";
import type { PacketTables } from "./packet_tables.ts";
import type { Levels } from "./levels.ts";
import { TunnelRecord } from "./tunnel_record.ts";

export class PacketRecord {
  readonly address: number;
  #tunnel: TunnelRecord | undefined;

  constructor(readonly memory: MachineMemory, readonly tables: PacketTables) {
    this.address = memory.reserve(PACKET.BYTES, "what is known of a packet");
  }
  /** @param direction what a view makes of it */
  write(batch: PacketBatch, i: number, direction: number, d: Decoder, isIp: boolean): void {
    const { memory, address: at } = this, index = batch.interface[i];
    writePacket(
      memory,
      at,
      this.tables.interfaceOf(index),
      index,
      batch.address[i],
      batch.capturedLength[i],
      batch.wireLength[i],
      batch.firstNumber + i,
      batch.seconds[i],
      batch.nanoseconds[i],
      batch.direction[i],
      direction,
    );
    this.payload(d, isIp);
    memory.words[CONTEXT.PACKET_RECORD >> 2] = at;
  }
  /** The same packet is so deep in tunnels. */
  tunnel(levels: Levels, depth: number): void {
    this.#tunnel ??= new TunnelRecord(this.memory);
    this.memory.words[this.address + PACKET.TUNNEL >> 2] = this.#tunnel.write(levels, depth);
    this.memory.words[this.address + PACKET.DEPTH >> 2] = depth;
  }
  /** What lies behind the transport header of the packet, or of the datagram that it makes whole. */
  payload({ protocol, transport, transportCaptured, transportLength }: Decoder, isIp: boolean): void {
    const form = this.tables.formOf(protocol);
    writePayload(this.memory, this.address, form, isIp ? transport : 0, transportCaptured, transportLength);
  }
}
