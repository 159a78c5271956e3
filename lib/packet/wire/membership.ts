/**
 * Messages by which hosts say which multicast groups they want to hear: IGMP (RFC 1112, RFC 2236, RFC 9776) and, the same
 * with addresses of 16 bytes, MLD (RFC 2710, RFC 9777). Fields are overwritten by each message; every read lies within the
 * captured bytes.
 *
 * @module
 */
import type { Decoder } from "./decoder.ts";

/** What is wrong with a message. */
const BAD = { CUT: 1, COUNT: 2, LENGTH: 4 } as const;

/** In what the two protocols differ. */
export interface MembershipRules {
  readonly addressBytes: 4 | 16;
  readonly query: number;
  /** Of the newest version, whose report has group records. */
  readonly report: number;
  /** By type: versions of the other messages that name a group. */
  readonly older: Readonly<Record<number, number>>;
}
export const IGMP_RULES: MembershipRules = {
  addressBytes: 4,
  query: 0x11,
  report: 0x22,
  older: { 0x12: 1, 0x16: 2, 0x17: 2 },
};
export const MLD_RULES: MembershipRules = { addressBytes: 16, query: 130, report: 143, older: { 131: 1, 132: 1 } };

/** Header of a report, in which the number of records stands last; head of a record before its group. */
const REPORT = 8, RECORD_HEAD = 4;
/** Behind the group of a query of the newest version: flags and robustness, interval, number of sources. */
const QUERY_MORE = 4;
const ROUTER_ALERT4 = 148, ROUTER_ALERT6 = 5;

export class Membership {
  type = 0;
  /** 0 if it is none that is known. */
  version = 0;
  /** Maximum response code, and what it means in microseconds. */
  code = 0;
  response = 0;
  checksum = 0;
  /** 1 right, 0 wrong, -1 not known. */
  sum = -1;
  /** Bytes on the wire. */
  length = 0;
  alert = 0;
  /** Bits of {@linkcode BAD}. */
  bad = 0;
  /** Addresses, 0 where there is none: of the group, and of a query's sources. */
  group = 0;
  list = 0;
  suppress = 0;
  robustness = 0;
  /** Seconds. */
  interval = 0;
  sources = 0;
  /** Records that a report says it has, and those captured whole. */
  records = 0;
  whole = 0;
  /** Of the record that {@linkcode next} has found: its address, its number. */
  record = 0;
  index = -1;
  #at = 0;
  #end = 0;

  constructor(readonly bytes: Uint8Array, readonly rules: MembershipRules) {}

  get groupBytes(): number {
    return this.rules.addressBytes;
  }
  /** Reads the message behind IP; false if it is none of membership (other messages of ICMPv6). */
  read(d: Decoder): boolean {
    const { bytes, rules } = this, at = d.transport, type = bytes[at];
    const isOwn = type === rules.query || type === rules.report || rules.older[type] !== undefined;
    if (!isOwn && rules === MLD_RULES) return false;
    this.#clear(d, type);
    const oldHeader = rules.addressBytes === 4 ? 4 : 8, old = oldHeader + rules.addressBytes;
    this.#end = at + Math.min(d.transportCaptured, d.transportLength);
    const isCut = d.isFragment || d.transportCaptured < d.transportLength;
    if (isCut) this.bad |= BAD.CUT;
    else this.sum = this.#isSumRight(d) ? 1 : 0;
    if (type === rules.report) this.#readReport(at);
    else if (isOwn) {
      if (this.length < old) this.bad |= BAD.LENGTH;
      if (at + old <= this.#end) this.group = at + oldHeader;
      this.version = this.length < old ? 0 : rules.older[type] ?? 0;
      if (type === rules.query) this.#readQuery(at, old);
    }
    return true;
  }
  #clear(d: Decoder, type: number): void {
    this.type = type;
    this.checksum = this.#u16(d.transport + 2);
    this.length = d.transportLength;
    this.alert = this.#hasAlert(d) ? 1 : 0;
    this.version =
      this.code =
      this.response =
      this.bad =
      this.group =
      this.list =
      this.suppress =
        0;
    this.robustness =
      this.interval =
      this.sources =
      this.records =
      this.whole =
      this.record =
        0;
    this.sum = this.index = -1;
  }
  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }
  #readQuery(at: number, old: number): void {
    const { bytes } = this, isFour = this.rules.addressBytes === 4;
    const newest = isFour ? 3 : 2, more = at + old;
    if (isFour) this.code = bytes[at + 1];
    else if (at + 6 <= this.#end) this.code = this.#u16(at + 4);
    // RFC 9776 section 7.1, RFC 9777 section 8.1: by length, and by the code
    if (this.length >= old + QUERY_MORE) this.version = newest;
    else if (this.length === old) this.version = isFour && this.code !== 0 ? 2 : 1;
    else this.bad |= BAD.LENGTH;
    this.response = isFour
      ? 100_000 * this.#decoded(8, this.version === 3)
      : 1000 * this.#decoded(16, this.version === 2);
    if (this.version !== newest || more + QUERY_MORE > this.#end) return;
    this.suppress = bytes[more] >> 3 & 1;
    this.robustness = bytes[more] & 7;
    const interval = bytes[more + 1];
    this.interval = interval < 128 ? interval : (interval & 15 | 16) << (interval >> 4 & 7) + 3;
    this.sources = this.#u16(more + 2);
    const needed = this.sources * this.rules.addressBytes;
    if (old + QUERY_MORE + needed > this.length) this.bad |= BAD.COUNT;
    if (this.sources > 0 && more + QUERY_MORE + needed <= this.#end) this.list = more + QUERY_MORE;
  }
  /** The response code: as it stands, or from its half up (newest version) a number of few bits that is shifted. */
  #decoded(bits: 8 | 16, isNewest: boolean): number {
    const { code } = this, mantissa = bits - 4;
    if (!isNewest || code < 1 << bits - 1) return code;
    return (code & (1 << mantissa) - 1 | 1 << mantissa) * 2 ** ((code >> mantissa & 7) + 3);
  }
  #readReport(at: number): void {
    this.version = this.rules.addressBytes === 4 ? 3 : 2;
    if (this.length < REPORT) this.bad |= BAD.LENGTH;
    if (at + REPORT > this.#end) return;
    this.records = this.#u16(at + 6);
    this.rewind(at);
    while (this.next()) this.whole++;
    if (this.whole < this.records && (this.bad & BAD.CUT) === 0) this.bad |= BAD.COUNT;
    this.rewind(at);
  }
  /** Before the first record of the message at an address. */
  rewind(at: number): void {
    this.#at = at + REPORT;
    this.index = -1;
  }
  /** Goes to the next record that is there whole; false if there is none. */
  next(): boolean {
    const head = RECORD_HEAD + this.rules.addressBytes;
    if (this.index + 1 >= this.records || this.#at + head > this.#end) return false;
    const bytes = head + this.rules.addressBytes * this.#u16(this.#at + 2) + 4 * this.bytes[this.#at + 1];
    if (this.#at + bytes > this.#end) return false;
    this.record = this.#at;
    this.#at += bytes;
    this.index++;
    return true;
  }
  /** RFC 2113 in IPv4's options; RFC 2711 in a hop-by-hop header right behind IPv6's. */
  #hasAlert({ ip, version, transport }: Decoder): boolean {
    const { bytes } = this;
    if (version === 4) return hasOption(bytes, ip + 20, ip + 4 * (bytes[ip] & 15), ROUTER_ALERT4, 1, 0);
    if (bytes[ip + 6] !== 0 || transport < ip + 48) return false;
    return hasOption(bytes, ip + 42, ip + 48 + 8 * bytes[ip + 41], ROUTER_ALERT6, 0, 2);
  }
  #isSumRight({ transport, transportLength, ip, version, protocol }: Decoder): boolean {
    let sum = version === 4 ? 0 : protocol + (transportLength >>> 16) + (transportLength & 0xffff);
    if (version === 6) { for (let i = ip + 8; i < ip + 40; i += 2) sum += this.#u16(i); }
    const end = transport + transportLength;
    for (let i = transport; i + 1 < end; i += 2) sum += this.#u16(i);
    if (transportLength & 1) sum += this.bytes[end - 1] << 8;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    return sum === 0xffff;
  }
}
/** Whether options from `at` to `end` have one of a type: each has its length, but for those of single bytes. */
function hasOption(
  bytes: Uint8Array,
  at: number,
  end: number,
  type: number,
  single: number,
  added: number,
): boolean {
  while (at + 1 < end) {
    const kind = bytes[at];
    if (kind === type) return true;
    // IPv4 ends its list with 0
    if (kind === 0 && single === 1) return false;
    if (kind === single) at++;
    else if (added === 0 && bytes[at + 1] < 2) return false;
    else at += bytes[at + 1] + added;
  }
  return false;
}
