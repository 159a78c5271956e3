/**
 * The mib provider of illumos: counters of SNMP's management information base (RFC 4293, RFC 4022, RFC 4113, RFC 5097 and
 * illumos' own), each a probe that fires when it goes up, with the increment. Those that packets show are counted here from
 * the host's point of view; the others are named, and do not fire.
 *
 * @module
 */
import type { Protocol } from "../protocols/mod.ts";

const IP = {
  ipIfStatsHCInReceives: "with 1 for each IP packet or fragment that comes in",
  ipIfStatsHCInOctets: "with its bytes, header included",
  ipIfStatsHCInMcastPkts: "with 1 for each that goes to a multicast group",
  ipIfStatsHCInMcastOctets: "with its bytes",
  ipIfStatsReasmReqds: "with 1 for each fragment that comes in",
  ipIfStatsHCOutTransmits: "with 1 for each IP packet or fragment that goes out",
  ipIfStatsHCOutOctets: "with its bytes, header included",
  ipIfStatsHCOutMcastPkts: "with 1 for each that goes to a multicast group",
  ipIfStatsHCOutMcastOctets: "with its bytes",
  ipIfStatsOutFragCreates: "with 1 for each fragment that goes out",
};
const UDP = {
  udpHCInDatagrams: "with 1 for each datagram that comes in, of several fragments with the first",
  udpHCOutDatagrams: "with 1 for each datagram that goes out, of several fragments with the first",
  udpNoPorts:
    "with 1 for each ICMP error by which the host says that no program listens: it need not send one for each",
};
/** What is sent again is what tcpa:::retransmission fires for; copies of segments from elsewhere do not count. */
const TCP = {
  tcpActiveOpens: "with 1 when a connection goes from closed to syn-sent",
  tcpPassiveOpens: "with 1 when a connection goes from listen to syn-received",
  tcpAttemptFails: "with 1 when a connection goes from syn-sent or syn-received to closed, or back to listen",
  tcpEstabResets: "with 1 when a connection goes from established or close-wait to closed at once",
  tcpHCInSegs: "with 1 for each segment that comes in",
  tcpInAckSegs: "with 1 for each that acknowledges new data",
  tcpInAckBytes: "with the bytes that it newly acknowledges",
  tcpInDupAck: "with 1 for each duplicate acknowledgment (tcpa:::duplicate-ack)",
  tcpInDataInorderSegs: "with 1 for each with data that are next in order",
  tcpInDataInorderBytes: "with these data's bytes",
  tcpInDataUnorderSegs: "with 1 for each with data that come before others that are missing",
  tcpInDataUnorderBytes: "with these data's bytes",
  tcpInDataDupSegs: "with 1 for each with nothing but data that have come before",
  tcpInDataDupBytes: "with these data's bytes",
  tcpInDataPartDupSegs: "with 1 for each with data of which some have come before; the rest counts as in order",
  tcpInDataPartDupBytes: "with the bytes that have come before",
  tcpInWinProbe: "with 1 for each probe of a closed window that comes in",
  tcpInWinUpdate: "with 1 for each that changes only the window",
  tcpRttUpdate: "with 1 when a round trip has been measured for what the host has sent (tcpa:::rtt-sample)",
  tcpHCOutSegs: "with 1 for each segment that goes out, but those with nothing but data sent again (RFC 4022)",
  tcpOutDataSegs: "with 1 for each with data that are sent the first time",
  tcpOutDataBytes: "with these data's bytes",
  tcpRetransSegs: "with 1 for each that is sent again",
  tcpRetransBytes: "with the bytes that are sent again",
  tcpOutFastRetrans: "with 1 for each that is sent again because acknowledgments asked for it",
  tcpOutAck: "with 1 for each with nothing but an acknowledgment",
  tcpOutUrg: "with 1 for each with urgent data",
  tcpOutWinUpdate: "with 1 for each that changes only the window",
  tcpOutWinProbe: "with 1 for each probe of a closed window",
  tcpOutControl: "with 1 for each with SYN, FIN or RST",
  tcpOutRsts: "with 1 for each with RST",
  tcpTimKeepaliveProbe: "with 1 for each by which an idle connection is tried",
};
/** Of ICMP, and of ICMPv6: what is counted of messages, by their types; those with a code count for more than one. */
export const ICMP_TYPES: Readonly<Record<number, string>> = {
  0: "EchoReps",
  3: "DestUnreachs",
  4: "SrcQuenchs",
  5: "Redirects",
  8: "Echos",
  11: "TimeExcds",
  12: "ParmProbs",
  13: "Timestamps",
  14: "TimestampReps",
  17: "AddrMasks",
  18: "AddrMaskReps",
};
export const ICMP6_TYPES: Readonly<Record<number, string>> = {
  1: "DestUnreachs",
  2: "PktTooBigs",
  3: "TimeExcds",
  4: "ParmProblems",
  128: "Echos",
  129: "EchoReplies",
  130: "GroupMembQueries",
  131: "GroupMembResponses",
  132: "GroupMembReductions",
  133: "RouterSolicits",
  134: "RouterAdvertisements",
  135: "NeighborSolicits",
  136: "NeighborAdvertisements",
  137: "Redirects",
};
/** `icmpInEchos`, `ipv6IfIcmpOutMsgs` … */
function icmpCounters(prefix: string, of: string, types: Readonly<Record<number, string>>, codes: string): string[][] {
  return [["In", "comes in"], ["Out", "goes out"]].flatMap(([way, does]) => [
    [`${prefix}${way}Msgs`, `with 1 for each message of ${of} that ${does}`],
    ...Object.entries(types).map(([type, name]) => [`${prefix}${way}${name}`, `with 1 for each of type ${type}`]),
    [
      `${prefix}${way}${codes}`,
      `with 1 for each of them that is an unreachable of code ${codes === "FragNeeded" ? 4 : 1}`,
    ],
  ]);
}
const COUNTERS: Readonly<Record<string, string>> = {
  ...IP,
  ...UDP,
  ...TCP,
  ...Object.fromEntries(icmpCounters("icmp", "ICMP", ICMP_TYPES, "FragNeeded")),
  ...Object.fromEntries(icmpCounters("ipv6IfIcmp", "ICMPv6", ICMP6_TYPES, "AdminProhibs")),
};
/** What hosts count and no packet shows, by why. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  "packets do not show what a host discards after it has received it": [
    ...["ipIfStatsInDiscards", "ipIfStatsInHdrErrors", "ipIfStatsInAddrErrors", "ipIfStatsInUnknownProtos"],
    ...["ipIfStatsInTruncatedPkts", "ipIfStatsReasmFails", "udpInErrors", "udpInCksumErrs", "udpInOverflows"],
    ...["tcpInErrs", "tcpListenDrop", "tcpListenDropQ0", "tcpHalfOpenDrop", "icmpInErrors", "icmpInCksumErrs"],
    ...["icmpInOverflows", "tcpInClosed"],
  ],
  "packets do not show what a host did not send": [
    ...["ipIfStatsOutDiscards", "ipIfStatsOutNoRoutes", "udpOutErrors", "icmpOutErrors", "icmpOutDrops"],
  ],
  "packets do not show a host's timers": [
    ...["tcpTimRetrans", "tcpTimRetransDrop", "tcpTimKeepalive", "tcpTimKeepaliveDrop", "tcpOutAckDelayed"],
  ],
  "packets do not show which sockets are raw": ["rawipInDatagrams", "rawipOutDatagrams"],
};
const ARGS = [{ native: "int", place: "none", doc: "by how much the counter goes up; arg0 is the same" }] as const;

export type TcpCounter = keyof typeof TCP;
export type MibCounter = keyof typeof IP | keyof typeof UDP | TcpCounter;
/** Counters for which connections must be followed. */
export const TCP_COUNTERS: readonly string[] = Object.keys(TCP);
/** All that may fire. */
export const MIB_COUNTERS: readonly string[] = Object.keys(COUNTERS);

export const mibCounters: Protocol = {
  name: "mib",
  meaning: "counters of a host as SNMP knows them: each fires with its increment, as far as packets show it",
  source: "RFC 4293, RFC 4022, RFC 4113, RFC 5097; the names are illumos'",
  packets: { network: "ip", headerBytes: 20 },
  libraries: [],
  probes: [
    ...Object.entries(COUNTERS).map(([name, doc]) => ({ name, doc, args: ARGS })),
    ...Object.entries(UNSEEN).flatMap(([unavailable, names]) =>
      names.map((name) => ({ name, doc: "when a host's counter of this name goes up", args: ARGS, unavailable }))
    ),
  ],
};
