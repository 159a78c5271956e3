/**
 * UDP-Lite (RFC 3828): datagrams, with a flow for each pair of ends.
 *
 * @module
 */
import { ARGUMENT, type Protocol, type TransportPackets } from "./protocol.ts";

const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.connection,
  ARGUMENT.ip,
  { native: "struct flow *", translated: "udplitesinfo_t *", place: "flow", doc: "the pair of ends" },
  { native: "struct udplitehdr *", translated: "udpliteinfo_t *", place: "transport", doc: "the datagram's header" },
] as const;

export const udplite: Protocol<TransportPackets> = {
  name: "udplite",
  meaning: "datagrams of UDP-Lite",
  source: "dtrace_udplite(4), RFC 3828",
  follows: "packet",
  packets: {
    network: "ip",
    number: 136,
    title: "UDP-Lite",
    headerBytes: 8,
    payloadOffset: 8,
    flows: "ports",
    datagrams: "first fragment",
  },
  libraries: ["udplite.d"],
  probes: [
    { name: "receive", doc: "when a datagram has come in, of several fragments with the first", args: ARGS },
    { name: "send", doc: "when a datagram goes out, of several fragments with the first", args: ARGS },
  ],
};
