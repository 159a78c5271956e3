/**
 * Puts fragments of IPv4 (RFC 791) and IPv6 (RFC 8200 section 4.5) together, within bounds: so many datagrams at once, each at
 * most of 65,535 bytes, each for so many seconds of capture time. A datagram of which two fragments overlap, or contradict
 * each other, is given up and counted (RFC 5722): nobody can know what its receiver saw. A copy of a fragment is not an overlap.
 *
 * @module
 */
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
/** A bit for each 8 bytes of payload. */
const UNITS = 8192;
const FRAGMENT_HEADER = 44, MAX_EXTENSIONS = 16;

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
  readonly key: Uint8Array;
  /** Where its fragments are met. */
  site: number;
  readonly have: Uint8Array;
  /** The same, where fragments begin. */
  readonly begins: Uint8Array;
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
  readonly #key = new Uint8Array(38);
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
    this.#slots = Array.from({ length: datagrams }, () => ({
      ...{
        used: false,
        distrusted: false,
        firstSeconds: 0,
        firstNanoseconds: 0,
        fragments: 0,
        units: 0,
        total: -1,
        site: 0,
      },
      ...{
        header: 0,
        captured: LONGEST,
        key: new Uint8Array(38),
        have: new Uint8Array(UNITS / 8),
        begins: new Uint8Array(UNITS / 8),
      },
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
    key.fill(0);
    key.set([4, bytes[ip + 9], bytes[ip + 4], bytes[ip + 5]]);
    for (let i = 0; i < 8; i++) key[6 + i] = bytes[ip + 12 + i];
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
    key[0] = 6;
    key[1] = 0;
    for (let i = 0; i < 4; i++) key[2 + i] = bytes[at + 4 + i];
    for (let i = 0; i < 32; i++) key[6 + i] = bytes[ip + 8 + i];
    return this.#size > 0;
  }
  /** The slot of the fragment's datagram; a new one takes a free slot, or that of the oldest. */
  #slotOf(seconds: number, nanoseconds: number): number {
    let free = -1, oldest = 0;
    for (let i = 0; i < this.#slots.length; i++) {
      const slot = this.#slots[i];
      if (slot.used && Math.abs(seconds - slot.firstSeconds) > this.seconds) this.#drop(slot);
      if (!slot.used) {
        if (free < 0) free = i;
      } else if (this.#isKeyOf(slot)) return i;
      else if (slot.firstSeconds < this.#slots[oldest].firstSeconds) oldest = i;
    }
    if (free < 0) this.#drop(this.#slots[free = oldest]);
    const slot = this.#slots[free];
    slot.used = true;
    slot.distrusted = false;
    slot.firstSeconds = seconds;
    slot.firstNanoseconds = nanoseconds;
    slot.fragments = slot.units = slot.header = 0;
    slot.total = -1;
    slot.captured = LONGEST;
    slot.key.set(this.#key);
    slot.site = this.#site;
    slot.have.fill(0);
    slot.begins.fill(0);
    return free;
  }
  #isKeyOf({ key, site }: Slot): boolean {
    if (site !== this.#site) return false;
    for (let i = 0; i < key.length; i++) if (key[i] !== this.#key[i]) return false;
    return true;
  }
  #drop(slot: Slot): void {
    if (!slot.distrusted) this.incomplete++;
    slot.used = false;
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
    let known = 0;
    for (let unit = first; unit < first + units; unit++) known += slot.have[unit >> 3] >> (unit & 7) & 1;
    if (known > 0 || isBeyond) {
      return known === units && !isBeyond && this.#isCopy(slot, index, first, units) ? false : this.#distrust(slot);
    }
    if (!this.#more) {
      for (let unit = first + units; unit < UNITS; unit++) {
        if (slot.have[unit >> 3] >> (unit & 7) & 1) return this.#distrust(slot);
      }
      slot.total = last;
    }
    for (let unit = first; unit < first + units; unit++) slot.have[unit >> 3] |= 1 << (unit & 7);
    slot.begins[first >> 3] |= 1 << (first & 7);
    slot.units += units;
    slot.fragments++;
    if (this.#captured < this.#size) slot.captured = Math.min(slot.captured, this.#offset + this.#captured);
    this.#bytes.copyWithin(this.#payload(index) + this.#offset, this.#at, this.#at + this.#captured);
    return true;
  }
  /** Of the same place and size as one before, with the same bytes. */
  #isCopy(slot: Slot, index: number, first: number, units: number): boolean {
    const has = (map: Uint8Array, unit: number) => (map[unit >> 3] >> (unit & 7) & 1) === 1;
    const after = first + units;
    if (!has(slot.begins, first) || after < UNITS && has(slot.have, after) && !has(slot.begins, after)) return false;
    for (let unit = first + 1; unit < after; unit++) if (has(slot.begins, unit)) return false;
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
    slot.used = false;
    this.length = slot.header + slot.total;
    this.captured = slot.header + Math.min(slot.total, slot.captured);
    this.fragments = slot.fragments;
    this.microseconds = Math.round((seconds - slot.firstSeconds) * 1e6 + (nanoseconds - slot.firstNanoseconds) / 1000);
    this.complete++;
    return header;
  }
}
