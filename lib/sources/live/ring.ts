/**
 * A ring of blocks that Linux's kernel fills with packets: TPACKET_V3 (Linux's `packet_mmap` documentation).
 *
 * @module
 */
import { AF_PACKET, ERRNO, errorNumber, type Libc, OPTION, SOCK_RAW, SOL_PACKET, SOL_SOCKET } from "./libc.ts";

/** Bytes of a block. It must hold the largest packet; small ones, so that few packets do not use up much. */
export const BLOCK_BYTES = 0x40000;
/** Room that the kernel leaves in front of packets, for tags and pseudo headers. */
const RESERVE = 32;
const ETH_P_ALL = 0x0003;
const TPACKET_V3 = 2;
/** Offsets in `struct tpacket_block_desc`. */
const BLOCK = { STATUS: 8, PACKETS: 12, FIRST: 16, LENGTH: 20 } as const;
const STATUS_USER = 1;
const PROT_READ_WRITE = 3, MAP_SHARED = 1;
/** Membership that makes an interface promiscuous. */
const PACKET_MR_PROMISC = 1;
/** A filter that lets nothing pass: `ret #0`. */
const NOTHING = Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0);
const MIN_BLOCKS = 4;

/** A call that failed. */
export class RingError extends Error {
  override readonly name = "RingError";
  constructor(readonly call: string, readonly errno: number) {
    super(`${call} failed (errno ${errno})`);
  }
}
export interface RingSettings {
  /** Index of the interface; 0 for all. */
  readonly interface: number;
  readonly bytes: number;
  readonly delayMs: number;
  readonly filter: Uint8Array;
  readonly promiscuous: boolean;
}

export class PacketRing {
  readonly socket: number;
  readonly blocks: number;
  /** Packets taken out, and what the kernel has counted. */
  taken = 0;
  /** Bytes taken out, with what the kernel says of each packet. */
  bytes = 0;
  received = 0;
  dropped = 0;
  readonly #libc: Libc;
  readonly #at: Deno.PointerObject;
  /** The ring itself. Must not be touched once it is unmapped. */
  #bytes: Uint8Array;
  #words: Int32Array;
  #next = 0;
  #isOpen = true;

  /** @throws RingError */
  constructor(libc: Libc, settings: RingSettings) {
    this.#libc = libc;
    const socket = libc.socket(AF_PACKET, SOCK_RAW, 0);
    if (socket < 0) throw new RingError("socket", errorNumber(libc));
    this.socket = socket;
    try {
      this.#set(SOL_PACKET, OPTION.PACKET_VERSION, Int32Array.of(TPACKET_V3), "setsockopt(PACKET_VERSION)");
      this.#set(SOL_PACKET, OPTION.PACKET_RESERVE, Int32Array.of(RESERVE), "setsockopt(PACKET_RESERVE)");
      this.#filter(settings.filter);
      this.blocks = this.#allocate(settings);
      const at = libc.mmap(null, BigInt(this.blocks * BLOCK_BYTES), PROT_READ_WRITE, MAP_SHARED, socket, 0n);
      if (at === null || Deno.UnsafePointer.value(at) === 0xffffffffffffffffn) {
        throw new RingError("mmap", errorNumber(libc));
      }
      this.#at = at;
      const buffer = new Deno.UnsafePointerView(at).getArrayBuffer(this.blocks * BLOCK_BYTES);
      this.#bytes = new Uint8Array(buffer);
      this.#words = new Int32Array(buffer);
      this.#bind(settings);
    } catch (error) {
      libc.close(socket);
      throw error;
    }
  }
  #set(level: number, option: number, value: Int32Array<ArrayBuffer>, call: string): void {
    const bytes = new Uint8Array(value.buffer);
    if (this.#libc.setsockopt(this.socket, level, option, bytes, bytes.length) === 0) return;
    throw new RingError(call, errorNumber(this.#libc));
  }
  #filter(program: Uint8Array): void {
    const copy = program.slice();
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, copy.length / 8, true);
    view.setBigUint64(8, Deno.UnsafePointer.value(Deno.UnsafePointer.of(copy)), true);
    if (this.#libc.setsockopt(this.socket, SOL_SOCKET, OPTION.SO_ATTACH_FILTER, bytes, bytes.length) !== 0) {
      throw new RingError("setsockopt(SO_ATTACH_FILTER)", errorNumber(this.#libc));
    }
  }
  /** As many blocks as were asked for, or as the system has memory for; returns how many. */
  #allocate({ bytes, delayMs }: RingSettings): number {
    for (let blocks = Math.max(MIN_BLOCKS, Math.round(bytes / BLOCK_BYTES));; blocks = Math.floor(blocks / 2)) {
      // block size, blocks, frame size (not used), frames, delay, private bytes, features
      const request = Int32Array.of(BLOCK_BYTES, blocks, 2048, blocks * (BLOCK_BYTES / 2048), delayMs, 0, 0);
      try {
        this.#set(SOL_PACKET, OPTION.PACKET_RX_RING, request, "setsockopt(PACKET_RX_RING)");
        return blocks;
      } catch (error) {
        if (!(error instanceof RingError) || error.errno !== ERRNO.NOMEM || blocks <= MIN_BLOCKS) throw error;
      }
    }
  }
  #bind(settings: RingSettings): void {
    const address = new DataView(new ArrayBuffer(20));
    address.setUint16(0, AF_PACKET, true);
    address.setUint16(2, ETH_P_ALL);
    address.setInt32(4, settings.interface, true);
    if (this.#libc.bind(this.socket, new Uint8Array(address.buffer), 20) !== 0) {
      throw new RingError("bind", errorNumber(this.#libc));
    }
    if (!settings.promiscuous || settings.interface === 0) return;
    const membership = Int32Array.of(settings.interface, PACKET_MR_PROMISC, 0, 0);
    this.#set(SOL_PACKET, OPTION.PACKET_ADD_MEMBERSHIP, membership, "setsockopt(PACKET_ADD_MEMBERSHIP)");
  }

  /** Whether a block waits to be taken. */
  get isReady(): boolean {
    if (!this.#isOpen) return false;
    return (Atomics.load(this.#words, this.#next * BLOCK_BYTES + BLOCK.STATUS >> 2) & STATUS_USER) !== 0;
  }
  /**
   * Copies the block that waits, gives it back to the kernel, and returns how many packets are in it. Offsets in the copy
   * are those in the block.
   */
  take(into: Uint8Array, at: number): number {
    const start = this.#next * BLOCK_BYTES;
    const packets = this.#words[start + BLOCK.PACKETS >> 2]!;
    const length = this.#words[start + BLOCK.LENGTH >> 2]!;
    into.set(this.#bytes.subarray(start, start + length), at);
    Atomics.store(this.#words, start + BLOCK.STATUS >> 2, 0);
    this.#next = (this.#next + 1) % this.blocks;
    this.taken += packets;
    this.bytes += length;
    return packets;
  }
  /** Offset of the first packet in a block that was copied. */
  static firstPacket(words: Int32Array, at: number): number {
    return words[at + BLOCK.FIRST >> 2]!;
  }

  /** Brings `received` and `dropped` up to date. */
  count(): void {
    if (!this.#isOpen) return;
    const bytes = new Uint8Array(12), length = new Uint8Array(Int32Array.of(12).buffer);
    if (this.#libc.getsockopt(this.socket, SOL_PACKET, OPTION.PACKET_STATISTICS, bytes, length) !== 0) return;
    // both start again from 0 when they are read; packets include drops
    const view = new DataView(bytes.buffer);
    this.received += view.getUint32(0, true);
    this.dropped += view.getUint32(4, true);
  }
  /** The error that poll() announced, and clears it: 0 if there is none. */
  takeError(): number {
    const bytes = new Uint8Array(4), length = new Uint8Array(Int32Array.of(4).buffer);
    if (this.#libc.getsockopt(this.socket, SOL_SOCKET, OPTION.SO_ERROR, bytes, length) !== 0) return 0;
    return new DataView(bytes.buffer).getInt32(0, true);
  }
  /** Lets no more packets in. */
  stop(): void {
    if (this.#isOpen) this.#filter(NOTHING);
  }
  close(): void {
    if (!this.#isOpen) return;
    this.count();
    this.#isOpen = false;
    this.#bytes = new Uint8Array();
    this.#words = new Int32Array();
    this.#libc.munmap(this.#at, BigInt(this.blocks * BLOCK_BYTES));
    this.#libc.close(this.socket);
  }
}
