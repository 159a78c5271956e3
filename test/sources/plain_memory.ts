/**
 * A machine's memory without a machine, of which regions can be given back all at once.
 *
 * @module
 */
import type { MachineMemory } from "../../lib/image/mod.ts";

const PAGE = 0x10000;

export interface PlainMemory extends MachineMemory {
  /** Bytes reserved since the last reset. */
  readonly reserved: number;
  reset(): void;
}

export function plainMemory(megabytes: number): PlainMemory {
  const pages = megabytes * 16;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  let next = PAGE;
  return {
    memory,
    bytes: new Uint8Array(memory.buffer),
    words: new Int32Array(memory.buffer),
    doubles: new Float64Array(memory.buffer),
    view: new DataView(memory.buffer),
    reserve(size, what) {
      const at = next;
      next += Math.ceil(size / PAGE) * PAGE;
      if (next > pages * PAGE) throw new RangeError(`no room for the ${what}`);
      return at;
    },
    get reserved() {
      return next - PAGE;
    },
    reset() {
      next = PAGE;
    },
  };
}
