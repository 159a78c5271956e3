/**
 * Reads the connections of TCP for all stages that ask for what they carry, after all that a segment is as a packet; and fires
 * for their bytes themselves.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import type { StreamBounds, StreamDirection, StreamEnd, StreamTap } from "../../packet/stream/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { AppRecord } from "./app_record.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { StreamsReport } from "./pipeline_report.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";
import type { StreamConnection } from "./stream_connection.ts";
import { StreamRoom } from "./stream_room.ts";
import { Streams } from "./streams.ts";

const TCP_BYTES = 20;
const [ARG0, ARG1, ARG2, ARG3, ARG4] = ARGUMENT_WORDS;
/** Byte offsets of `struct stream`; the D library has them as members. */
const STREAM = { OFFSET: 0, HOW: 8, LENGTH: 16, CONFLICTS: 20, FROM_CLIENT: 24, BYTES: 32 } as const;
/** Bytes that are handed to D at once. */
const ROOM_BYTES = 0x10000;
const TEXT_BYTES = 16;

export class StreamStage implements Stage {
  readonly streams: Streams;
  readonly #data: ProbeFiring | undefined;
  readonly #gap: ProbeFiring | undefined;
  readonly #end: ProbeFiring | undefined;
  readonly #needsPacket: boolean;
  #app!: AppRecord;
  #record = 0;
  #text = 0;
  #room!: StreamRoom;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, bounds?: StreamBounds) {
    const { memory } = tracing, streams = this.streams = new Streams(memory, bounds);
    const firings = ["data", "gap", "end"].map((name) => firingOf(tracing, catalog, "stream", name));
    [this.#data, this.#gap, this.#end] = firings;
    this.#needsPacket = reads(firings, "packet");
    if (!firings.some((firing) => firing)) return;
    streams.keepsAll = true;
    streams.openTap = (connection) => this.#tap(connection);
    this.#app = new AppRecord(memory);
    this.#record = memory.reserve(STREAM.BYTES + TEXT_BYTES, "what is known of a stream");
    this.#text = this.#record + STREAM.BYTES;
    memory.words[this.#record + STREAM.HOW >> 2] = this.#text;
    this.#room = new StreamRoom(memory, ROOM_BYTES, "bytes of streams");
  }
  get isEnabled(): boolean {
    return this.streams.isAsked;
  }
  get needs(): StageNeeds {
    return { packet: this.#needsPacket, flows: this.streams.isAsked };
  }
  report(): StreamsReport | undefined {
    if (!this.isEnabled) return undefined;
    const { counts: { bounds: _bounds, kept: _kept, ...counted }, forgotten } = this.streams;
    return { ...counted, forgotten };
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.TCP || kind === "datagram";
  }
  /** Segments that were in fragments. */
  begin(packet: CurrentPacket): boolean {
    const { protocol, transport, transportCaptured } = packet.decoder;
    const isWhole = protocol === PROTOCOL.TCP && transport !== 0 && transportCaptured >= TCP_BYTES && packet.isOwn;
    return isWhole && this.streams.take(packet);
  }
  finish(packet: CurrentPacket): boolean {
    const { protocol, isFragment } = packet.decoder;
    return protocol === PROTOCOL.TCP && !isFragment && this.streams.take(packet);
  }
  #tap(connection: StreamConnection): StreamTap {
    return {
      data: (from, bytes, at, end) => this.#fireData(connection, from, bytes, at, end),
      gap: (from, missing) => this.#fire(this.#gap, connection, from, from.offset + from.unread, missing, ""),
      end: (from, how) => this.#fire(this.#end, connection, from, from.offset + from.unread, 0, how),
    };
  }
  #fireData(connection: StreamConnection, from: StreamDirection, bytes: Uint8Array, at: number, end: number): boolean {
    const firing = this.#data, { words } = this.tracing.memory;
    if (!firing) return false;
    let offset = from.offset + from.unread;
    while (at < end) {
      const to = bytes === this.tracing.memory.bytes ? end : Math.min(end, at + ROOM_BYTES);
      words[CONTEXT.PAYLOAD_START >> 2] = this.#room.place({ bytes }, at, to);
      words[CONTEXT.PAYLOAD_SIZE >> 2] = to - at;
      if (this.#fire(firing, connection, from, offset, to - at, "")) return true;
      offset += to - at;
      at = to;
    }
    words[CONTEXT.PAYLOAD_START >> 2] = words[CONTEXT.PAYLOAD_SIZE >> 2] = 0;
    return false;
  }
  #fire(
    firing: ProbeFiring | undefined,
    connection: StreamConnection,
    { side, conflicts }: StreamDirection,
    offset: number,
    length: number,
    how: StreamEnd | "",
  ): boolean {
    if (!firing) return false;
    const { words, view, bytes } = this.tracing.memory, { packet } = this.streams, at = this.#record;
    const client = this.#app.clientOf(connection);
    this.#app.writeOf(connection, side, client);
    view.setBigInt64(at + STREAM.OFFSET, BigInt(offset), true);
    words[at + STREAM.LENGTH >> 2] = length;
    words[at + STREAM.CONFLICTS >> 2] = conflicts;
    bytes[at + STREAM.FROM_CLIENT] = side === client ? 1 : 0;
    for (let i = 0; i <= how.length; i++) bytes[this.#text + i] = i < how.length ? how.charCodeAt(i) : 0;
    words[ARG0] = packet?.record ?? 0;
    words[ARG1] = connection.flow;
    words[ARG2] = packet?.decoder.ip ?? 0;
    words[ARG3] = this.#app.address;
    words[ARG4] = at;
    const status = firing.fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
