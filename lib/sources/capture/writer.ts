/**
 * Writes pcapng (draft-ietf-opsawg-pcapng): one section, little-endian, times in nanoseconds.
 *
 * @module
 */
import { type CaptureInterface, DIRECTION, type PacketBatch } from "../source.ts";
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
  ISB_IFRECV: 4,
  ISB_IFDROP: 5,
} as const;
/** Most that is written of a comment: an option's length has 16 bits. */
const COMMENT_BYTES = 60000;
/** Bytes gathered before they are handed on. */
const GATHERED = 0x10000;

/** What may be said of a packet beside its bytes. */
export interface PacketNotes {
  readonly comment?: string;
}

/** What may be said of an interface at the end: packets since the start, those dropped among those received. */
export interface InterfaceCount {
  readonly received?: number;
  readonly dropped?: number;
  readonly comment?: string;
}
/** When something was: seconds since 1970, and nanoseconds in the second. */
export interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Writes packets of batches. Whoever makes it closes what it writes to, after {@linkcode PcapngWriter.end}. */
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
      const { linkType, snapLength = 0, name, addresses = [] } = interfaces[this.#interfaces]!;
      const nameBytes = name === undefined ? undefined : new TextEncoder().encode(name);
      const start = this.#begin(BLOCK.INTERFACE, 64 + (nameBytes?.length ?? 0) + 24 * addresses.length);
      this.#u32(linkType);
      this.#u32(snapLength);
      if (nameBytes !== undefined) this.#option(OPTION.IF_NAME, nameBytes);
      for (const address of addresses) {
        // how large their networks are is not known: a mask of ones
        if (address.length === 4) this.#option(OPTION.IF_IPV4ADDR, Uint8Array.of(...address, 255, 255, 255, 255));
        else this.#option(OPTION.IF_IPV6ADDR, Uint8Array.of(...address, 128));
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
    const time = BigInt(batch.seconds[index]!) * 1_000_000_000n + BigInt(batch.nanoseconds[index]!);
    const unsigned = time < 0n ? 0n : time;
    this.#u32(batch.interface[index]!);
    this.#u32(Number(unsigned >> 32n));
    this.#u32(Number(unsigned & 0xffffffffn));
    this.#u32(captured);
    this.#u32(batch.wireLength[index]!);
    this.#raw(bytes.subarray(address, address + captured));
    const direction = batch.direction[index]!;
    if (comment !== undefined) this.#option(OPTION.COMMENT, comment);
    if (direction !== DIRECTION.UNKNOWN) {
      this.#option(OPTION.EPB_FLAGS, Uint8Array.of(direction === DIRECTION.INBOUND ? 1 : 2, 0, 0, 0));
    }
    this.#end(start, comment !== undefined || direction !== DIRECTION.UNKNOWN);
  }

  /** Says how many packets were received and lost on an interface that was described, up to a moment. */
  count(index: number, { received, dropped, comment }: InterfaceCount, at: Moment): void {
    const about = comment === undefined ? undefined : cutText(comment);
    const start = this.#begin(BLOCK.STATISTICS, 80 + (about?.length ?? 0));
    const time = BigInt(at.seconds) * 1_000_000_000n + BigInt(at.nanoseconds);
    this.#u32(index);
    this.#u32(Number(time >> 32n));
    this.#u32(Number(time & 0xffffffffn));
    if (about !== undefined) this.#option(OPTION.COMMENT, about);
    if (received !== undefined) this.#option(OPTION.ISB_IFRECV, u64(received));
    if (dropped !== undefined) this.#option(OPTION.ISB_IFDROP, u64(dropped));
    this.#end(start, true);
  }

  /** Hands on what is gathered. */
  end(): void {
    if (this.#at > 0) this.write(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
  }

  #begin(type: number, room: number): number {
    if (this.#at + room > this.#buffer.length) this.end();
    if (room > this.#buffer.length) {
      this.#buffer = new Uint8Array(room);
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
  #raw(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
    while (this.#at % 4 !== 0) this.#buffer[this.#at++] = 0;
  }
  #option(code: number, value: Uint8Array): void {
    this.#u32(code | value.length << 16);
    this.#raw(value);
  }
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}
/** As UTF-8, without breaking a character. */
function cutText(text: string): Uint8Array {
  const bytes = new Uint8Array(COMMENT_BYTES);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}
