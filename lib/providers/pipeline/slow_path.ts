/**
 * The way of a packet through the stages: it is decoded as far as an enabled probe wants it, seen from the observed host,
 * and fired in FreeBSD's order: what comes in at ip first, what goes out at its transport first.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { Decoder, headerShortfallOf, isArp, REASON } from "../../packet/wire/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { begin, type Chain, type Chains } from "./chains.ts";
import { CurrentPacket } from "./current_packet.ts";
import type { Datagrams } from "./datagrams.ts";
import type { Directions } from "./directions.ts";
import type { PacketFlows } from "./packet_flows.ts";
import type { PacketRecord } from "./packet_record.ts";
import type { PacketSites } from "./packet_sites.ts";
import { UNSAID } from "./stage.ts";
import { Undecoded } from "./undecoded.ts";

/** What the way leads through. */
export interface SlowPathParts {
  readonly memory: MachineMemory;
  readonly source: PacketSource;
  readonly chains: Chains;
  readonly directions: Directions;
  readonly datagrams: Datagrams;
  readonly record: PacketRecord;
  readonly sites: PacketSites;
  readonly flows: PacketFlows | undefined;
}

export class SlowPath {
  readonly undecoded = new Undecoded();
  /** Packets that stages want, on their way through the host. */
  passing = 0;
  readonly #parts: SlowPathParts;
  /** What every packet needs of them. */
  readonly #chains: Chains;
  readonly #directions: Directions;
  readonly #flows: PacketFlows | undefined;
  readonly #words: Int32Array;
  readonly #decoder: Decoder;
  readonly #packet: CurrentPacket;
  /** Clauses read `struct packet`. */
  readonly needsPacket: boolean;

  constructor(parts: SlowPathParts) {
    this.#parts = parts;
    this.#chains = parts.chains;
    this.#directions = parts.directions;
    this.#flows = parts.flows;
    this.#words = parts.memory.words;
    this.#decoder = new Decoder(parts.memory.bytes);
    this.#packet = new CurrentPacket(this.#decoder);
    this.#packet.flows = parts.flows;
    this.needsPacket = parts.chains.stages.some(({ needs }) => needs.packet);
    if (this.needsPacket) this.#packet.record = parts.record.address;
  }
  /** True when tracing is over. */
  fire(batch: PacketBatch, i: number): boolean {
    const p = this.#packet, d = this.#decoder, chains = this.#chains, directions = this.#directions;
    p.decoder = d;
    p.batch = batch;
    p.index = i;
    p.seconds = batch.seconds[i];
    p.nanoseconds = batch.nanoseconds[i];
    const { linkType, fcsLength } = this.#parts.source.interfaces[batch.interface[i]];
    p.reason = d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType, fcsLength);
    this.#flows?.begin(d, batch, i);
    this.#words[UNSAID] = p.reason === REASON.NONE ? d.unsaid : 0;
    if (chains.ofRecords.length > 0 && begin(chains.ofRecords, p)) return true;
    if (!chains.isMoreThanRecords) return false;
    if (p.reason !== REASON.NONE) return this.#fireOther(p);
    if (!directions.judge(d, batch, i)) return false;
    this.#setDirections(p, directions, true);
    if (chains.ofIp.length > 0 && begin(chains.ofIp, p)) return true;
    return d.isFragment && chains.isMoreThanIp ? this.#fireFragment(p) : this.#chainOf(p).fire(p);
  }
  #setDirections(p: CurrentPacket, directions: Directions, isIp: boolean): void {
    p.sent = directions.sent;
    p.received = directions.received;
    p.isOwn = directions.isOwn;
    if (this.needsPacket) this.#parts.record.write(p.batch, p.index, directions.shown, p.decoder, isIp);
  }
  /** ARP has probes of its own; everything else that is not IP is counted. */
  #fireOther(p: CurrentPacket): boolean {
    const { chains: { arp }, directions } = this.#parts, d = this.#decoder;
    if (arp === undefined || !isArp(d)) {
      this.undecoded.count(p.reason);
      return false;
    }
    if (!directions.judgeArp(d, p.batch, p.index)) return false;
    this.#setDirections(p, directions, false);
    return arp.fire(p);
  }
  /** Who is to be called for a packet of IP: of what is behind IP only what is whole and the host's own. */
  #chainOf(p: CurrentPacket): Chain {
    const chains = this.#chains, d = p.decoder;
    if (d.transport === 0) {
      if (d.missing !== REASON.NONE) this.#countMissing(d);
      return chains.ip;
    }
    const chain = chains.ofPacket(d.protocol);
    return chain !== undefined && this.#isReadable(p) ? chain : chains.ip;
  }
  #isReadable({ decoder, isOwn }: CurrentPacket): boolean {
    if (!isOwn) {
      this.passing++;
      return false;
    }
    const shortfall = headerShortfallOf(decoder);
    if (shortfall !== REASON.NONE) this.undecoded.count(shortfall);
    return shortfall === REASON.NONE;
  }
  /** Each fragment is a packet of IP. What is reassembled counts once, when it is whole again. */
  #fireFragment(p: CurrentPacket): boolean {
    const { chains, datagrams, flows, memory, record, sites } = this.#parts;
    const isWantedWhole = chains.ofDatagram(p.decoder.protocol) !== undefined;
    if ((isWantedWhole ? chains.ip : this.#chainOf(p)).fire(p)) return true;
    const whole = datagrams.take(p, sites.ofFragment(p.decoder, p.batch, p.index));
    if (!whole) return false;
    memory.words[UNSAID] = 0;
    p.decoder = whole;
    if (begin(chains.ofDatagrams, p)) return true;
    const chain = chains.ofDatagram(whole.protocol);
    if (!chain) return false;
    if (whole.transport === 0) {
      this.#countMissing(whole);
      return false;
    }
    if (!this.#isReadable(p)) return false;
    if (this.needsPacket) record.payload(whole, true);
    flows?.begin(whole, p.batch, p.index);
    return chain.fire(p);
  }
  /** A header that should be there, and would have made a probe fire: behind a broken chain of headers it may be any. */
  #countMissing({ missing, protocol }: Decoder): void {
    const { chains } = this.#parts;
    const isWanted = missing === REASON.EXTENSION_HEADERS
      ? chains.isMoreThanIp
      : chains.ofPacket(protocol) !== undefined;
    if (isWanted) this.undecoded.count(missing);
  }
}
