/**
 * Several captures as one stream, by time.
 *
 * @module
 */
import type { Moment, PacketBatch } from "../source.ts";
import { BATCH_PACKETS } from "./batch.ts";
import type { CaptureReader } from "./reader.ts";
import type { RegionAllocator } from "./regions.ts";

/** A capture whose time may not have come. */
export interface PendingCapture {
  /** The time of its first packet; undefined where it has none, or where that is not known yet. */
  readonly first: Moment | undefined;
  /** Called once, when its time has come; undefined where it cannot be opened any more. */
  open(): CaptureReader | undefined;
}

/** One capture's packets that wait to be taken. */
class MergeInput {
  reader: CaptureReader | undefined;
  /** Undefined before it is opened, and where its packets are used up. */
  batch: PacketBatch | undefined;
  /** Next packet of the batch. */
  at = 0;

  constructor(readonly waiting: PendingCapture, readonly index: number) {}
}

/**
 * Merges captures. Each keeps its own order, also where its times go back: what goes first is decided between the next
 * packets of each. A capture is opened when its first packet is next, and has memory until its last was taken.
 */
export class Merger {
  readonly #lanes: readonly MergeInput[];
  /** The time of each lane's next packet. */
  readonly #seconds: Float64Array;
  readonly #nanoseconds: Int32Array;
  /** A heap of lanes: none goes before the one at half its place. */
  readonly #heap: Int32Array;
  #waiting = 0;
  readonly #batch: PacketBatch;
  /** The lane whose packets are used up: the batch that points at them ends with it. */
  #spent: MergeInput | undefined;
  /** A pipe that is waited for. */
  #filling: Promise<void> | undefined;
  readonly #open = new Set<CaptureReader>();

  constructor(captures: readonly PendingCapture[], space: RegionAllocator) {
    this.#batch = space.takeBatch(BATCH_PACKETS);
    this.#lanes = captures.map((waiting, index) => new MergeInput(waiting, index));
    this.#seconds = Float64Array.from(captures, ({ first }) => first?.seconds ?? -Infinity);
    this.#nanoseconds = Int32Array.from(captures, ({ first }) => first?.nanoseconds ?? 0);
    this.#heap = new Int32Array(captures.length);
    for (const { index } of this.#lanes) this.#push(index);
  }

  /** As {@linkcode PacketSource.next}. */
  next(_most?: number): PacketBatch | undefined | Promise<PacketBatch | undefined> {
    const batch = this.#batch;
    batch.firstNumber += batch.count;
    batch.count = 0;
    const spent = this.#spent;
    this.#spent = undefined;
    const filling = this.#filling ?? (spent && this.#fill(spent));
    this.#filling = undefined;
    if (filling) return filling.then(() => this.next());
    while (batch.count < BATCH_PACKETS) {
      if (this.#waiting === 0) break;
      const first = this.#lanes[this.#heap[0]!]!;
      if (first.batch !== undefined) {
        if (this.#run(first, batch)) continue;
        break;
      }
      this.#pop();
      const filling = this.#fill(first);
      if (filling === undefined) continue;
      if (batch.count === 0) return filling.then(() => this.next());
      // what is there is handed on before a pipe is waited for
      this.#filling = filling;
      break;
    }
    return batch.count === 0 ? undefined : batch;
  }
  close(): void {
    for (const reader of this.#open) reader.close();
    this.#waiting = 0;
    this.#spent = undefined;
  }

  /** Takes packets of the first lane for as long as they go first; false when its batch is used up. */
  #run(lane: MergeInput, into: PacketBatch): boolean {
    const heap = this.#heap, from = lane.batch!, { index } = lane;
    const hasRight = this.#waiting > 2 && this.#goesBefore(heap[2]!, heap[1]!);
    const rival = hasRight ? heap[2]! : this.#waiting > 1 ? heap[1]! : -1;
    do {
      copyPacket(from, lane.at++, into, into.count++);
      if (lane.at === from.count) {
        // to refill it overwrites bytes that this batch points at
        this.#pop();
        lane.batch = undefined;
        this.#spent = lane;
        return false;
      }
      this.#look(index, from, lane.at);
    } while (into.count < BATCH_PACKETS && (rival < 0 || this.#goesBefore(index, rival)));
    this.#sink(index);
    return true;
  }
  #fill(lane: MergeInput): Promise<void> | undefined {
    if (lane.reader === undefined) {
      const reader = lane.waiting.open();
      if (reader === undefined) return;
      lane.reader = reader;
      this.#open.add(reader);
    }
    const filled = lane.reader.next();
    if (filled instanceof Promise) return filled.then((filled) => this.#took(lane, filled));
    this.#took(lane, filled);
  }
  #took(lane: MergeInput, filled: PacketBatch | undefined): void {
    lane.batch = filled;
    lane.at = 0;
    if (filled !== undefined) {
      this.#look(lane.index, filled, 0);
      return this.#push(lane.index);
    }
    // what it gave before was handed out before the last call
    lane.reader!.release();
    this.#open.delete(lane.reader!);
  }

  /** Notes the time of a lane's next packet. */
  #look(lane: number, batch: PacketBatch, at: number): void {
    this.#seconds[lane] = batch.seconds[at]!;
    this.#nanoseconds[lane] = batch.nanoseconds[at]!;
  }
  /** Whether one's next packet goes before the other's: of equal times the earlier file's goes first. */
  #goesBefore(one: number, other: number): boolean {
    const seconds = this.#seconds, nanoseconds = this.#nanoseconds;
    if (seconds[one]! !== seconds[other]!) return seconds[one]! < seconds[other]!;
    if (nanoseconds[one]! !== nanoseconds[other]!) return nanoseconds[one]! < nanoseconds[other]!;
    return one < other;
  }
  #push(lane: number): void {
    this.#rise(lane, this.#waiting++);
  }
  /** Puts a lane at a free place, or as far above it as it goes first. */
  #rise(lane: number, at: number): void {
    const heap = this.#heap;
    for (; at > 0; at = at - 1 >> 1) {
      const above = heap[at - 1 >> 1]!;
      if (!this.#goesBefore(lane, above)) break;
      heap[at] = above;
    }
    heap[at] = lane;
  }
  /** Takes away the first. */
  #pop(): void {
    const last = this.#heap[--this.#waiting]!;
    if (this.#waiting > 0) this.#sink(last);
  }
  /**
   * Puts a lane in place of the first, and to where it belongs. The free place goes down to the end first, for a lane that
   * was just taken from mostly belongs there: that is one comparison a level, not two.
   */
  #sink(lane: number): void {
    const heap = this.#heap, end = this.#waiting;
    let at = 0;
    for (let below = 1; below < end; below = 2 * at + 1) {
      if (below + 1 < end && this.#goesBefore(heap[below + 1]!, heap[below]!)) below++;
      heap[at] = heap[below]!;
      at = below;
    }
    this.#rise(lane, at);
  }
}

function copyPacket(from: PacketBatch, source: number, into: PacketBatch, target: number): void {
  into.address[target] = from.address[source]!;
  into.capturedLength[target] = from.capturedLength[source]!;
  into.wireLength[target] = from.wireLength[source]!;
  into.seconds[target] = from.seconds[source]!;
  into.nanoseconds[target] = from.nanoseconds[source]!;
  into.interface[target] = from.interface[source]!;
  into.direction[target] = from.direction[source]!;
}
