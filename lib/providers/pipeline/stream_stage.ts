/**
 * Reads the connections of TCP for all stages that ask for what they carry: after all that a segment is as a packet.
 *
 * @module
 */
import type { ProviderContext } from "../../engine/probe/mod.ts";
import type { StreamBounds } from "../../packet/stream/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { Kind, Stage, StageNeeds } from "./stage.ts";
import type { StreamsReport } from "./pipeline_report.ts";
import { Streams } from "./streams.ts";

const TCP_BYTES = 20;

export class StreamStage implements Stage {
  readonly streams: Streams;

  constructor(tracing: ProviderContext, bounds?: StreamBounds) {
    this.streams = new Streams(tracing.memory, bounds);
  }
  get isEnabled(): boolean {
    return this.streams.isAsked;
  }
  get needs(): StageNeeds {
    return { packet: false, flows: this.streams.isAsked };
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
}
