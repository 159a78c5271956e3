/**
 * A pipe whose first bytes are kept, so that they can be looked at before they are read: a pipe cannot be opened again.
 *
 * @module
 */
import type { ByteReader } from "./byte_reader.ts";

/** Bytes asked of the pipe at a time. */
const PIECE = 0x10000;

export class HeldReader implements ByteReader {
  readonly bytesTotal = undefined;
  readonly #held: Uint8Array[] = [];
  /** What is being asked of the pipe; only one at a time. */
  #pulling: Promise<void> | undefined;
  #hasEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #isReleased = false;
  /** Of the reader proper: piece and place in it. */
  #piece = 0;
  #at = 0;

  constructor(private readonly inner: ByteReader) {}
  get name(): string {
    return this.inner.name;
  }
  get bytesRead(): number {
    return this.inner.bytesRead;
  }
  /** The same bytes from the first on, which stay held. */
  again(): ByteReader {
    let chunk = 0, at = 0;
    const read = (into: Uint8Array): number | Promise<number> => {
      const held = this.#held[chunk];
      if (held === undefined) return this.#isOver() ? 0 : this.#pull().then(() => read(into));
      const count = Math.min(into.length, held.length - at);
      into.set(held.subarray(at, at + count));
      at += count;
      if (at === held.length) [chunk, at] = [chunk + 1, 0];
      return count;
    };
    const { name } = this;
    return { name, bytesRead: 0, bytesTotal: undefined, read, close() {} };
  }
  /** Nothing more is looked at: what was read need not be kept. */
  release(): void {
    this.#isReleased = true;
  }
  #isOver(): boolean {
    return this.#hasEnded || this.#failure !== undefined;
  }
  #pull(): Promise<void> {
    return this.#pulling ??= this.#take().finally(() => this.#pulling = undefined);
  }
  async #take(): Promise<void> {
    const chunk = new Uint8Array(PIECE);
    try {
      const count = await this.inner.read(chunk);
      if (count === 0) this.#hasEnded = true;
      else this.#held.push(count < PIECE / 2 ? chunk.slice(0, count) : chunk.subarray(0, count));
    } catch (error) {
      this.#failure = { error };
    }
  }
  read(into: Uint8Array): number | Promise<number> {
    const held = this.#held[this.#piece];
    if (held !== undefined) {
      const count = Math.min(into.length, held.length - this.#at);
      into.set(held.subarray(this.#at, this.#at + count));
      this.#at += count;
      if (this.#at === held.length) {
        if (this.#isReleased) this.#held[this.#piece] = new Uint8Array();
        [this.#piece, this.#at] = [this.#piece + 1, 0];
      }
      return count;
    }
    if (this.#pulling) return this.#pulling.then(() => this.read(into));
    if (this.#failure) throw this.#failure.error;
    return this.#hasEnded ? 0 : this.inner.read(into);
  }
  close(): void {
    this.inner.close();
  }
}
