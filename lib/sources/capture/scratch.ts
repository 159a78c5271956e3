/**
 * Memory of captures that no program runs over.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";

const PAGE = 0x10000;

export class ScratchMemory implements MachineMemory {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly view: DataView;
  #next = PAGE;

  constructor(megabytes: number) {
    this.memory = new WebAssembly.Memory({ initial: megabytes * 16, maximum: megabytes * 16 });
    const { buffer } = this.memory;
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.view = new DataView(buffer);
  }
  reserve(size: number, what: string): number {
    const at = this.#next, next = Math.ceil((at + size) / PAGE) * PAGE;
    if (next > this.bytes.length) throw new RangeError(`no room for ${what}: ${size} bytes needed`);
    this.#next = next;
    return at;
  }
  /** All of it is free again. */
  reset(): void {
    this.#next = PAGE;
  }
}
