/**
 * Firings of the igmp and mld providers: messages, and the group records that reports consist of. Both protocols say the same
 * with addresses of 4 or 16 bytes (RFC 9776 section 4, RFC 9777 section 5).
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { Membership, type MembershipRules } from "../../packet/wire/mod.ts";
import type { Protocol, TransportPackets } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import {
  ARGUMENT_WORDS,
  firingOf,
  idleWays,
  type Kind,
  type ProbeFiring,
  reads,
  type Stage,
  type StageMethod,
  type StageNeeds,
} from "./stage.ts";

/** Byte offsets of `struct membership`. */
const MEMBERSHIP = {
  HEADER: 0,
  GROUP: 8,
  LIST: 16,
  RESPONSE: 24,
  INTERVAL: 32,
  LENGTH: 36,
  CODE: 40,
  CHECKSUM: 42,
  SOURCES: 44,
  RECORDS: 46,
  WHOLE: 48,
  TYPE: 50,
  VERSION: 51,
  SUPPRESS: 52,
  ROBUSTNESS: 53,
  ALERT: 54,
  BAD: 55,
  SUM: 56,
  BYTES: 64,
} as const;
/** Byte offsets of `struct membership_record`. */
const RECORD = { GROUP: 0, SOURCE: 8, LIST: 16, INDEX: 24, SOURCES: 26, TYPE: 28, AUXILIARY: 29, BYTES: 32 } as const;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;

export class MembershipStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly idle: readonly StageMethod[];
  readonly #send: ProbeFiring | undefined;
  readonly #receive: ProbeFiring | undefined;
  readonly #record: ProbeFiring | undefined;
  readonly #source: ProbeFiring | undefined;
  readonly #protocol: number;
  readonly #message: Membership;
  /** Addresses of both structs. */
  readonly #messageAt: number = 0;
  readonly #recordAt: number = 0;
  /** The packet at hand is a message of membership. */
  #isMessage = false;

  constructor(
    readonly tracing: ProviderContext,
    catalog: ProbeCatalog,
    { name, packets }: Protocol<TransportPackets>,
    rules: MembershipRules,
  ) {
    const all = [this.#send, this.#receive, this.#record, this.#source] = ["send", "receive", "record", "source"].map(
      (probe) => firingOf(tracing, catalog, name, probe),
    );
    const hasRecords = this.#record !== undefined || this.#source !== undefined;
    this.isEnabled = all.some((firing) => firing !== undefined);
    this.needs = { packet: reads(all, "packet"), flows: false };
    this.idle = [...idleWays(this.#send, this.#receive), ...hasRecords ? [] : ["finish"] as const];
    this.#protocol = packets.number;
    const { memory } = tracing;
    this.#message = new Membership(memory.bytes, rules);
    if (!this.isEnabled) return;
    this.#messageAt = memory.reserve(MEMBERSHIP.BYTES, "what is known of a message of group membership");
    this.#recordAt = memory.reserve(RECORD.BYTES, "what is known of a group record");
  }
  wants(kind: Kind): boolean {
    return kind === this.#protocol;
  }
  observe({ decoder }: CurrentPacket): void {
    this.#isMessage = this.#message.read(decoder);
    if (this.#isMessage) this.#write(decoder.transport);
  }
  #write(header: number): void {
    const { view, words, bytes } = this.tracing.memory, m = this.#message, at = this.#messageAt;
    const put16 = (offset: number, value: number) => view.setUint16(at + offset, value, true);
    words[at + MEMBERSHIP.HEADER >> 2] = header;
    words[at + MEMBERSHIP.GROUP >> 2] = m.group;
    words[at + MEMBERSHIP.LIST >> 2] = m.list;
    words[at + MEMBERSHIP.RESPONSE >> 2] = m.response | 0;
    words[(at + MEMBERSHIP.RESPONSE >> 2) + 1] = m.response / 2 ** 32;
    words[at + MEMBERSHIP.INTERVAL >> 2] = m.interval;
    words[at + MEMBERSHIP.LENGTH >> 2] = m.length;
    put16(MEMBERSHIP.CODE, m.code);
    put16(MEMBERSHIP.CHECKSUM, m.checksum);
    put16(MEMBERSHIP.SOURCES, m.sources);
    put16(MEMBERSHIP.RECORDS, m.records);
    put16(MEMBERSHIP.WHOLE, m.whole);
    bytes[at + MEMBERSHIP.TYPE] = m.type;
    bytes[at + MEMBERSHIP.VERSION] = m.version;
    bytes[at + MEMBERSHIP.SUPPRESS] = m.suppress;
    bytes[at + MEMBERSHIP.ROBUSTNESS] = m.robustness;
    bytes[at + MEMBERSHIP.ALERT] = m.alert;
    bytes[at + MEMBERSHIP.BAD] = m.bad;
    bytes[at + MEMBERSHIP.SUM] = m.sum;
  }
  sent(packet: CurrentPacket): boolean {
    return this.#isMessage && packet.sent && this.#fire(this.#send!, packet, 0);
  }
  received(packet: CurrentPacket): boolean {
    return this.#isMessage && packet.received && this.#fire(this.#receive!, packet, 0);
  }
  /** Each record once, whichever of the two ends is observed. */
  finish(packet: CurrentPacket): boolean {
    const message = this.#message;
    if (!this.#isMessage || message.whole === 0) return false;
    message.rewind(packet.decoder.transport);
    while (message.next()) if (this.#fireRecord(packet)) return true;
    return false;
  }
  #fireRecord(packet: CurrentPacket): boolean {
    const { bytes, words, view } = this.tracing.memory, { record, index, groupBytes } = this.#message;
    const at = this.#recordAt, first = record + 4 + groupBytes;
    const sources = bytes[record + 2] << 8 | bytes[record + 3];
    const setSource = (source: number) => words[at + RECORD.SOURCE >> 2] = source;
    words[at + RECORD.GROUP >> 2] = record + 4;
    words[at + RECORD.LIST >> 2] = setSource(sources > 0 ? first : 0);
    view.setUint16(at + RECORD.INDEX, index, true);
    view.setUint16(at + RECORD.SOURCES, sources, true);
    bytes[at + RECORD.TYPE] = bytes[record];
    bytes[at + RECORD.AUXILIARY] = bytes[record + 1];
    if (this.#record && this.#fire(this.#record, packet, at)) return true;
    for (let i = 0; this.#source && i < sources; i++) {
      setSource(first + i * groupBytes);
      if (this.#fire(this.#source, packet, at)) return true;
    }
    return false;
  }
  #fire({ fire }: ProbeFiring, { decoder: { ip }, record }: CurrentPacket, last: number): boolean {
    const { words } = this.tracing.memory;
    words[ARG0] = words[ARG3] = record;
    words[ARG1] = 0;
    words[ARG2] = ip;
    words[ARG4] = this.#messageAt;
    words[ARG5] = last;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
