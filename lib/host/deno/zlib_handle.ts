/**
 * The runtime's own decompressors, called directly.
 *
 * Its streams answer later and lose, on damage, what they had already made. What those streams stand on writes into
 * memory of ours, as much as fits, and says how far it came. It is reached through a field that `node:zlib` does not
 * document; the tests of this folder hold it to what is used here.
 *
 * @module
 */
import { type Decompression, errorText, type RawDecompressor } from "../host.ts";

/** Loading it takes longer than reading a small capture does: only compressed ones have to wait for it. */
const zlib = () => process.getBuiltinModule("node:zlib") as typeof import("node:zlib");

/** The part of a decompressing stream that does the work. */
interface ZlibStream {
  _handle: {
    writeSync(
      flush: number,
      input: Uint8Array,
      inputAt: number,
      inputLength: number,
      output: Uint8Array,
      outputAt: number,
      outputLength: number,
    ): void;
    reset(): void;
    onerror?: (message: string) => void;
  };
  /** What was left free of the output, and untaken of the input. */
  _writeState: Uint32Array;
  close(): void;
}

class ZlibHandle implements RawDecompressor {
  /** Of the last {@linkcode ZlibHandle.write}. */
  taken = 0;
  made = 0;
  /** Why it cannot go on. What was made with it counts nevertheless. */
  error: string | undefined;
  readonly #stream: ZlibStream;

  /** @param flushAtEnd what tells the stream that nothing follows */
  constructor(stream: unknown, readonly flushAtEnd: number) {
    this.#stream = stream as ZlibStream;
    this.#stream._handle.onerror = (message) => {
      this.error ??= message;
    };
  }
  write(input: Uint8Array, isLast: boolean, into: Uint8Array): void {
    const state = this.#stream._writeState;
    state[0] = into.length;
    state[1] = input.length;
    this.made = this.taken = 0;
    try {
      this.#stream._handle.writeSync(isLast ? this.flushAtEnd : NO_FLUSH, input, 0, input.length, into, 0, into.length);
    } catch (error) {
      this.error ??= errorText(error).replace(/^\w+ decompress error: /i, "");
      return;
    }
    this.made = into.length - state[0];
    this.taken = input.length - state[1];
  }
  /** Ready for another stream of the same kind. */
  reset(): void {
    this.#stream._handle.reset();
    this.error = undefined;
  }
  close(): void {
    this.#stream.close();
  }
}

const NO_FLUSH = 0, ZSTD_END = 2;

export const zlibDecompression: Decompression = {
  inflate: () => new ZlibHandle(zlib().createInflateRaw(), NO_FLUSH),
  crc32: (data, before) => zlib().crc32(data as Uint8Array<ArrayBuffer>, before),
  zstd: () => new ZlibHandle(zlib().createZstdDecompress(), ZSTD_END),
};
