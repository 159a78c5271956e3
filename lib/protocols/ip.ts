/**
 * IP: packets of IPv4 and IPv6, before the protocol above is looked at.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type Protocol } from "./protocol.ts";

const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.noConnection,
  ARGUMENT.ip,
  ARGUMENT.interface,
  { native: "struct ip *", translated: "ipv4info_t *", place: "ip4", doc: "the IPv4 header; NULL for IPv6" },
  { native: "struct ip6_hdr *", translated: "ipv6info_t *", place: "ip6", doc: "the IPv6 header; NULL for IPv4" },
] as const;

export const ip: Protocol<NetworkPackets> = {
  name: "ip",
  meaning: "packets of IPv4 and IPv6",
  source: "dtrace_ip(4), RFC 791, RFC 8200",
  follows: "packet",
  packets: { network: "ip", headerBytes: 20 },
  libraries: ["ip.d", "net.d", "types.d"],
  probes: [
    { name: "receive", doc: "when an IP packet has come in", args: ARGS },
    { name: "send", doc: "when an IP packet, or a fragment, goes out", args: ARGS },
  ],
};
