/**
 * Puts fragments of IPv4 (RFC 791) and IPv6 (RFC 8200 section 4.5) together, within bounds: so many datagrams at once, each at
 * most of 65,535 bytes, each for so many seconds of capture time. A datagram of which two fragments overlap, or contradict
 * each other, is given up and counted (RFC 5722): nobody can know what its receiver saw. A copy of a fragment is not an overlap.
 *
 * @module
 */
import { UnitMap, UNITS } from "./unit_map.ts";

export interface FragmentMemory {
  readonly bytes: Uint8Array;
  reserve(size: number, what: string): number;
}
/** Datagrams that are put together at once, and how long one may take, as in FreeBSD. */
const DATAGRAMS = 128, SECONDS = 30;
const LONGEST = 65535;
/** Room before the payload for an IP header. */
const HEADER_ROOM = 64;
const SLOT = HEADER_ROOM + LONGEST + 1;
const FRAGMENT_HEADER = 44, MAX_EXTENSIONS = 16;
/** Words of a key: version and protocol, identification, two addresses. */
const KEY = 10;
const BUCKETS = 256;

interface Slot {
  used: boolean;
  /** Given up: its further fragments are passed over until its time is over. */
  distrusted: boolean;
  firstSeconds: number;
  firstNanoseconds: number;
  fragments: number;
  units: number;
  /** Bytes of payload; -1 before the last fragment has come. */
  total: number;
  /** Bytes of the header that stands before the payload; 0 before the first fragment has come. */
  header: number;
  /** Bytes of the payload from its beginning that were captured, where a fragment was cut. */
  captured: number;
  /** Where its fragments are met. */
  site: number;
  /** The next slot of the same bucket; -1 at the end. */
  next: number;
  bucket: number;
  readonly have: UnitMap;
  /** The same, where fragments begin. */
  readonly begins: UnitMap;
}

export class Reassembler {
  /**
   * Of the datagram that was completed last: bytes with its IP header, how many of them were captured from its beginning, its
   * fragments, microseconds from first to last.
   */
  length = 0;
  captured = 0;
  fragments = 0;
  microseconds = 0;
  complete = 0;
  /** Datagrams given up because fragments overlap or contradict each other. */
  overlapping = 0;
  /** Datagrams whose time was over, or that had to make room. */
  incomplete = 0;
  /** Fragments of which too little was captured, or that are malformed. */
  unusable = 0;
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #slots: Slot[];
  /** Keys of all slots, one after the other; that of the fragment being looked at. */
  readonly #keys: Int32Array;
  readonly #key = new Int32Array(KEY);
  /** First seconds of each slot that is used; Infinity of the others. */
  readonly #since: Float64Array;
  /** The first slot of each bucket, by the hash of its key; -1 where there is none. */
  readonly #buckets = new Int32Array(BUCKETS).fill(-1);
  #usedSlots = 0;
  /** The seconds at which it was last looked for datagrams whose time is over. */
  #lookedAt = NaN;
  /** Of the fragment being looked at: place in the datagram, bytes, those captured, where they are, whether more follow. */
  #offset = 0;
  #size = 0;
  #captured = 0;
  #at = 0;
  #more = false;
  #next = 0;
  #site = 0;

  constructor(memory: FragmentMemory, datagrams: number = DATAGRAMS, readonly seconds: number = SECONDS) {
    this.#bytes = memory.bytes;
    this.#base = memory.reserve(datagrams * SLOT, "fragments");
    this.#keys = new Int32Array(datagrams * KEY);
    this.#since = new Float64Array(datagrams).fill(Infinity);
    this.#slots = Array.from({ length: datagrams }, () => ({
      ...{ used: false, distrusted: false, firstSeconds: 0, firstNanoseconds: 0, fragments: 0, units: 0, total: -1 },
      ...{ site: 0, next: -1, bucket: 0, header: 0, captured: LONGEST, have: new UnitMap(), begins: new UnitMap() },
    }));
  }
  /**
   * Takes a fragment whose IP header is at an address; captured bytes end at `end`. Returns the address of the whole packet,
   * its header as if it had never been fragmented, when this completes it; valid until the next call. Else 0. A fragment
   * that was cut when it was captured counts only with `takesCut`: see {@linkcode captured}. Fragments of different sites
   * (VLANs, interfaces) are of different datagrams.
   */
  add(ip: number, end: number, seconds: number, nanoseconds: number, takesCut = false, site = 0): number {
    this.#site = site;
    const isRead = this.#bytes[ip] >> 4 === 4 ? this.#read4(ip, end) : this.#read6(ip, end);
    this.#captured = Math.min(this.#size, end - this.#at);
    const isThere = this.#captured === this.#size || takesCut && this.#captured >= 0;
    if (!isRead || !isThere || this.#size === 0 || this.#more && (this.#size & 7) !== 0) {
      this.unusable++;
      return 0;
    }
    const index = this.#slotOf(seconds, nanoseconds), slot = this.#slots[index];
    if (slot.distrusted || !this.#take(slot, index)) return 0;
    if (this.#offset === 0 && slot.header === 0) this.#takeHeader(slot, index, ip);
    return slot.total >= 0 && slot.header > 0 && slot.units === (slot.total + 7) >> 3
      ? this.#finish(slot, index, seconds, nanoseconds)
      : 0;
  }
  /** Datagrams of which some fragments have come. */
  get waiting(): number {
    return this.#slots.filter(({ used, distrusted }) => used && !distrusted).length;
  }
  #read4(ip: number, end: number): boolean {
    const bytes = this.#bytes, key = this.#key;
    if (end - ip < 20) return false;
    const header = (bytes[ip] & 15) << 2;
    const word = bytes[ip + 6] << 8 | bytes[ip + 7];
    this.#offset = (word & 0x1fff) << 3;
    this.#more = (word & 0x2000) !== 0;
    this.#size = (bytes[ip + 2] << 8 | bytes[ip + 3]) - header;
    this.#at = ip + header;
    key[0] = 4 << 8 | bytes[ip + 9];
    key[1] = bytes[ip + 4] << 8 | bytes[ip + 5];
    key[2] = wordAt(bytes, ip + 12);
    key[3] = wordAt(bytes, ip + 16);
    for (let i = 4; i < KEY; i++) key[i] = 0;
    return header >= 20 && this.#size > 0;
  }
  #read6(ip: number, end: number): boolean {
    const bytes = this.#bytes, key = this.#key;
    if (end - ip < 48) return false;
    let next = bytes[ip + 6], at = ip + 40;
    for (let i = 0; next !== FRAGMENT_HEADER; i++) {
      if (i === MAX_EXTENSIONS || end - at < 8 || next !== 0 && next !== 43 && next !== 60) return false;
      next = bytes[at];
      at += (bytes[at + 1] + 1) * 8;
    }
    if (end - at < 8) return false;
    const word = bytes[at + 2] << 8 | bytes[at + 3];
    this.#offset = word & 0xfff8;
    this.#more = (word & 1) !== 0;
    this.#size = ip + 40 + (bytes[ip + 4] << 8 | bytes[ip + 5]) - (at + 8);
    this.#at = at + 8;
    this.#next = bytes[at];
    key[0] = 6 << 8;
    key[1] = wordAt(bytes, at + 4);
    for (let i = 0; i < 8; i++) key[2 + i] = wordAt(bytes, ip + 8 + 4 * i);
    return this.#size > 0;
  }
  /** The slot of the fragment's datagram; a new one takes a free slot, or that of the oldest. */
  #slotOf(seconds: number, nanoseconds: number): number {
    // all that came at this second is not over at this second
    if (seconds !== this.#lookedAt) this.#dropOld(seconds);
    const bucket = this.#bucketOf();
    for (let i = this.#buckets[bucket]!; i >= 0; i = this.#slots[i]!.next) if (this.#isKeyOf(i)) return i;
    const free = this.#freeSlot(), slot = this.#slots[free]!;
    slot.used = true;
    this.#usedSlots++;
    slot.distrusted = false;
    slot.firstSeconds = this.#since[free] = seconds;
    slot.firstNanoseconds = nanoseconds;
    slot.fragments = slot.units = slot.header = 0;
    slot.total = -1;
    slot.captured = LONGEST;
    this.#keys.set(this.#key, free * KEY);
    slot.site = this.#site;
    slot.bucket = bucket;
    slot.next = this.#buckets[bucket]!;
    this.#buckets[bucket] = free;
    slot.have.clear();
    slot.begins.clear();
    return free;
  }
  #dropOld(seconds: number): void {
    this.#lookedAt = seconds;
    if (this.#usedSlots === 0) return;
    for (const [index, slot] of this.#slots.entries()) {
      if (slot.used && Math.abs(seconds - slot.firstSeconds) > this.seconds) this.#drop(index);
    }
  }
  /** The first that is free; where there is none, that of the oldest datagram, which is given up. */
  #freeSlot(): number {
    const since = this.#since;
    if (this.#usedSlots < since.length) {
      let free = 0;
      while (since[free] !== Infinity) free++;
      return free;
    }
    let oldest = 0;
    for (let i = 1; i < since.length; i++) if (since[i]! < since[oldest]!) oldest = i;
    this.#drop(oldest);
    return oldest;
  }
  #bucketOf(): number {
    const key = this.#key;
    let hash = this.#site;
    for (let i = 0; i < KEY; i++) hash = Math.imul(hash ^ key[i]!, 0x9e3779b1) ^ hash >>> 15;
    return (hash ^ hash >>> 16) & BUCKETS - 1;
  }
  #isKeyOf(index: number): boolean {
    if (this.#slots[index]!.site !== this.#site) return false;
    const keys = this.#keys, key = this.#key, at = index * KEY;
    for (let i = 0; i < KEY; i++) if (keys[at + i] !== key[i]) return false;
    return true;
  }
  #drop(index: number): void {
    if (!this.#slots[index]!.distrusted) this.incomplete++;
    this.#free(index);
  }
  #free(index: number): void {
    const slot = this.#slots[index]!, buckets = this.#buckets;
    slot.used = false;
    this.#usedSlots--;
    this.#since[index] = Infinity;
    if (buckets[slot.bucket] === index) {
      buckets[slot.bucket] = slot.next;
      return;
    }
    let before = this.#slots[buckets[slot.bucket]!]!;
    while (before.next !== index) before = this.#slots[before.next]!;
    before.next = slot.next;
  }
  #distrust(slot: Slot): false {
    slot.distrusted = true;
    this.overlapping++;
    return false;
  }
  #payload(index: number): number {
    return this.#base + index * SLOT + HEADER_ROOM;
  }
  /** Copies the fragment to its place; false if it is a copy, or the datagram is given up. */
  #take(slot: Slot, index: number): boolean {
    const last = this.#offset + this.#size;
    if (last > LONGEST) return this.#distrust(slot);
    const isBeyond = slot.total >= 0 && (last > slot.total || !this.#more && last !== slot.total);
    const first = this.#offset >> 3, units = (this.#size + 7) >> 3;
    const known = slot.have.count(first, first + units);
    if (known > 0 || isBeyond) {
      return known === units && !isBeyond && this.#isCopy(slot, index, first, units) ? false : this.#distrust(slot);
    }
    if (!this.#more) {
      if (slot.have.end > first + units) return this.#distrust(slot);
      slot.total = last;
    }
    slot.have.set(first, first + units);
    slot.begins.set(first, first + 1);
    slot.units += units;
    slot.fragments++;
    if (this.#captured < this.#size) slot.captured = Math.min(slot.captured, this.#offset + this.#captured);
    this.#bytes.copyWithin(this.#payload(index) + this.#offset, this.#at, this.#at + this.#captured);
    return true;
  }
  /** Of the same place and size as one before, with the same bytes. */
  #isCopy(slot: Slot, index: number, first: number, units: number): boolean {
    const { have, begins } = slot, after = first + units;
    if (!begins.has(first) || after < UNITS && have.has(after) && !begins.has(after)) return false;
    if (begins.count(first + 1, after) > 0) return false;
    const bytes = this.#bytes, there = this.#payload(index) + this.#offset;
    const known = Math.min(this.#captured, slot.captured - this.#offset);
    for (let i = 0; i < known; i++) if (bytes[there + i] !== bytes[this.#at + i]) return false;
    return true;
  }
  /** The first fragment's header, without what fragmented it. */
  #takeHeader(slot: Slot, index: number, ip: number): void {
    const isFour = this.#bytes[ip] >> 4 === 4;
    slot.header = isFour ? this.#at - ip : 40;
    const header = this.#payload(index) - slot.header;
    this.#bytes.copyWithin(header, ip, ip + slot.header);
    if (isFour) this.#bytes[header + 6] = this.#bytes[header + 7] = 0;
    else this.#bytes[header + 6] = this.#next;
  }
  #finish(slot: Slot, index: number, seconds: number, nanoseconds: number): number {
    const bytes = this.#bytes;
    const header = this.#payload(index) - slot.header;
    const isFour = bytes[header] >> 4 === 4;
    const length = isFour ? slot.header + slot.total : slot.total;
    if (length > LONGEST) {
      this.#distrust(slot);
      return 0;
    }
    const field = header + (isFour ? 2 : 4);
    bytes[field] = length >> 8;
    bytes[field + 1] = length & 0xff;
    this.#free(index);
    this.length = slot.header + slot.total;
    this.captured = slot.header + Math.min(slot.total, slot.captured);
    this.fragments = slot.fragments;
    this.microseconds = Math.round((seconds - slot.firstSeconds) * 1e6 + (nanoseconds - slot.firstNanoseconds) / 1000);
    this.complete++;
    return header;
  }
}
function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
}
