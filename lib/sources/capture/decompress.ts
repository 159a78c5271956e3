/**
 * Captures compressed with gzip (RFC 1952) or zstd (RFC 8878), read as a stream with bounded memory.
 *
 * The runtime's streams for this answer later and lose, on damage, what they had already made. What
 * those streams stand on can be called directly: it writes into memory of ours, as much as fits, and says
 * how far it came. It is reached through a field that `node:zlib` does not document; the tests of this
 * folder hold it to what is used here.
 *
 * @module
 */
import { errorText, type Feed } from "./feed.ts";
import { ZstdFrames } from "./zstd_frames.ts";

export type Compression = "gzip" | "zstd";

/** Says by the first bytes whether something is compressed in a way that can be read. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  // A skippable frame may come first: pzstd writes one.
  if ((head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return "zstd";
  return undefined;
}

/** Thrown by a feed when what it decompresses is damaged; everything before was handed out. */
export class DecompressionError extends Error {
  override readonly name = "DecompressionError";
}

/** Loading it takes longer than reading a small capture does: only compressed ones have to wait for it. */
const zlib = () => process.getBuiltinModule("node:zlib") as typeof import("node:zlib");

/** The part of a decompressing stream that does the work. */
interface Decompressor {
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
    onerror?: (message: string) => void;
  };
  /** What was left free of the output, and untaken of the input. */
  _writeState: Uint32Array;
  close(): void;
}

/** Compressed bytes read at a time. */
const INPUT = 0x10000;
const FLUSH = { NONE: 0, GZIP_FINISH: 4, ZSTD_END: 2 } as const;

/** A feed of what another feed's bytes are once decompressed. */
export class DecompressingFeed implements Feed {
  readonly #stream: Decompressor;
  readonly #frames: ZstdFrames | undefined;
  readonly #finish: number;
  #buffer: Uint8Array = new Uint8Array(INPUT);
  #input: Uint8Array;
  #inputEnded = false;
  #error: string | undefined;
  #closed = false;

  /** @param head Compressed bytes that were read already. */
  constructor(kind: Compression, head: Uint8Array, private readonly inner: Feed) {
    const { createGunzip, createZstdDecompress } = zlib();
    this.#stream = (kind === "gzip" ? createGunzip() : createZstdDecompress()) as unknown as Decompressor;
    this.#finish = kind === "gzip" ? FLUSH.GZIP_FINISH : FLUSH.ZSTD_END;
    this.#stream._handle.onerror = (message) => {
      this.#error ??= message;
    };
    this.#input = head;
    if (kind === "zstd") {
      this.#frames = new ZstdFrames();
      this.#frames.follow(head);
    }
  }
  get name(): string {
    return this.inner.name;
  }
  get bytesRead(): number {
    return this.inner.bytesRead;
  }
  get bytesTotal(): number | undefined {
    return this.inner.bytesTotal;
  }

  read(into: Uint8Array): number | Promise<number> {
    for (;;) {
      if (this.#error !== undefined) throw new DecompressionError(this.#error);
      if (this.#closed) return 0;
      if (this.#input.length === 0 && !this.#inputEnded) {
        const count = this.inner.read(this.#buffer);
        if (typeof count !== "number") {
          return count.then((count) => {
            this.#supply(count);
            return this.read(into);
          });
        }
        this.#supply(count);
      }
      const made = this.#decompress(into);
      if (made > 0) return made;
      if (this.#error === undefined && this.#inputEnded && this.#input.length === 0) {
        if (this.#frames === undefined || this.#frames.whole) return 0;
        this.#error = "unexpected end of file";
      }
    }
  }
  #supply(count: number): void {
    this.#input = this.#buffer.subarray(0, count);
    this.#frames?.follow(this.#input);
    if (count === 0) this.#inputEnded = true;
  }
  #decompress(into: Uint8Array): number {
    const input = this.#input;
    const flush = this.#inputEnded ? this.#finish : FLUSH.NONE;
    const state = this.#stream._writeState;
    state[0] = into.length;
    state[1] = input.length;
    try {
      this.#stream._handle.writeSync(flush, input, 0, input.length, into, 0, into.length);
    } catch (error) {
      this.#error = errorText(error).replace(/^\w+ decompress error: /i, "");
      return 0;
    }
    const made = into.length - state[0];
    const taken = input.length - state[1];
    if (made === 0 && taken === 0 && input.length > 0) this.#error ??= "the compressed bytes do not go on";
    this.#input = input.subarray(taken);
    return made;
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.close();
    this.inner.close();
  }
}
