/**
 * From batches of packets to firings: each packet is decoded as far as an enabled probe wants it, seen from the observed
 * host, and fired in FreeBSD's order: what comes in at ip first, what goes out at its transport first.
 *
 * @module
 */
import type { PipelineReport, PipelineSettings } from "./report.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { Decoder, headerShortfallOf, isArp, LINK, REASON } from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { PacketBatch, PacketSource, RecordRun } from "../../sources/mod.ts";
import { ArpStage } from "./arp_stage.ts";
import { TickClock } from "./clock.ts";
import { MibStage } from "./mib_stage.ts";
import { PacketFlows } from "./packet_flows.ts";
import { PacketSites, parseFlowKey } from "./packet_sites.ts";
import { OrderWatch } from "./order.ts";
import { PacketRecord } from "./packet_record.ts";
import { FragmentStage } from "./fragment_stage.ts";
import { Directions } from "./directions.ts";
import { HostViews } from "./host_view.ts";
import { IcmpErrors } from "./icmp_errors.ts";
import { IpStage } from "./ip_stage.ts";
import { QUICK_IP } from "./quick_ip.ts";
import { QUICK_RECORD } from "./quick_record.ts";
import { QuickLoop, type QuickWay } from "./quick_loop.ts";
import { QuickTcp } from "./quick_tcp.ts";
import { RecordStage } from "./record_stage.ts";
import { SctpStage } from "./sctp_stage.ts";
import { type Firing, UNSAID } from "./stage.ts";
import { type SegmentPlace, TcpStage } from "./tcp_stage.ts";
import { AnalysisStage } from "./tcpa_stage.ts";
import { makeTransports, type Transport } from "./transport_stage.ts";
import { Undecoded } from "./undecoded.ts";
import { ViewTables } from "./local_table.ts";
import { type FoundViews, reportViews } from "../view/mod.ts";

/** Packets after which a fast path is worth its making. */
const SLOW_START = 1_000;

export class PacketPipeline {
  readonly #tracing: Tracing;
  readonly #source: PacketSource;
  readonly #decoder: Decoder;
  readonly #clock: TickClock;
  readonly #order: OrderWatch;
  readonly #records: RecordStage;
  readonly #mib: MibStage;
  readonly #ip: IpStage;
  readonly #arp: ArpStage;
  readonly #tcp: TcpStage;
  readonly #sctp: SctpStage;
  readonly #fragments: FragmentStage;
  /** Fragments are of interest to more than ip. */
  readonly #wantsFragments: boolean;
  readonly #icmpErrors: IcmpErrors | undefined;
  readonly #analysis: AnalysisStage;
  /** By protocol number; undefined where nothing is enabled. */
  readonly #transports: readonly (Transport | undefined)[];
  readonly #hasTransports: boolean;
  readonly #wantsTcp: boolean;
  /** Whether connections are followed. */
  readonly #followsTcp: boolean;
  readonly #wantsIp: boolean;
  readonly #packet: PacketRecord;
  readonly #needsPacket: boolean;
  readonly #sites: PacketSites;
  readonly #flows: PacketFlows | undefined;
  /** More than the packet provider is enabled. */
  readonly #wantsMore: boolean;
  readonly #undecoded = new Undecoded();
  readonly #place: SegmentPlace = { ip: 0, transport: 0, packet: 0 };
  readonly #views: HostViews;
  readonly #directions: Directions;
  readonly #tables: ViewTables;
  /** Packets until now, and those of them that took the slow path. */
  #seen = 0;
  #slow = 0;
  readonly #slowStart: number;
  readonly #way: QuickWay | undefined;
  #loop: QuickLoop | undefined;
  /** Packets of transports that are wanted, on their way through the host. */
  #passing = 0;
  #packetAddress = 0;
  /** Number of the packet at which tracing came to its end. */
  stoppedAt: number | undefined;

  /** @throws ViewError for a `local` that is no list of addresses */
  constructor(settings: PipelineSettings) {
    const { tracing, catalog } = settings;
    const { memory } = tracing;
    this.#tracing = tracing;
    this.#source = settings.source;
    this.#slowStart = settings.slowStart ?? SLOW_START;
    this.#decoder = new Decoder(memory.bytes);
    this.#views = new HostViews(memory, settings.source, settings.local);
    this.#directions = new Directions(memory.bytes, this.#views, settings.source);
    this.#tables = new ViewTables(memory);
    this.#clock = new TickClock(tracing, catalog);
    this.#order = new OrderWatch(memory, settings.source);
    this.#records = new RecordStage(tracing, catalog);
    this.#mib = new MibStage(tracing, catalog);
    this.#ip = new IpStage(tracing, catalog, this.#decoder);
    this.#arp = new ArpStage(tracing, catalog);
    this.#tcp = new TcpStage(tracing, catalog);
    this.#analysis = new AnalysisStage(tracing, catalog);
    this.#sctp = new SctpStage(tracing, catalog);
    this.#fragments = new FragmentStage(tracing, catalog);
    this.#followsTcp = this.#tcp.needsFlows || this.#analysis.isEnabled || this.#mib.needsTcp;
    this.#wantsTcp = this.#tcp.isEnabled || this.#analysis.isEnabled || this.#mib.needsTcp;
    let flows = this.#followsTcp || this.#sctp.needsFlows || this.#records.needsFlow;
    let needs = this.#sctp.needs | this.#fragments.needs | this.#fragments.needs >> 3 | this.#tcp.needs |
      this.#analysis.needs | this.#ip.needs | this.#ip.needs >> 3 |
      this.#arp.needs | this.#arp.needs >> 3;
    const transports = makeTransports(tracing, catalog);
    flows ||= transports.needFlows;
    needs |= transports.needs;
    this.#transports = transports.byProtocol;
    this.#hasTransports = this.#transports.some((transport) => transport !== undefined);
    this.#wantsIp = this.#ip.isEnabled;
    this.#wantsFragments = this.#fragments.isEnabled || this.#wantsTcp || this.#sctp.isEnabled ||
      this.#hasTransports;
    this.#wantsMore = this.#wantsIp || this.#wantsFragments || this.#arp.isEnabled || this.#mib.isEnabled;
    this.#needsPacket = (needs & 1) !== 0;
    this.#packet = new PacketRecord(memory, settings.source);
    this.#sites = new PacketSites(memory, settings.source, parseFlowKey(settings.flowKey));
    if (flows) {
      this.#flows = new PacketFlows(memory, this.#sites, settings.flows);
      if (transports.quote) this.#icmpErrors = new IcmpErrors(memory, this.#flows.table);
    }
    this.#way = settings.fastPath === false ? undefined : this.#quickWay();
    memory.words.fill(0, CONTEXT.ARG >> 2, CONTEXT.TIME_SECONDS >> 2);
  }

  /** Whether it must be inferred whose view the captures are, before anything fires. */
  get infersViews(): boolean {
    return this.#wantsMore && !this.#views.isGiven;
  }
  /** What was found out of it. */
  setViews(found: FoundViews): void {
    this.#views.found = found;
  }

  /** Fires for each packet in turn, or for the first `count`; true when tracing is over. */
  fireBatch(batch: PacketBatch, count: number = batch.count): boolean {
    this.#seen += count;
    if (this.#views.learn(batch, count)) this.#loop = undefined;
    const quick = this.#quick(batch);
    for (let i = 0; i < count; i++) {
      if (quick && !this.#mustBeSlow) i = quick.fire(batch, i, count, this.#clock);
      if (quick?.isOver) return this.#stop(batch.firstNumber + i - 1);
      if (i === count) break;
      if (this.#fireLong(batch, i)) return this.#stop(batch.firstNumber + i);
    }
    return false;
  }
  /** Segments are compared with others that were met elsewhere. */
  get #mustBeSlow(): boolean {
    return this.#followsTcp && this.#flows!.copies.areSought;
  }
  /** Whether {@linkcode fireRecords} can be called with what lies behind the batch. */
  takesRecords(batch: PacketBatch): boolean {
    return this.#quick(batch)?.settings.view !== undefined;
  }
  /** Fires for all records that are whole, one packet at a time through the batch where need be; true when tracing is over. */
  fireRecords(records: RecordRun, batch: PacketBatch): boolean {
    const quick = this.#quick(batch)!;
    for (;;) {
      if (!this.#mustBeSlow) quick.fireRecords(records, this.#clock);
      if (quick.isOver) return this.#stop(records.number - 1);
      if (!records.next()) return false;
      if (this.#fireLong(batch, 0)) return this.#stop(batch.firstNumber);
    }
  }
  /** Fires what is due of the clock, and then for a packet of any kind; true when tracing is over. */
  #fireLong(batch: PacketBatch, i: number): boolean {
    this.#slow++;
    const { doubles, words } = this.#tracing.memory;
    const seconds = batch.seconds[i], nanoseconds = batch.nanoseconds[i];
    this.#order.look(batch, i);
    if (this.advanceTo(seconds, nanoseconds)) return true;
    doubles[CONTEXT.TIME_SECONDS >> 3] = seconds;
    words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds;
    words[CONTEXT.PACKET_START >> 2] = batch.address[i];
    words[CONTEXT.PACKET_END >> 2] = batch.address[i] + batch.capturedLength[i];
    words[CONTEXT.PACKET_RECORD >> 2] = 0;
    return this.#firePacket(batch, i);
  }
  #stop(number: number): true {
    this.stoppedAt = number;
    return true;
  }
  /** Fires what is due of the clock; true when tracing is over. */
  advanceTo(seconds: number, nanoseconds: number): boolean {
    const clock = this.#clock;
    const isDue = seconds > clock.dueSeconds || seconds === clock.dueSeconds && nanoseconds >= clock.dueNanoseconds;
    return isDue && clock.fireUntil(seconds, nanoseconds);
  }
  /** The short way that nearly all packets can take: headers alone are read, the view is known, columns are at hand. */
  #quick(batch: PacketBatch): QuickLoop | undefined {
    if (
      !this.#way || this.#seen < this.#slowStart || batch.address.buffer !== this.#tracing.memory.bytes.buffer
    ) return undefined;
    const tracing = this.#tracing, tables = this.#tables;
    if (this.#way === QUICK_RECORD) {
      const send = this.#records.captured!.fire, view = this.#views.tap;
      return this.#loop ??= new QuickLoop(
        { tracing, send, receive: undefined, view, tables, isTold: false },
        this.#way,
      );
    }
    if (this.#mustBeSlow || this.#source.interfaces.some(({ linkType }) => linkType !== LINK.ETHERNET)) {
      return undefined;
    }
    if (this.#loop) return this.#loop;
    tables.update(this.#views.all);
    const { send, receive } = this.#wantsIp ? this.#ip : this.#tcp.plain!, { only: view, isTapAsked } = this.#views;
    const settings = { tracing, send: send?.fire, receive: receive?.fire, view, tables, isTold: !isTapAsked };
    return this.#loop = new QuickLoop(settings, this.#way);
  }
  /** Whether there is a short way for what is enabled. */
  #quickWay(): QuickWay | undefined {
    if (this.#records.isEnabled) return this.#wantsMore || !this.#records.isPlain ? undefined : QUICK_RECORD;
    if (this.#needsPacket || this.#mib.isEnabled) return undefined;
    if (this.#wantsIp) return this.#wantsFragments || this.#arp.isEnabled ? undefined : QUICK_IP;
    if (!this.#followsTcp || this.#analysis.isEnabled || !this.#tcp.plain || !this.#flows) return undefined;
    return new QuickTcp(this.#flows.table.lately, !this.#sctp.isEnabled && !this.#hasTransports);
  }
  report(): PipelineReport {
    const { between, contradicted } = this.#directions, { found, assumed } = this.#views;
    return {
      undecoded: this.#undecoded.report(),
      ...(this.infersViews && reportViews(found, [...assumed])),
      betweenOthers: between,
      contradicted,
      passing: this.#passing,
      joinedGaps: this.#tcp.tracker.joinedGaps,
      evictedFlows: this.#flows?.table.evicted ?? 0,
      skippedFirings: this.#clock.skippedFirings,
      slowPathPackets: this.#slow,
      stoppedAt: this.stoppedAt,
      outOfOrder: this.#order.report(),
      copies: this.#flows?.report(),
      ...this.#fragments.givenUp(),
    };
  }

  #firePacket(batch: PacketBatch, i: number): boolean {
    const d = this.#decoder;
    const linkType = this.#source.interfaces[batch.interface[i]].linkType;
    const reason = d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType);
    this.#flows?.begin(d, batch, i);
    this.#tracing.memory.words[UNSAID] = reason === REASON.NONE ? d.unsaid : 0;
    if (this.#records.isEnabled && this.#records.fire(batch, i, d, reason, this.#flows, this.#packet)) return true;
    if (!this.#wantsMore) return false;
    if (reason !== REASON.NONE) return this.#undecodable(batch, i, reason);
    const directions = this.#directions;
    if (!directions.judge(d, batch, i)) return false;
    const { sent, received, isOwn } = directions;
    if (this.#needsPacket) {
      this.#packetAddress = this.#packet.address;
      this.#packet.write(batch, i, directions.shown, d, true);
    }
    if (this.#mib.isEnabled && this.#mib.packet(d, sent, received, isOwn)) return true;
    if (!d.isFragment || !this.#wantsFragments) return this.#fireDirections(batch, i, sent, received, isOwn);
    return this.#fireFragment(batch, i, sent, received, isOwn);
  }
  /** Each fragment is a packet of IP. A segment counts once, when it is whole again. */
  #fireFragment(batch: PacketBatch, i: number, sent: boolean, received: boolean, isOwn: boolean): boolean {
    const isOfSegment = this.#wantsTcp && this.#decoder.protocol === PROTOCOL.TCP;
    if (isOfSegment ? this.#fireIps(sent, received) : this.#fireDirections(batch, i, sent, received, isOwn)) {
      return true;
    }
    const site = this.#sites.ofFragment(this.#decoder, batch, i);
    const whole = this.#fragments.take(this.#decoder, batch.seconds[i], batch.nanoseconds[i], site);
    if (!whole) return false;
    this.#tracing.memory.words[UNSAID] = 0;
    if (this.#fragments.fire(this.#packetAddress)) return true;
    if (!this.#wantsTcp || whole.protocol !== PROTOCOL.TCP) return false;
    if (whole.transport === 0) this.#countMissing(whole);
    if (whole.transport === 0) return false;
    if (!isOwn) {
      this.#passing++;
      return false;
    }
    if (this.#needsPacket) this.#packet.payload(whole, true);
    this.#flows?.begin(whole, batch, i);
    return this.#fireTcp(whole, batch, i, sent, received);
  }
  #fireDirections(batch: PacketBatch, i: number, sent: boolean, received: boolean, isOwn: boolean): boolean {
    const d = this.#decoder;
    if (d.transport !== 0 && this.#wants(d.protocol)) {
      const shortfall = isOwn && d.protocol !== PROTOCOL.TCP ? headerShortfallOf(d) : REASON.NONE;
      if (!isOwn) this.#passing++;
      else if (shortfall !== REASON.NONE) this.#undecoded.count(shortfall);
      else if (d.protocol === PROTOCOL.TCP) return this.#fireTcp(d, batch, i, sent, received);
      else if (d.protocol === PROTOCOL.SCTP) return this.#fireSctp(sent, received, batch.seconds[i]);
      else return this.#fireTransport(this.#transports[d.protocol]!, sent, received, batch.seconds[i]);
    } else if (d.missing !== REASON.NONE) this.#countMissing(d);
    return this.#fireIps(sent, received);
  }
  /** A header that should be there, and would have made a probe fire: behind a broken chain of headers it may be any. */
  #countMissing({ missing, protocol }: Decoder): void {
    const isWanted = missing === REASON.EXTENSION_HEADERS ? this.#wantsFragments : this.#wants(protocol);
    if (isWanted) this.#undecoded.count(missing);
  }
  #fireIps(sent: boolean, received: boolean): boolean {
    return sent && this.#fireIp(this.#ip.send) || received && this.#fireIp(this.#ip.receive);
  }
  #wants(protocol: number): boolean {
    if (protocol === PROTOCOL.TCP) return this.#wantsTcp;
    return protocol === PROTOCOL.SCTP ? this.#sctp.isEnabled : this.#transports[protocol] !== undefined;
  }
  #fireIp(firing: Firing | undefined): boolean {
    return this.#ip.fire(firing, this.#packetAddress);
  }
  #fireTransport(transport: Transport, sent: boolean, received: boolean, seconds: number): boolean {
    const d = this.#decoder;
    const { stage } = transport;
    const { hasPorts } = transport;
    const quoted = transport.needsFlow && !hasPorts ? this.#icmpErrors!.find(d, seconds) : 0;
    const flow = !transport.needsFlow ? 0 : hasPorts ? this.#flows!.find(d, seconds) : this.#icmpErrors!.flow;
    const side = this.#flows?.table.side ?? 0;
    const middle = hasPorts ? flow : this.#packetAddress;
    if (sent) {
      if (stage.fire(stage.send, d, this.#packetAddress, flow, side, middle, quoted) || this.#fireIp(this.#ip.send)) {
        return true;
      }
    }
    if (!received) return false;
    return this.#fireIp(this.#ip.receive) ||
      stage.fire(stage.receive, d, this.#packetAddress, flow, 1 - side, middle, quoted);
  }
  #fireSctp(sent: boolean, received: boolean, seconds: number): boolean {
    const d = this.#decoder, sctp = this.#sctp;
    const flow = sctp.needsFlows ? this.#flows!.find(d, seconds) : 0, side = this.#flows?.table.side ?? 0;
    const place = this.#takePlace(d);
    sctp.observe(flow, side, this.#flows?.table.isNew ?? false, d.transport, d.transport + d.transportCaptured);
    return sctp.sent(flow, side, sent, place) || sent && this.#fireIp(this.#ip.send) ||
      received && this.#fireIp(this.#ip.receive) || sctp.received(flow, 1 - side, received, place);
  }
  #takePlace(d: Decoder): SegmentPlace {
    const place = this.#place;
    place.ip = d.ip;
    place.transport = d.transport;
    place.packet = this.#packetAddress;
    return place;
  }

  /** With the probes of IP, unless it was in fragments: those have fired. */
  #fireTcp(d: Decoder, batch: PacketBatch, i: number, sent: boolean, received: boolean): boolean {
    const tcp = this.#tcp, isPacket = d === this.#decoder;
    const shortfall = headerShortfallOf(d);
    if (shortfall !== REASON.NONE) {
      this.#undecoded.count(shortfall);
      return isPacket && this.#fireIps(sent, received);
    }
    const place = this.#takePlace(d);
    let flow = 0, side = 0, isCopy = false;
    if (this.#followsTcp) {
      flow = this.#flows!.find(d, batch.seconds[i]);
      side = this.#flows!.table.side;
      isCopy = this.#flows!.copies.isCopy(d, batch, i, flow, side);
      if (this.#mib.needsTcp) this.#mib.before(flow, side);
      if (isCopy) tcp.passOver();
      else tcp.observe(flow, side, d.transport, d.end, d.transportLength, batch.seconds[i], batch.nanoseconds[i]);
    }
    if (tcp.sent(flow, side, sent, place)) return true;
    if (isPacket && this.#fireIps(sent, received)) return true;
    if (tcp.received(flow, 1 - side, received, place)) return true;
    if (this.#analysis.isEnabled && this.#analysis.fire(tcp.tracker, flow, side, sent ? side : 1 - side, place)) {
      return true;
    }
    return this.#mib.needsTcp && !isCopy && this.#mib.segment(tcp.tracker, tcp.segment, flow, side, sent, received);
  }
  /** ARP has probes of its own; everything else that is not IP is counted. */
  #undecodable(batch: PacketBatch, i: number, reason: number): boolean {
    const d = this.#decoder;
    if (!this.#arp.isEnabled || !isArp(d)) {
      this.#undecoded.count(reason);
      return false;
    }
    const directions = this.#directions;
    if (!directions.judgeArp(d, batch, i)) return false;
    const { sent, received } = directions;
    if (this.#needsPacket) {
      this.#packetAddress = this.#packet.address;
      this.#packet.write(batch, i, directions.shown, d, false);
    }
    return this.#arp.fire(d.arp, sent, received, this.#packetAddress);
  }
}
