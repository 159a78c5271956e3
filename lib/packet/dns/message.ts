/**
 * A message of DNS where it lies, and what was read of it.
 *
 * @module
 */
import type { HotMemory } from "../../wasm/mod.ts";
import { FLAG, MESSAGE } from "./message_layout.ts";
import { NameReader } from "./name_reader.ts";
import { nextRecord, readMessage, rewindRecords } from "./read_message.ts";

export class DnsMessage {
  readonly names: NameReader;
  readonly bytes: Uint8Array;
  readonly #words: Int32Array;

  /** @param at room for {@linkcode MESSAGE} */
  constructor(readonly memory: HotMemory, readonly at: number) {
    this.bytes = memory.bytes;
    this.#words = memory.words;
    this.names = new NameReader(memory.bytes);
  }
  #word(offset: number): number {
    return this.#words[this.at + offset >> 2];
  }
  get id(): number {
    return this.#word(MESSAGE.ID);
  }
  get flags(): number {
    return this.#word(MESSAGE.FLAGS);
  }
  get isResponse(): boolean {
    return (this.flags & FLAG.RESPONSE) !== 0;
  }
  /** With the bits of EDNS. */
  get code(): number {
    return this.#word(MESSAGE.UPPER_CODE) << 4 | this.flags & 15;
  }
  get question(): number {
    return this.#word(MESSAGE.QUESTION);
  }
  get questionEnd(): number {
    return this.#word(MESSAGE.QUESTION_END);
  }
  get type(): number {
    return this.#word(MESSAGE.TYPE);
  }
  get class(): number {
    return this.#word(MESSAGE.CLASS);
  }
  get bad(): number {
    return this.#word(MESSAGE.BAD);
  }
  set bad(bits: number) {
    this.#words[this.at + MESSAGE.BAD >> 2] = bits;
  }
  get udpSize(): number {
    return this.#word(MESSAGE.UDP_SIZE);
  }
  get ednsFlags(): number {
    return this.#word(MESSAGE.EDNS_FLAGS);
  }
  get subnet(): number {
    return this.#word(MESSAGE.SUBNET);
  }
  get subnetBytes(): number {
    return this.#word(MESSAGE.SUBNET_BYTES);
  }
  /** Where the message begins, and where it ends as far as it is there; its bytes on the wire. */
  get start(): number {
    return this.#word(MESSAGE.START);
  }
  get end(): number {
    return this.#word(MESSAGE.END);
  }
  get length(): number {
    return this.#word(MESSAGE.LENGTH);
  }
  /** Of the record that {@linkcode next} has found. */
  get section(): number {
    return this.#word(MESSAGE.SECTION);
  }
  get index(): number {
    return this.#word(MESSAGE.INDEX);
  }
  get name(): number {
    return this.#word(MESSAGE.NAME);
  }
  get recordType(): number {
    return this.#word(MESSAGE.RECORD_TYPE);
  }
  get recordClass(): number {
    return this.#word(MESSAGE.RECORD_CLASS);
  }
  get ttl(): number {
    return this.#word(MESSAGE.TTL) >>> 0;
  }
  get data(): number {
    return this.#word(MESSAGE.DATA);
  }
  get dataBytes(): number {
    return this.#word(MESSAGE.DATA_BYTES);
  }
  /** See {@linkcode readMessage}. */
  read(start: number, end: number, length: number, passesRecords = true): number {
    return readMessage(this.memory, this.at, start, end, length, passesRecords);
  }
  /** Before the first record. */
  rewind(): void {
    rewindRecords(this.#words, this.at);
  }
  /** Finds the next record; false where there are no more, or none that is whole. */
  next(): boolean {
    return nextRecord(this.memory, this.at);
  }
}
