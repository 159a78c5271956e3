/**
 * Why a packet cannot be read as far as there is something to be read of it, whatever it is read for.
 *
 * @module
 */
import { arp, transports } from "../../protocols/mod.ts";
import type { Decoder } from "./decoder.ts";
import { REASON } from "./reasons.ts";

/** `reason` is what the decoder answered. REASON.NONE: all of its headers are there. */
export function shortfallOf(d: Decoder, reason: number): number {
  if (reason !== REASON.NONE) return isArp(d) ? REASON.NONE : reason;
  return d.transport === 0 ? d.missing : headerShortfallOf(d);
}
/** Whether there is an ARP packet that says something. */
export function isArp(d: Decoder): boolean {
  return d.arp !== 0 && d.arpCaptured >= arp.packets.headerBytes;
}
/** The same for the header behind IP, where there is one: REASON.NONE if it is whole, or of no protocol that is read. */
export function headerShortfallOf({ bytes, protocol, transport, transportCaptured }: Decoder): number {
  const known = transports[protocol];
  if (known === undefined) return REASON.NONE;
  if (transportCaptured < known.headerBytes) return REASON.HEADER_CUT_SHORT + protocol;
  const { headerWordsAt } = known;
  return headerWordsAt !== undefined && (bytes[transport + headerWordsAt] >> 4) * 4 < known.headerBytes
    ? REASON.HEADER_LENGTH + protocol
    : REASON.NONE;
}
