/**
 * The part of a capture that lies in memory now: a region of the machine's memory, filled in large
 * reads, of which formats take whole records from the front.
 *
 * @module
 */
import type { ByteReader } from "./byte_reader.ts";
import type { Regions } from "./regions.ts";

/** Bytes read at a time. Larger reads are no faster, and fall out of the processor's cache before they are used. */
export const CHUNK_BYTES = 0x100000;
/** The same where a file is read beside the work: each read is a turn of the event loop, so fewer are better. */
export const CHUNK_AHEAD = 0x200000;
/** The largest packet that Wireshark and libpcap accept from any ordinary link. */
export const PACKET_LIMIT = 0x40000;
/** The largest that is read even where the capture declares a larger snapshot length. */
export const PACKET_LIMIT_DECLARED = 0x1000000;
/** Room for what stands around a packet in its record: headers, options, padding. */
export const RECORD_ROOM = 0x10000;
/** Room for a record that is not whole yet, before what is read behind it. */
const BEFORE = PACKET_LIMIT + RECORD_ROOM;
/** The same where there are many buffers: most packets are small, and room for others is made when they come. */
const BEFORE_SMALL = 0x4000;
/** Chunks up to this size are those of many buffers. */
export const CHUNK_SMALL = 0x4000;

/** Unread bytes of one capture. Addresses are those of the machine's memory. */
export class ReadBuffer {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  /** First byte not yet taken, and the end of what is there. */
  start = 0;
  end = 0;
  /** The reader has no more. */
  ended = false;
  #base: number;
  /** The region that the buffer lies in. */
  #region: number;
  #capacity: number;
  /** Regions that it lay in before, with their sizes. */
  readonly #given: [at: number, bytes: number][] = [];
  #offset = 0;
  /** Bytes still to be passed over before anything more is looked at. */
  #skip = 0;
  /** A region beside the buffer that the reader fills while what is in the buffer is worked on; undefined until then. */
  #spare: number | undefined;
  /** What is being read into the spare region. */
  #ahead: Promise<number> | undefined;

  constructor(
    private readonly regions: Regions,
    private byteReader: ByteReader,
    private readonly chunk: number = CHUNK_BYTES,
  ) {
    this.view = regions.memory.view;
    this.bytes = regions.memory.bytes;
    this.#capacity = chunk + (chunk <= CHUNK_SMALL ? BEFORE_SMALL : BEFORE);
    this.#base = this.#region = regions.take(this.#capacity);
    this.start = this.end = this.#base;
  }
  /** Puts a reader that decompresses what is here in place of the reader. Nothing may have been taken yet. */
  refeed(make: (head: Uint8Array, rest: ByteReader) => ByteReader): void {
    this.byteReader = make(this.bytes.slice(this.start, this.end), this.byteReader);
    this.start = this.end = this.#base;
    this.ended = false;
  }
  get available(): number {
    return this.end - this.start;
  }
  /** Where in the (decompressed) capture the byte at an address stands. */
  offsetOf(address: number): number {
    return this.#offset + (address - this.#base);
  }
  get capacity(): number {
    return this.#capacity;
  }
  /** Passes over bytes, present or yet to come. */
  skip(count: number): void {
    const here = Math.min(count, this.available);
    this.start += here;
    this.#skip += count - here;
  }
  /** Bytes of a skip that did not come. */
  get skipping(): number {
    return this.#skip;
  }
  /**
   * Makes room for a record of this size. What the buffer lay in before may hold packets that were handed out: it is kept
   * until the end.
   */
  makeRoom(size: number): void {
    if (size <= this.#capacity - this.chunk) return;
    const before = size <= BEFORE ? BEFORE : PACKET_LIMIT_DECLARED + RECORD_ROOM;
    const capacity = before + this.chunk;
    const base = this.regions.take(capacity);
    this.bytes.copyWithin(base, this.start, this.end);
    this.#rebase(base);
    this.#given.push([this.#region, this.#capacity]);
    this.#region = base;
    this.#capacity = capacity;
  }
  /** Gives back the memory: no packet of the buffer is needed any more. */
  release(): void {
    // what is being read ahead may still be written to
    if (this.#spare !== undefined && this.#ahead === undefined) this.#given.push([this.#spare, this.chunk + BEFORE]);
    this.#given.push([this.#region, this.#capacity]);
    for (const [at, bytes] of this.#given) this.regions.give(at, bytes);
    this.#given.length = 0;
    this.#spare = undefined;
    this.start = this.end = 0;
    this.ended = true;
  }
  #rebase(base: number): void {
    const left = this.available;
    this.#offset = this.offsetOf(this.start);
    this.#base = base;
    this.start = base;
    this.end = base + left;
  }
  /** Keeps the bytes not yet taken and reads more behind them. What was taken is overwritten. */
  fill(): void | Promise<void> {
    if (this.#ahead) return this.#takeAhead(this.#ahead);
    const base = this.#base;
    const isUnderWay = this.start !== base;
    this.#compact();
    const space = Math.min(this.chunk, base + this.#capacity - this.end);
    const count = this.byteReader.read(this.bytes.subarray(this.end, this.end + space));
    if (typeof count !== "number") return count.then((count) => this.#took(count));
    this.#took(count);
    if (isUnderWay && this.byteReader.readAhead && this.#isUsual) {
      this.#spare ??= this.regions.take(this.#capacity);
      this.#readAhead();
    }
  }
  /** It has not had to make room for large packets. */
  get #isUsual(): boolean {
    return this.#capacity === this.chunk + BEFORE;
  }
  #compact(): void {
    const base = this.#base;
    if (this.start === base) return;
    if (this.available > 0) this.bytes.copyWithin(base, this.start, this.end);
    this.#rebase(base);
  }
  #readAhead(): void {
    const at = this.#spare! + BEFORE;
    this.#ahead = this.byteReader.readAhead!(this.bytes.subarray(at, at + this.chunk));
    // it may fail, or be closed, before anybody waits for it
    this.#ahead.catch(() => {});
  }
  /** What was read ahead becomes the buffer, with the bytes not yet taken before it; the buffer's old region is filled next. */
  async #takeAhead(ahead: Promise<number>): Promise<void> {
    const count = await ahead;
    this.#ahead = undefined;
    const at = this.#spare! + BEFORE;
    this.makeRoom(this.available);
    if (!this.#isUsual) {
      this.#compact();
      this.bytes.copyWithin(this.end, at, at + count);
      return this.#took(count);
    }
    const start = at - this.available;
    this.bytes.copyWithin(start, this.start, this.end);
    const before = this.#region;
    this.#rebase(start);
    [this.#region, this.#spare] = [this.#spare!, before];
    this.#took(count);
    if (!this.ended) this.#readAhead();
  }
  #took(count: number): void {
    if (count === 0) this.ended = true;
    this.end += count;
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, this.available);
      this.#skip -= skipped;
      this.start += skipped;
    }
  }
  get progress(): { bytesRead: number; bytesTotal: number | undefined } {
    return this.byteReader;
  }
  close(): void {
    this.byteReader.close();
  }
}
