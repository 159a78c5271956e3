/**
 * The ordered list of stages.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import type { StreamBounds } from "../../packet/stream/mod.ts";
import { IGMP_RULES, MLD_RULES } from "../../packet/wire/mod.ts";
import {
  igmp,
  isTransport,
  mld,
  type Packets,
  type Protocol,
  protocols,
  type TransportPackets,
} from "../../protocols/mod.ts";
import { ArpStage } from "./arp_stage.ts";
import type { Datagrams } from "./datagrams.ts";
import { DnsStage } from "./dns_stage.ts";
import { HttpStage } from "./http_stage.ts";
import { IpStage } from "./ip_stage.ts";
import { IpaStage } from "./ipa_stage.ts";
import { MembershipStage } from "./membership_stage.ts";
import { MessageStage } from "./message_stage.ts";
import { MibStage } from "./mib_stage.ts";
import type { PacketRecord } from "./packet_record.ts";
import { QuicStage } from "./quic_stage.ts";
import { RecordStage } from "./record_stage.ts";
import { SctpStage } from "./sctp_stage.ts";
import type { Stage } from "./stage.ts";
import { StreamStage } from "./stream_stage.ts";
import { TcpConnection } from "./tcp_connection.ts";
import { TcpStage } from "./tcp_stage.ts";
import { AnalysisStage } from "./tcpa_stage.ts";
import { TlsStage } from "./tls_stage.ts";

/** The stages that have something to do, and those that a fast path may stand for. */
export interface StageList {
  readonly enabled: readonly Stage[];
  readonly records: RecordStage;
  readonly ip: IpStage;
  readonly tcp: TcpStage;
  readonly connection: TcpConnection;
  readonly analysis: AnalysisStage;
  readonly dns: DnsStage;
  readonly tls: TlsStage;
  readonly http: HttpStage;
  readonly streams: StreamStage;
}
/** What is asked of stages by options. */
export interface StageSettings {
  readonly dnsTimeoutMs?: number;
  readonly streamBounds?: StreamBounds;
}
type Make = (tracing: ProviderContext, catalog: ProbeCatalog) => Stage;

/** Stages of protocols that do more than fire for messages in and out, and depend on no other stage. */
const OWN: Readonly<Record<string, Make>> = {
  arp: (tracing, catalog) => new ArpStage(tracing, catalog),
  igmp: (tracing, catalog) => new MembershipStage(tracing, catalog, igmp, IGMP_RULES),
  mld: (tracing, catalog) => new MembershipStage(tracing, catalog, mld, MLD_RULES),
  sctp: (tracing, catalog) => new SctpStage(tracing, catalog),
};
/** Those whose place in the list matters. */
const PLACED: ReadonlySet<string> = new Set([
  "dns",
  "http",
  "ip",
  "ipa",
  "packet",
  "quic",
  "stream",
  "tcp",
  "tcpa",
  "tls",
]);

function isOverIp(protocol: Protocol<Packets>): protocol is Protocol<TransportPackets> {
  return isTransport(protocol.packets);
}
function makeStage(protocol: Protocol, tracing: ProviderContext, catalog: ProbeCatalog): Stage {
  if (Object.hasOwn(OWN, protocol.name)) return OWN[protocol.name](tracing, catalog);
  if (isOverIp(protocol)) return new MessageStage(tracing, catalog, protocol);
  throw new Error(`no stage fires the probes of ${protocol.name}`);
}

export function makeStages(
  tracing: ProviderContext,
  catalog: ProbeCatalog,
  record: PacketRecord,
  datagrams: Datagrams,
  { dnsTimeoutMs, streamBounds }: StageSettings = {},
): StageList {
  const streams = new StreamStage(tracing, catalog, streamBounds);
  const dns = new DnsStage(tracing, catalog, streams.streams, dnsTimeoutMs);
  const tls = new TlsStage(tracing, catalog, streams.streams);
  const http = new HttpStage(tracing, catalog, streams.streams);
  const connection = new TcpConnection(tracing);
  const records = new RecordStage(tracing, catalog, record), ip = new IpStage(tracing, catalog);
  const tcp = new TcpStage(tracing, catalog, connection);
  const analysis = new AnalysisStage(tracing, catalog, connection);
  analysis.readConflicts(streams.streams);
  const others = protocols.filter(({ name }) => !PLACED.has(name));
  const all: readonly Stage[] = [
    records,
    // a message comes after all that its packet is
    dns,
    tls,
    new QuicStage(tracing, catalog, tls),
    http,
    streams,
    // counters see the connection as it was before the segment is taken, and after all of its probes
    connection,
    new MibStage(tracing, catalog, connection),
    analysis,
    tcp,
    ...others.map((protocol) => makeStage(protocol, tracing, catalog)),
    ip,
    new IpaStage(tracing, catalog, datagrams),
  ];
  const enabled = all.filter(({ isEnabled }) => isEnabled);
  return { enabled, records, ip, tcp, connection, analysis, dns, tls, http, streams };
}
