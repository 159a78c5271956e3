/**
 * `struct undecoded`: why something cannot be read.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";

/** A pointer to the reason's text. */
const UNDECODED_BYTES = 8, REASON_BYTES = 96;

export class ReasonRecord {
  readonly #record: number;
  readonly #text: number;

  constructor(readonly memory: MachineMemory) {
    this.#record = memory.reserve(UNDECODED_BYTES, "what could not be read");
    this.#text = memory.reserve(REASON_BYTES, "what could not be read");
    memory.words[this.#record >> 2] = this.#text;
  }
  /** Returns the record's address. */
  write(reason: string): number {
    this.memory.bytes.set(new TextEncoder().encode(`${reason}\0`).subarray(0, REASON_BYTES), this.#text);
    return this.#record;
  }
}
