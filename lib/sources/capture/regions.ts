/**
 * Regions of the machine's memory that are taken and given back: of ten thousand captures only those whose time has come
 * need any.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { PacketBatch } from "../source.ts";
import { makeBatch } from "./batch.ts";

/** Small regions are cut from larger ones: memory itself is handed out by pages of 64 KiB. */
const SLAB = 0x40000;
const STEP = 0x1000;

export class Regions {
  /** By their size: addresses of those that were given back. */
  readonly #free = new Map<number, number[]>();
  #slab = 0;
  #slabEnd = 0;

  constructor(readonly memory: MachineMemory, readonly what: string, readonly holds?: "packets") {}

  /** Room for so many bytes, of whatever content; throws a RangeError when memory is exhausted. */
  take(bytes: number): number {
    const size = stepped(bytes);
    const free = this.#free.get(size)?.pop();
    if (free !== undefined) return free;
    if (size >= SLAB) return this.memory.reserve(size, this.what, this.holds);
    if (this.#slabEnd - this.#slab < size) {
      this.#slab = this.memory.reserve(SLAB, this.what, this.holds);
      this.#slabEnd = this.#slab + SLAB;
    }
    const at = this.#slab;
    this.#slab += size;
    return at;
  }
  give(at: number, bytes: number): void {
    const size = stepped(bytes), free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [at]);
    else free.push(at);
  }
}
const stepped = (bytes: number): number => Math.ceil(bytes / STEP) * STEP;

/** What readers take and give back: buffers and columns. */
export class RegionAllocator {
  readonly windows: Regions;
  readonly #columns: Regions;
  readonly #batches = new Map<number, PacketBatch[]>();

  constructor(readonly memory: MachineMemory) {
    this.windows = new Regions(memory, "capture window", "packets");
    this.#columns = new Regions(memory, "columns of packets");
  }
  /** An empty batch of that capacity. */
  takeBatch(capacity: number): PacketBatch {
    const batch = this.#batches.get(capacity)?.pop();
    if (batch === undefined) return makeBatch(this.memory, capacity, (bytes) => this.#columns.take(bytes));
    batch.count = 0;
    batch.firstNumber = 1;
    return batch;
  }
  giveBatch(batch: PacketBatch): void {
    const capacity = batch.address.length, free = this.#batches.get(capacity);
    if (free === undefined) this.#batches.set(capacity, [batch]);
    else free.push(batch);
  }
}
