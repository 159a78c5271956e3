/**
 * Captures compressed with gzip (RFC 1952), zstd (RFC 8878) or LZ4, read as a stream with bounded memory.
 *
 * @module
 */
import type { Decompression } from "../../host/mod.ts";
import type { Decompressor } from "./decompressor.ts";
import type { ByteReader } from "./byte_reader.ts";
import { GzipMembers } from "./gzip_members.ts";
import { Lz4Frames } from "./lz4_frames.ts";
import { ZstdStream } from "./zstd_stream.ts";

export type Compression = "gzip" | "zstd" | "lz4";

/** Says by the first bytes whether something is compressed in a way that can be read; "more" where it takes more of them. */
export function compressionOf(head: Uint8Array): Compression | "more" | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // frames that are passed over may come first: pzstd writes one, and LZ4 has the same
  for (let at = 0;; at += 8 + view.getUint32(at + 4, true)) {
    if (at + 4 > head.length) return "more";
    const magic = view.getUint32(at, true);
    if (magic === 0xfd2fb528) return "zstd";
    if (magic === 0x184d2204 || magic === 0x184c2102) return "lz4";
    if ((magic & -16) !== 0x184d2a50) return at === 0 ? undefined : "zstd";
    if (at + 8 > head.length) return "more";
  }
}

/** Compressed bytes read at a time. */
const INPUT = 0x10000;
const DECOMPRESSORS: Readonly<Record<Compression, new (of: Decompression) => Decompressor>> = {
  gzip: GzipMembers,
  zstd: ZstdStream,
  lz4: Lz4Frames,
};

/** A reader of what another reader's bytes are once decompressed. */
export class DecompressingReader implements ByteReader {
  readonly #decompressor: Decompressor;
  #buffer: Uint8Array = new Uint8Array(INPUT);
  #input: Uint8Array;
  #inputEnded = false;
  #failure: unknown;
  #closed = false;

  /** @param head Compressed bytes that were read already. */
  constructor(kind: Compression, head: Uint8Array, private readonly inner: ByteReader, of: Decompression) {
    this.#decompressor = new DECOMPRESSORS[kind](of);
    this.#input = head;
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
  /** Once all was read: what is to be said though nothing is lost. */
  get remark(): string | undefined {
    return this.#decompressor.remark;
  }

  read(into: Uint8Array): number | Promise<number> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
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
      if (made > 0 || this.#inputEnded && this.#input.length === 0) return made;
    }
  }
  #supply(count: number): void {
    this.#input = this.#buffer.subarray(0, count);
    if (count === 0) this.#inputEnded = true;
  }
  #decompress(into: Uint8Array): number {
    try {
      const made = this.#decompressor.decompress(this.#input, this.#inputEnded, into);
      this.#input = this.#input.subarray(this.#decompressor.taken);
      return made;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#decompressor.close();
    this.inner.close();
  }
}
