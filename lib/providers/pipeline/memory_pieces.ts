/**
 * Small places in the machine's memory: a reserved region is pages long, and there may be thousands of them.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";

const REGION_BYTES = 0x10000;

export class MemoryPieces {
  #at = 0;
  #end = 0;

  constructor(readonly memory: MachineMemory, readonly what: string) {}
  /** The address of so many bytes of zero, aligned to 8. */
  take(bytes: number): number {
    bytes = bytes + 7 & ~7;
    if (this.#at + bytes > this.#end) {
      const reserved = Math.max(bytes, REGION_BYTES);
      this.#at = this.memory.reserve(reserved, this.what);
      this.#end = this.#at + reserved;
    }
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
