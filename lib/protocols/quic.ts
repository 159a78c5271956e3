/**
 * QUIC: what of it everybody can read. DTrace has no provider of it; ours.
 *
 * @module
 */
import {
  ARGUMENT,
  type ArgumentDefinition,
  type NetworkPackets,
  type ProbeDefinition,
  type Protocol,
} from "./protocol.ts";

const WHY = { native: "struct undecoded *", translated: "undecodedinfo_t *", place: "content", doc: "why" } as const;
const SO_FAR = {
  native: "struct quic_connection *",
  translated: "quicxinfo_t *",
  place: "content",
  doc: "the connection so far",
} as const;
const probe = (name: string, doc: string, last: ArgumentDefinition = SO_FAR): ProbeDefinition => ({
  ...{ name, doc, needsContent: true },
  args: [
    ARGUMENT.packet,
    { ...ARGUMENT.connection, doc: "the flow it came by" },
    ARGUMENT.ip,
    { native: "struct app *", translated: "appinfo_t *", place: "content", doc: "client and server" },
    { native: "struct quic *", translated: "quicinfo_t *", place: "content", doc: "the packet of QUIC" },
    last,
  ],
});

export const quic: Protocol<NetworkPackets> = {
  name: "quic",
  meaning:
    "QUIC on any port of UDP: Initial packets of versions 1 and 2 and of drafts 23 to 34 opened, what stands before " +
    "them, round trips by the spin bit. The hellos in them are the tls provider's",
  source: "RFC 9000, RFC 9001, RFC 9369, RFC 8999, RFC 9312",
  packets: { network: "every", headerBytes: 8 },
  libraries: ["quic.d"],
  probes: [
    probe("initial", "when an Initial packet could be opened; several may be in one datagram"),
    probe("version-negotiation", "when a server names the versions that it knows"),
    probe("retry", "when a server asks for the same again with a token"),
    probe("connection", "once for a connection, after initial, when the first Initial packets of both sides are known"),
    probe("close", "when a connection is closed in an Initial packet: quicx_close says why"),
    probe(
      "spin",
      "when the spin bit turns in the packets of one side, from the second time on: a round trip has passed",
    ),
    probe("not-spinning", "once for a side whose spin bit has not turned in 64 packets: round trips cannot be seen"),
    probe(
      "undecryptable",
      "when an Initial packet cannot be opened: the client's first one is not in the capture, or not all of it was captured; " +
        "once for a connection of a version that is another protocol (Google's)",
      WHY,
    ),
    probe("malformed", "when frames of an Initial packet cannot be read: args[5] says why", WHY),
  ],
};
