/**
 * Protocols: a value each, in a file of its name. Whatever else is to be known of a protocol is read from there.
 *
 * @module
 */
import { arp } from "./arp.ts";
import type { Packets, Protocol, TransportPackets } from "./protocol.ts";
import { dns } from "./dns.ts";
import { http } from "./http.ts";
import { icmp } from "./icmp.ts";
import { icmp6 } from "./icmp6.ts";
import { igmp } from "./igmp.ts";
import { ip } from "./ip.ts";
import { ipa } from "./ipa.ts";
import { mld } from "./mld.ts";
import { packet } from "./packet.ts";
import { quic } from "./quic.ts";
import { sctp } from "./sctp.ts";
import { stream } from "./stream.ts";
import { tcp } from "./tcp.ts";
import { tcpa } from "./tcpa.ts";
import { tls } from "./tls.ts";
import { udp } from "./udp.ts";
import { udplite } from "./udplite.ts";

/** In the order in which their probes get ids. */
export const protocols: readonly Protocol[] = [
  ip,
  tcp,
  udp,
  udplite,
  sctp,
  icmp,
  icmp6,
  igmp,
  mld,
  arp,
  tcpa,
  ipa,
  packet,
  dns,
  stream,
  tls,
  quic,
  http,
];

/** Numbers by which IP names what it carries. */
export const PROTOCOL = {
  /** IP's own authentication header (RFC 4302): a transport stands behind it. */
  AH: 51,
  ICMP: icmp.packets.number,
  TCP: tcp.packets.number,
  UDP: udp.packets.number,
  ICMP6: icmp6.packets.number,
  SCTP: sctp.packets.number,
  UDPLITE: udplite.packets.number,
} as const;

const isTransport = (packets: Packets): packets is TransportPackets => "number" in packets;

/** What is known of the header behind IP, by its number; undefined for what there are no probes of. */
export const transports: readonly (TransportPackets | undefined)[] = (() => {
  const byNumber: (TransportPackets | undefined)[] = Array(256).fill(undefined);
  for (const { packets } of protocols) if (isTransport(packets)) byNumber[packets.number] = packets;
  return byNumber;
})();

export { arp, icmp, icmp6, igmp, ip, isTransport, mld, packet, sctp, tcp, tcpa, udp, udplite };
export { CARRIER, TUNNEL, type Tunnel, TUNNEL_PORT, tunnels } from "./tunnels.ts";
export { ANALYSIS_PROBES, type AnalysisProbe } from "./tcpa.ts";
export type {
  ArgumentDefinition,
  ArgumentPlace,
  NetworkPackets,
  Packets,
  ProbeDefinition,
  Protocol,
  TransportPackets,
} from "./protocol.ts";
