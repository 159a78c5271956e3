/**
 * The ring that programs of the kernel write records into, from the reading side: what is there is read where it lies.
 *
 * @module
 */
import { errorNumber, KernelError, openLibrary } from "./system.ts";

const PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1;
const BUSY = 0x8000_0000, DISCARDED = 0x4000_0000, HEADER = 8;
const POLL_IN = 1;
export const SYSTEM_PAGE = 4096;

/** Memory of the kernel's as bytes. */
export class MappedMemory {
  readonly buffer: ArrayBuffer;
  readonly #pointer: Deno.PointerObject;
  constructor(what: string, file: number, readonly size: number, offset: number, writable: boolean) {
    const protection = PROT_READ | (writable ? PROT_WRITE : 0);
    const pointer = openLibrary().mmap(null, BigInt(size), protection, MAP_SHARED, file, BigInt(offset));
    if (pointer === null || Deno.UnsafePointer.value(pointer) === 0xffff_ffff_ffff_ffffn) {
      throw new KernelError(what, errorNumber());
    }
    this.#pointer = pointer;
    this.buffer = new Deno.UnsafePointerView(pointer).getArrayBuffer(size);
  }
  close(): void {
    openLibrary().munmap(this.#pointer, BigInt(this.size));
  }
}

export class RingReader {
  readonly #consumer: MappedMemory;
  readonly #producer: MappedMemory;
  readonly #words: Int32Array;
  readonly #position: BigUint64Array;
  readonly #produced: Int32Array;
  readonly #mask: number;
  /** Position, its low 32 bits; and all of it. */
  #at = 0;
  #whole = 0;
  readonly #waited: Uint8Array<ArrayBuffer>;

  constructor(readonly file: number, size: number) {
    this.#consumer = new MappedMemory("the ring", file, SYSTEM_PAGE, 0, true);
    // the data are mapped twice, one behind the other, so that no record is broken at the end
    this.#producer = new MappedMemory("the ring", file, SYSTEM_PAGE + 2 * size, SYSTEM_PAGE, false);
    this.#words = new Int32Array(this.#producer.buffer, SYSTEM_PAGE);
    this.#produced = new Int32Array(this.#producer.buffer, 0, 2);
    this.#position = new BigUint64Array(this.#consumer.buffer, 0, 1);
    this.#mask = size - 1;
    this.#waited = new Uint8Array(8);
    const view = new DataView(this.#waited.buffer);
    view.setInt32(0, file, true);
    view.setInt16(4, POLL_IN, true);
  }
  /** The data; records lie in them at the offsets that {@linkcode read} gives, whole words with what is behind them. */
  get words(): Int32Array {
    return this.#words;
  }
  /** Calls back with the offset and length of each record that is complete. */
  read(visit: (at: number, length: number) => void): void {
    for (;;) {
      const end = Atomics.load(this.#produced, 0);
      if (end === (this.#at | 0)) return;
      while ((this.#at | 0) !== end) {
        const at = (this.#at & this.#mask) >>> 0;
        const header = Atomics.load(this.#words, at >> 2);
        // the one that is being written is waited for, and all behind it
        if (header & BUSY) return this.#release();
        const length = header & ~(BUSY | DISCARDED);
        if (!(header & DISCARDED)) visit(at + HEADER, length);
        const step = length + HEADER + 7 & ~7;
        this.#at = this.#at + step >>> 0;
        this.#whole += step;
      }
      this.#release();
    }
  }
  /** What was read is the kernel's again. */
  #release(): void {
    this.#position[0] = BigInt(this.#whole);
  }
  /** Until something comes, or so many milliseconds. */
  async wait(ms: number): Promise<void> {
    await openLibrary().poll(this.#waited, 1n, Math.ceil(ms));
  }
  /** So many milliseconds, whatever comes. Deno would load what its timers are made of for this alone. */
  async pause(ms: number): Promise<void> {
    await openLibrary().poll(this.#waited, 0n, Math.ceil(ms));
  }
  close(): void {
    this.#consumer.close();
    this.#producer.close();
  }
}
/** Checks that what was asked for is a power of two of whole pages. */
export function ringSize(bytes: number): number {
  return Math.max(SYSTEM_PAGE, 2 ** Math.ceil(Math.log2(bytes)));
}
