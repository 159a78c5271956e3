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
  seconds: number;
  nanoseconds: number;

  constructor(readonly waiting: PendingCapture, readonly index: number) {
    this.seconds = waiting.first?.seconds ?? -Infinity;
    this.nanoseconds = waiting.first?.nanoseconds ?? 0;
  }
  /** Notes the time of the next packet. */
  look(batch: PacketBatch): void {
    this.seconds = batch.seconds[this.at]!;
    this.nanoseconds = batch.nanoseconds[this.at]!;
  }
  /** Whether its next packet goes before the other's: of equal times the earlier file's goes first. */
  goesBefore(other: MergeInput): boolean {
    if (this.seconds !== other.seconds) return this.seconds < other.seconds;
    if (this.nanoseconds !== other.nanoseconds) return this.nanoseconds < other.nanoseconds;
    return this.index < other.index;
  }
}

/**
 * Merges captures. Each keeps its own order, also where its times go back: what goes first is decided between the next
 * packets of each. A capture is opened when its first packet is next, and has memory until its last was taken.
 */
export class Merger {
  /** A heap: no lane goes before the one at half its place. */
  readonly #heap: MergeInput[] = [];
  readonly #batch: PacketBatch;
  /** The lane whose packets are used up: the batch that points at them ends with it. */
  #spent: MergeInput | undefined;
  /** A pipe that is waited for. */
  #filling: Promise<void> | undefined;
  readonly #open = new Set<CaptureReader>();

  constructor(captures: readonly PendingCapture[], space: RegionAllocator) {
    this.#batch = space.takeBatch(BATCH_PACKETS);
    for (const [index, waiting] of captures.entries()) this.#push(new MergeInput(waiting, index));
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
      const first = this.#heap[0];
      if (first === undefined) break;
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
    this.#heap.length = 0;
    this.#spent = undefined;
  }

  /** Takes packets of the first lane for as long as they go first; false when its batch is used up. */
  #run(lane: MergeInput, into: PacketBatch): boolean {
    const heap = this.#heap, from = lane.batch!;
    const rival = heap[2] !== undefined && heap[2].goesBefore(heap[1]!) ? heap[2] : heap[1];
    do {
      copyPacket(from, lane.at++, into, into.count++);
      if (lane.at === from.count) {
        // to refill it overwrites bytes that this batch points at
        this.#pop();
        lane.batch = undefined;
        this.#spent = lane;
        return false;
      }
      lane.look(from);
    } while (into.count < BATCH_PACKETS && (rival === undefined || lane.goesBefore(rival)));
    this.#sink(lane);
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
      lane.look(filled);
      return this.#push(lane);
    }
    // what it gave before was handed out before the last call
    lane.reader!.release();
    this.#open.delete(lane.reader!);
  }

  #push(lane: MergeInput): void {
    const heap = this.#heap;
    let at = heap.length;
    for (; at > 0; at = at - 1 >> 1) {
      const above = heap[at - 1 >> 1]!;
      if (!lane.goesBefore(above)) break;
      heap[at] = above;
    }
    heap[at] = lane;
  }
  /** Takes away the first. */
  #pop(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
  }
  /** Puts a lane in place of the first, and down to where it belongs. */
  #sink(lane: MergeInput): void {
    const heap = this.#heap;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && heap[below + 1]!.goesBefore(heap[below]!)) below++;
      if (lane.goesBefore(heap[below]!)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = lane;
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
