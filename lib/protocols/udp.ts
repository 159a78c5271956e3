/**
 * UDP (RFC 768): datagrams, with a flow for each pair of ends.
 *
 * @module
 */
import { ARGUMENT, type Protocol, type TransportPackets } from "./protocol.ts";

const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.connection,
  ARGUMENT.ip,
  { native: "struct flow *", translated: "udpsinfo_t *", place: "flow", doc: "the pair of ends" },
  { native: "struct udphdr *", translated: "udpinfo_t *", place: "transport", doc: "the datagram's header" },
] as const;

export const udp: Protocol<TransportPackets> = {
  name: "udp",
  meaning: "datagrams of UDP",
  source: "dtrace_udp(4), RFC 768",
  follows: "packet",
  packets: {
    network: "ip",
    number: 17,
    title: "UDP",
    headerBytes: 8,
    payloadOffset: 8,
    flows: "ports",
    datagrams: "first fragment",
    filterName: "udp",
  },
  libraries: ["udp.d"],
  probes: [
    { name: "receive", doc: "when a datagram has come in, of several fragments with the first", args: ARGS },
    { name: "send", doc: "when a datagram goes out, of several fragments with the first", args: ARGS },
  ],
};
