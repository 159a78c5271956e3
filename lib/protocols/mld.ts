/**
 * MLD, versions 1 and 2 (RFC 2710, RFC 9777): what IGMP is to IPv4, as messages of ICMPv6.
 *
 * @module
 */
import type { Protocol, TransportPackets } from "./protocol.ts";
import { icmp6 } from "./icmp6.ts";
import { membershipProbes } from "./igmp.ts";

export const mld: Protocol<TransportPackets> = {
  name: "mld",
  meaning: "messages of MLD: queries, reports and leaves of IPv6's multicast groups, and the group records of reports",
  source: "RFC 2710, RFC 9777",
  follows: "packet",
  packets: icmp6.packets,
  libraries: ["mld.d"],
  probes: membershipProbes("mld"),
};
