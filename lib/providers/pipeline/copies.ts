/**
 * Connections that are met at several sites (VLANs, interfaces, labels): which of their segments are copies of others, and
 * how many there are. Nothing is done before a packet is met elsewhere than on the first interface without a tag.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import {
  ALL_PARTS,
  COPY_MS,
  CopyTable,
  FLOW,
  type FlowTable,
  PART,
  type SegmentIdentity,
  Sites,
} from "../../packet/flow/mod.ts";
import { END, SEEN, TH } from "../../packet/tcp/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
import type { PacketBatch } from "../../sources/mod.ts";
import type { InterfaceNumbers } from "./interface_numbers.ts";

/** Of a connection: it has copies, it has segments at several sites that are none. */
const HAS_COPIES = 1, IS_SCATTERED = 2;
/** Two bytes of padding, kind 8, length 10. */
const TIMESTAMPS = 0x0101080a;

/** Index of the words of one end of a flow. */
const endOf = (flow: number, side: number) => (flow + FLOW.TCP >> 2) + side * END.WORDS;

/** What is reported of copies at the end of a run. */
export interface CopiesReport {
  /** Segments captured again at another site. */
  readonly copies: number;
  /** Connections that have some. */
  readonly copied: number;
  /** Connections with segments at several sites, none of them a copy. */
  readonly scattered: number;
  /** What the sites differ in: `vlan`, `mpls`, `interface`. */
  readonly parts: readonly string[];
  /** There are more sites than flows can be kept apart by: those beyond share a key. */
  readonly isCrowded: boolean;
}

export class Copies {
  readonly #sites = new Sites(ALL_PARTS);
  readonly #identity: SegmentIdentity = { flow: 0, seq: 0, ack: 0, flags: 0, sums: 0, length: 0, stamp: 0 };
  #table: CopyTable | undefined;
  /** By a flow's place in the table, for each side: where its first segment was met. And what is known of the flow. */
  #first = new Uint16Array(0);
  #marks = new Uint8Array(0);
  #startMs = 0;
  #copies = 0;
  #copied = 0;
  #scattered = 0;
  #parts = 0;

  constructor(readonly memory: MachineMemory, readonly flows: FlowTable, readonly interfaces: InterfaceNumbers) {}

  /** Every segment must be looked at. */
  get areSought(): boolean {
    return this.#table !== undefined || this.interfaces.areSeveral;
  }
  /** Whether the segment that was decoded last, of a flow and the side that has sent it, is a copy. */
  isCopy(d: Decoder, batch: PacketBatch, i: number, flow: number, side: number): boolean {
    const number = this.interfaces.of(batch.interface[i], batch.address[i], batch.capturedLength[i]);
    if (this.#table === undefined) {
      if (number === 0 && d.link.vlanCount === 0 && d.link.labelCount === 0) return false;
      this.#start(batch, i);
    }
    const ms = batch.seconds[i] * 1000 + batch.nanoseconds[i] / 1e6;
    const site = this.#sites.of(d.link, number), index = this.flows.placeOf(flow);
    const first = 2 * index + side;
    if (this.flows.isNew) this.#marks[index] = 0;
    // each side may be met elsewhere: packets may take another way back
    if (!this.#hasSent(flow, side)) this.#first[first] = site;
    this.#identify(d, flow + side);
    if (this.#table!.isCopy(this.#identity, site, ms)) return this.#count(index, this.#table!.first, site);
    if (this.#first[first] === site) return false;
    // what came before is not remembered, but of it nothing is new
    const isEarly = ms - this.#startMs <= COPY_MS && this.#first[first] === 0 && !this.#isNews(flow, side);
    if (isEarly) return this.#count(index, 0, site);
    if ((this.#marks[index] & (HAS_COPIES | IS_SCATTERED)) === 0) {
      this.#marks[index] |= IS_SCATTERED;
      this.#scattered++;
      this.#parts |= this.#sites.difference(this.#first[first], site);
    }
    return false;
  }
  #start(batch: PacketBatch, i: number): void {
    this.#table = new CopyTable();
    this.#first = new Uint16Array(2 * this.flows.capacity);
    this.#marks = new Uint8Array(this.flows.capacity);
    this.#startMs = batch.seconds[i] * 1000 + batch.nanoseconds[i] / 1e6;
  }
  #count(index: number, first: number, site: number): true {
    this.#copies++;
    this.#parts |= this.#sites.difference(first, site);
    const marks = this.#marks[index];
    if (marks & IS_SCATTERED) this.#scattered--;
    if ((marks & HAS_COPIES) === 0) this.#copied++;
    this.#marks[index] = marks & ~IS_SCATTERED | HAS_COPIES;
    return true;
  }
  #identify(d: Decoder, flow: number): void {
    const { bytes } = this.memory, { ip, transport: at } = d, s = this.#identity;
    const word = (at: number) => bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    s.flow = flow;
    s.seq = word(at + 4);
    s.ack = word(at + 8);
    s.flags = word(at + 12);
    s.sums = (d.version === 4 ? bytes[ip + 4] << 8 | bytes[ip + 5] : 0) << 16 | bytes[at + 16] << 8 | bytes[at + 17];
    s.length = d.transportLength;
    s.stamp = d.transportCaptured >= 28 && word(at + 20) === TIMESTAMPS ? word(at + 24) : 0;
  }
  #hasSent(flow: number, side: number): boolean {
    return (this.memory.words[endOf(flow, side) + END.SEEN] & SEEN.SEGMENT) !== 0;
  }
  /** Whether the segment tells anything beyond what its side has sent before. */
  #isNews(flow: number, side: number): boolean {
    if (!this.#hasSent(flow, side)) return true;
    const w = this.memory.words, end = endOf(flow, side), s = this.#identity;
    const flags = s.flags >>> 16 & 0xff, header = s.flags >>> 28 << 2;
    const length = s.length - header + (flags & TH.SYN ? 1 : 0) + (flags & TH.FIN ? 1 : 0);
    return ((s.seq + length - w[end + END.MAX]) | 0) > 0 ||
      (flags & TH.ACK) !== 0 && ((s.ack - w[end + END.ACKED]) | 0) > 0;
  }
  /** @param isCrowded whether flows share a key because there are too many sites */
  report(isCrowded: boolean): CopiesReport | undefined {
    if (this.#copies === 0 && this.#scattered === 0 && !isCrowded) return undefined;
    const parts = [["vlan", PART.VLAN], ["mpls", PART.MPLS], ["interface", PART.INTERFACE]] as const;
    return {
      copies: this.#copies,
      copied: this.#copied,
      scattered: this.#scattered,
      isCrowded,
      parts: parts.filter(([, part]) => this.#parts & part).map(([name]) => name),
    };
  }
}
