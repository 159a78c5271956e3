/**
 * What is read out of IP packets over time; ours. `ip:::` stays FreeBSD's.
 *
 * @module
 */
import { ARGUMENT, type NetworkPackets, type Protocol } from "./protocol.ts";

export const ipa: Protocol<NetworkPackets> = {
  name: "ipa",
  meaning: "what is read out of packets of IP over time: datagrams that came in fragments",
  source: "RFC 791, RFC 8200",
  // all, for a fragment may be any
  follows: "pair",
  packets: { network: "every", headerBytes: 20 },
  libraries: ["ipa.d"],
  probes: [{
    name: "reassembled",
    doc: "when a datagram is whole again, after the probes of the fragment that came last",
    needsContent: true,
    args: [
      { ...ARGUMENT.packet, doc: "the fragment that came last, as the source tells of it" },
      ARGUMENT.noConnection,
      { ...ARGUMENT.ip, doc: "the whole datagram" },
      { ...ARGUMENT.interface, doc: "the interface the last fragment was captured on" },
      {
        native: "struct ip_whole *",
        translated: "ipwholeinfo_t *",
        place: "content",
        doc: "what it was put together from",
      },
    ],
  }],
};
