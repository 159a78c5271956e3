/**
 * Why a packet cannot be read as far as there is something to be read of it, whatever is wanted of it.
 *
 * @module
 */
import { type Decoder, PROTOCOL } from "./decoder.ts";
import { REASON } from "./reasons.ts";

/** Bytes of hardware's and protocol's types and lengths: without them an ARP packet says nothing. */
const LEAST_ARP = 8;

/** `reason` is what the decoder answered. REASON.NONE: all of its headers are there. */
export function shortfallOf(d: Decoder, reason: number): number {
  if (reason !== REASON.NONE) return d.arp !== 0 && d.arpCaptured >= LEAST_ARP ? REASON.NONE : reason;
  if (d.transport === 0) return d.missing;
  const { transportCaptured: captured } = d;
  switch (d.protocol) {
    case PROTOCOL.TCP:
      if (captured < 20) return REASON.TCP_CUT_SHORT;
      return d.bytes[d.transport + 12] >> 4 < 5 ? REASON.TCP_HEADER_LENGTH : REASON.NONE;
    case PROTOCOL.UDP:
      return captured < 8 ? REASON.UDP_CUT_SHORT : REASON.NONE;
    case PROTOCOL.UDPLITE:
      return captured < 8 ? REASON.TRANSPORT_CUT_SHORT : REASON.NONE;
    case PROTOCOL.SCTP:
      return captured < 12 ? REASON.TRANSPORT_CUT_SHORT : REASON.NONE;
    case PROTOCOL.ICMP:
    case PROTOCOL.ICMP6:
      return captured < 4 ? REASON.TRANSPORT_CUT_SHORT : REASON.NONE;
    default:
      return REASON.NONE;
  }
}
