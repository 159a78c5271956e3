/**
 * HTTP over TCP: requests and responses, brought together. DTrace has no provider of it; ours.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type ProbeDefinition, type Protocol } from "./protocol.ts";

const MESSAGE = { native: "struct http *", translated: "httpinfo_t *", place: "content", doc: "the message" } as const;
const EXCHANGE = {
  native: "struct http_exchange *",
  translated: "httpxinfo_t *",
  place: "content",
  doc: "the request and what answers it; NULL where that is not known",
} as const;
const BEFORE = [
  { ...ARGUMENT.packet, doc: "the packet that made it whole; NULL at the end of the source" },
  { ...ARGUMENT.connection, doc: "the connection" },
  { ...ARGUMENT.ip, doc: "what IPv4 and IPv6 have in common, of that packet; NULL at the end of the source" },
  { native: "struct app *", translated: "appinfo_t *", place: "content", doc: "client and server" },
] as const;
const ARGS = [...BEFORE, MESSAGE, EXCHANGE] as const;

const probe = (name: string, doc: string, args: ProbeDefinition["args"] = ARGS): ProbeDefinition => ({
  ...{ name, doc, needsContent: true, args },
});

export const http: Protocol<NetworkPackets> = {
  name: "http",
  meaning: "requests and responses of HTTP/1 in clear, known by what they look like on any port: each fires once, " +
    "whatever the view",
  source: "RFC 9110, RFC 9112",
  packets: { network: "every", headerBytes: 20 },
  libraries: ["http.d"],
  probes: [
    probe("request", "when the head of a request has come: before its body"),
    probe("request-done", "when the body of a request has come to its end; at once where it has none"),
    probe("response", "when the head of a response has come: before its body"),
    probe("response-done", "when the body of a response has come to its end; at once where it has none"),
    probe("informational", "when a response has come before the one that counts: 100 to 199, but for 101"),
    probe("upgrade", "when what follows is another protocol: after 101, and after a response of success to CONNECT"),
    probe("gap", "when bytes are missing, in a body or where it is not known what they were", [...BEFORE, {
      ...MESSAGE,
      doc: "the message that they are missing in; NULL where that is not known",
    }, EXCHANGE]),
    probe("malformed", "when a message cannot be read: args[5] says why; what follows is read where a segment begins", [
      ...BEFORE,
      { ...MESSAGE, doc: "NULL: nothing of it can be relied on" },
      { native: "struct undecoded *", translated: "undecodedinfo_t *", place: "content", doc: "why" },
    ]),
  ],
};
