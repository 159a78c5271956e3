/**
 * What D sees of a message of DNS: `struct dns`, `struct dns_record`, `struct dns_exchange`, and the texts that they point at.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import {
  BAD,
  type DnsExchange,
  type DnsMessage,
  microseconds,
  NameWriter,
  RECORD_TYPE,
  SECTION,
  typeName,
  writeRecordData,
} from "../../packet/dns/mod.ts";
import { MemoryPieces } from "./memory_pieces.ts";

export const VARIANT = { UDP: 1, TCP: 2, MDNS: 3, LLMNR: 4 } as const;
/** Byte offsets; the D library has them as members. */
const DNS = {
  NAME: 0,
  LNAME: 8,
  TYPE_NAME: 16,
  ECS: 24,
  ADDRESSES: 32,
  CNAME: 40,
  MINTTL: 48,
  RCODE: 56,
  UDPSIZE: 60,
  LENGTH: 64,
  BAD: 68,
  ID: 72,
  FLAGS: 74,
  TYPE: 76,
  CLASS: 78,
  COUNTS: 80,
  OPCODE: 88,
  UNICAST: 89,
  VARIANT: 90,
  DNSSEC: 91,
  BYTES: 96,
} as const;
const RECORD = {
  NAME: 0,
  TYPE_NAME: 8,
  DATA: 16,
  TTL: 24,
  TYPE: 28,
  CLASS: 30,
  LENGTH: 32,
  INDEX: 34,
  SECTION: 36,
  FLUSH: 37,
  BYTES: 40,
} as const;
const EXCHANGE = {
  ID: 0,
  LATENCY: 8,
  LAST: 16,
  QUERIES: 24,
  RESPONSES: 28,
  OVER_TCP: 32,
  SAME_CASE: 33,
  BYTES: 40,
} as const;
/** A name has 255 octets, each of which may become four characters. */
const NAME_BYTES = 1024, LIST_BYTES = 4096, DATA_BYTES = 8192, TYPE_BYTES = 16, SUBNET_BYTES = 64;
/** Multicast DNS gives the upper bit of a class another meaning. */
const TOP_BIT = 0x8000;

export class DnsRecord {
  readonly message: number;
  readonly record: number;
  readonly exchange: number;
  readonly #empty: number;
  readonly #name: NameWriter;
  readonly #lower: NameWriter;
  readonly #subnet: NameWriter;
  readonly #addresses: NameWriter;
  readonly #cname: NameWriter;
  readonly #owner: NameWriter;
  readonly #data: NameWriter;
  readonly #types = new Map<number, number>();
  readonly #pieces: MemoryPieces;

  constructor(readonly memory: MachineMemory) {
    const reserve = (size: number) => memory.reserve(size, "what is known of a message of DNS");
    this.#pieces = new MemoryPieces(memory, "names of types of DNS");
    this.message = reserve(DNS.BYTES);
    this.record = reserve(RECORD.BYTES);
    this.exchange = reserve(EXCHANGE.BYTES);
    this.#empty = reserve(8);
    memory.bytes[this.#empty] = 0;
    const writer = (size: number) => new NameWriter(memory.bytes, reserve(size), size);
    [this.#name, this.#lower, this.#cname, this.#owner] = [1, 2, 3, 4].map(() => writer(NAME_BYTES));
    this.#subnet = writer(SUBNET_BYTES);
    this.#addresses = writer(LIST_BYTES);
    this.#data = writer(DATA_BYTES);
  }
  #put(at: number, value: number): void {
    this.memory.words[at >> 2] = value;
  }
  #put16(at: number, value: number): void {
    this.memory.view.setUint16(at, value, true);
  }
  #put64(at: number, value: number): void {
    this.memory.view.setBigInt64(at, BigInt(value), true);
  }
  #typeName(type: number): number {
    let at = this.#types.get(type);
    if (at === undefined) {
      at = this.#pieces.take(TYPE_BYTES);
      new NameWriter(this.memory.bytes, at, TYPE_BYTES).begin().text(typeName(type)).end();
      this.#types.set(type, at);
    }
    return at;
  }
  /** Writes `struct dns`. */
  write(m: DnsMessage, variant: number): void {
    const at = this.message, { memory: { bytes } } = this, isMulticast = variant === VARIANT.MDNS;
    this.#writeTexts(m);
    this.#put(at + DNS.RCODE, m.isResponse ? m.code : -1);
    this.#put(at + DNS.UDPSIZE, m.udpSize);
    this.#put(at + DNS.LENGTH, m.length);
    this.#put16(at + DNS.ID, m.id);
    this.#put16(at + DNS.FLAGS, m.flags);
    this.#put16(at + DNS.TYPE, m.type);
    this.#put16(at + DNS.CLASS, isMulticast ? m.class & ~TOP_BIT : m.class);
    for (let i = 0; i < 4; i++) this.#put16(at + DNS.COUNTS + 2 * i, m.counts[i]);
    bytes[at + DNS.OPCODE] = m.opcode;
    bytes[at + DNS.UNICAST] = isMulticast && !m.isResponse && (m.class & TOP_BIT) !== 0 ? 1 : 0;
    bytes[at + DNS.VARIANT] = variant;
    bytes[at + DNS.DNSSEC] = m.ednsFlags >> 15;
    this.#writeAnswers(m);
    if ([this.#name, this.#addresses].some(({ isCut }) => isCut)) m.bad |= BAD.LONG;
    this.#put(at + DNS.BAD, m.bad);
  }
  #writeTexts(m: DnsMessage): void {
    const at = this.message, { names, question, start, end } = m;
    const name = this.#name.begin(), lower = this.#lower.begin();
    if (question !== 0) {
      names.read(start, question, end, name);
      names.read(start, question, end, lower, true);
    }
    this.#put(at + DNS.NAME, name.end());
    this.#put(at + DNS.LNAME, lower.end());
    this.#put(at + DNS.TYPE_NAME, question === 0 ? this.#empty : this.#typeName(m.type));
    this.#put(at + DNS.ECS, m.subnet === 0 ? this.#empty : this.#writeSubnet(m));
  }
  /** Family, length of the prefix, that of the answer, as many bytes of the address as it takes (RFC 7871 section 6). */
  #writeSubnet({ bytes, subnet, subnetBytes }: DnsMessage): number {
    const writer = this.#subnet.begin(), size = bytes[subnet + 1] === 1 ? 4 : 16, given = subnetBytes - 4;
    if (given < 0 || given > size) return writer.end();
    const whole = new Uint8Array(size);
    whole.set(bytes.subarray(subnet + 4, subnet + 4 + given));
    const scratch = writer.start + writer.size - size;
    bytes.set(whole, scratch);
    return writer.address(scratch, size).text("/").number(bytes[subnet + 2]).end();
  }
  #writeAnswers(m: DnsMessage): void {
    const at = this.message, addresses = this.#addresses.begin(), cname = this.#cname;
    let minttl = -1;
    cname.begin();
    m.rewind();
    while (m.isResponse && m.next() && m.section === SECTION.ANSWER) {
      minttl = minttl < 0 ? m.ttl : Math.min(minttl, m.ttl);
      const size = m.recordType === RECORD_TYPE.A ? 4 : m.recordType === RECORD_TYPE.AAAA ? 16 : 0;
      if (size > 0 && m.dataBytes === size) addresses.comma().address(m.data, size);
      if (m.recordType === RECORD_TYPE.CNAME) m.names.read(m.start, m.data, m.end, cname.begin());
    }
    this.#put64(at + DNS.MINTTL, minttl);
    this.#put(at + DNS.ADDRESSES, addresses.end());
    this.#put(at + DNS.CNAME, cname.end());
  }
  /** Writes `struct dns_record` of the record at hand. */
  writeRecord(m: DnsMessage, variant: number): void {
    const at = this.record, { memory: { bytes } } = this, isMulticast = variant === VARIANT.MDNS;
    const owner = this.#owner.begin();
    m.names.read(m.start, m.name, m.end, owner, true);
    this.#put(at + RECORD.NAME, owner.end());
    this.#put(at + RECORD.TYPE_NAME, this.#typeName(m.recordType));
    this.#put(at + RECORD.DATA, writeRecordData(m, this.#data));
    this.#put(at + RECORD.TTL, m.ttl | 0);
    this.#put16(at + RECORD.TYPE, m.recordType);
    this.#put16(at + RECORD.CLASS, isMulticast ? m.recordClass & ~TOP_BIT : m.recordClass);
    this.#put16(at + RECORD.LENGTH, m.dataBytes);
    this.#put16(at + RECORD.INDEX, m.index);
    bytes[at + RECORD.SECTION] = m.section;
    bytes[at + RECORD.FLUSH] = isMulticast && (m.recordClass & TOP_BIT) !== 0 ? 1 : 0;
  }
  /** Writes `struct dns_exchange`, with latencies of a response at that time. */
  writeExchange(
    x: DnsExchange,
    isResponse: boolean,
    isSameCase: boolean,
    seconds: number,
    nanoseconds: number,
  ): number {
    const at = this.exchange, { bytes } = this.memory;
    const since = (from: number, fromNs: number) => isResponse ? microseconds(from, fromNs, seconds, nanoseconds) : -1;
    this.#put64(at + EXCHANGE.ID, x.id);
    this.#put64(at + EXCHANGE.LATENCY, since(x.firstSeconds, x.firstNanoseconds));
    this.#put64(at + EXCHANGE.LAST, since(x.lastSeconds, x.lastNanoseconds));
    this.#put(at + EXCHANGE.QUERIES, x.queries);
    this.#put(at + EXCHANGE.RESPONSES, x.responses);
    bytes[at + EXCHANGE.OVER_TCP] = x.overTcp ? 1 : 0;
    bytes[at + EXCHANGE.SAME_CASE] = isSameCase ? 1 : 0;
    return at;
  }
}
