/**
 * Each captured packet, whatever its protocol and its addresses; ours.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type Protocol } from "./protocol.ts";

const ARGS = [
  { ...ARGUMENT.packet, doc: "the record, as the source tells of it" },
  { ...ARGUMENT.connection, doc: "the flow the packet belongs to; all members are 0 where it has no ports" },
  { ...ARGUMENT.ip, doc: "what IPv4 and IPv6 have in common; NULL where there is no IP" },
  ARGUMENT.interface,
  {
    native: "struct link *",
    translated: "linkinfo_t *",
    place: "link",
    doc: "the headers of the link, down to IP",
  },
] as const;

export const packet: Protocol<NetworkPackets> = {
  name: "packet",
  meaning: "each captured packet, whatever its protocol and its addresses",
  source: "the tcpdump registry of link types, IEEE 802.3, IEEE 802.1Q, RFC 3032",
  follows: "packet",
  packets: { network: "every", headerBytes: 0 },
  libraries: ["link.d", "pcap.d", "tunnel.d"],
  probes: [
    {
      name: "captured",
      doc: "exactly once for each record of the source, before all else: decodable or not, whatever the view; each " +
        "fragment is one. For totals: an address that is nobody's, or a view that leaves packets out, changes nothing",
      args: ARGS,
    },
    {
      name: "undecoded",
      doc: "after captured, when a record has no headers of ARP or IP and its transport that can be read to their ends",
      args: [
        ...ARGS,
        { native: "struct undecoded *", translated: "undecodedinfo_t *", place: "none", doc: "why" },
      ],
    },
  ],
};
