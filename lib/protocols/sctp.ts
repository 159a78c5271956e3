/**
 * SCTP (RFC 9260): packets, and the states of associations. Arguments are FreeBSD's; the sixth, the packet's chunks,
 * is ours.
 *
 * @module
 */
import { ARGUMENT, type Protocol, type TransportPackets } from "./protocol.ts";

const ASSOCIATION = {
  native: "struct flow *",
  translated: "sctpsinfo_t *",
  place: "flow",
  doc: "the association",
} as const;
const ARGS = [
  ARGUMENT.packet,
  ARGUMENT.connection,
  ARGUMENT.ip,
  ASSOCIATION,
  { native: "struct sctphdr *", translated: "sctpinfo_t *", place: "transport", doc: "the packet's common header" },
  { native: "struct sctp_chunks *", translated: "sctpchunks_t *", place: "content", doc: "the packet's chunks" },
] as const;

export const sctp: Protocol<TransportPackets> = {
  name: "sctp",
  meaning: "packets of SCTP, and what they do to associations",
  source: "dtrace_sctp(4), RFC 9260",
  packets: {
    network: "ip",
    number: 132,
    title: "SCTP",
    headerBytes: 12,
    payloadOffset: 12,
    flows: "ports",
    datagrams: "first fragment",
    filterName: "sctp",
  },
  libraries: ["sctp.d"],
  probes: [
    { name: "receive", doc: "when a packet has come in", args: ARGS },
    { name: "send", doc: "when a packet goes out", args: ARGS },
    {
      name: "state-change",
      doc: "when the association is in another state",
      isOfConnection: true,
      args: [
        ARGUMENT.none,
        ARGUMENT.connection,
        ARGUMENT.none,
        { ...ASSOCIATION, doc: "the association, in its new state" },
        ARGUMENT.none,
        { native: "int", translated: "sctplsinfo_t *", place: "none", doc: "the state before" },
      ],
    },
  ],
};
