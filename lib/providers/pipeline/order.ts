/**
 * Whether the times of captures go back: clocks are set, several cards write into one file, captures are put end to end.
 *
 * @module
 */
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";

/** Packets that are earlier than the one before them. */
export interface OutOfOrder {
  /** How many. */
  readonly packets: number;
  /** The greatest step back, nanoseconds. */
  readonly mostNs: bigint;
  /** The capture in which it is. */
  readonly file: string;
}

export class OrderWatch {
  #packets = 0;
  #mostNs = 0n;
  #file = "";

  constructor(readonly memory: MachineMemory, readonly source: PacketSource) {}
  /** Looks at a packet whose time is not the program's yet: that is the time of the packet before. */
  look(batch: PacketBatch, i: number): void {
    const { doubles, words } = this.memory;
    const before = doubles[CONTEXT.TIME_SECONDS >> 3], seconds = batch.seconds[i];
    if (seconds > before) return;
    const step = words[CONTEXT.TIME_NANOSECONDS >> 2] - batch.nanoseconds[i];
    if (seconds === before && step <= 0) return;
    if (batch.firstNumber + i > 1 && this.source.preview) this.#note(batch, i, before - seconds, step);
  }
  /** A packet goes back by so many seconds, and nanoseconds. */
  #note(batch: PacketBatch, i: number, seconds: number, step: number): void {
    this.#packets++;
    const backNs = BigInt(seconds) * 1_000_000_000n + BigInt(step);
    if (backNs <= this.#mostNs) return;
    this.#mostNs = backNs;
    this.#file = this.source.interfaces[batch.interface[i]].file;
  }
  report(): OutOfOrder | undefined {
    return this.#packets === 0 ? undefined : { packets: this.#packets, mostNs: this.#mostNs, file: this.#file };
  }
}
