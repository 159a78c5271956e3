/**
 * ICMP (RFC 792). DTrace has no provider of it; this is made after its udp provider.
 *
 * @module
 */
import { ARGUMENT, type Protocol, type TransportPackets } from "./protocol.ts";

/** Of icmp and icmp6. */
export const MESSAGE_ARGS = [
  ARGUMENT.packet,
  { ...ARGUMENT.connection, place: "quoted-flow", doc: "of an error the flow of the packet that it quotes" },
  ARGUMENT.ip,
  ARGUMENT.interface,
  { native: "struct icmp *", translated: "icmpinfo_t *", place: "transport", doc: "the message", behind: 4 },
  {
    native: "struct icmp_quoted *",
    translated: "icmpquoted_t *",
    place: "quoted",
    doc: "the packet that an error quotes",
  },
] as const;

export const icmp: Protocol<TransportPackets> = {
  name: "icmp",
  meaning: "messages of ICMP",
  source: "RFC 792",
  follows: "packet",
  packets: {
    network: "ip",
    number: 1,
    title: "ICMP",
    headerBytes: 4,
    payloadOffset: 0,
    flows: "quoted",
    // unreachable, source quench, redirect, time exceeded, parameter problem
    quotingTypes: [3, 4, 5, 11, 12],
    datagrams: "first fragment",
    filterName: "icmp",
  },
  libraries: ["icmp.d"],
  probes: [
    { name: "receive", doc: "when a message has come in", args: MESSAGE_ARGS },
    { name: "send", doc: "when a message goes out", args: MESSAGE_ARGS },
  ],
};
