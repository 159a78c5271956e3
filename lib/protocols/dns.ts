/**
 * DNS: messages, their records, and what belongs together. DTrace has no provider of it; ours.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type ProbeDefinition, type Protocol } from "./protocol.ts";

const ENDS = { native: "struct app *", translated: "appinfo_t *", place: "content", doc: "client and server" } as const;
const MESSAGE = { native: "struct dns *", translated: "dnsinfo_t *", place: "content", doc: "the message" } as const;
const EXCHANGE = {
  native: "struct dns_exchange *",
  translated: "dnsexchange_t *",
  place: "content",
  doc: "the exchange it belongs to; NULL where there is none",
} as const;
const BEFORE = [
  { ...ARGUMENT.packet, doc: "the packet that made the message whole" },
  { ...ARGUMENT.connection, doc: "the flow it came by" },
  ARGUMENT.ip,
  ENDS,
] as const;
const ARGS = [...BEFORE, MESSAGE, EXCHANGE] as const;

const probe = (name: string, doc: string, args: ProbeDefinition["args"] = ARGS): ProbeDefinition => ({
  ...{ name, doc, needsContent: true, args },
});

export const dns: Protocol<NetworkPackets> = {
  name: "dns",
  meaning: "messages of DNS over UDP and TCP, of multicast DNS and of LLMNR: each fires once, whatever the view",
  source: "RFC 1035, RFC 6891, RFC 6762, RFC 4795, RFC 7766",
  follows: "pair",
  packets: { network: "every", headerBytes: 12 },
  libraries: ["app.d", "dns.d"],
  probes: [
    probe("query", "when a query has come or gone, each time that it is sent"),
    probe("response", "when a response has come or gone, after answer"),
    probe(
      "answer",
      "once for each resource record of a response, of all sections, in its order, before response",
      [...BEFORE, { ...MESSAGE, doc: "the response" }, {
        native: "struct dns_record *",
        translated: "dnsrr_t *",
        place: "content",
        doc: "the record",
      }],
    ),
    probe(
      "retransmission",
      "after query, when it has been seen before within `-x dnstimeout`, and not answered: from the same ends, with " +
        "the same id and question",
    ),
    probe(
      "unanswered",
      "when a query has had no response for `-x dnstimeout`, in the capture's time; args[0] and " +
        "args[2] are NULL",
    ),
    probe("unsolicited", "after response, when no query for it was seen; not over multicast, where anybody may answer"),
    probe("malformed", "when a message at a port of DNS cannot be read: args[5] says why", [
      ...BEFORE,
      { ...MESSAGE, doc: "NULL: nothing of it can be relied on" },
      { native: "struct undecoded *", translated: "undecodedinfo_t *", place: "content", doc: "why" },
    ]),
  ],
};
