/**
 * IGMP, versions 1 to 3 (RFC 1112, RFC 2236, RFC 9776): which groups of multicast hosts want to hear.
 *
 * @module
 */
import { ARGUMENT, type ProbeDefinition, type Protocol, type TransportPackets } from "./protocol.ts";

/** Probes of membership: those of IGMP, and of MLD, which says the same for IPv6. */
export function membershipProbes(prefix: "igmp" | "mld"): readonly ProbeDefinition[] {
  const message = [
    ARGUMENT.packet,
    ARGUMENT.noConnection,
    ARGUMENT.ip,
    ARGUMENT.interface,
    { native: "struct membership *", translated: `${prefix}info_t *`, place: "content", doc: "the message" },
  ] as const;
  const record = [...message, {
    native: "struct membership_record *",
    translated: `${prefix}record_t *`,
    place: "content",
    doc: "the group record",
  }] as const;
  return [
    { name: "receive", doc: "when a message has come in", needsContent: true, args: message },
    { name: "send", doc: "when a message goes out", needsContent: true, args: message },
    {
      name: "record",
      doc:
        "once for each group record of a report, in its order, after send and receive; records that were not captured " +
        "whole do not fire",
      needsContent: true,
      args: record,
    },
    {
      name: "source",
      doc: "once for each source that a group record names, after the record's own",
      needsContent: true,
      args: record,
    },
  ];
}

export const igmp: Protocol<TransportPackets> = {
  name: "igmp",
  meaning: "messages of IGMP: queries, reports and leaves of multicast groups, and the group records of reports",
  source: "RFC 1112, RFC 2236, RFC 9776",
  follows: "packet",
  packets: {
    network: "ip",
    number: 2,
    title: "IGMP",
    headerBytes: 8,
    payloadOffset: 0,
    flows: "none",
    datagrams: "whole",
    filterName: "igmp",
  },
  libraries: ["igmp.d"],
  probes: membershipProbes("igmp"),
};
