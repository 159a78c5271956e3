/**
 * `struct app`: the two ends of a message by their role, for all providers above TCP and UDP.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { APP, writeApp } from "./app_fields.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { StreamConnection } from "./stream_connection.ts";

/** Where the addresses of two ends are. */
export interface AddressEnds {
  readonly client: number;
  readonly server: number;
  readonly size: number;
}

export class AppRecord {
  readonly address: number;

  constructor(readonly memory: MachineMemory, address?: number) {
    this.address = address ?? memory.reserve(APP.BYTES, "what is known of the ends of a message");
  }
  /** Of a datagram at hand; who has sent it is the client or the server. */
  write({ decoder: d, sent, received }: CurrentPacket, isFromClient: boolean): void {
    const outbound = sent === received ? -1 : sent ? 1 : 0;
    writeApp(this.memory, this.address, d.ip, d.transport, d.protocol, isFromClient, outbound);
  }
  /** Of a message in a stream, sent by a side. @param client the side that is the client */
  writeOf({ flow, outbound, directions }: StreamConnection, side: number, client: number): void {
    const { missing, isGuessed } = directions[side];
    this.writeFlow(flow, client, outbound[side], PROTOCOL.TCP);
    this.memory.words[this.address + APP.GAPS >> 2] = missing;
    this.memory.bytes[this.address + APP.GUESSED] = isGuessed ? 1 : 0;
  }
  /** The ends of a flow. */
  writeFlow(flow: number, client: number, outbound: number, transport: number): void {
    const { words, view, bytes } = this.memory, at = this.address;
    words[at + APP.CLIENT >> 2] = flow + FLOW.ADDRESS + 16 * client;
    words[at + APP.SERVER >> 2] = flow + FLOW.ADDRESS + 16 * (1 - client);
    words[at + APP.GAPS >> 2] = 0;
    view.setUint16(at + APP.CLIENT_PORT, view.getUint16(flow + FLOW.PORT + 2 * client, true), true);
    view.setUint16(at + APP.SERVER_PORT, view.getUint16(flow + FLOW.PORT + 2 * (1 - client), true), true);
    bytes[at + APP.FAMILY] = bytes[flow + FLOW.FAMILY];
    view.setInt8(at + APP.OUTBOUND, outbound);
    bytes[at + APP.TRANSPORT] = transport;
    bytes[at + APP.GUESSED] = 0;
  }
  /** The client's side; where it was not seen who has opened the connection: who has the higher port, as those have who ask. */
  clientOf({ client, flow }: Pick<StreamConnection, "client" | "flow">): number {
    const { view } = this.memory, port = (side: number) => view.getUint16(flow + FLOW.PORT + 2 * side, true);
    return client >= 0 ? client : port(0) > port(1) ? 0 : 1;
  }
  /** Addresses of the client and the server, and how many bytes these have. */
  get ends(): AddressEnds {
    const { words, bytes } = this.memory, at = this.address;
    const size = bytes[at + APP.FAMILY] === 4 ? 4 : 16;
    return { client: words[at + APP.CLIENT >> 2], server: words[at + APP.SERVER >> 2], size };
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
