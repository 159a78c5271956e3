/**
 * A message of DNS where it lies: header, first question, what EDNS says, and records one by one. Nothing is copied, nothing
 * throws, and every read lies within the bytes that are there.
 *
 * Sources: RFC 1035 section 4, RFC 6891 (EDNS), RFC 7871 (client subnet), RFC 6762 (multicast DNS).
 *
 * @module
 */
import { NAME, NameReader } from "./name.ts";
import { RECORD_TYPE } from "./numbers.ts";

const HEADER_BYTES = 12;
const CLIENT_SUBNET = 8;

/** What is wrong with a message whose header and question can be read: DNS_BAD_ bits. */
export const BAD = { POINTER: 1, RECORD: 2, COUNTS: 4, BEHIND: 8, QUESTION: 16, CUT: 32, LONG: 64 } as const;
/** Why a message cannot be read at all. */
export const UNREADABLE = { NONE: 0, HEADER: 1, QUESTION: 2, CUT: 3 } as const;
/** Sections as `rr_section` numbers them. */
export const SECTION = { ANSWER: 1, AUTHORITY: 2, ADDITIONAL: 3 } as const;

export class DnsMessage {
  id = 0;
  flags = 0;
  /** Counts of the header: questions, answers, authorities, additionals. */
  readonly counts: number[] = [0, 0, 0, 0];
  /** Address of the first question's name, its type and class; 0 without a question. */
  question = 0;
  type = 0;
  class = 0;
  bad = 0;
  /** Bytes of the message on the wire. */
  length = 0;
  /** EDNS: -1 without; upper eight bits of the code, flags, address and length of the client's subnet. */
  udpSize = -1;
  upperCode = 0;
  ednsFlags = 0;
  subnet = 0;
  subnetBytes = 0;
  /** Of the record that {@linkcode next} has found. */
  section = 0;
  index = 0;
  name = 0;
  recordType = 0;
  recordClass = 0;
  ttl = 0;
  data = 0;
  dataBytes = 0;

  readonly names: NameReader;
  /** Where the message begins, and where it ends as far as it is there. */
  start = 0;
  end = 0;
  #records = 0;
  #at = 0;
  #count = 0;

  constructor(readonly bytes: Uint8Array) {
    this.names = new NameReader(bytes);
  }
  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }
  get isResponse(): boolean {
    return (this.flags & 0x8000) !== 0;
  }
  get opcode(): number {
    return this.flags >> 11 & 15;
  }
  /** With the bits of EDNS. */
  get code(): number {
    return this.upperCode << 4 | this.flags & 15;
  }
  /**
   * Reads all but the records, which are only passed by, for what EDNS says and what is wrong; without `passesRecords` not even
   * that. One of UNREADABLE.
   */
  read(start: number, end: number, length: number, passesRecords = true): number {
    this.start = start;
    this.end = end;
    this.length = length;
    this.bad = end - start < length ? BAD.CUT : 0;
    this.udpSize = -1;
    this.upperCode =
      this.ednsFlags =
      this.subnet =
      this.subnetBytes =
        0;
    if (end - start < HEADER_BYTES) return length < HEADER_BYTES ? UNREADABLE.HEADER : UNREADABLE.CUT;
    this.id = this.#u16(start);
    this.flags = this.#u16(start + 2);
    for (let i = 0; i < 4; i++) this.counts[i] = this.#u16(start + 4 + 2 * i);
    const at = this.#readQuestions(start + HEADER_BYTES);
    if (at < 0) return this.bad & BAD.CUT ? UNREADABLE.CUT : UNREADABLE.QUESTION;
    this.#records = at;
    this.rewind();
    if (!passesRecords) return UNREADABLE.NONE;
    while (this.next()) if (this.recordType === RECORD_TYPE.OPT) this.#takeOptions();
    // what no record accounts for
    if (this.#count === this.counts[1] + this.counts[2] + this.counts[3] && this.#at < end) this.bad |= BAD.BEHIND;
    return UNREADABLE.NONE;
  }
  /** Returns where the records begin, or less than 0. */
  #readQuestions(at: number): number {
    const { counts, end, names, start } = this;
    this.question = this.type = this.class = 0;
    for (let i = 0; i < counts[0]; i++) {
      const name = at;
      if (names.read(start, at, end) !== NAME.WHOLE || names.next + 4 > end) return -1;
      at = names.next + 4;
      if (i > 0) continue;
      this.question = name;
      this.type = this.#u16(at - 4);
      this.class = this.#u16(at - 2);
    }
    return at;
  }
  /** Before the first record. */
  rewind(): void {
    this.#at = this.#records;
    this.#count = 0;
  }
  /** Finds the next record, in the order of the message; false where there are no more, or none that is whole. */
  next(): boolean {
    const { bytes, counts, end, names, start } = this;
    const all = counts[1] + counts[2] + counts[3];
    if (this.#count >= all) return false;
    const read = names.read(start, this.#at, end);
    if (read !== NAME.WHOLE) return this.#stop(read);
    const at = names.next;
    if (at + 10 > end) return this.#stop(NAME.BEYOND);
    const size = this.#u16(at + 8);
    if (at + 10 + size > end) return this.#stop(NAME.BEYOND);
    const index = this.#count++;
    this.section = index < counts[1]
      ? SECTION.ANSWER
      : index < counts[1] + counts[2]
      ? SECTION.AUTHORITY
      : SECTION.ADDITIONAL;
    this.index = index;
    this.name = this.#at;
    this.recordType = this.#u16(at);
    this.recordClass = this.#u16(at + 2);
    this.ttl = (bytes[at + 4] << 24 | bytes[at + 5] << 16 | bytes[at + 6] << 8 | bytes[at + 7]) >>> 0;
    this.data = at + 10;
    this.dataBytes = size;
    this.#at = at + 10 + size;
    return true;
  }
  /** No record can be read from here on. */
  #stop(read: number): false {
    if (read === NAME.BEYOND) {
      if ((this.bad & BAD.CUT) === 0) this.bad |= this.#at >= this.end ? BAD.COUNTS : BAD.RECORD;
    } else this.bad |= BAD.POINTER;
    return false;
  }
  #takeOptions(): void {
    const { bytes, data, dataBytes } = this, end = data + dataBytes;
    this.udpSize = this.recordClass;
    this.upperCode = this.ttl >>> 24;
    this.ednsFlags = this.ttl & 0xffff;
    for (let at = data; at + 4 <= end;) {
      const size = bytes[at + 2] << 8 | bytes[at + 3];
      if (this.#u16(at) === CLIENT_SUBNET && at + 4 + size <= end) {
        this.subnet = at + 4;
        this.subnetBytes = size;
      }
      at += 4 + size;
    }
  }
}
