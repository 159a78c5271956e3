/**
 * A sample of an input's packets: who talks to whom, and what tells on which host they were captured.
 *
 * @module
 */
import { isGroup } from "../../packet/address/mod.ts";
import { type Decoder, LINK, REASON } from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { PacketBatch } from "../../sources/mod.ts";
import { AddressTable, SAMPLED } from "./sampled_addresses.ts";
import { Answers } from "./answers.ts";

/** Part of the packets that must have to do with the host. */
export const NEARLY_ALL = 0.95;
/** Packets of IP by which the observed host is found. */
const SAMPLE = 2000;
/** Packets of any kind that are looked at at most, and bytes captured of them. */
const MAX_PACKETS = 8000, MAX_BYTES = 0x1000000;
const ETHERNET_HEADER = 14;
/** Without its checksum a frame of Ethernet is no shorter (IEEE 802.3): the sender's card fills it up, behind the capture. */
const SHORTEST_FRAME = 60;
/** Hop limits below that are chosen by programs: traceroute, multicast. */
const CHOSEN_HOPS = 32;
/** A clock that counts milliseconds tells nothing of who answers at once. */
const COARSE_NS = 1_000_000;
/** Stations are counted up to here. */
const MAX_STATIONS = 4096;

/** One family's packets from one host to another. */
export class Family {
  readonly table: AddressTable;
  /** Packets: numbers of their two ends. */
  readonly from: Int32Array = new Int32Array(SAMPLE);
  readonly to: Int32Array = new Int32Array(SAMPLE);
  packets = 0;

  constructor(readonly version: number) {
    this.table = new AddressTable(version === 4 ? 1 : 4, 2 * SAMPLE + 2);
  }
  get isFull(): boolean {
    return this.packets === SAMPLE;
  }
  /** Packets that some addresses, of either family, take part in. */
  coveredBy(addresses: readonly Uint8Array[]): number {
    const known = new Set<number>();
    for (let number = 0; number < this.table.count; number++) {
      const bytes = this.table.bytes(number);
      if (addresses.some((one) => one.length === bytes.length && one.every((byte, i) => byte === bytes[i]))) {
        known.add(number);
      }
    }
    let covered = 0;
    for (let i = 0; i < this.packets; i++) if (known.has(this.from[i]) || known.has(this.to[i])) covered++;
    return covered;
  }
  /** A packet to one host. */
  note(from: number, to: number): void {
    this.from[this.packets] = from;
    this.to[this.packets++] = to;
    this.table.add(from, SAMPLED.PACKETS);
    if (to !== from) this.table.add(to, SAMPLED.PACKETS);
  }
}

export class Sample {
  readonly families: readonly Family[] = [new Family(4), new Family(6)];
  /** Packets of IP that were taken. */
  taken = 0;
  /** Of these, those that the capture itself tells the direction of. */
  stated = 0;
  /** Network's broadcast addresses that were seen: who sends there sends to the host, too. */
  readonly broadcasts: Uint8Array[] = [];
  /** Whether times are fine enough to tell who answers at once. */
  hasFineTimes = false;
  /** Link addresses that have sent, in the order of their appearance. */
  readonly stations = new Map<number, number>();
  /** By station: frames sent. */
  readonly stationFrames: number[] = [];
  #packets = 0;
  #bytes = 0;
  readonly #answers = [new Answers(), new Answers()];

  constructor(readonly memory: Uint8Array) {}
  /** Enough is known: of an interface that tells directions nothing needs to be inferred. */
  get isFull(): boolean {
    return this.taken >= SAMPLE || this.stated > 0 || this.#packets >= MAX_PACKETS || this.#bytes >= MAX_BYTES;
  }
  /** There are packets whose direction may have to be inferred. */
  get hasAnything(): boolean {
    return this.taken > 0 || this.families.some(({ packets }) => packets > 0);
  }
  /** Whether some addresses take part in nearly all of it. */
  isCoveredBy(addresses: readonly Uint8Array[]): boolean {
    const packets = this.families.reduce((sum, family) => sum + family.packets, 0);
    const covered = this.families.reduce((sum, family) => sum + family.coveredBy(addresses), 0);
    return covered >= packets * NEARLY_ALL;
  }
  /** Takes the packet that was decoded last, of whatever `reason` that was the result. */
  add(d: Decoder, reason: number, batch: PacketBatch, i: number, linkType: number): void {
    if (this.isFull) return;
    this.#packets++;
    this.#bytes += batch.capturedLength[i];
    if (batch.nanoseconds[i] % COARSE_NS !== 0) this.hasFineTimes = true;
    if (reason !== REASON.NONE) {
      if (d.arp !== 0 && d.arpCaptured >= 28) this.#addArp(d, batch, i, linkType);
      return;
    }
    this.taken++;
    if (batch.direction[i] || d.linkDirection) this.stated++;
    this.#addPacket(d, batch, i, linkType);
  }
  #addPacket(d: Decoder, batch: PacketBatch, i: number, linkType: number): void {
    const { memory } = this, isFour = d.version === 4;
    const family = this.families[isFour ? 0 : 1], { table } = family;
    const source = d.ip + (isFour ? 12 : 8), target = source + (isFour ? 4 : 16);
    if (family.isFull || !table.hasRoom || isNobody(memory, source, d.version)) return;
    const from = table.number(memory, source);
    const frame = batch.address[i], wire = batch.wireLength[i];
    this.#noteHops(table, from, memory[d.ip + (isFour ? 8 : 7)]);
    this.#noteStation(table, from, frame, linkType);
    this.#noteFrame(table, from, d, frame, linkType === LINK.ETHERNET ? wire : 0);
    this.#noteChecksum(table, from, d);
    if (isGroup(memory, target, d.version)) return;
    // a network's own broadcast address shows by the frame alone
    if (linkType === LINK.ETHERNET && (memory[frame] & 1) !== 0) return;
    const to = table.number(memory, target);
    family.note(from, to);
    const time = { seconds: batch.seconds[i], nanoseconds: batch.nanoseconds[i] };
    this.#noteAnswer(table, from, this.#answers[isFour ? 0 : 1].take(memory, d, from, to, time));
  }
  /** An answer of ARP is between two hosts, a question is for all. */
  #addArp(d: Decoder, batch: PacketBatch, i: number, linkType: number): void {
    const { memory } = this, family = this.families[0], { table } = family;
    const sender = d.arp + 14, target = d.arp + 24, operation = memory[d.arp + 6] << 8 | memory[d.arp + 7];
    const isIpv4 = memory[d.arp + 2] === 8 && memory[d.arp + 3] === 0 && memory[d.arp + 4] === 6 &&
      memory[d.arp + 5] === 4;
    if (!isIpv4 || operation !== 1 && operation !== 2 || family.isFull || !table.hasRoom) return;
    if (isNobody(memory, sender, 4) || isNobody(memory, target, 4)) return;
    const from = table.number(memory, sender), to = table.number(memory, target);
    if (from === to) return;
    const frame = batch.address[i];
    this.#noteStation(table, from, frame, linkType);
    const isToAll = linkType === LINK.ETHERNET && (memory[frame] & 1) !== 0;
    if (!isToAll && operation === 2) family.note(from, to);
    const time = { seconds: batch.seconds[i], nanoseconds: batch.nanoseconds[i] };
    this.#noteAnswer(table, from, this.#answers[0].whoHas(from, to, operation === 2, time));
  }
  /** Senders begin with 64, 128 or 255, and each router counts down by one. */
  #noteHops(table: AddressTable, from: number, hops: number): void {
    if (hops <= CHOSEN_HOPS) return;
    table.add(from, SAMPLED.HOPS_KNOWN);
    table.add(from, SAMPLED.HOPS, (hops > 128 ? 255 : hops > 64 ? 128 : 64) - hops);
  }
  #noteStation(table: AddressTable, from: number, frame: number, linkType: number): void {
    if (linkType !== LINK.ETHERNET) return;
    const { memory } = this;
    const high = memory[frame + 6] << 16 | memory[frame + 7] << 8 | memory[frame + 8];
    const address = high * 0x1000000 + (memory[frame + 9] << 16 | memory[frame + 10] << 8 | memory[frame + 11]);
    let station = this.stations.get(address);
    if (station === undefined) {
      if (this.stations.size === MAX_STATIONS) return;
      this.stations.set(address, station = this.stations.size);
      this.stationFrames.push(0);
    }
    this.stationFrames[station]++;
    table.noteStation(from, station);
  }
  #noteFrame(table: AddressTable, from: number, d: Decoder, frame: number, wire: number): void {
    if (wire === 0 || d.ip !== frame + ETHERNET_HEADER) return;
    const { memory } = this;
    const length = d.version === 4
      ? memory[d.ip + 2] << 8 | memory[d.ip + 3]
      : 40 + (memory[d.ip + 4] << 8 | memory[d.ip + 5]);
    if (length < 20 || length + ETHERNET_HEADER >= SHORTEST_FRAME) return;
    table.add(from, wire < SHORTEST_FRAME ? SAMPLED.SHORT : SAMPLED.PADDED);
  }
  /** Linux and others hand the card a checksum over the pseudo-header alone (RFC 9293 section 3.1), as it is before the end. */
  #noteChecksum(table: AddressTable, from: number, d: Decoder): void {
    const { memory } = this;
    const isTcp = d.protocol === PROTOCOL.TCP;
    if (d.transport === 0 || d.isFragment || !isTcp && d.protocol !== PROTOCOL.UDP) return;
    if (d.transportCaptured < (isTcp ? 18 : 8)) return;
    const at = d.transport + (isTcp ? 16 : 6);
    const checksum = memory[at] << 8 | memory[at + 1];
    if (!isTcp && checksum === 0) return;
    const first = d.ip + (d.version === 4 ? 12 : 8), end = first + (d.version === 4 ? 8 : 32);
    let sum = d.protocol + (d.transportLength & 0xffff) + (d.transportLength >>> 16);
    for (let i = first; i < end; i += 2) sum += memory[i] << 8 | memory[i + 1];
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    table.add(from, sum === checksum ? SAMPLED.PARTIAL : SAMPLED.SUMMED);
  }
  #noteAnswer(table: AddressTable, from: number, microseconds: number | undefined): void {
    if (microseconds === undefined) return;
    table.add(from, SAMPLED.ANSWERS);
    table.answerLogs[from] += Math.log2(Math.max(microseconds, 1));
  }
}

/** The unspecified address: of a host that has none yet. */
function isNobody(bytes: Uint8Array, at: number, version: number): boolean {
  for (let i = 0; i < (version === 4 ? 4 : 16); i++) if (bytes[at + i] !== 0) return false;
  return true;
}
