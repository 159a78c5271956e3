/**
 * gzip (RFC 1952): members one after the other, each with a header, a deflate stream and what checks it. What is behind the
 * last member is none of it, as for gzip(1): zeros (tapes and flash are filled up with them) say nothing, anything else is
 * reported.
 *
 * @module
 */
import type { Decompression, RawDecompressor } from "../../host/mod.ts";
import { DecompressionError, type Decompressor, UNEXPECTED_END } from "./decompressor.ts";

const FLAG = { HEADER_CHECKSUM: 2, EXTRA: 4, NAME: 8, COMMENT: 16, RESERVED: 0xe0 } as const;
const DEFLATE = 8;

/** What comes next; `behind` is what belongs to no member. */
type MemberPart = "header" | "extra size" | "extra" | "text" | "header checksum" | "content" | "trailer" | "behind";

export class GzipMembers implements Decompressor {
  taken = 0;
  readonly #handle: RawDecompressor;
  readonly #crc32: Decompression["crc32"];
  #part: MemberPart = "header";
  /** Parts of the header that are still to come. */
  readonly #parts: MemberPart[] = [];
  readonly #field = new Uint8Array(10);
  #held = 0;
  #wanted = 10;
  #members = 0;
  /** CRC-32 and size, modulo 2^32, of the content until now. */
  #sum = 0;
  #size = 0;
  #headerSum = 0;
  #isHeaderChecked = false;
  #behind = 0;
  #isBehindZero = true;

  constructor({ inflate, crc32 }: Decompression) {
    this.#handle = inflate();
    this.#crc32 = crc32;
  }
  get remark(): string | undefined {
    if (this.#isBehindZero) return undefined;
    return `${this.#behind} byte${
      this.#behind === 1 ? "" : "s"
    } behind the gzip data belong to nothing: they are ignored`;
  }
  close(): void {
    this.#handle.close();
  }
  decompress(input: Uint8Array, isLast: boolean, into: Uint8Array): number {
    this.taken = 0;
    for (;;) {
      if (this.#part === "content") {
        const made = this.#inflate(input, into);
        if (made > 0) return made;
      } else if (this.#part === "behind") this.#passOver(input);
      else if (this.taken < input.length) this.#byte(input[this.taken++]);
      if (this.taken === input.length) return isLast ? this.#atEnd() : 0;
    }
  }
  #atEnd(): 0 {
    if (this.#part === "behind") return 0;
    const isBetween = this.#part === "header" && this.#members > 0;
    if (!isBetween) throw new DecompressionError(UNEXPECTED_END);
    if (this.#held === 0) return 0;
    // it began like a member, but nothing can be one that is as short
    if (this.#held > 2) throw new DecompressionError(UNEXPECTED_END);
    this.#goBehind();
    return 0;
  }
  #inflate(input: Uint8Array, into: Uint8Array): number {
    const handle = this.#handle;
    if (handle.error !== undefined) throw new DecompressionError(handle.error);
    const rest = input.subarray(this.taken);
    handle.write(rest, false, into);
    const { made, taken, error } = handle;
    this.taken += taken;
    if (made > 0) {
      this.#sum = this.#crc32(into.subarray(0, made), this.#sum);
      this.#size = (this.#size + made) >>> 0;
    } else if (error !== undefined) throw new DecompressionError(error);
    // nothing of what is there is taken only where the stream has come to its end
    else if (taken === 0 && rest.length > 0) this.#expect("trailer", 8);
    return made;
  }
  #expect(part: MemberPart, wanted: number): void {
    this.#part = part;
    this.#wanted = wanted;
    this.#held = 0;
  }
  #byte(byte: number): void {
    if (this.#isHeaderChecked && this.#part !== "header checksum") {
      this.#headerSum = this.#crc32(Uint8Array.of(byte), this.#headerSum);
    }
    if (this.#part === "extra") {
      if (--this.#wanted === 0) this.#next();
      return;
    }
    if (this.#part === "text") {
      if (byte === 0) this.#next();
      return;
    }
    this.#field[this.#held++] = byte;
    const isMember = this.#part !== "header" || this.#held > 2 || byte === (this.#held === 1 ? 0x1f : 0x8b);
    if (!isMember) this.#goBehind();
    else if (this.#held === this.#wanted) this.#took();
  }
  #took(): void {
    const field = this.#field;
    switch (this.#part) {
      case "header":
        return this.#header(field[2], field[3]);
      case "extra size":
        this.#expect("extra", field[0] | field[1] << 8);
        if (this.#wanted === 0) this.#next();
        return;
      case "header checksum": {
        const isRight = (this.#headerSum & 0xffff) === (field[0] | field[1] << 8);
        if (!isRight) throw new DecompressionError("header crc mismatch");
        return this.#next();
      }
      default:
        return this.#trailer();
    }
  }
  #header(method: number, flags: number): void {
    if (method !== DEFLATE) throw new DecompressionError("unknown compression method");
    if (flags & FLAG.RESERVED) throw new DecompressionError("unknown header flags set");
    if (flags & FLAG.EXTRA) this.#parts.push("extra size");
    if (flags & FLAG.NAME) this.#parts.push("text");
    if (flags & FLAG.COMMENT) this.#parts.push("text");
    this.#isHeaderChecked = (flags & FLAG.HEADER_CHECKSUM) !== 0;
    if (this.#isHeaderChecked) {
      this.#headerSum = this.#crc32(this.#field);
      this.#parts.push("header checksum");
    }
    this.#next();
  }
  #next(): void {
    const part = this.#parts.shift();
    if (part !== undefined) return this.#expect(part, 2);
    this.#isHeaderChecked = false;
    this.#sum = this.#size = 0;
    if (this.#members > 0) this.#handle.reset();
    this.#part = "content";
  }
  #trailer(): void {
    const view = new DataView(this.#field.buffer);
    if (view.getUint32(0, true) !== this.#sum) throw new DecompressionError("incorrect data check");
    if (view.getUint32(4, true) !== this.#size) throw new DecompressionError("incorrect length check");
    this.#members++;
    this.#expect("header", 10);
  }
  /** What was gathered for a header is none. */
  #goBehind(): void {
    this.#part = "behind";
    this.#behind = this.#held;
    this.#isBehindZero = this.#field.subarray(0, this.#held).every((byte) => byte === 0);
  }
  #passOver(input: Uint8Array): void {
    const rest = input.subarray(this.taken);
    this.#behind += rest.length;
    this.#isBehindZero &&= rest.every((byte) => byte === 0);
    this.taken = input.length;
  }
}
