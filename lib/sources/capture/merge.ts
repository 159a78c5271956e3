/**
 * Several captures as one stream, by time.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { PacketBatch } from "../source.ts";
import { BATCH_PACKETS, makeBatch } from "./batch.ts";
import type { CaptureReader } from "./reader.ts";

/** One capture's packets that wait to be taken. */
class Lane {
  batch: PacketBatch | undefined;
  /** Next packet of the batch. */
  at = 0;
  ended = false;
  seconds = 0;
  nanoseconds = 0;

  constructor(readonly reader: CaptureReader) {}

  take(batch: PacketBatch | undefined): void {
    this.batch = batch;
    this.at = 0;
    if (batch === undefined) this.ended = true;
    else this.look(batch);
  }
  /** Notes the time of the next packet. */
  look(batch: PacketBatch): void {
    this.seconds = batch.seconds[this.at]!;
    this.nanoseconds = batch.nanoseconds[this.at]!;
  }
  /** Whether its next packet is not later than the other's; of equal times the earlier file's goes first. */
  goesBefore(other: Lane, tie: boolean): boolean {
    if (this.seconds !== other.seconds) return this.seconds < other.seconds;
    return this.nanoseconds < other.nanoseconds || (tie && this.nanoseconds === other.nanoseconds);
  }
}

/**
 * Merges readers. Each keeps its own order, also where its times go back: what goes first is decided
 * between the next packets of each.
 */
export class Merger {
  readonly #lanes: Lane[];
  readonly #batch: PacketBatch;

  constructor(readers: readonly CaptureReader[], memory: MachineMemory) {
    this.#batch = makeBatch(memory);
    this.#lanes = readers.map((reader) => new Lane(reader));
  }

  /** As {@linkcode PacketSource.next}. */
  next(_most?: number): PacketBatch | undefined | Promise<PacketBatch | undefined> {
    const batch = this.#batch;
    batch.firstNumber += batch.count;
    batch.count = 0;
    for (const lane of this.#lanes) {
      if (lane.ended || (lane.batch !== undefined && lane.at < lane.batch.count)) continue;
      const filled = lane.reader.next();
      if (filled instanceof Promise) {
        return filled.then((filled) => {
          lane.take(filled);
          return this.next();
        });
      }
      lane.take(filled);
    }
    // Refilling a lane overwrites bytes that a batch points at, so a batch ends where a lane does.
    while (batch.count < BATCH_PACKETS) {
      const first = this.#first();
      if (first === undefined || !this.#run(first, batch)) break;
    }
    return batch.count === 0 ? undefined : batch;
  }

  #first(): Lane | undefined {
    let first: Lane | undefined;
    for (const lane of this.#lanes) {
      if (!lane.ended && (first === undefined || lane.goesBefore(first, false))) first = lane;
    }
    return first;
  }
  /** Takes packets of a lane for as long as they go first; false when its batch is used up. */
  #run(lane: Lane, into: PacketBatch): boolean {
    const from = lane.batch!;
    const rival = this.#rival(lane);
    const tie = rival !== undefined && this.#lanes.indexOf(lane) < this.#lanes.indexOf(rival);
    do {
      copyPacket(from, lane.at++, into, into.count++);
      if (lane.at === from.count) return false;
      lane.look(from);
    } while (into.count < BATCH_PACKETS && (rival === undefined || lane.goesBefore(rival, tie)));
    return true;
  }
  #rival(of: Lane): Lane | undefined {
    let rival: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane !== of && !lane.ended && (rival === undefined || lane.goesBefore(rival, false))) rival = lane;
    }
    return rival;
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
