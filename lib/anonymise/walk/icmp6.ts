/**
 * ICMPv6: errors (RFC 4443), neighbour discovery and its options (RFC 4861), multicast listeners (RFC 2710, RFC 3810).
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import { rewriteQuote } from "./icmp.ts";
import { rewriteRecords, rewriteSources } from "./igmp.ts";
import type { Packet } from "./packet.ts";
import { rewriteParts } from "./frame_parts.ts";

/** Errors: unreachable and time exceeded say how long their quote is, in units of 8 bytes. */
const UNREACHABLE = 1, TIME_EXCEEDED = 3, LAST_ERROR = 4;
const ICMP6 = 58;
type Body = (frame: Frame, at: number, end: number) => void;
const fixed = (bytes: number): Body => (frame, at, end) => rewriteParts(frame, at, end, [["keep", 0, bytes]]);
/** Numbers, addresses, and then options. */
const discovery = (addresses: number): Body => (frame, at, end) => {
  let place = at + 8;
  for (let i = 0; i < addresses && place + 16 <= end; i++, place += 16) frame.address6(place);
  if (place < at + 8 + 16 * addresses) return frame.blank(place, end);
  rewriteOptions(frame, place, end);
};

/** Bodies from the message's first byte on, its checksum aside. */
const BODIES: ReadonlyMap<number, Body> = new Map<number, Body>([
  [128, fixed(8)],
  [129, fixed(8)],
  // a group, and with the second version sources
  [130, rewriteListeners],
  [131, rewriteListeners],
  [132, rewriteListeners],
  [133, discovery(0)],
  [134, (frame, at, end) => end - at < 16 ? frame.blank(at + 8, end) : rewriteOptions(frame, at + 16, end)],
  [135, discovery(1)],
  [136, discovery(1)],
  [137, discovery(2)],
  [143, (frame, at, end) => rewriteRecords(frame, at, end, 16)],
  [160, fixed(8)],
  [161, fixed(8)],
]);

export function rewriteIcmp6(frame: Frame, at: number, end: number, packet: Packet): void {
  const { bytes } = frame;
  if (end - at < 4) return frame.blank(at, end);
  const type = bytes[at], { delta: pseudo } = frame.pseudo;
  const isPartial = !packet.isFragment && frame.isPartial(at + 2, ICMP6, at, end, packet.wireEnd - at);
  const before = frame.delta;
  frame.keep(Math.min(end, at + 8));
  if (type >= UNREACHABLE && type <= LAST_ERROR) {
    const isExtended = type === UNREACHABLE || type === TIME_EXCEEDED;
    if (end - at > 8) rewriteQuote(frame, at + 8, end, isExtended ? bytes[at + 4] * 8 : 0);
  } else {
    const body = BODIES.get(type);
    if (body === undefined) frame.blank(at + 4, end);
    else if (end - at >= 8) body(frame, at, end);
  }
  if (isPartial) frame.repairPartial(at + 2, pseudo);
  else frame.repair(at + 2, frame.delta - before + pseudo, 0);
}
function rewriteListeners(frame: Frame, at: number, end: number): void {
  if (end - at < 24) return frame.blank(at + 8, end);
  frame.address6(at + 8);
  if (end - at < 28) return frame.blank(at + 24, end);
  rewriteSources(frame, at + 24, end, 16);
}

const LINK_LAYER: ReadonlySet<number> = new Set([1, 2]);
const OPTION = { PREFIX: 3, REDIRECTED: 4, MTU: 5, ROUTE: 24, SERVERS: 25 } as const;
/** RFC 4861 section 4.6, RFC 4191, RFC 8106: a kind, a length in units of 8 bytes; of others no more than that. */
function rewriteOptions(frame: Frame, at: number, end: number): void {
  const { bytes } = frame;
  while (end - at >= 8) {
    const kind = bytes[at], size = bytes[at + 1] * 8, next = at + size;
    if (size === 0 || next > end) break;
    if (LINK_LAYER.has(kind)) rewriteParts(frame, at, next, [["keep", 0, 2], size === 8 ? ["mac", 2] : ["eui", 2]]);
    else if (kind === OPTION.PREFIX && size === 32) {
      frame.blank(at + 12, at + 16);
      frame.prefix6(at + 16, 16, bytes[at + 2]);
    } else if (kind === OPTION.REDIRECTED) {
      frame.blank(at + 2, at + 8);
      if (size > 8) frame.layers.ip(frame, at + 8, next);
    } else if (kind === OPTION.ROUTE && size <= 24) frame.prefix6(at + 8, size - 8, bytes[at + 2]);
    else if (kind === OPTION.SERVERS) {
      for (let address = at + 8; address + 16 <= next; address += 16) frame.address6(address);
      // of an odd length the last eight bytes are nothing
      frame.blank(at + 8 + (size - 8 & -16), next);
    } else if (kind !== OPTION.MTU) frame.blank(at + 2, next);
    frame.keep(next);
    at = next;
  }
  frame.blank(at, end);
}
