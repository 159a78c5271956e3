/**
 * The connection of the segment at hand, found and followed once for all stages that ask for it.
 *
 * @module
 */
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { END, makeSegment, readSegment, type Segment, setState, TcpTracker } from "../../packet/tcp/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { Kind, Stage, StageNeeds } from "./stage.ts";

export class TcpConnection implements Stage {
  readonly tracker: TcpTracker;
  readonly segment: Segment = makeSegment();
  /** Of the segment at hand: the connection's record, 0 where none are followed; which side has sent it. */
  flow = 0;
  side = 0;
  /** It was met elsewhere before. */
  isCopy = false;
  /** A stage asks for what becomes of connections. */
  #isFollowed = false;

  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(tracing: ProviderContext) {
    this.#words = tracing.memory.words;
    this.#bytes = tracing.memory.bytes;
    this.tracker = new TcpTracker(tracing.memory);
  }
  /** To be called while stages are made. */
  follow(): void {
    this.#isFollowed = true;
  }
  get isEnabled(): boolean {
    return this.#isFollowed;
  }
  get needs(): StageNeeds {
    return { packet: false, flows: this.#isFollowed };
  }
  wants(kind: Kind): boolean {
    return kind === PROTOCOL.TCP;
  }
  /** Finds the connection. What the segment does to it is for {@linkcode track} to see. */
  observe({ decoder, batch, index, seconds, flows }: CurrentPacket): void {
    const { table, copies } = flows!;
    this.flow = flows!.find(decoder, seconds);
    this.side = table.side;
    this.isCopy = copies.isCopy(decoder, batch, index, this.flow, this.side);
  }
  /** Follows the connection. The record's state words are put back to what they were: stages move them on as they fire. */
  track({ decoder, seconds, nanoseconds }: CurrentPacket): void {
    const { segment, tracker } = this;
    if (this.isCopy) return tracker.passOver();
    readSegment(segment, this.#bytes, decoder.transport, decoder.end, decoder.transportLength);
    const base = this.flow + FLOW.TCP >> 2;
    tracker.observe(base, this.side, segment, seconds, nanoseconds);
    for (let i = tracker.changes - 1; i >= 0; i--) {
      setState(this.#words, base + tracker.changeSide[i] * END.WORDS, tracker.changeFrom[i]);
    }
  }
}
