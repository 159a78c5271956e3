/**
 * Packets of one or more rings as a source, in order of time.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { BATCH_PACKETS, makeBatch } from "../capture/batch.ts";
import type { CaptureInterface, PacketBatch, SourceProblem } from "../source.ts";
import { BlockCursor } from "./block.ts";
import type { LiveCount, LiveSource } from "./live_source.ts";
import type { KnownInterfaces } from "./known_interfaces.ts";
import { ERRNO, type Libc } from "./libc.ts";
import { BLOCK_BYTES, PacketRing } from "./ring.ts";

/** `struct pollfd`, and its bits. */
const POLL_BYTES = 8, POLL_IN = 1, POLL_ERROR = 8;
/** Longest wait for what must still be in the ring once it was stopped, ms. */
const DRAIN_MS = 1000;
/** Without packets an empty batch is returned that often, ms. */
const IDLE_MS = 50;
/** How much later than its delay a block may be closed, ms. */
const SLACK_MS = 10;
/** The same where packets of several rings wait for each other: a processor that is shared with others may stand still. */
const HOLD_MS = 40;
/** Beyond its delay a block may wait for this process to have its turn, ms. */
const LATE_MS = 80;

/** A ring, and the copy of the block that is being read. */
export interface RingInput {
  readonly name: string;
  readonly ring: PacketRing;
  readonly filter: Uint8Array;
  /** Whether the interface is still there. Never asked for `any`. */
  state(): "up" | "down" | "gone";
}
export interface RingSourceSettings {
  readonly libc: Libc;
  readonly memory: MachineMemory;
  readonly lanes: readonly RingInput[];
  readonly known: KnownInterfaces;
  readonly delayMs: number;
  readonly description: readonly string[];
  notice(message: string): void;
}
interface Reading extends RingInput {
  readonly cursor: BlockCursor;
  readonly copy: number;
  isDown: boolean;
  isGone: boolean;
  /** When nothing more could come from it, ms since 1970. */
  endedAt: number | undefined;
  /** When it was last seen to have nothing, ms since 1970. */
  emptyAt: number;
}

export class RingSource implements LiveSource {
  readonly method = "ring";
  readonly latenessMs: number;
  readonly problems: SourceProblem[] = [];
  readonly interfaces: readonly CaptureInterface[];
  readonly description: readonly string[];
  readonly filters: LiveSource["filters"];
  readonly #settings: RingSourceSettings;
  readonly #lanes: Reading[];
  readonly #batch: PacketBatch;
  readonly #poll: Uint8Array<ArrayBuffer>;
  #number = 1;
  #isStopped = false;
  #isClosed = false;

  constructor(settings: RingSourceSettings) {
    this.#settings = settings;
    const { memory, lanes, known } = settings;
    this.interfaces = known.all;
    this.latenessMs = settings.delayMs + LATE_MS;
    this.description = settings.description;
    this.filters = lanes.map(({ name, filter }) => ({ interface: name, program: filter }));
    this.#lanes = lanes.map((lane) => ({
      ...lane,
      cursor: new BlockCursor(memory, known.find),
      copy: memory.reserve(BLOCK_BYTES, "packets of an interface", "packets"),
      isDown: false,
      isGone: false,
      endedAt: undefined,
      emptyAt: 0,
    }));
    this.#poll = new Uint8Array(POLL_BYTES * lanes.length);
    this.#batch = makeBatch(memory);
    for (const lane of this.#lanes) this.#attendError(lane);
  }
  get progress(): { bytesRead: number; bytesTotal: undefined } {
    return { bytesRead: this.#lanes.reduce((sum, { ring }) => sum + ring.bytes, 0), bytesTotal: undefined };
  }

  next(longestMs: number = IDLE_MS): PacketBatch | undefined | Promise<PacketBatch | undefined> {
    if (this.#isClosed) return undefined;
    this.#fill();
    return this.#batch.count > 0 ? this.#batch : this.#wait(longestMs);
  }
  async #wait(longestMs: number): Promise<PacketBatch | undefined> {
    const isHeld = this.#lanes.some(({ cursor }) => cursor.left > 0);
    if (isHeld || this.#lanes.every(({ isGone }) => isGone)) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(longestMs, SLACK_MS)));
    } else await this.#pollRings(longestMs);
    if (this.#isClosed) return undefined;
    this.#fill();
    if (this.#batch.count === 0 && this.#isDrained()) return undefined;
    return this.#batch;
  }
  /** Waits until a ring has something. An error is reported once. */
  async #pollRings(longestMs: number): Promise<void> {
    const { libc, delayMs } = this.#settings;
    const view = new DataView(this.#poll.buffer);
    for (const [index, { ring, isGone }] of this.#lanes.entries()) {
      view.setInt32(index * POLL_BYTES, isGone ? -1 : ring.socket, true);
      view.setUint32(index * POLL_BYTES + 4, POLL_IN, true);
    }
    const longest = this.#isStopped ? Math.min(longestMs, delayMs) : longestMs;
    const found = await libc.poll(this.#poll, BigInt(this.#lanes.length), Math.max(0, Math.round(longest)));
    if (this.#isClosed) return;
    if (found <= 0) return this.#attendReturn();
    for (const [index, lane] of this.#lanes.entries()) {
      if ((view.getUint16(index * POLL_BYTES + 6, true) & POLL_ERROR) !== 0) this.#attendError(lane);
    }
  }
  #attendError(lane: Reading): void {
    if (lane.ring.takeError() !== ERRNO.NETDOWN) return;
    const state = lane.state();
    if (state === "gone") {
      lane.isGone = true;
      lane.endedAt ??= Date.now();
      this.#settings.notice(`the interface \`${lane.name}\` went away`);
      const message = "the interface went away while it was watched";
      this.problems.push({ file: lane.name, message, tag: "D_SRC_INTERFACE_GONE" });
    } else if (!lane.isDown) {
      lane.isDown = true;
      this.#settings.notice(`the interface \`${lane.name}\` is down: nothing is seen on it until it is up`);
    }
  }
  #attendReturn(): void {
    for (const lane of this.#lanes) {
      if (!lane.isDown || lane.isGone || lane.state() !== "up") continue;
      lane.isDown = false;
      this.#settings.notice(`the interface \`${lane.name}\` is up again`);
    }
  }

  /** Fills the batch with what is there, oldest first. */
  #fill(): void {
    const batch = this.#batch;
    this.#number += batch.count;
    batch.firstNumber = this.#number;
    batch.count = 0;
    this.#settings.known.refresh();
    for (const lane of this.#lanes) this.#load(lane);
    const { cursor } = this.#lanes[0]!;
    if (this.#lanes.length > 1) this.#merge();
    else for (; cursor.left > 0 && batch.count < BATCH_PACKETS; batch.count++) cursor.read(batch, batch.count);
  }
  #load(lane: Reading): void {
    const { cursor, ring, copy } = lane;
    const { memory } = this.#settings;
    // a block may be empty: one that was closed by its delay alone
    while (cursor.left === 0) {
      if (!ring.isReady) {
        lane.emptyAt = Date.now();
        return;
      }
      const packets = ring.take(memory.bytes, copy);
      cursor.open(copy + PacketRing.firstPacket(memory.words, copy), packets);
    }
  }
  /** Packets of several rings by time. A ring that has nothing may still have what is older than what others have. */
  #merge(): void {
    const batch = this.#batch;
    const hold = this.#settings.delayMs + HOLD_MS;
    let limit = Infinity;
    for (const { cursor, emptyAt } of this.#lanes) {
      if (cursor.left === 0) limit = Math.min(limit, emptyAt - hold);
    }
    while (batch.count < BATCH_PACKETS) {
      let first: BlockCursor | undefined;
      for (const { cursor } of this.#lanes) {
        if (cursor.left > 0 && (!first || isBefore(cursor, first))) first = cursor;
      }
      if (!first || first.seconds * 1e3 + first.nanoseconds / 1e6 > limit) return;
      first.read(batch, batch.count++);
      // its next block goes where the last one lies, and must wait until the batch is used
      if (first.left === 0) return;
    }
  }

  stop(): void {
    if (this.#isStopped || this.#isClosed) return;
    this.#isStopped = true;
    for (const lane of this.#lanes) {
      lane.ring.stop();
      lane.endedAt ??= Date.now();
    }
  }
  /** Whether all that was received has been delivered. */
  #isDrained(): boolean {
    return this.#lanes.every(({ cursor, ring, endedAt }) => {
      if (endedAt === undefined || cursor.left > 0) return false;
      const since = Date.now() - endedAt;
      if (since < SLACK_MS) return false;
      ring.count();
      return ring.taken >= ring.received - ring.dropped || since > DRAIN_MS;
    });
  }
  counts(): LiveCount[] {
    return this.#lanes.map(({ name, ring }) => {
      ring.count();
      return { interface: name, received: ring.received, dropped: ring.dropped };
    });
  }
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { ring } of this.#lanes) ring.close();
  }
}

function isBefore(a: BlockCursor, b: BlockCursor): boolean {
  return a.seconds !== b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}
