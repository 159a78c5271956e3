/**
 * A frame while it is rewritten in its place: what is kept is named, all else becomes zeros. Every change is added up, so that
 * each checksum around it can be changed by as much (RFC 1624): what was right stays right, what was wrong stays as wrong.
 *
 * Sums are of 16-bit words at even addresses, little-endian, modulo 65,535. A checksum whose data begin at an odd address is
 * the same with its bytes exchanged (RFC 1071 section 2), so one sum serves all layers.
 *
 * @module
 */
import type { Choices } from "../choices.ts";
import type { Counts } from "../counts.ts";
import type { AddressMap, BlockWords, HardwareMap } from "../map/mod.ts";

/** What lies within what, at most; what lies deeper is overwritten. */
export const MAX_DEPTH = 16;
const MODULUS = 0xffff;
const MAX_BROADCASTS = 64;

/** Layers that may lie within each other, wherever they are written. Each owns all bytes up to `end`. */
export interface Layers {
  link(frame: Frame, at: number, end: number, linkType: number): void;
  etherType(frame: Frame, type: number, at: number, end: number): void;
  /** IP of either version. */
  ip(frame: Frame, at: number, end: number): void;
  ppp(frame: Frame, at: number, end: number): void;
  mpls(frame: Frame, at: number, end: number): void;
}
/** What a checksum of a transport protocol covers beside its own bytes: addresses. */
class Pseudo {
  /** Sum of the two as they were, and what they have become less that. */
  sum = 0;
  delta = 0;
  /** The same of the target alone. */
  targetSum = 0;
  targetDelta = 0;

  begin(): void {
    this.sum =
      this.delta =
      this.targetSum =
      this.targetDelta =
        0;
  }
}
export interface FrameTools {
  readonly addresses: AddressMap;
  readonly hardware: HardwareMap;
  readonly noise: BlockWords;
  readonly choices: Choices;
  readonly counts: Counts;
  readonly layers: Layers;
}

export class Frame {
  readonly words: Uint16Array;
  readonly view: DataView;
  /** What all changes so far add up to. */
  delta = 0;
  /** End of the last byte that is kept. */
  kept = 0;
  depth = 0;
  /** Bytes on the wire that were not captured. */
  beyond = 0;
  /** The IP header found first, and that of ARP; 0 without. */
  ip = 0;
  arp = 0;
  /** Whether the link says that everybody is addressed. */
  isBroadcast = false;
  /** Of the packet whose transport header comes next. */
  readonly pseudo: Pseudo = new Pseudo();
  /** The same packet's addresses as they were: four words each. */
  readonly source: Int32Array = new Int32Array(4);
  readonly target: Int32Array = new Int32Array(4);
  readonly #quads: Uint32Array;

  constructor(readonly bytes: Uint8Array, readonly tools: FrameTools) {
    this.words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    this.#quads = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  begin(at: number, beyond: number): void {
    this.delta =
      this.depth =
      this.ip =
      this.arp =
        0;
    this.kept = at;
    this.beyond = beyond;
    this.isBroadcast = false;
  }
  get layers(): Layers {
    return this.tools.layers;
  }
  u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }
  /** Up to here nothing is payload. */
  keep(end: number): void {
    if (end > this.kept) this.kept = end;
  }

  /** Sum of the words, at even addresses, that these bytes are parts of. */
  sumOf(at: number, end: number): number {
    if (at >= end) return 0;
    const { bytes, words } = this, quads = this.#quads;
    let sum = 0;
    if (at & 1) sum += bytes[at++] << 8;
    if (end & 1 && end > at) sum += bytes[--end];
    if (at & 2 && end > at) {
      sum += words[at >> 1];
      at += 2;
    }
    if (end & 2 && end > at) {
      end -= 2;
      sum += words[end >> 1];
    }
    let low = 0, high = 0;
    for (let quad = at >> 2, last = end >> 2; quad < last; quad++) {
      const value = quads[quad];
      low += value & 0xffff;
      high += value >>> 16;
    }
    return sum + low + high;
  }
  /** A number of 16 bits as it counts in such a sum where it stands beside data that begin at an address. */
  asSummed(value: number, at: number): number {
    return at & 1 ? value : (value & 0xff) << 8 | value >> 8;
  }
  /** Overwrites with zeros. */
  blank(at: number, end: number): void {
    if (at >= end) return;
    this.delta -= this.sumOf(at, end);
    this.bytes.fill(0, at, end);
    this.tools.counts.blanked += end - at;
  }
  set8(at: number, value: number): void {
    const shift = at & 1 ? 8 : 0;
    this.delta += (value << shift) - (this.bytes[at] << shift);
    this.bytes[at] = value;
  }
  set16(at: number, value: number): void {
    this.set8(at, value >> 8);
    this.set8(at + 1, value & 0xff);
  }
  set32(at: number, value: number): void {
    this.delta -= this.sumOf(at, at + 4);
    this.view.setInt32(at, value);
    this.delta += this.sumOf(at, at + 4);
  }

  /** An IPv4 address. */
  address4(at: number): void {
    const { addresses, counts } = this.tools;
    const address = this.view.getInt32(at), mapped = addresses.map4(address);
    counts.addresses4++;
    if (mapped !== address) this.set32(at, mapped);
    this.keep(at + 4);
  }
  /** An IPv6 address. */
  address6(at: number): void {
    const { addresses, counts } = this.tools, { view } = this;
    addresses.map6(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12));
    counts.addresses6++;
    this.delta -= this.sumOf(at, at + 16);
    for (let i = 0; i < 4; i++) view.setInt32(at + 4 * i, addresses.result[i]);
    this.delta += this.sumOf(at, at + 16);
    this.keep(at + 16);
  }
  /**
   * An address that transport checksums cover, of 4 or 16 bytes.
   * @param isFinal in place of the target added before: where a route ends
   */
  addPseudo(at: number, size: 4 | 16, isFinal = false): void {
    const { pseudo } = this, sum = this.sumOf(at, at + size), before = this.delta;
    if (size === 4) this.address4(at);
    else this.address6(at);
    if (isFinal) {
      pseudo.sum -= pseudo.targetSum;
      pseudo.delta -= pseudo.targetDelta;
    }
    pseudo.targetSum = sum;
    pseudo.targetDelta = this.delta - before;
    pseudo.sum += sum;
    pseudo.delta += pseudo.targetDelta;
  }
  /** So many first bits of an IPv6 address; behind them there are zeros. */
  prefix6(at: number, bytes: number, length: number): void {
    const { addresses } = this.tools, whole = new DataView(new ArrayBuffer(16));
    for (let i = 0; i < bytes; i++) whole.setUint8(i, this.bytes[at + i]);
    addresses.map6(whole.getInt32(0), whole.getInt32(4), whole.getInt32(8), whole.getInt32(12));
    for (let i = 0; i < bytes; i++) {
      const byte = addresses.result[i >> 2] >>> 24 - 8 * (i & 3) & 0xff, bits = length - 8 * i;
      this.set8(at + i, bits >= 8 ? byte : bits <= 0 ? 0 : byte & 0xff00 >> bits);
    }
    this.tools.counts.addresses6++;
    this.keep(at + bytes);
  }
  /** The first bytes of an IPv4 address that is cut. */
  prefix4(at: number, bytes: number): void {
    let address = 0;
    for (let i = 0; i < bytes; i++) address |= this.bytes[at + i] << 24 - 8 * i;
    const mapped = this.tools.addresses.map4(address);
    for (let i = 0; i < bytes; i++) this.set8(at + i, mapped >>> 24 - 8 * i & 0xff);
    this.keep(at + bytes);
  }
  /** A hardware address of 48 bits. */
  hardware(at: number): void {
    const { hardware, addresses, counts } = this.tools, { view } = this;
    const upper = view.getUint16(at), lower = view.getUint32(at + 2);
    counts.hardware++;
    this.keep(at + 6);
    if (upper === 0x3333 && lower >>> 24 === 0xff) {
      // the group of a solicited node
      return this.set32(at + 2, 0xff000000 | addresses.suffix(lower & 0xffffff));
    }
    hardware.map(upper, lower);
    if (hardware.upper !== upper) this.set16(at, hardware.upper);
    if (hardware.lower !== lower) this.set32(at + 2, hardware.lower);
  }
  /** A hardware address of 64 bits. */
  hardware64(at: number): void {
    const { view } = this, upper = view.getUint32(at), lower = view.getUint32(at + 4);
    this.keep(at + 8);
    if (upper === 0 && lower === 0) return;
    const mapped = this.tools.hardware.mapLong(upper, lower);
    this.set32(at, mapped[0] | 0);
    this.set32(at + 4, mapped[1] | 0);
    this.tools.counts.hardware++;
  }

  /** What a checksum is, as it counts in sums. */
  checksumAt(at: number): number {
    return at & 1 ? this.u16(at) : this.words[at >> 1];
  }
  /**
   * Changes a checksum so that what it covers, with it, sums up to what it did.
   * @param change what the covered bytes have become less what they were
   * @param zero what is written for 0
   */
  repair(at: number, change: number, zero: 0 | 0xffff = 0): void {
    change %= MODULUS;
    if (change === 0) return;
    const before = this.checksumAt(at);
    let after = (before - change) % MODULUS;
    if (after < 0) after += MODULUS;
    this.#setChecksum(at, before, after || zero);
  }
  /** The same where no more than the sum of the pseudo-header stands there, for a card to go on with. */
  repairPartial(at: number, change: number): void {
    const before = this.checksumAt(at);
    let after = (before + change) % MODULUS;
    if (after <= 0) after += MODULUS;
    if (change % MODULUS !== 0) this.#setChecksum(at, before, after);
  }
  #setChecksum(at: number, before: number, after: number): void {
    this.bytes[at] = at & 1 ? after >> 8 : after & 0xff;
    this.bytes[at + 1] = at & 1 ? after & 0xff : after >> 8;
    this.delta += after - before;
  }
  /**
   * Whether a checksum holds only the sum of the pseudo-header: a host has left the rest to its card. With segments still to
   * be cut some leave out the length.
   */
  isPartial(at: number, protocol: number, start: number, end: number, length: number): boolean {
    const field = this.checksumAt(at);
    if (field === 0) return false;
    const base = this.pseudo.sum + this.asSummed(protocol, start);
    const whole = base + this.asSummed(length & 0xffff, start) + this.asSummed(length >>> 16, start);
    const isAlike = (field - whole) % MODULUS === 0 || (field - base) % MODULUS === 0;
    // one of 65,536 right checksums looks like that
    return isAlike && (end - start < length || (this.sumOf(start, end) + whole) % MODULUS !== 0);
  }
  noteBroadcast(address: number): void {
    const { broadcasts } = this.tools.counts;
    if (broadcasts.size < MAX_BROADCASTS) broadcasts.add(address);
  }
}
