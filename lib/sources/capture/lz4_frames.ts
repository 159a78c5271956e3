/**
 * LZ4's frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md): the modern form with its checksums, the
 * legacy one that Linux' tools still write, frames to be passed over; one after the other. Memory is that of one block
 * (at most 4 MiB, of a legacy frame 8 MiB), what it stands for, and 64 KiB of what came before it.
 *
 * @module
 */
import { DecompressionError, type Decompressor, UNEXPECTED_END } from "./decompressor.ts";
import { unpackBlock } from "./lz4_block.ts";
import { Xxh32, xxh32 } from "./xxh32.ts";

const MAGIC = { FRAME: 0x184d2204, LEGACY: 0x184c2102, SKIPPABLE: 0x184d2a50 } as const;
const FLAG = { DICTIONARY: 1, RESERVED: 2, CONTENT_CHECKSUM: 4, CONTENT_SIZE: 8, BLOCK_CHECKSUM: 16, INDEPENDENT: 32 };
/** How far back a copy can reach. */
const HISTORY = 0x10000;
const LEGACY_BLOCK = 0x800000;
/** LZ4's own bound on what a block without any repetition takes. */
const legacyBound = LEGACY_BLOCK + Math.floor(LEGACY_BLOCK / 255) + 16;
const PLAIN = 0x80000000;

/** What is gathered next. */
type Lz4State = "magic" | "skip size" | "descriptor" | "rest of descriptor" | "block size" | "block" | "checksum";

/** Follows frames and gives their content. */
export class Lz4Frames implements Decompressor {
  taken = 0;
  #expecting: Lz4State = "magic";
  /** What is gathered: a field, or a block with the checksum behind it. */
  #gathered = new Uint8Array(32);
  #held = 0;
  #wanted = 4;
  /** Bytes to pass over before the next magic number. */
  #skip = 0;
  #flags = 0;
  #isLegacy = false;
  #isPlain = false;
  /** Bytes that a block of the frame stands for at most. */
  #most = 0;
  #output = new Uint8Array(0);
  /** Where in the output what was not handed out begins, and ends. */
  #start = 0;
  #end = 0;
  #content: Xxh32 | undefined;
  #contentSize: bigint | undefined;
  #contentBytes = 0;
  #error: string | undefined;

  decompress(input: Uint8Array, isLast: boolean, into: Uint8Array): number {
    this.taken = 0;
    while (this.#start === this.#end && this.#error === undefined) {
      const there = input.length - this.taken;
      if (there === 0) {
        if (!isLast) return 0;
        if (this.#isWhole) return 0;
        this.#cut();
      } else if (this.#skip > 0) {
        const count = Math.min(this.#skip, there);
        this.#skip -= count;
        this.taken += count;
      } else {
        const count = Math.min(this.#wanted - this.#held, there);
        this.#gathered.set(input.subarray(this.taken, this.taken + count), this.#held);
        this.#held += count;
        this.taken += count;
        if (this.#held === this.#wanted) this.#take();
      }
    }
    const made = Math.min(into.length, this.#end - this.#start);
    if (made === 0) throw new DecompressionError(this.#error);
    into.set(this.#output.subarray(this.#start, this.#start + made));
    this.#start += made;
    return made;
  }
  close(): void {}

  /** Between frames; a legacy one has no mark of its end. */
  get #isWhole(): boolean {
    return this.#held === 0 && this.#skip === 0 &&
      (this.#expecting === "magic" || this.#expecting === "block size" && this.#isLegacy);
  }
  /** The end of the file within something: of a block without a checksum of its own what is there is given. */
  #cut(): void {
    const isOpen = this.#isLegacy || (this.#flags & FLAG.BLOCK_CHECKSUM) === 0;
    if (this.#expecting === "block" && isOpen) this.#unpack(this.#gathered.subarray(0, this.#held));
    this.#error = UNEXPECTED_END;
  }
  #expect(expecting: Lz4State, wanted: number): void {
    this.#expecting = expecting;
    this.#wanted = wanted;
    this.#held = 0;
    if (this.#gathered.length < wanted) this.#gathered = new Uint8Array(wanted);
  }
  #word(at: number): number {
    return new DataView(this.#gathered.buffer).getUint32(at, true);
  }
  #take(): void {
    switch (this.#expecting) {
      case "magic":
        return this.#magic(this.#word(0));
      case "skip size":
        this.#skip = this.#word(0);
        return this.#expect("magic", 4);
      case "descriptor":
      case "rest of descriptor":
        return this.#descriptor();
      case "block size":
        return this.#blockSize(this.#word(0));
      case "block":
        return this.#block();
      case "checksum":
        if (this.#word(0) !== this.#content!.digest()) this.#error = "the content does not match its checksum";
        return this.#expect("magic", 4);
    }
  }
  #magic(magic: number): void {
    if ((magic & -16) === MAGIC.SKIPPABLE) return this.#expect("skip size", 4);
    this.#isLegacy = magic === MAGIC.LEGACY;
    if (magic === MAGIC.FRAME) return this.#expect("descriptor", 3);
    if (!this.#isLegacy) {
      this.#error = "no frame where one should begin";
      return;
    }
    this.#begin(LEGACY_BLOCK, 0);
  }
  #begin(max: number, flags: number): void {
    this.#flags = flags;
    this.#most = max;
    this.#content = flags & FLAG.CONTENT_CHECKSUM ? new Xxh32() : undefined;
    this.#contentBytes = 0;
    if (this.#output.length < HISTORY + max) this.#output = new Uint8Array(HISTORY + max);
    this.#start = this.#end = 0;
    this.#expect("block size", 4);
  }
  /** Flags, the largest block, size and dictionary where the flags say so, a byte of a checksum over these. */
  #descriptor(): void {
    const [flags, block] = this.#gathered;
    const size = 3 + (flags & FLAG.CONTENT_SIZE ? 8 : 0) + (flags & FLAG.DICTIONARY ? 4 : 0);
    if (this.#held < size) {
      this.#expecting = "rest of descriptor";
      this.#wanted = size;
      return;
    }
    const sum = xxh32(this.#gathered.subarray(0, size - 1)) >> 8 & 255;
    if (flags >> 6 !== 1 || flags & FLAG.RESERVED || block & 0x8f || block >> 4 < 4) {
      this.#error = "a frame of a form that is not known";
    } else if (sum !== this.#gathered[size - 1]) this.#error = "a frame's descriptor does not match its checksum";
    else if (flags & FLAG.DICTIONARY) this.#error = "a frame needs a dictionary";
    else {
      this.#contentSize = flags & FLAG.CONTENT_SIZE
        ? new DataView(this.#gathered.buffer).getBigUint64(2, true)
        : undefined;
      // 64 KiB, 256 KiB, 1 MiB, 4 MiB
      this.#begin(1 << 8 + 2 * (block >> 4), flags);
    }
  }
  #blockSize(size: number): void {
    if (this.#isLegacy) {
      // what is too large is the next frame's magic number
      if (size > legacyBound) return this.#magic(size);
      this.#isPlain = false;
      if (size === 0) this.#error = "a block without bytes";
      return this.#expect("block", size);
    }
    if (size === 0) return this.#endFrame();
    this.#isPlain = size >= PLAIN;
    const bytes = size % PLAIN;
    if (bytes === 0 || bytes > this.#most) this.#error = `a block of ${bytes} bytes: ${this.#most} are the most`;
    else this.#expect("block", bytes + (this.#flags & FLAG.BLOCK_CHECKSUM ? 4 : 0));
  }
  #endFrame(): void {
    if (this.#contentSize !== undefined && this.#contentSize !== BigInt(this.#contentBytes)) {
      this.#error = `${this.#contentBytes} bytes of content where ${this.#contentSize} are announced`;
    }
    this.#contentSize = undefined;
    if (this.#content) this.#expect("checksum", 4);
    else this.#expect("magic", 4);
  }
  #block(): void {
    const hasChecksum = (this.#flags & FLAG.BLOCK_CHECKSUM) !== 0;
    const bytes = this.#gathered.subarray(0, this.#held - (hasChecksum ? 4 : 0));
    if (hasChecksum && xxh32(bytes) !== this.#word(bytes.length)) {
      this.#error = "a block does not match its checksum";
      return;
    }
    this.#unpack(bytes);
    this.#expect("block size", 4);
  }
  /** Behind what came before it, which copies may refer to. */
  #unpack(bytes: Uint8Array): void {
    const output = this.#output;
    let before = 0;
    if (!this.#isLegacy && (this.#flags & FLAG.INDEPENDENT) === 0) {
      before = Math.min(this.#end, HISTORY);
      output.copyWithin(0, this.#end - before, this.#end);
    }
    this.#start = this.#end = before;
    if (this.#isPlain) {
      output.set(bytes, before);
      this.#end += bytes.length;
    } else {
      const { end, error } = unpackBlock(bytes, output, before, before + this.#most);
      this.#end = end;
      this.#error = error;
    }
    const made = output.subarray(this.#start, this.#end);
    this.#content?.update(made);
    this.#contentBytes += made.length;
  }
}
