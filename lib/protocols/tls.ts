/**
 * TLS: what of it is in clear, over TCP and in QUIC. DTrace has no provider of it; ours.
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

const BEFORE = [
  { ...ARGUMENT.packet, doc: "the packet that made the message whole; NULL at the end of the source" },
  { ...ARGUMENT.connection, doc: "the flow it came by" },
  { ...ARGUMENT.ip, doc: "what IPv4 and IPv6 have in common, of that packet; NULL at the end of the source" },
  { native: "struct app *", translated: "appinfo_t *", place: "content", doc: "client and server" },
] as const;
const SO_FAR = {
  native: "struct tls_handshake *",
  translated: "tlsxinfo_t *",
  place: "content",
  doc: "the handshake so far",
} as const;
const HELLO = { native: "struct tls *", translated: "tlsinfo_t *", place: "content", doc: "the hello" } as const;

const probe = (
  name: string,
  doc: string,
  message: ArgumentDefinition,
  last: ArgumentDefinition = SO_FAR,
): ProbeDefinition => ({
  ...{ name, doc, needsContent: true, args: [...BEFORE, message, last] },
});

export const tls: Protocol<NetworkPackets> = {
  name: "tls",
  meaning:
    "handshakes of TLS as far as they are in clear, over TCP on any port, after STARTTLS too: each message once, " +
    "whatever the view. Since TLS 1.3 certificates are encrypted, and no capture shows them",
  source: "RFC 8446, RFC 5246, RFC 6066, RFC 7301, RFC 8701",
  packets: { network: "every", headerBytes: 20 },
  libraries: ["tls.d"],
  probes: [
    probe("client-hello", "when a client has said what it offers, a second time after hello-retry, too", HELLO),
    probe("server-hello", "when a server has chosen", HELLO),
    probe("hello-retry", "when a server asks for another hello (HelloRetryRequest)", HELLO),
    probe("certificate", "once for each certificate that is sent in clear, the leaf first: up to TLS 1.2", {
      native: "struct tls_certificate *",
      translated: "tlscert_t *",
      place: "content",
      doc: "the certificate",
    }),
    probe(
      "handshake-complete",
      "when both sides have changed to what was agreed on: up to TLS 1.2 with the second ChangeCipherSpec; in TLS 1.3, " +
        "whose Finished is encrypted, with the first record from the client behind the server's flight: that it succeeded " +
        "is inferred",
      { native: "void *", translated: "tlsinfo_t *", place: "none", doc: "nothing: NULL" },
    ),
    probe("alert", "when an alert is sent that is not hidden in a record of data", {
      native: "struct tls_alert *",
      translated: "tlsalert_t *",
      place: "content",
      doc: "the alert",
    }),
    probe("malformed", "when what should be TLS cannot be read: args[5] says why", {
      ...HELLO,
      doc: "NULL: nothing of it can be relied on",
    }, { native: "struct undecoded *", translated: "undecodedinfo_t *", place: "content", doc: "why" }),
  ],
};
