/**
 * Tunnels right behind IP.
 *
 * Sources: RFC 2003, RFC 4213 (IP in IP), RFC 2784 and RFC 2890 (GRE), RFC 2637 (PPTP), RFC 3378 (EtherIP), RFC 4023 (MPLS in
 * IP); for ERSPAN draft-foschiano-erspan.
 *
 * @module
 */
import { LINK } from "../../packet/wire/mod.ts";
import type { Frame } from "./frame.ts";

export function rewriteInner(frame: Frame, at: number, end: number): void {
  frame.layers.ip(frame, at, end);
}
export function rewriteMplsInIp(frame: Frame, at: number, end: number): void {
  frame.layers.mpls(frame, at, end);
}
export function rewriteEtherIp(frame: Frame, at: number, end: number): void {
  if (end - at < 2) return frame.blank(at, end);
  frame.keep(at + 2);
  frame.layers.link(frame, at + 2, end, LINK.ETHERNET);
}

const GRE = {
  CHECKSUM: 0x8000,
  ROUTING: 0x4000,
  KEY: 0x2000,
  SEQUENCE: 0x1000,
  ACKNOWLEDGED: 0x80,
  VERSION: 7,
} as const;
/** What GRE numbers apart from EtherTypes. */
const CARRIED = { ETHERNET: 0x6558, ERSPAN: 0x88be, ERSPAN3: 0x22eb, PPP: 0x880b, WCCP: 0x883e } as const;

export function rewriteGre(frame: Frame, at: number, end: number): void {
  if (end - at < 4) return frame.blank(at, end);
  const flags = frame.u16(at), type = frame.u16(at + 2);
  const hasSum = (flags & (GRE.CHECKSUM | GRE.ROUTING)) !== 0;
  const size = 4 + (hasSum ? 4 : 0) + (flags & GRE.KEY ? 4 : 0) + (flags & GRE.SEQUENCE ? 4 : 0) +
    (flags & GRE.ACKNOWLEDGED && (flags & GRE.VERSION) === 1 ? 4 : 0);
  const before = frame.delta, body = at + size;
  // source routes have addresses, of any family
  if (flags & GRE.ROUTING || body > end) frame.blank(at + 4, end);
  else {
    frame.keep(body);
    const isBare = type === CARRIED.ERSPAN && !(flags & GRE.SEQUENCE);
    rewriteCarried(frame, type, body, end, isBare);
  }
  if (flags & GRE.CHECKSUM && !(flags & GRE.ROUTING) && at + 6 <= end) frame.repair(at + 4, frame.delta - before);
}
function rewriteCarried(frame: Frame, type: number, at: number, end: number, isBare: boolean): void {
  const { layers, bytes } = frame;
  switch (type) {
    case CARRIED.ETHERNET:
      return layers.link(frame, at, end, LINK.ETHERNET);
    case CARRIED.ERSPAN:
      // of the first version without a header, as the missing number says
      return rewriteMirrored(frame, at, end, isBare ? 0 : 8);
    case CARRIED.ERSPAN3:
      // its last bit: a platform's own header follows; of the frame's types 2 is IP
      return rewriteMirrored(
        frame,
        at,
        end,
        end - at >= 12 && bytes[at + 11] & 1 ? 20 : 12,
        end - at >= 12 && (bytes[at + 10] >> 2 & 0x1f) === 2,
      );
    case CARRIED.PPP:
      return layers.ppp(frame, at, end);
    case CARRIED.WCCP: {
      // with or without four bytes of its own
      const own = end > at && bytes[at] >> 4 !== 4 ? 4 : 0;
      if (end - at < own) return frame.blank(at, end);
      frame.keep(at + own);
      return layers.ip(frame, at + own, end);
    }
    default:
      return layers.etherType(frame, type < 0x600 ? 0xffff : type, at, end);
  }
}
/** A frame that a switch has copied, or the packet in it. */
function rewriteMirrored(frame: Frame, at: number, end: number, header: number, isPacket = false): void {
  if (end - at < header) return frame.blank(at, end);
  frame.keep(at + header);
  if (isPacket) frame.layers.ip(frame, at + header, end);
  else frame.layers.link(frame, at + header, end, LINK.ETHERNET);
}
