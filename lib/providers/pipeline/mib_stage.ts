/**
 * The mib provider's firings: what a packet adds to the counters of the host that sends it, or receives it.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { FireFunction, ProviderContext } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { END, OUTCOME, SEEN, type Segment, STATE, type TcpTracker, TH, VERDICT } from "../../packet/tcp/mod.ts";
import { type Decoder, REASON, shortfallOf } from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { ICMP6_TYPES, ICMP_TYPES, MIB_COUNTERS, type MibCounter, TCP_COUNTERS } from "../mib.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type Stage, type StageNeeds } from "./stage.ts";
import type { TcpConnection } from "./tcp_connection.ts";

const [ARG0, ...OTHERS] = ARGUMENT_WORDS;
const CONTROL = TH.SYN | TH.FIN | TH.RST;

export class MibStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  /** Counters of TCP are asked for: connections must be followed. */
  readonly #needsTcp: boolean;
  readonly #fire = new Map<string, FireFunction>();
  readonly #icmp = namesOf("icmp", ICMP_TYPES);
  readonly #icmp6 = namesOf("ipv6IfIcmp", ICMP6_TYPES);
  #over = false;
  /** Of the connection, before the segment: the sender's highest number; what the receiver awaits, has had acknowledged. */
  #max = 0;
  #awaited = 0;
  #acknowledged = 0;
  #hasSent = false;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly connection: TcpConnection) {
    for (const name of MIB_COUNTERS) {
      const firing = firingOf(tracing, catalog, "mib", name);
      if (firing) this.#fire.set(name, firing.fire);
    }
    this.isEnabled = this.#fire.size > 0;
    this.#needsTcp = TCP_COUNTERS.some((name) => this.#fire.has(name));
    if (this.#needsTcp) connection.follow();
    this.needs = { packet: false, flows: this.#needsTcp };
  }
  wants(kind: Kind): boolean {
    return kind === "ip" || kind === PROTOCOL.TCP && this.#needsTcp;
  }
  #add(counter: MibCounter, increment: number): void {
    this.#addTo(counter, increment);
  }
  #addTo(counter: string, increment: number): void {
    const fire = this.#fire.get(counter);
    if (!fire || increment <= 0 || this.#over) return;
    const { words } = this.tracing.memory;
    words[ARG0] = increment;
    for (const word of OTHERS) words[word] = 0;
    const status = fire();
    if (status !== 0 && this.tracing.checkStatus(status)) this.#over = true;
  }
  /** For packets of IP, TCP apart. */
  begin({ decoder: d, sent, received, isOwn }: CurrentPacket): boolean {
    const { bytes } = this.tracing.memory, { ip } = d, isFour = d.version === 4;
    const field = isFour ? bytes[ip + 2] << 8 | bytes[ip + 3] : bytes[ip + 4] << 8 | bytes[ip + 5];
    const header = isFour ? (bytes[ip] & 15) << 2 : 40;
    const octets = field === 0 ? header + d.unsaid : isFour ? field : header + field;
    const isMulticast = isFour ? bytes[ip + 16] >> 4 === 14 : bytes[ip + 24] === 0xff;
    if (sent) {
      this.#add("ipIfStatsHCOutTransmits", 1);
      this.#add("ipIfStatsHCOutOctets", octets);
      if (isMulticast) this.#add("ipIfStatsHCOutMcastPkts", 1);
      if (isMulticast) this.#add("ipIfStatsHCOutMcastOctets", octets);
      if (d.isFragment) this.#add("ipIfStatsOutFragCreates", 1);
    }
    if (received) {
      this.#add("ipIfStatsHCInReceives", 1);
      this.#add("ipIfStatsHCInOctets", octets);
      if (isMulticast) this.#add("ipIfStatsHCInMcastPkts", 1);
      if (isMulticast) this.#add("ipIfStatsHCInMcastOctets", octets);
      if (d.isFragment) this.#add("ipIfStatsReasmReqds", 1);
    }
    if (isOwn && d.transport !== 0 && shortfallOf(d, REASON.NONE) === REASON.NONE) this.#transport(d, sent, received);
    return this.#over;
  }
  #transport(d: Decoder, sent: boolean, received: boolean): void {
    if (d.protocol === PROTOCOL.UDP) {
      if (sent) this.#add("udpHCOutDatagrams", 1);
      if (received) this.#add("udpHCInDatagrams", 1);
    } else if (d.protocol === PROTOCOL.ICMP || d.protocol === PROTOCOL.ICMP6) {
      if (sent) this.#message(d, 1);
      if (received) this.#message(d, 0);
    }
  }
  /** @param way 0 in, 1 out */
  #message(d: Decoder, way: 0 | 1): void {
    const { bytes } = this.tracing.memory, at = d.transport, type = bytes[at], code = bytes[at + 1];
    const isFour = d.protocol === PROTOCOL.ICMP, names = (isFour ? this.#icmp : this.#icmp6)[way];
    this.#addTo(names.all, 1);
    const name = names.byType.get(type);
    if (name !== undefined) this.#addTo(name, 1);
    if (isFour ? type === 3 && code === 4 : type === 1 && code === 1) this.#addTo(names.byCode, 1);
    // of the quoted header the protocol: an error by which a host says that nobody listens at a port
    const quoted = isFour ? at + 8 + 9 : at + 8 + 6;
    const isPort = isFour ? type === 3 && code === 3 : type === 1 && code === 4;
    if (way === 1 && isPort && quoted < d.end && bytes[quoted] === PROTOCOL.UDP) this.#add("udpNoPorts", 1);
  }

  /** What the connection is before the segment is taken. */
  observe(): void {
    const { flow, side } = this.connection;
    const { words } = this.tracing.memory, x = endOf(flow, side), y = endOf(flow, 1 - side);
    this.#hasSent = (words[x + END.SEEN] & SEEN.SEGMENT) !== 0;
    this.#max = words[x + END.MAX];
    this.#awaited = words[y + END.RCV_NXT];
    this.#acknowledged = words[y + END.UNA];
  }
  finish({ sent, received }: CurrentPacket): boolean {
    const { tracker, segment: s, flow, side, isCopy } = this.connection;
    if (isCopy) return false;
    this.#changes(tracker, side, sent, received);
    const isFirst = !this.#hasSent || (tracker.outcome & OUTCOME.NEW) !== 0;
    if (sent) this.#sent(tracker, s, isFirst);
    if (received) {
      this.#add("tcpHCInSegs", 1);
      if (tracker.verdict & VERDICT.DUPLICATE_ACK) this.#add("tcpInDupAck", 1);
      if (tracker.verdict & VERDICT.WINDOW_PROBE) this.#add("tcpInWinProbe", 1);
      if (tracker.verdict & VERDICT.WINDOW_UPDATE) this.#add("tcpInWinUpdate", 1);
      if (tracker.outcome & OUTCOME.RTT_SAMPLE) this.#add("tcpRttUpdate", 1);
      if (!(tracker.outcome & OUTCOME.NEW)) this.#acknowledges(s, flow, 1 - side);
      if (s.length > 0) this.#data(s, isFirst);
    }
    return this.#over;
  }
  #changes(tracker: TcpTracker, side: number, sent: boolean, received: boolean): void {
    for (let i = 0; i < tracker.changes; i++) {
      if (!(tracker.changeSide[i] === side ? sent : received)) continue;
      const from = tracker.changeFrom[i], to = tracker.changeTo[i];
      const isOpening = from === STATE.SYN_SENT || from === STATE.SYN_RECEIVED;
      if (from === STATE.CLOSED && to === STATE.SYN_SENT) this.#add("tcpActiveOpens", 1);
      else if (from === STATE.LISTEN && to === STATE.SYN_RECEIVED) this.#add("tcpPassiveOpens", 1);
      else if (isOpening && (to === STATE.CLOSED || to === STATE.LISTEN)) this.#add("tcpAttemptFails", 1);
      else if ((from === STATE.ESTABLISHED || from === STATE.CLOSE_WAIT) && to === STATE.CLOSED) {
        this.#add("tcpEstabResets", 1);
      }
    }
  }
  #sent({ verdict }: TcpTracker, s: Segment, isFirst: boolean): void {
    const isAgain = (verdict & VERDICT.RETRANSMISSION) !== 0;
    const occupied = s.length + (s.flags & TH.SYN ? 1 : 0) + (s.flags & TH.FIN ? 1 : 0);
    const beyond = isFirst ? occupied : (s.seq + occupied - this.#max) | 0;
    const news = isAgain ? Math.max(0, Math.min(s.length, beyond)) : s.length;
    if (!isAgain || beyond > 0) this.#add("tcpHCOutSegs", 1);
    if (news > 0) this.#add("tcpOutDataSegs", 1);
    this.#add("tcpOutDataBytes", news);
    if (isAgain) this.#add("tcpRetransSegs", 1);
    this.#add("tcpRetransBytes", s.length - news);
    if (verdict & VERDICT.FAST_RETRANSMISSION) this.#add("tcpOutFastRetrans", 1);
    if (s.length === 0 && (s.flags & (CONTROL | TH.ACK)) === TH.ACK) this.#add("tcpOutAck", 1);
    if (s.flags & TH.URG) this.#add("tcpOutUrg", 1);
    if (verdict & VERDICT.WINDOW_UPDATE) this.#add("tcpOutWinUpdate", 1);
    if (verdict & VERDICT.WINDOW_PROBE) this.#add("tcpOutWinProbe", 1);
    if (s.flags & CONTROL) this.#add("tcpOutControl", 1);
    if (s.flags & TH.RST) this.#add("tcpOutRsts", 1);
    if (verdict & VERDICT.KEEP_ALIVE) this.#add("tcpTimKeepaliveProbe", 1);
  }
  /** Bytes of the receiver that are acknowledged again; SYN and FIN are none. */
  #acknowledges(s: Segment, flow: number, receiver: number): void {
    if ((s.flags & TH.ACK) === 0) return;
    const { words } = this.tracing.memory, y = endOf(flow, receiver), seen = words[y + END.SEEN];
    if ((seen & SEEN.SEGMENT) === 0 || ((s.ack - words[y + END.MAX]) | 0) > 0) return;
    let advanced = (s.ack - this.#acknowledged) | 0;
    if (advanced <= 0) return;
    if ((seen & SEEN.SYN) !== 0 && this.#acknowledged === words[y + END.ISS]) advanced--;
    if ((seen & SEEN.FIN) !== 0 && ((s.ack - words[y + END.FIN_END]) | 0) >= 0) advanced--;
    if (advanced > 0) this.#add("tcpInAckSegs", 1);
    this.#add("tcpInAckBytes", advanced);
  }
  #data(s: Segment, isFirst: boolean): void {
    const start = (s.seq + (s.flags & TH.SYN ? 1 : 0)) | 0;
    const ahead = isFirst ? 0 : (start - this.#awaited) | 0, news = ahead + s.length;
    if (ahead > 0) {
      this.#add("tcpInDataUnorderSegs", 1);
      this.#add("tcpInDataUnorderBytes", s.length);
    } else if (news <= 0) {
      this.#add("tcpInDataDupSegs", 1);
      this.#add("tcpInDataDupBytes", s.length);
    } else {
      if (ahead < 0) this.#add("tcpInDataPartDupSegs", 1);
      this.#add("tcpInDataPartDupBytes", -ahead);
      this.#add("tcpInDataInorderSegs", 1);
      this.#add("tcpInDataInorderBytes", news);
    }
  }
}
/** Index of the words of one end of a flow. */
const endOf = (flow: number, side: number) => (flow + FLOW.TCP >> 2) + side * END.WORDS;

interface MessageNames {
  readonly all: string;
  readonly byType: ReadonlyMap<number, string>;
  readonly byCode: string;
}
/** In, out. */
function namesOf(prefix: string, types: Readonly<Record<number, string>>): readonly [MessageNames, MessageNames] {
  const of = (way: string): MessageNames => ({
    all: `${prefix}${way}Msgs`,
    byType: new Map(Object.entries(types).map(([type, name]) => [Number(type), `${prefix}${way}${name}`])),
    byCode: `${prefix}${way}${prefix === "icmp" ? "FragNeeded" : "AdminProhibs"}`,
  });
  return [of("In"), of("Out")];
}
