/**
 * Why a packet cannot be read as far as there is something to be read of it, whatever it is read for.
 *
 * @module
 */
import { arp, transports } from "../../protocols/mod.ts";
import type { Decoder } from "./decoder.ts";
import { isHeaderWhole } from "./plain_header.ts";
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
/** By protocol: bytes that must be there, 0 for one that is not read; where the length in words stands, 0 if it is fixed. */
const HEADER_BYTES = Uint8Array.from(transports, (known) => known?.headerBytes ?? 0);
const HEADER_WORDS_AT = Uint8Array.from(transports, (known) => known?.headerWordsAt ?? 0);

/** The same for the header behind IP, where there is one: REASON.NONE if it is whole, or of no protocol that is read. */
export function headerShortfallOf({ bytes, protocol, transport, transportCaptured }: Decoder): number {
  const least = HEADER_BYTES[protocol], wordsAt = HEADER_WORDS_AT[protocol];
  if (isHeaderWhole(bytes, transport, transportCaptured, least, wordsAt)) return REASON.NONE;
  return (transportCaptured < least ? REASON.HEADER_CUT_SHORT : REASON.HEADER_LENGTH) + protocol;
}
