/**
 * Headers that what captures, a switch or a modem puts before (or into) a frame of another link type.
 *
 * Sources: the tcpdump registry of link types and the documents it names (PKTAP, PPI, DSA tags, netANALYZER, mPackets,
 * EPON); Endace's guide to ERF types; the TZSP description; DOCSIS' MAC and upper layer protocols (MULPI).
 *
 * @module
 */
import { INBOUND, type LinkPlace, NEXT, OUTBOUND } from "./link_next.ts";
import { LINK } from "./link_types.ts";
import { REASON } from "./reasons.ts";

/** Goes behind such a header; REASON.LINK_TYPE… where the link type is none of these. */
export function capturingHeader(link: LinkPlace, at: number, linkType: number): number {
  switch (linkType) {
    case LINK.PKTAP:
      return pktap(link, at);
    case LINK.PPI:
      return ppi(link, at);
    case LINK.IPNET:
      return ipnet(link, at);
    case LINK.ERF:
      return erf(link, at);
    case LINK.TZSP:
      return tzsp(link, at);
    case LINK.DOCSIS:
      return docsis(link, at);
    case LINK.DSA_TAG_BRCM:
    case LINK.DSA_TAG_DSA:
      return tagged(link, at, 4);
    case LINK.DSA_TAG_EDSA:
      return tagged(link, at, 8);
    case LINK.DSA_TAG_BRCM_PREPEND:
      return to(link, NEXT.LINK, at + 4, LINK.ETHERNET);
    case LINK.NETANALYZER:
    case LINK.NETANALYZER_TRANSPARENT:
      return netAnalyzer(link, at, linkType === LINK.NETANALYZER ? 4 : 12);
    case LINK.EPON:
      return epon(link, at);
    case LINK.ETHERNET_MPACKET:
      return mergePacket(link, at);
    default:
      return juniper(link, at, linkType);
  }
}
function to(link: LinkPlace, next: number, at: number, type = 0): number {
  if (at >= link.end) return REASON.CUT_SHORT;
  link.next = next;
  link.at = at;
  link.type = type;
  return REASON.NONE;
}
const u16 = (bytes: Uint8Array, at: number): number => bytes[at] << 8 | bytes[at + 1];
const little16 = (bytes: Uint8Array, at: number): number => bytes[at] | bytes[at + 1] << 8;
const little32 = (bytes: Uint8Array, at: number): number => (little16(bytes, at) | little16(bytes, at + 2) << 16) >>> 0;

/** macOS: what it captured, on which interface, of which process. Two versions, of which a flag tells the second. */
function pktap(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 40) return REASON.CUT_SHORT;
  const flags = little32(bytes, at + 36);
  const isSecond = (flags & 0x80000) !== 0;
  const length = isSecond ? bytes[at] : little32(bytes, at);
  if (length < 40 || length > end - at) return REASON.CUT_SHORT;
  // a record of another kind has no packet behind it
  if (!isSecond && little32(bytes, at + 4) !== 1) return REASON.LINK_CONTROL;
  const inner = isSecond ? little16(bytes, at + 6) : little32(bytes, at + 8);
  const direction = flags & 3;
  link.direction = direction === 1 ? INBOUND : direction === 2 ? OUTBOUND : 0;
  return to(link, NEXT.LINK, at + length, inner);
}
/** Per-packet information of any kind, its length, and the link type behind it. */
function ppi(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 8) return REASON.CUT_SHORT;
  const length = little16(bytes, at + 2);
  return length < 8 ? REASON.CUT_SHORT : to(link, NEXT.LINK, at + length, little32(bytes, at + 4));
}
/** Solaris: its own address families; what goes from one zone to another is neither sent nor received alone. */
function ipnet(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 24) return REASON.CUT_SHORT;
  const family = bytes[at + 1], hook = u16(bytes, at + 2);
  if (family !== 2 && family !== 26) return REASON.ADDRESS_FAMILY;
  link.direction = hook === 0 ? INBOUND : hook === 1 ? OUTBOUND : 0;
  return to(link, NEXT.IP, at + 24);
}
/** Records of Endace's cards: a header of 16 bytes, further ones of 8 for as long as a bit says so, a frame. */
function erf(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 16) return REASON.CUT_SHORT;
  const kind = bytes[at + 8];
  let more = kind & 0x80;
  for (at += 16; more; at += 8) {
    if (end - at < 8) return REASON.CUT_SHORT;
    more = bytes[at] & 0x80;
  }
  switch (kind & 0x7f) {
    case 1: // PPP or Cisco's HDLC over SONET, with colour or hash too
    case 10:
    case 15:
    case 19:
      return to(link, NEXT.PPP, at);
    case 2: // Ethernet, behind two bytes of padding
    case 11:
    case 16:
    case 20:
      return to(link, NEXT.LINK, at + 2, LINK.ETHERNET);
    case 21:
      return to(link, NEXT.LINK, at, LINK.INFINIBAND);
    case 22:
    case 23:
      return to(link, NEXT.IP, at);
    default:
      return REASON.LINK_CONTROL;
  }
}
/** A frame handed from one host to another: version, kind, what it is, tagged fields up to an end. */
function tzsp(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 6) return REASON.CUT_SHORT;
  const inner = u16(bytes, at + 2);
  // received or to be transmitted; others are about the connection
  if (bytes[at] !== 1 || bytes[at + 1] > 1) return REASON.LINK_CONTROL;
  for (at += 4; bytes[at] !== 1;) {
    at += bytes[at] === 0 ? 1 : 2 + bytes[at + 1];
    if (end - at < 2) return REASON.CUT_SHORT;
  }
  const type = inner === 1 ? LINK.ETHERNET : inner === 18 ? LINK.IEEE802_11 : inner;
  const isKnown = inner === 1 || inner === 18 || inner === LINK.PRISM || inner === LINK.AVS;
  return isKnown ? to(link, NEXT.LINK, at + 1, type) : REASON.LINK_CONTROL;
}
/** Cable modems: a header, an extended one where a bit says so, a check sequence, and a frame, unless that is encrypted. */
function docsis(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 6) return REASON.CUT_SHORT;
  const control = bytes[at];
  // packets; the rest are cells, requests and management
  if ((control & 0xfe) !== 0) return REASON.LINK_CONTROL;
  const extended = control & 1 ? bytes[at + 1] : 0;
  if (end - at < 6 + extended) return REASON.CUT_SHORT;
  const stop = at + 4 + extended;
  for (let element = at + 4; element < stop; element += 1 + (bytes[element] & 15)) {
    const kind = bytes[element] >> 4;
    // baseline privacy, up or down, by its bit that says it is on
    if ((kind === 3 || kind === 4) && bytes[element + 2] & 0x80) return REASON.ENCRYPTED_FRAME;
  }
  return to(link, NEXT.LINK, stop + 2, LINK.ETHERNET);
}
/** A tag of a switch between the addresses and the EtherType. */
function tagged(link: LinkPlace, at: number, size: number): number {
  if (link.end - at < 14 + size) return REASON.CUT_SHORT;
  return to(link, NEXT.ETHERTYPE, at + 14 + size, u16(link.bytes, at + 12 + size));
}
function netAnalyzer(link: LinkPlace, at: number, header: number): number {
  if (link.end - at < header) return REASON.CUT_SHORT;
  // a signal of an input of its own, not a frame
  if (link.bytes[at + 1] & 1) return REASON.LINK_CONTROL;
  return to(link, NEXT.LINK, at + header, LINK.ETHERNET);
}
/** The end of a preamble that holds the logical link, with or without the byte before it. */
function epon(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  if (end - at < 7) return REASON.CUT_SHORT;
  if (bytes[at] === 0x55) at++;
  if (bytes[at] !== 0xd5 || bytes[at + 1] !== 0x55) return REASON.LINK_CONTROL;
  // DPoE: the byte of security, whose second bit says that what follows is encrypted
  return bytes[at + 2] & 2 ? REASON.ENCRYPTED_FRAME : to(link, NEXT.LINK, at + 6, LINK.ETHERNET);
}
/** IEEE 802.3 section 99.3: after the preamble what kind it is: express, the first part of a frame, or a later one. */
function mergePacket(link: LinkPlace, at: number): number {
  const { bytes, end } = link;
  // the preamble may have lost bytes on its way
  while (at < end && bytes[at] === 0x55) at++;
  if (end - at < 2) return REASON.CUT_SHORT;
  switch (bytes[at]) {
    case 0xd5:
    case 0xe6:
    case 0x4c:
    case 0x7f:
    case 0xb3:
      return to(link, NEXT.LINK, at + 1, LINK.ETHERNET);
    case 0x61:
    case 0x52:
    case 0x9e:
    case 0x2a:
      return REASON.LINK_FRAGMENT;
    default:
      return REASON.LINK_CONTROL;
  }
}
const JUNIPER = { IN: 1, NO_LINK: 2, EXTENSIONS: 0x80 } as const;
/** Juniper's routers: magic bytes, flags, extensions; without a link header the protocol stands in four bytes. */
function juniper(link: LinkPlace, at: number, linkType: number): number {
  const { bytes, end } = link;
  const inner = JUNIPER_LINKS.get(linkType);
  if (inner === undefined) return REASON.LINK_TYPE + linkType;
  if (end - at < 6) return REASON.CUT_SHORT;
  if (bytes[at] !== 0x4d || bytes[at + 1] !== 0x47 || bytes[at + 2] !== 0x43) return REASON.LINK_CONTROL;
  const flags = bytes[at + 3];
  link.direction = flags & JUNIPER.IN ? INBOUND : OUTBOUND;
  at += 4;
  if (flags & JUNIPER.EXTENSIONS) at += 2 + u16(bytes, at);
  if (flags & JUNIPER.NO_LINK) return to(link, NEXT.IP, at + 4);
  if (inner >= 0) return to(link, NEXT.LINK, at, inner);
  return end - at < 2 ? REASON.CUT_SHORT : to(link, NEXT.ETHERTYPE, at + 2, u16(bytes, at));
}
/** What stands behind Juniper's header; -1 for an EtherType. */
const JUNIPER_LINKS: ReadonlyMap<number, number> = new Map<number, number>([
  [LINK.JUNIPER_PPPOE, LINK.ETHERNET],
  [LINK.JUNIPER_PPPOE_ATM, -1],
  [LINK.JUNIPER_ETHER, LINK.ETHERNET],
  [LINK.JUNIPER_PPP, LINK.PPP],
  [LINK.JUNIPER_FRELAY, LINK.FRAME_RELAY],
  [LINK.JUNIPER_CHDLC, LINK.CISCO_HDLC],
]);
