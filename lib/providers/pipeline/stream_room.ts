/**
 * Room in the machine's memory for a message that does not lie in one segment, so that D can read it.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { StreamDirection } from "../../packet/stream/mod.ts";

export class StreamRoom {
  /** Reserved where a message asks for it first. */
  #room = 0;

  /** @param size of the longest message */
  constructor(readonly memory: MachineMemory, readonly size: number, readonly what: string) {}
  /** The address of bytes that are read: where they lie, or of their copy. */
  place({ bytes }: Pick<StreamDirection, "bytes">, at: number, end: number): number {
    if (bytes === this.memory.bytes) return at;
    this.#room ||= this.memory.reserve(this.size, this.what);
    this.memory.bytes.set(bytes.subarray(at, Math.min(end, at + this.size)), this.#room);
    return this.#room;
  }
}
