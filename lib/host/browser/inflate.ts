/**
 * Raw deflate (RFC 1951), for hosts whose own decompressor does not say where a stream ends: gzip's members lie one after
 * the other, and each must be checked.
 *
 * Bytes are taken one by one and only when their bits are needed, so that none behind the end is. What zlib says of damage,
 * this says in the same words.
 *
 * @module
 */
import type { RawDecompressor } from "../host.ts";
import { type CodeTable, codeTable } from "./huffman.ts";

const WINDOW = 0x8000;
/** What comes next in the stream. */
type DeflateState =
  | "block"
  | "stored size"
  | "stored"
  | "table sizes"
  | "code lengths"
  | "lengths"
  | "symbol"
  | "length bits"
  | "distance"
  | "distance bits"
  | "copy"
  | "end";
/** Lengths and distances by symbol: the smallest, and how many bits are added to it. */
const LENGTHS = [
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  13,
  15,
  17,
  19,
  23,
  27,
  31,
  35,
  43,
  51,
  59,
  67,
  83,
  99,
  115,
  131,
  163,
  195,
  227,
  258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = Array.from({ length: 30 }, (_, n) => n < 2 ? n + 1 : 1 + (2 + (n & 1) << (n >> 1) - 1));
const DISTANCE_BITS = Array.from({ length: 30 }, (_, n) => Math.max(0, (n >> 1) - 1));
/** In which order the lengths of the codes for lengths come. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256, LITERALS = 288;

class InflateError extends Error {}

const fixed: { readonly literals: CodeTable; readonly distances: CodeTable } = (() => {
  const lengths = Uint8Array.from({ length: LITERALS }, (_, n) => n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8);
  return { literals: codeTable(lengths)!, distances: codeTable(new Uint8Array(32).fill(5))! };
})();

export class Inflate implements RawDecompressor {
  taken = 0;
  made = 0;
  error: string | undefined;
  #expecting: DeflateState = "block";
  /** Bits that were taken and not used: the next is the lowest. */
  #bits = 0;
  #bitCount = 0;
  #isLastBlock = false;
  /** What was made last, round and round. */
  readonly #window = new Uint8Array(WINDOW);
  #windowAt = 0;
  /** All that was made, as far as it can be copied. */
  #history = 0;
  #literals = fixed.literals;
  #distances = fixed.distances;
  /** Lengths of codes that are being read: of how many literals, and of how many in all. */
  #lengths = new Uint8Array(0);
  #lengthsRead = 0;
  #literalCount = 0;
  #codeCount = 0;
  #codes: CodeTable | undefined;
  /** Bytes of a stored block or of a copy that are to come; how far back the copy reaches. */
  #left = 0;
  #symbol = 0;
  #distance = 0;
  #input = new Uint8Array(0);
  #into = new Uint8Array(0);

  write(input: Uint8Array, _isLast: boolean, into: Uint8Array): void {
    this.taken = this.made = 0;
    if (this.error !== undefined) return;
    this.#input = input as Uint8Array<ArrayBuffer>;
    this.#into = into as Uint8Array<ArrayBuffer>;
    try {
      while (this.#step());
    } catch (error) {
      if (!(error instanceof InflateError)) throw error;
      this.error = error.message;
    }
    this.#remember();
    this.#input = this.#into = new Uint8Array(0);
  }
  reset(): void {
    this.#expecting = "block";
    this.#bits =
      this.#bitCount =
      this.#history =
      this.#windowAt =
        0;
    this.#isLastBlock = false;
    this.error = undefined;
  }
  close(): void {}

  /** The end of what was made, where the next call finds it. */
  #remember(): void {
    const end = this.made, from = Math.max(0, end - WINDOW);
    for (let at = from; at < end;) {
      const count = Math.min(end - at, WINDOW - this.#windowAt);
      this.#window.set(this.#into.subarray(at, at + count), this.#windowAt);
      this.#windowAt = this.#windowAt + count & WINDOW - 1;
      at += count;
    }
    this.#history = Math.min(WINDOW, this.#history + end);
  }
  /** Takes bytes until there are so many bits; false where there are not enough. */
  #need(count: number): boolean {
    while (this.#bitCount < count) {
      if (this.taken === this.#input.length) return false;
      this.#bits |= this.#input[this.taken++] << this.#bitCount;
      this.#bitCount += 8;
    }
    return true;
  }
  #take(count: number): number {
    const value = this.#bits & (1 << count) - 1;
    this.#bits >>>= count;
    this.#bitCount -= count;
    return value;
  }
  /** The next symbol of a code; undefined where bits are missing, -1 where there is no such code. */
  #read({ entries, mask }: CodeTable): number | undefined {
    for (;;) {
      const entry = entries[this.#bits & mask], bits = entry & 15;
      if (bits > 0 && bits <= this.#bitCount) {
        this.#take(bits);
        return entry >> 4;
      }
      if (bits === 0 && this.#bitCount > 0 && 1 << this.#bitCount > mask) return -1;
      if (!this.#need(this.#bitCount + 1)) return undefined;
    }
  }
  /** One thing of the stream; false where input or room is missing, or all is done. */
  #step(): boolean {
    switch (this.#expecting) {
      case "block":
        return this.#block();
      case "stored size":
        return this.#storedSize();
      case "stored":
        return this.#stored();
      case "table sizes":
        return this.#tableSizes();
      case "code lengths":
        return this.#codeLengths();
      case "lengths":
        return this.#readLengths();
      case "symbol":
        return this.#symbols();
      case "length bits":
        return this.#lengthBits();
      case "distance":
        return this.#distanceCode();
      case "distance bits":
        return this.#distanceBits();
      case "copy":
        return this.#copy();
      case "end":
        return false;
    }
  }
  #expect(expecting: DeflateState): true {
    this.#expecting = expecting;
    return true;
  }
  #block(): boolean {
    if (this.#isLastBlock) {
      this.#bits = this.#bitCount = 0;
      return this.#expect("end");
    }
    if (!this.#need(3)) return false;
    this.#isLastBlock = this.#take(1) === 1;
    switch (this.#take(2)) {
      case 0:
        this.#take(this.#bitCount & 7);
        return this.#expect("stored size");
      case 1:
        this.#literals = fixed.literals;
        this.#distances = fixed.distances;
        return this.#expect("symbol");
      case 2:
        return this.#expect("table sizes");
      default:
        throw new InflateError("invalid block type");
    }
  }
  #storedSize(): boolean {
    if (!this.#need(16)) return false;
    // the second half is kept in `#left`, as 32 bits do not fit beside others
    if (this.#left === 0) {
      this.#left = -1 - this.#take(16);
      return true;
    }
    const size = -1 - this.#left;
    if (size !== (this.#take(16) ^ 0xffff)) throw new InflateError("invalid stored block lengths");
    this.#left = size;
    return this.#expect("stored");
  }
  #stored(): boolean {
    const count = Math.min(this.#left, this.#input.length - this.taken, this.#into.length - this.made);
    this.#into.set(this.#input.subarray(this.taken, this.taken + count), this.made);
    this.taken += count;
    this.made += count;
    this.#left -= count;
    return this.#left === 0 && this.#expect("block");
  }
  #tableSizes(): boolean {
    if (!this.#need(14)) return false;
    this.#literalCount = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    this.#codeCount = this.#take(4) + 4;
    if (this.#literalCount > 286 || distances > 30) throw new InflateError("too many length or distance symbols");
    this.#lengths = new Uint8Array(this.#literalCount + distances);
    this.#lengthsRead = 0;
    this.#codes = undefined;
    this.#codeLengthsRead.fill(0);
    return this.#expect("code lengths");
  }
  readonly #codeLengthsRead = new Uint8Array(19);
  #codeLengths(): boolean {
    while (this.#lengthsRead < this.#codeCount) {
      if (!this.#need(3)) return false;
      this.#codeLengthsRead[ORDER[this.#lengthsRead++]] = this.#take(3);
    }
    this.#codes = codeTable(this.#codeLengthsRead);
    if (!this.#codes) throw new InflateError("invalid code lengths set");
    this.#lengthsRead = 0;
    this.#symbol = -1;
    return this.#expect("lengths");
  }
  #readLengths(): boolean {
    const lengths = this.#lengths;
    while (this.#lengthsRead < lengths.length) {
      const symbol = this.#symbol >= 0 ? this.#symbol : this.#read(this.#codes!);
      if (symbol === undefined) return false;
      if (symbol < 0) throw new InflateError("invalid code lengths set");
      if (symbol < 16) {
        lengths[this.#lengthsRead++] = symbol;
        continue;
      }
      this.#symbol = symbol;
      const bits = symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
      if (!this.#need(bits)) return false;
      const count = this.#take(bits) + (symbol === 18 ? 11 : 3);
      if (symbol === 16 && this.#lengthsRead === 0 || this.#lengthsRead + count > lengths.length) {
        throw new InflateError("invalid bit length repeat");
      }
      const value = symbol === 16 ? lengths[this.#lengthsRead - 1] : 0;
      lengths.fill(value, this.#lengthsRead, this.#lengthsRead += count);
      this.#symbol = -1;
    }
    if (lengths[END_OF_BLOCK] === 0) throw new InflateError("invalid code -- missing end-of-block");
    const literals = codeTable(lengths.subarray(0, this.#literalCount));
    if (!literals) throw new InflateError("invalid literal/lengths set");
    const distances = codeTable(lengths.subarray(this.#literalCount));
    if (!distances) throw new InflateError("invalid distances set");
    this.#literals = literals;
    this.#distances = distances;
    return this.#expect("symbol");
  }
  /** Literals one after the other, up to something else. */
  #symbols(): boolean {
    for (;;) {
      if (this.made === this.#into.length) return false;
      const symbol = this.#read(this.#literals);
      if (symbol === undefined) return false;
      if (symbol >= 0 && symbol < END_OF_BLOCK) {
        this.#into[this.made++] = symbol;
        continue;
      }
      if (symbol === END_OF_BLOCK) return this.#left = 0, this.#expect("block");
      this.#symbol = symbol - END_OF_BLOCK - 1;
      if (symbol < 0 || this.#symbol >= LENGTHS.length) throw new InflateError("invalid literal/length code");
      return this.#expect("length bits");
    }
  }
  #lengthBits(): boolean {
    const bits = LENGTH_BITS[this.#symbol];
    if (!this.#need(bits)) return false;
    this.#left = LENGTHS[this.#symbol] + this.#take(bits);
    return this.#expect("distance");
  }
  #distanceCode(): boolean {
    const symbol = this.#read(this.#distances);
    if (symbol === undefined) return false;
    if (symbol < 0 || symbol >= DISTANCES.length) throw new InflateError("invalid distance code");
    this.#symbol = symbol;
    return this.#expect("distance bits");
  }
  #distanceBits(): boolean {
    const bits = DISTANCE_BITS[this.#symbol];
    if (!this.#need(bits)) return false;
    this.#distance = DISTANCES[this.#symbol] + this.#take(bits);
    if (this.#distance > this.made + this.#history) throw new InflateError("invalid distance too far back");
    return this.#expect("copy");
  }
  #copy(): boolean {
    const into = this.#into, distance = this.#distance;
    let at = this.made;
    const end = Math.min(at + this.#left, into.length);
    this.#left -= end - at;
    // what the last calls made lies in the window
    for (; at < end && at < distance; at++) {
      into[at] = this.#window[this.#windowAt + at - distance & WINDOW - 1];
    }
    for (; at < end; at++) into[at] = into[at - distance];
    this.made = at;
    return this.#left === 0 && this.#expect("symbol");
  }
}
