/**
 * ICMPv6 (RFC 4443), neighbour discovery (RFC 4861) included: as ICMP.
 *
 * @module
 */
import type { Protocol, TransportPackets } from "./protocol.ts";
import { MESSAGE_ARGS } from "./icmp.ts";

export const icmp6: Protocol<TransportPackets> = {
  name: "icmp6",
  meaning: "messages of ICMPv6",
  source: "RFC 4443",
  follows: "packet",
  packets: {
    network: "ip",
    number: 58,
    title: "ICMPv6",
    headerBytes: 4,
    payloadOffset: 0,
    flows: "quoted",
    quotingTypes: [1, 2, 3, 4],
    datagrams: "first fragment",
    filterName: "icmp6",
  },
  libraries: ["icmp6.d"],
  probes: [
    { name: "receive", doc: "when a message has come in", args: MESSAGE_ARGS },
    { name: "send", doc: "when a message goes out", args: MESSAGE_ARGS },
  ],
};
