/**
 * What D sees of messages of DNS, as the slow path writes it: by the fast path's functions, and what only it writes, a client's
 * subnet and `struct dns_record`.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { BAD, DnsMessage, NameWriter, typeName, writeRecordData } from "../../packet/dns/mod.ts";
import { instantiateHot } from "../../wasm/mod.ts";
import { DNS, DNS_BLOCK, DNS_TEXT, TOP_BIT, VARIANT } from "./dns_fields.ts";
import { DNS_FIELDS_WASM, type DnsFieldsFunctions } from "./dns_fields.wasm.ts";
import { MemoryPieces } from "./memory_pieces.ts";

/** Byte offsets; the D library has them as members. */
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
const NAME_BYTES = 1024, DATA_BYTES = 8192, TYPE_BYTES = 16, SUBNET_BYTES = 64, TYPES = 0x10000;

export class DnsRecord {
  /** Address of all of it, see {@linkcode DNS_BLOCK}. */
  readonly block: number;
  readonly message: DnsMessage;
  readonly record: number;
  readonly functions: DnsFieldsFunctions;
  readonly #subnet: NameWriter;
  readonly #owner: NameWriter;
  readonly #data: NameWriter;
  readonly #pieces: MemoryPieces;

  constructor(readonly memory: MachineMemory) {
    const reserve = (size: number) => memory.reserve(size, "what is known of a message of DNS");
    this.#pieces = new MemoryPieces(memory, "names of types of DNS");
    this.block = reserve(DNS_BLOCK.BYTES);
    memory.bytes.fill(0, this.block, this.block + DNS_BLOCK.BYTES);
    this.message = new DnsMessage(memory, this.block + DNS_BLOCK.MESSAGE);
    this.record = reserve(RECORD.BYTES);
    this.functions = instantiateHot(DNS_FIELDS_WASM, memory.memory);
    const writer = (size: number) => new NameWriter(memory.bytes, reserve(size), size);
    this.#owner = writer(NAME_BYTES);
    this.#subnet = writer(SUBNET_BYTES);
    this.#data = writer(DATA_BYTES);
  }
  /** Clauses read names of types. */
  nameTypes(): void {
    const at = this.memory.reserve(4 * TYPES, "names of types of DNS");
    this.memory.words.fill(0, at >> 2, (at >> 2) + TYPES);
    this.put(DNS_BLOCK.TYPE_NAMES, at);
  }
  put(at: number, value: number): void {
    this.memory.words[this.block + at >> 2] = value;
  }
  #typeName(type: number): number {
    const { words } = this.memory, place = (words[this.block + DNS_BLOCK.TYPE_NAMES >> 2] >> 2) + type;
    if (words[place] === 0) {
      const at = this.#pieces.take(TYPE_BYTES);
      words[place] = new NameWriter(this.memory.bytes, at, TYPE_BYTES).begin().text(typeName(type)).end();
    }
    return words[place];
  }
  /** Writes `struct dns`; its address. @param texts bits of DNS_TEXT */
  write(variant: number, texts: number): number {
    const m = this.message, at = this.block + DNS_BLOCK.DNS;
    if (texts & DNS_TEXT.TYPE_NAME) this.#typeName(m.type);
    this.functions.writeDns(this.block, variant, texts);
    if (texts & DNS_TEXT.ECS && m.subnet !== 0) this.memory.words[at + DNS.ECS >> 2] = this.#writeSubnet(m);
    return at;
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
  /** Writes `struct dns_record` of the record at hand. */
  writeRecord(variant: number): void {
    const m = this.message, at = this.record, { memory: { bytes, words, view } } = this;
    const isMulticast = variant === VARIANT.MDNS, kind = m.recordClass;
    words[at + RECORD.NAME >> 2] = this.#owner.begin().name(m.start, m.name, true).end();
    words[at + RECORD.TYPE_NAME >> 2] = this.#typeName(m.recordType);
    words[at + RECORD.DATA >> 2] = writeRecordData(m, this.#data);
    words[at + RECORD.TTL >> 2] = m.ttl | 0;
    view.setUint16(at + RECORD.TYPE, m.recordType, true);
    view.setUint16(at + RECORD.CLASS, isMulticast ? kind & ~TOP_BIT : kind, true);
    view.setUint16(at + RECORD.LENGTH, m.dataBytes, true);
    view.setUint16(at + RECORD.INDEX, m.index, true);
    bytes[at + RECORD.SECTION] = m.section;
    bytes[at + RECORD.FLUSH] = isMulticast && (kind & TOP_BIT) !== 0 ? 1 : 0;
    // said in the message that the record is of
    if (this.#data.isCut) words[this.block + DNS_BLOCK.DNS + DNS.BAD >> 2] |= BAD.LONG;
  }
}
