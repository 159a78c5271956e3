/**
 * Link headers: of each type which bytes are kept, and where hardware addresses stand. Where a header ends and what comes
 * behind it says the decoder's own reader; what is between and not named here is overwritten.
 *
 * Sources: those of `lib/packet/wire/link_header.ts`.
 *
 * @module
 */
import { LINK, LinkHeader, NEXT, REASON } from "../../packet/wire/mod.ts";
import { type Frame, MAX_DEPTH } from "./frame.ts";
import { LINK_ROWS } from "./link_rows.ts";
import { type LinkRow, rewriteParts } from "./frame_parts.ts";

/** Whether frames of a link type can be rewritten. */
export function isLinkKnown(linkType: number): boolean {
  return LINK_ROWS.has(linkType);
}
/** Address families of IP: IPv6 has another number on Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const IP_FAMILIES: ReadonlySet<number> = new Set([2, 10, 24, 28, 30]);
const readers = new WeakMap<Uint8Array, LinkHeader>();

/** A frame of a link type. */
export function rewriteLink(frame: Frame, at: number, end: number, linkType: number): void {
  const row = LINK_ROWS.get(linkType);
  if (row === undefined) return frame.blank(at, end);
  if (linkType === LINK.ETHERNET) return rewriteEthernet(frame, at, end);
  let link = readers.get(frame.bytes);
  if (!link) readers.set(frame.bytes, link = new LinkHeader(frame.bytes));
  const reason = link.read(at, end, linkType);
  const { next, type } = link;
  const stop = reason === REASON.NONE ? Math.min(link.at, end) : Math.min(at + row.size, end);
  // of a header that is cut nothing is kept
  if (stop - at < row.size) return frame.blank(at, end);
  rewriteHeader(frame, row, at, stop, end);
  if (reason !== REASON.NONE) return row.rest ? row.rest(frame, at, stop, end) : frame.blank(stop, end);
  return rewriteNext(frame, next, type, stop, end);
}
function rewriteEthernet(frame: Frame, at: number, end: number): void {
  if (end - at < 14) return frame.blank(at, end);
  const { view } = frame;
  frame.isBroadcast = view.getUint16(at) === 0xffff && view.getInt32(at + 2) === -1;
  frame.hardware(at);
  frame.hardware(at + 6);
  frame.keep(at + 14);
  frame.layers.etherType(frame, frame.u16(at + 12), at + 14, end);
}
function rewriteHeader(frame: Frame, row: LinkRow, at: number, stop: number, end: number): void {
  if (row.own) row.own(frame, at, stop, end);
  else rewriteParts(frame, at, stop, row.parts ?? []);
  frame.keep(stop);
}
function rewriteNext(frame: Frame, next: number, type: number, at: number, end: number): void {
  const { layers } = frame;
  switch (next) {
    case NEXT.IP:
      return layers.ip(frame, at, end);
    case NEXT.FAMILY:
      return IP_FAMILIES.has(type) ? layers.ip(frame, at, end) : frame.blank(at, end);
    case NEXT.ETHERTYPE:
      return layers.etherType(frame, type, at, end);
    case NEXT.LLC:
      return layers.etherType(frame, 0, at, end);
    case NEXT.PPP:
      return layers.ppp(frame, at, end);
    case NEXT.PPPOE:
      return layers.etherType(frame, 0x8864, at, end);
    case NEXT.MPLS:
      return layers.mpls(frame, at, end);
    default:
      if (frame.depth >= MAX_DEPTH) return frame.blank(at, end);
      frame.depth++;
      layers.link(frame, at, end, type);
      frame.depth--;
  }
}
