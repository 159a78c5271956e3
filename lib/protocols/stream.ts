/**
 * Streams: the bytes of connections of TCP in their order; ours.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type ProbeDefinition, type Protocol } from "./protocol.ts";

const ARGS = [
  {
    ...ARGUMENT.packet,
    doc: "the packet that brought it, or showed that it is missing; NULL at the end of the source",
  },
  { ...ARGUMENT.connection, doc: "the connection" },
  { ...ARGUMENT.ip, doc: "what IPv4 and IPv6 have in common, of that packet; NULL at the end of the source" },
  { native: "struct app *", translated: "appinfo_t *", place: "content", doc: "client and server" },
  { native: "struct stream *", translated: "streaminfo_t *", place: "content", doc: "where in the stream it is" },
] as const;
const probe = (name: string, doc: string): ProbeDefinition => ({ name, doc, needsContent: true, args: ARGS });

export const stream: Protocol<NetworkPackets> = {
  name: "stream",
  meaning:
    "bytes of connections of TCP in their order, each once, whatever the order and number of segments that brought " +
    "them, and whatever the view",
  source: "RFC 9293",
  follows: "pair",
  packets: { network: "every", headerBytes: 20 },
  libraries: ["stream.d"],
  probes: [
    probe(
      "data",
      "when bytes can be read that follow those before: payload() reads them; once for a segment as a rule",
    ),
    probe(
      "gap",
      "when it is known that bytes are missing from the capture: the other end has acknowledged them, or a bound was hit",
    ),
    probe(
      "end",
      "when nothing more comes in a direction: FIN, a reset, another connection of the same ends, the end of the source",
    ),
  ],
};
