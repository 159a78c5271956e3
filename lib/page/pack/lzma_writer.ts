/**
 * Bytes as LZMA.
 *
 * @module
 */
import { HEADER_BYTES } from "./header.ts";
import { type BitCoder, LzmaModel, PARAMETERS } from "./lzma.ts";
import { cheapestSteps } from "./lzma_steps.ts";

class RangeWriter implements BitCoder {
  #low = 0;
  #range = 0xffffffff;
  #held = 0;
  #heldCount = 1;
  #length: number;
  #bytes: Uint8Array;
  constructor(header: Uint8Array) {
    this.#bytes = new Uint8Array(65_536);
    this.#bytes.set(header);
    this.#length = header.length;
  }
  bit(chances: Uint16Array, at: number, value: number): number {
    const chance = chances[at], bound = (this.#range >>> 11) * chance;
    if (value === 0) {
      this.#range = bound;
      chances[at] = chance + (2048 - chance >> 5);
    } else {
      this.#low += bound;
      this.#range -= bound;
      chances[at] = chance - (chance >> 5);
    }
    this.#spill();
    return value;
  }
  direct(count: number, value: number): number {
    while (--count >= 0) {
      this.#range >>>= 1;
      if (value >>> count & 1) this.#low += this.#range;
      this.#spill();
    }
    return value;
  }
  #spill(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#shift();
  }
  /** A byte goes out when no carry can change it any more. */
  #shift(): void {
    if (this.#low < 0xff000000 || this.#low > 0xffffffff) {
      const carry = this.#low > 0xffffffff ? 1 : 0;
      for (let held = this.#held; this.#heldCount > 0; this.#heldCount--) {
        this.#put(held + carry);
        held = 0xff;
      }
      this.#held = this.#low / 0x1000000 & 0xff;
    }
    this.#heldCount++;
    this.#low = (this.#low & 0xffffff) * 256;
  }
  #put(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const more = new Uint8Array(2 * this.#length);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#bytes[this.#length++] = byte;
  }
  end(): Uint8Array<ArrayBuffer> {
    for (let i = 0; i < 5; i++) this.#shift();
    return this.#bytes.slice(0, this.#length);
  }
}
/** @param bytes a script; some millions of bytes at most, since all of them are weighed at once */
export function writeLzma(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint8(0, PARAMETERS);
  header.setUint32(1, 1 << Math.max(16, 32 - Math.clz32(bytes.length)), true);
  header.setUint32(5, bytes.length, true);
  const writer = new RangeWriter(new Uint8Array(header.buffer)), model = new LzmaModel();
  let at = 0;
  for (const step of cheapestSteps(bytes)) at += model.step(writer, bytes, at, step);
  return writer.end();
}
