/**
 * Packets of a copied block, one after the other, as columns of a batch.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { DIRECTION, type PacketBatch } from "../source.ts";
import { COOKED_BYTES, LINKTYPE, LOOPBACK_HARDWARE } from "./link.ts";

/** Offsets in `struct tpacket3_hdr`, and in the `struct sockaddr_ll` behind it. */
const PACKET = {
  NEXT: 0,
  SECONDS: 4,
  NANOSECONDS: 8,
  CAPTURED: 12,
  LENGTH: 16,
  STATUS: 20,
  LINK: 24,
  NETWORK: 26,
  TAG: 32,
  TAG_TYPE: 36,
  PROTOCOL: 50,
  INTERFACE: 52,
  HARDWARE: 56,
  TYPE: 58,
  ADDRESS_LENGTH: 59,
  ADDRESS: 60,
} as const;
const TAG_VALID = 0x10, TAG_TYPE_VALID = 0x40;
const VLAN = 0x8100;
const TAG_BYTES = 4;
/** PACKET_OUTGOING; below 3: to us, to all, to a group. */
const OUTGOING = 4, OTHER_HOST = 3;

/** Where an interface of the kernel stands in the source. */
export interface KnownInterface {
  readonly number: number;
  readonly linkType: number;
}
/** Finds interfaces by the kernel's index. */
export type InterfaceFinder = (index: number, hardware: number) => KnownInterface;

export class BlockCursor {
  /** Packets not yet read, and the address of the next. */
  left = 0;
  #at = 0;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;

  constructor(memory: MachineMemory, readonly find: InterfaceFinder) {
    this.#view = memory.view;
    this.#bytes = memory.bytes;
    this.#words = memory.words;
  }
  open(at: number, packets: number): void {
    this.#at = at;
    this.left = packets;
  }
  get seconds(): number {
    return this.#words[this.#at + PACKET.SECONDS >> 2]! >>> 0;
  }
  get nanoseconds(): number {
    return this.#words[this.#at + PACKET.NANOSECONDS >> 2]!;
  }

  /** Puts the next packet into the batch. */
  read(batch: PacketBatch, i: number): void {
    const at = this.#at;
    const words = this.#words, bytes = this.#bytes;
    const hardware = bytes[at + PACKET.HARDWARE]! | bytes[at + PACKET.HARDWARE + 1]! << 8;
    const known = this.find(words[at + PACKET.INTERFACE >> 2]!, hardware);
    const places = words[at + PACKET.LINK >> 2]!;
    const link = places & 0xffff;
    batch.address[i] = at + link;
    batch.capturedLength[i] = words[at + PACKET.CAPTURED >> 2]!;
    batch.wireLength[i] = words[at + PACKET.LENGTH >> 2]!;
    batch.seconds[i] = words[at + PACKET.SECONDS >> 2]! >>> 0;
    batch.nanoseconds[i] = words[at + PACKET.NANOSECONDS >> 2]!;
    batch.interface[i] = known.number;
    const type = bytes[at + PACKET.TYPE]!;
    // on loopback each packet is both sent and received: its addresses say so
    batch.direction[i] = hardware === LOOPBACK_HARDWARE
      ? DIRECTION.UNKNOWN
      : type === OUTGOING
      ? DIRECTION.OUTBOUND
      : type < OTHER_HOST
      ? DIRECTION.INBOUND
      : DIRECTION.UNKNOWN;
    if (known.linkType === LINKTYPE.LINUX_SLL2) this.#cook(batch, i, at, (places >>> 16) - link);
    else if ((words[at + PACKET.STATUS >> 2]! & TAG_VALID) !== 0 && known.linkType === LINKTYPE.ETHERNET) {
      this.#tag(batch, i, at);
    }
    this.#at += words[at + PACKET.NEXT >> 2]!;
    this.left--;
  }
  #tagType(at: number): number {
    const status = this.#words[at + PACKET.STATUS >> 2]!;
    return (status & TAG_TYPE_VALID) !== 0 ? this.#view.getUint16(at + PACKET.TAG_TYPE, true) : VLAN;
  }
  /** Puts the VLAN tag, which hardware or kernel took out, back behind the addresses. */
  #tag(batch: PacketBatch, i: number, at: number): void {
    if (batch.capturedLength[i]! < 14) return;
    const frame = batch.address[i]!;
    this.#bytes.copyWithin(frame - TAG_BYTES, frame, frame + 12);
    this.#view.setUint16(frame + 8, this.#tagType(at));
    this.#view.setUint16(frame + 10, this.#view.getUint32(at + PACKET.TAG, true));
    batch.address[i] = frame - TAG_BYTES;
    batch.capturedLength[i]! += TAG_BYTES;
    batch.wireLength[i]! += TAG_BYTES;
  }
  /** Puts LINKTYPE_LINUX_SLL2's pseudo header in the link header's place. */
  #cook(batch: PacketBatch, i: number, at: number, linkBytes: number): void {
    const view = this.#view, bytes = this.#bytes;
    const network = batch.address[i]! + linkBytes;
    const isTagged = (this.#words[at + PACKET.STATUS >> 2]! & TAG_VALID) !== 0;
    const extra = isTagged ? TAG_BYTES : 0;
    const header = network - COOKED_BYTES - extra;
    const protocol = view.getUint16(at + PACKET.PROTOCOL);
    if (isTagged) {
      view.setUint16(network - 4, view.getUint32(at + PACKET.TAG, true));
      view.setUint16(network - 2, protocol);
    }
    view.setUint16(header, isTagged ? this.#tagType(at) : protocol);
    view.setUint16(header + 2, 0);
    view.setUint32(header + 4, view.getUint32(at + PACKET.INTERFACE, true));
    view.setUint16(header + 8, view.getUint16(at + PACKET.HARDWARE, true));
    bytes[header + 10] = bytes[at + PACKET.TYPE]!;
    bytes[header + 11] = bytes[at + PACKET.ADDRESS_LENGTH]!;
    bytes.copyWithin(header + 12, at + PACKET.ADDRESS, at + PACKET.ADDRESS + 8);
    batch.address[i] = header;
    const added = COOKED_BYTES + extra;
    batch.capturedLength[i] = Math.max(0, batch.capturedLength[i]! - linkBytes) + added;
    batch.wireLength[i] = Math.max(0, batch.wireLength[i]! - linkBytes) + added;
  }
}
