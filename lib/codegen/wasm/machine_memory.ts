/**
 * The memory of a machine: made whole at the start and never grown, so that every view stays valid. Pages that nobody
 * touches cost nothing.
 *
 * @module
 */
import { CONTEXT, type MachineMemory, PAGE_BYTES, READABLE_BASE } from "../../image/mod.ts";
import { round } from "../lower/mod.ts";

/**
 * 960 MiB: a whole GiB, together with the few MB that a program takes, is just over what makes V8 collect all garbage at
 * once, which costs a short run 5 ms of 80.
 */
export const MEMORY_BYTES: number = 15 * 2 ** 26;
const PAGE = PAGE_BYTES;

class LinearMemory implements MachineMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly view: DataView;
  #next = READABLE_BASE;

  constructor(readonly memory: WebAssembly.Memory) {
    const { buffer } = memory;
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.view = new DataView(buffer);
  }
  /** The last page is nobody's: what is loaded ahead of records may lie a little behind the region they are in. */
  reserve(size: number, what: string, holds?: "packets"): number {
    const at = this.#next, end = this.bytes.length - PAGE;
    const next = round(at + size, PAGE);
    if (next > end) {
      const left = end - at;
      throw new RangeError(`no room for ${what}: ${size} bytes needed, ${left} of ${this.bytes.length} left`);
    }
    this.#next = next;
    if (holds) this.bytes.fill(1, CONTEXT.PAGES + at / PAGE, CONTEXT.PAGES + next / PAGE);
    return at;
  }
}
/**
 * A fresh memory; half of it and less where the system refuses so much address space.
 * @throws RangeError when not even a sixteenth can be allocated
 */
export function createMemory(bytes: number = MEMORY_BYTES): MachineMemory {
  for (let size = bytes;; size /= 2) {
    try {
      const pages = size / PAGE;
      return new LinearMemory(new WebAssembly.Memory({ initial: pages, maximum: pages }));
    } catch (error) {
      if (!(error instanceof RangeError) || size <= bytes / 16) throw error;
    }
  }
}
