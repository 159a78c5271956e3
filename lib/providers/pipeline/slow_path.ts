/**
 * The way of a packet through the stages: it is decoded as far as an enabled probe wants it, seen from the observed host,
 * and fired in FreeBSD's order: what comes in at ip first, what goes out at its transport first. What it carries in a tunnel
 * that is opened goes the same way after it.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { Decoder, headerShortfallOf, isArp, isCarrier, mayCarry, REASON } from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { begin, type Chain, type Chains } from "./chains.ts";
import { CurrentPacket } from "./current_packet.ts";
import type { Datagrams } from "./datagrams.ts";
import type { Directions } from "./directions.ts";
import type { Levels } from "./levels.ts";
import type { PacketFlows } from "./packet_flows.ts";
import type { PacketRecord } from "./packet_record.ts";
import type { PacketSites } from "./packet_sites.ts";
import type { TunnelCount } from "./pipeline_report.ts";
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
  readonly levels: Levels;
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
  readonly #levels: Levels;
  readonly #words: Int32Array;
  readonly #decoder: Decoder;
  readonly #packet: CurrentPacket;
  /** Clauses read `struct packet`. */
  readonly needsPacket: boolean;
  /** Whether the packet around the one at hand was taken. */
  #isSeen = true;
  /** How deep in tunnels the packet at hand is. */
  #depth = 0;

  constructor(parts: SlowPathParts) {
    this.#parts = parts;
    this.#chains = parts.chains;
    this.#directions = parts.directions;
    this.#flows = parts.flows;
    this.#levels = parts.levels;
    this.#words = parts.memory.words;
    this.#decoder = new Decoder(parts.memory.bytes);
    this.#packet = new CurrentPacket(this.#decoder);
    this.#packet.flows = parts.flows;
    this.needsPacket = parts.chains.stages.some(({ needs }) => needs.packet);
    if (this.needsPacket) this.#packet.record = parts.record.address;
  }
  get closedTunnels(): TunnelCount[] {
    return this.#levels.report();
  }
  /** True when tracing is over. */
  fire(batch: PacketBatch, i: number): boolean {
    const p = this.#packet, d = this.#decoder, chains = this.#chains, directions = this.#directions;
    p.decoder = d;
    p.batch = batch;
    p.index = i;
    p.seconds = batch.seconds[i];
    p.nanoseconds = batch.nanoseconds[i];
    this.#depth = 0;
    const { linkType, fcsLength } = this.#parts.source.interfaces[batch.interface[i]];
    p.reason = d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType, fcsLength);
    this.#flows?.begin(d, batch, i);
    this.#words[UNSAID] = p.reason === REASON.NONE ? d.unsaid : 0;
    if (chains.ofRecords.length > 0 && begin(chains.ofRecords, p)) return true;
    if (!chains.isMoreThanRecords) return false;
    if (p.reason !== REASON.NONE) return this.#fireOther(p);
    const isSeen = this.#isSeen = directions.judge(d, batch, i);
    if (d.protocol !== PROTOCOL.TCP) {
      if (this.#levels.isOpen) {
        if (this.#mayCarry(d)) return this.#fireCarrier(p);
      } else if (mayCarry(d.bytes, d.protocol, d.transport, d.transportCaptured)) this.#levels.countClosed(d);
    }
    return isSeen && this.#fireIp(p);
  }
  /** A packet of IP that stages want, with all that is behind it. */
  #fireIp(p: CurrentPacket): boolean {
    const chains = this.#chains, d = p.decoder;
    this.#setDirections(p, this.#directions, true);
    if (chains.ofIp.length > 0 && begin(chains.ofIp, p)) return true;
    return d.isFragment && chains.isMoreThanIp ? this.#fireFragment(p) : this.#chainOf(p).fire(p);
  }
  #setDirections(p: CurrentPacket, directions: Directions, isIp: boolean): void {
    p.sent = directions.sent;
    p.received = directions.received;
    p.isOwn = directions.isOwn;
    if (!this.needsPacket) return;
    const { record } = this.#parts;
    record.write(p.batch, p.index, directions.shown, p.decoder, isIp);
    if (this.#depth > 0) record.tunnel(this.#levels, this.#depth);
  }
  /** ARP has probes of its own; everything else that is not IP is counted. */
  #fireOther(p: CurrentPacket): boolean {
    const { chains: { arp }, directions } = this.#parts, d = p.decoder;
    if (arp === undefined || !isArp(d)) {
      this.#count(p.reason);
      return false;
    }
    if (!directions.judgeArp(d, p.batch, p.index)) return false;
    this.#setDirections(p, directions, false);
    return arp.fire(p);
  }
  #count(reason: number): void {
    this.undecoded.count(this.#depth > 0 ? REASON.INSIDE + reason : reason);
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
    if (shortfall !== REASON.NONE) this.#count(shortfall);
    return shortfall === REASON.NONE;
  }
  /** Each fragment is a packet of IP. What is reassembled counts once, when it is whole again. */
  #fireFragment(p: CurrentPacket): boolean {
    const { chains } = this.#parts;
    if (this.#isSeen) {
      const isWantedWhole = chains.ofDatagram(p.decoder.protocol) !== undefined;
      if ((isWantedWhole ? chains.ip : this.#chainOf(p)).fire(p)) return true;
    }
    return this.#fireWhenWhole(p);
  }
  #fireWhenWhole(p: CurrentPacket): boolean {
    const { datagrams, sites } = this.#parts, depth = this.#depth;
    const site = depth > 0 ? this.#levels.all[depth].fragmentSite : sites.ofFragment(p.decoder, p.batch, p.index);
    const whole = datagrams.take(p, site, depth);
    if (!whole) return false;
    p.decoder = whole;
    if (this.#levels.isOpen && this.#mayCarry(whole)) return this.#fireWholeCarrier(p);
    return this.#isSeen && this.#fireWhole(p);
  }
  #fireWhole(p: CurrentPacket): boolean {
    const { chains, memory, record } = this.#parts, { decoder } = p;
    memory.words[UNSAID] = 0;
    if (begin(chains.ofDatagrams, p)) return true;
    const chain = chains.ofDatagram(decoder.protocol);
    if (!chain) return false;
    if (decoder.transport === 0) {
      this.#countMissing(decoder);
      return false;
    }
    if (!this.#isReadable(p)) return false;
    if (this.needsPacket) record.payload(decoder, true);
    this.#flows?.beginInside();
    return chain.fire(p);
  }
  /** A header that should be there, and would have made a probe fire: behind a broken chain of headers it may be any. */
  #countMissing({ missing, protocol }: Decoder): void {
    const { chains } = this.#parts;
    const isWanted = missing === REASON.EXTENSION_HEADERS
      ? chains.isMoreThanIp
      : chains.ofPacket(protocol) !== undefined;
    if (isWanted) this.#count(missing);
  }

  /** Whether a tunnel may be in it; in a fragment, once the datagram is whole. */
  #mayCarry({ bytes, protocol, transport, transportCaptured, isFragment }: Decoder): boolean {
    if (isFragment) return protocol === PROTOCOL.UDP || isCarrier(protocol);
    return mayCarry(bytes, protocol, transport, transportCaptured);
  }
  /** The outermost packet, and what it carries. */
  #fireCarrier(p: CurrentPacket): boolean {
    const { sites } = this.#parts, d = p.decoder;
    sites.begin(this.#levels.begin(d), p.batch, p.index);
    // what a fragment carries is known when it is whole
    if (!d.isFragment) this.#open();
    return this.#fireFrom(p, 0);
  }
  /** A datagram that was in fragments, for which its own packets have been fired, and what it carries. */
  #fireWholeCarrier(p: CurrentPacket): boolean {
    const levels = this.#levels, depth = this.#depth;
    if (depth === 0) this.#parts.sites.begin(levels.begin(p.decoder), p.batch, p.index);
    else levels.all[depth].decoder = p.decoder;
    this.#open();
    const isPassedOver = levels.isInnermostOnly && levels.count > depth + 1;
    if (this.#isSeen && !isPassedOver && this.#fireWhole(p)) return true;
    return this.#fireFrom(p, depth + 1);
  }
  /** Reads what the packet at hand carries. */
  #open(): void {
    const reason = this.#levels.open(this.#depth);
    if (reason !== REASON.NONE) this.undecoded.count(REASON.INSIDE + reason);
  }
  /** Fires for packets from a depth on; for what carries another one unless only the innermost fire. */
  #fireFrom(p: CurrentPacket, first: number): boolean {
    const { isInnermostOnly, count } = this.#levels;
    for (let depth = first; depth < count; depth++) {
      if (depth > 0) this.#enter(p, depth);
      if ((depth + 1 === count || !isInnermostOnly) && this.#fireLevel(p)) return true;
    }
    return false;
  }
  /** What the packet around it carries is at hand. */
  #enter(p: CurrentPacket, depth: number): void {
    const { all } = this.#levels, level = all[depth], d = p.decoder = level.decoder;
    this.#depth = depth;
    p.reason = level.reason;
    this.#parts.sites.inside(level, all[depth - 1], p.batch, p.index);
    this.#flows?.beginInside(level.site);
    this.#words[UNSAID] = p.reason === REASON.NONE ? d.unsaid : 0;
    if (p.reason === REASON.NONE) this.#isSeen = this.#directions.judgeInside(d, p.batch, p.index, this.#isSeen);
  }
  #fireLevel(p: CurrentPacket): boolean {
    const d = p.decoder, chains = this.#chains;
    if (p.reason !== REASON.NONE) return this.#fireOther(p);
    const isAwaited = d.isFragment && (chains.isMoreThanIp || this.#mayCarry(d));
    if (!isAwaited) return this.#isSeen && this.#fireIp(p);
    // it is passed over as a packet of its own
    if (this.#levels.isOfCarrier(d, this.#levels.all[this.#depth].fragmentSite)) return this.#fireWhenWhole(p);
    if (this.#isSeen) {
      this.#setDirections(p, this.#directions, true);
      if (chains.ofIp.length > 0 && begin(chains.ofIp, p)) return true;
    }
    return this.#fireFragment(p);
  }
}
