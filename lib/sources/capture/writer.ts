/**
 * Writes pcapng (draft-ietf-opsawg-pcapng): one section, little-endian, times in nanoseconds.
 *
 * @module
 */
import { type CaptureInterface, DIRECTION, type Moment, type PacketBatch } from "../source.ts";
import { BLOCK, BYTE_ORDER_MAGIC } from "./pcapng.ts";

const OPTION = {
  END: 0,
  COMMENT: 1,
  SHB_USERAPPL: 4,
  IF_NAME: 2,
  IF_IPV4ADDR: 4,
  IF_IPV6ADDR: 5,
  IF_TSRESOL: 9,
  EPB_FLAGS: 2,
  ISB_STARTTIME: 2,
  ISB_ENDTIME: 3,
  ISB_IFRECV: 4,
  ISB_IFDROP: 5,
  ISB_USRDELIV: 8,
} as const;
/** Most that is written of a comment: an option's length has 16 bits. */
const COMMENT_BYTES = 60000;
const FEW = 128;
/** Bytes gathered before they are handed on. */
const GATHERED = 0x10000;

/** What may be said of a packet beside its bytes. */
export interface PacketNotes {
  readonly comment?: string;
}

/** What may be said of an interface: when it was watched, packets since then, those dropped among those received. */
export interface InterfaceCount {
  readonly from?: Moment;
  readonly until?: Moment;
  readonly received?: number | bigint;
  readonly dropped?: number | bigint;
  /** Those in the file. */
  readonly delivered?: number;
  readonly comment?: string;
}

/** Writes packets of batches. Its maker closes what it writes to, after {@linkcode PcapngWriter.end}. */
export class PcapngWriter {
  #buffer = new Uint8Array(GATHERED);
  #view = new DataView(this.#buffer.buffer);
  #at = 0;
  #interfaces = 0;

  /**
   * @param write Takes all the bytes it is given, which are its own only until it returns.
   * @param comment Of the whole: how it came about
   */
  constructor(private readonly write: (bytes: Uint8Array) => void, application = "probebook", comment?: string) {
    const name = new TextEncoder().encode(application);
    const about = comment === undefined ? undefined : cutText(comment);
    const start = this.#begin(BLOCK.SECTION, 64 + name.length + (about?.length ?? 0));
    this.#u32(BYTE_ORDER_MAGIC);
    this.#u32(1); // version 1.0
    this.#u32(0xffffffff); // section length: not known
    this.#u32(0xffffffff);
    if (about !== undefined) this.#option(OPTION.COMMENT, about);
    this.#option(OPTION.SHB_USERAPPL, name);
    this.#end(start, true);
  }

  /** Describes interfaces not described yet, in the source's order: packets refer to them by index. */
  describe(interfaces: readonly CaptureInterface[]): void {
    for (; this.#interfaces < interfaces.length; this.#interfaces++) {
      const { linkType, snapLength = 0, name, addresses = [], prefixLengths } = interfaces[this.#interfaces]!;
      const nameBytes = name === undefined ? undefined : new TextEncoder().encode(name);
      const start = this.#begin(BLOCK.INTERFACE, 64 + (nameBytes?.length ?? 0) + 24 * addresses.length);
      this.#u32(linkType);
      this.#u32(snapLength);
      if (nameBytes !== undefined) this.#option(OPTION.IF_NAME, nameBytes);
      for (const [index, address] of addresses.entries()) {
        // where it is not known how large their networks are: a network of one
        const prefix = prefixLengths?.[index] ?? address.length * 8;
        if (address.length === 4) this.#option(OPTION.IF_IPV4ADDR, Uint8Array.of(...address, ...maskOf(prefix)));
        else this.#option(OPTION.IF_IPV6ADDR, Uint8Array.of(...address, prefix));
      }
      this.#option(OPTION.IF_TSRESOL, Uint8Array.of(9));
      this.#end(start, true);
    }
  }

  /** Writes one packet of a batch. Times before 1970 cannot be written in this format, and become 1970. */
  packet(batch: PacketBatch, index: number, bytes: Uint8Array, notes?: PacketNotes): void {
    const address = batch.address[index]!;
    const captured = batch.capturedLength[index]!;
    const comment = notes?.comment === undefined ? undefined : new TextEncoder().encode(notes.comment.slice(0, 16384));
    const start = this.#begin(BLOCK.ENHANCED, 80 + captured + (comment?.length ?? 0));
    this.#u32(batch.interface[index]!);
    this.#time(batch.seconds[index]!, batch.nanoseconds[index]!);
    this.#u32(captured);
    this.#u32(batch.wireLength[index]!);
    this.#copy(bytes, address, captured);
    const direction = batch.direction[index]!;
    if (comment !== undefined) this.#option(OPTION.COMMENT, comment);
    if (direction !== DIRECTION.UNKNOWN) {
      this.#u32(OPTION.EPB_FLAGS | 4 << 16);
      this.#u32(direction === DIRECTION.INBOUND ? 1 : 2);
    }
    this.#end(start, comment !== undefined || direction !== DIRECTION.UNKNOWN);
  }

  /** Says what became of the packets of an interface that was described, up to a moment. */
  count(index: number, counted: InterfaceCount, at: Moment): void {
    const { from, until, received, dropped, delivered, comment } = counted;
    const about = comment === undefined ? undefined : cutText(comment);
    const start = this.#begin(BLOCK.STATISTICS, 128 + (about?.length ?? 0));
    this.#u32(index);
    this.#time(at.seconds, at.nanoseconds);
    if (about !== undefined) this.#option(OPTION.COMMENT, about);
    for (const [code, moment] of [[OPTION.ISB_STARTTIME, from], [OPTION.ISB_ENDTIME, until]] as const) {
      if (moment === undefined) continue;
      this.#u32(code | 8 << 16);
      this.#time(moment.seconds, moment.nanoseconds);
    }
    if (received !== undefined) this.#option(OPTION.ISB_IFRECV, u64(received));
    if (dropped !== undefined) this.#option(OPTION.ISB_IFDROP, u64(dropped));
    if (delivered !== undefined) this.#option(OPTION.ISB_USRDELIV, u64(delivered));
    this.#end(start, true);
  }

  /** Hands on what is gathered. */
  end(): void {
    if (this.#at > 0) this.write(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
  }

  #begin(type: number, space: number): number {
    if (this.#at + space > this.#buffer.length) this.end();
    if (space > this.#buffer.length) {
      this.#buffer = new Uint8Array(space);
      this.#view = new DataView(this.#buffer.buffer);
    }
    const start = this.#at;
    this.#u32(type);
    this.#u32(0);
    return start;
  }
  #end(start: number, options: boolean): void {
    if (options) this.#u32(OPTION.END);
    const size = this.#at + 4 - start;
    this.#view.setUint32(start + 4, size, true);
    this.#u32(size);
  }
  #u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }
  /** Nanoseconds since 1970 in two words, the upper one first; without a BigInt, since every packet has one. */
  #time(seconds: number, nanoseconds: number): void {
    if (seconds < 0) {
      this.#u32(0);
      this.#u32(0);
      return;
    }
    // seconds × 10⁹ = (seconds × 5⁹) × 2⁹, where seconds × 5⁹ is exact for seconds below 2³²
    const product = seconds * 1953125;
    const low = product % 0x800000 * 512 + nanoseconds;
    this.#u32(Math.floor(product / 0x800000) + Math.floor(low / 0x100000000));
    this.#u32(low % 0x100000000);
  }
  #raw(bytes: Uint8Array): void {
    this.#copy(bytes, 0, bytes.length);
  }
  /** Bytes, and zeros up to a multiple of four. */
  #copy(bytes: Uint8Array, from: number, length: number): void {
    const buffer = this.#buffer, at = this.#at;
    // for few bytes a call and an object cost more than the bytes
    if (length <= FEW) { for (let i = 0; i < length; i++) buffer[at + i] = bytes[from + i]; }
    else buffer.set(bytes.subarray(from, from + length), at);
    this.#at += length;
    while (this.#at % 4 !== 0) buffer[this.#at++] = 0;
  }
  #option(code: number, value: Uint8Array): void {
    this.#u32(code | value.length << 16);
    this.#raw(value);
  }
}

/** An IPv4 mask of so many ones. */
function maskOf(prefix: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, prefix === 0 ? 0 : -1 << 32 - prefix);
  return bytes;
}
function u64(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}
/** As UTF-8, without breaking a character. */
function cutText(text: string): Uint8Array {
  const bytes = new Uint8Array(COMMENT_BYTES);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}
