/**
 * zstd (RFC 8878): frames one after the other, handed on block by block: of a piece in which anything is wrong the
 * runtime's decompressor hands out nothing, and what is right should not depend on how a file was cut into pieces.
 *
 * @module
 */
import type { Decompression, RawDecompressor } from "../../host/mod.ts";
import { DecompressionError, type Decompressor, UNEXPECTED_END } from "./decompressor.ts";
import { ZstdFrames } from "./zstd_frames.ts";

export class ZstdStream implements Decompressor {
  taken = 0;
  readonly #handle: RawDecompressor;
  readonly #frames = new ZstdFrames();
  /** Bytes up to the end of the block, of those that were followed. */
  #piece = 0;

  constructor({ zstd }: Decompression) {
    if (!zstd) {
      throw new DecompressionError("zstd is not available in a browser: decompress the file first, with `zstd -d`");
    }
    this.#handle = zstd();
  }
  decompress(input: Uint8Array, isLast: boolean, into: Uint8Array): number {
    const handle = this.#handle;
    this.taken = 0;
    for (;;) {
      if (handle.error !== undefined) throw new DecompressionError(handle.error);
      const rest = input.subarray(this.taken);
      if (this.#piece === 0) this.#piece = this.#frames.follow(rest);
      handle.write(rest.subarray(0, this.#piece), isLast, into);
      const { made, taken, error } = handle;
      this.taken += taken;
      this.#piece -= taken;
      if (made > 0) return made;
      if (error !== undefined) throw new DecompressionError(error);
      if (rest.length > 0 && taken === 0) throw new DecompressionError("the compressed bytes do not go on");
      if (taken < rest.length) continue;
      if (isLast && !this.#frames.whole) throw new DecompressionError(UNEXPECTED_END);
      return 0;
    }
  }
  close(): void {
    this.#handle.close();
  }
}
