/**
 * ARP (RFC 826). DTrace has no provider of it; this is made after its udp provider.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type Protocol } from "./protocol.ts";

const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.noConnection,
  ARGUMENT.none,
  ARGUMENT.interface,
  { native: "struct arphdr *", translated: "arpinfo_t *", place: "arp", doc: "the request or reply" },
] as const;

export const arp: Protocol<NetworkPackets> = {
  name: "arp",
  meaning: "messages of ARP",
  source: "RFC 826",
  // without the types and lengths of hardware and protocol it says nothing
  follows: "packet",
  packets: { network: "arp", headerBytes: 8 },
  libraries: ["arp.d"],
  probes: [
    { name: "receive", doc: "when a request or reply has come in", args: ARGS },
    { name: "send", doc: "when a request or reply goes out", args: ARGS },
  ],
};
