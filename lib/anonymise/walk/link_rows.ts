/**
 * The table of link types.
 *
 * Sources: those of `lib/packet/wire/link_header.ts` and `link_wrappers.ts`.
 *
 * @module
 */
import { HARDWARE, LINK } from "../../packet/wire/mod.ts";
import type { Frame } from "./frame.ts";
import { type LinkRow, rewriteParts } from "./frame_parts.ts";
import { rewriteRadio } from "./radio.ts";
import { rewriteErf, rewriteJuniper, rewriteNflog, rewritePpi, rewriteTzsp } from "./wrappers.ts";

const KEPT = ["keep", 0, "stop"] as const;
/** Nothing in it names anybody. */
const plain = (size: number): LinkRow => ({ size, parts: [KEPT] });
const ethernetWith = (tag: number): LinkRow => ({
  size: 14 + tag,
  parts: [["mac", 0], ["mac", 6], ["keep", 12, "stop"]],
});
const radio = (linkType: number): LinkRow => ({
  size: 0,
  own: (frame, at, stop, end) => rewriteRadio(frame, linkType, at, stop, end),
  rest: (frame, at, stop, end) => rewriteRadio(frame, linkType, at, stop, end, true),
});

/** Linux's cooked headers have the hardware address of the sender, of as many bytes as they say. */
const cooked = (type: number, length: number, address: number, size: number): LinkRow => ({
  size,
  own(frame, at, stop, end) {
    const hardware = frame.u16(at + type), bytes = length === 4 ? frame.u16(at + length) : frame.bytes[at + length];
    rewriteHardware(frame, hardware, bytes, at + address, at + address + 8);
    if (stop > at + size) rewriteInner(frame, hardware, at + size, stop, end);
  },
  rest(frame, at, stop, end) {
    const linkType = RADIOS.get(frame.u16(at + type));
    if (linkType === undefined) frame.blank(stop, end);
    else rewriteRadio(frame, linkType, stop, stop, end, true);
  },
});
const RADIOS: ReadonlyMap<number, number> = new Map<number, number>([
  [HARDWARE.RADIOTAP, LINK.RADIOTAP],
  [HARDWARE.IEEE802_11, LINK.IEEE802_11],
  [HARDWARE.IEEE802_11_PRISM, LINK.PRISM],
]);
/** Tunnels of Linux whose hardware addresses are their ends' IPv4 addresses: IPIP, SIT, GRE (`if_arp.h`). */
const TUNNELS: ReadonlySet<number> = new Set([768, 776, 778]);

function rewriteHardware(frame: Frame, type: number, length: number, at: number, end: number): void {
  if (length === 4 && TUNNELS.has(type)) rewriteParts(frame, at, end, [["ip4", 0]]);
  // of those of 16 bytes, IPv6 addresses, too little is there
  else rewriteParts(frame, at, end, length === 6 ? [["mac", 0]] : length === 8 ? [["eui", 0]] : []);
}
/** The header of a radio's frame that a cooked one has before it. */
function rewriteInner(frame: Frame, hardware: number, at: number, stop: number, end: number): void {
  const linkType = RADIOS.get(hardware);
  if (linkType === undefined) frame.blank(at, stop);
  else rewriteRadio(frame, linkType, at, stop, end);
}
/** The highest bit of a source says that a route follows. */
function rewriteTokenRing(frame: Frame, at: number, stop: number): void {
  const routed = frame.bytes[at + 8] & 0x80;
  frame.set8(at + 8, frame.bytes[at + 8] & 0x7f);
  frame.hardware(at + 2);
  frame.hardware(at + 8);
  frame.set8(at + 8, frame.bytes[at + 8] & 0x7f | routed);
  frame.keep(stop);
}
/** Callsigns, six letters each, one bit to the left, and a byte of which the last bit ends the list. */
function rewriteCallsigns(frame: Frame, at: number, stop: number): void {
  const { bytes, tools, view } = frame;
  for (; stop - at >= 7; at += 7) {
    const letters = tools.hardware.mapCallsign(view.getUint32(at), view.getUint16(at + 4));
    letters.forEach((letter, i) => frame.set8(at + i, letter << 1));
    tools.counts.hardware++;
    if (bytes[at + 6] & 1) return;
  }
  frame.blank(at, stop);
}
/** InfiniBand: a local header, perhaps a global one with two addresses like IPv6's, transport headers. */
function rewriteInfiniband(frame: Frame, at: number, stop: number): void {
  const isGlobal = (frame.bytes[at + 1] & 3) === 3 && stop - at >= 48;
  rewriteParts(frame, at, stop, isGlobal ? [["keep", 0, 16], ["ip6", 16], ["ip6", 32], ["keep", 48, "stop"]] : [KEPT]);
}

export const LINK_ROWS: ReadonlyMap<number, LinkRow> = new Map<number, LinkRow>([
  ...[
    LINK.RAW,
    LINK.RAW_OLD,
    LINK.RAW_OPENBSD,
    LINK.IPV4,
    LINK.IPV6,
    LINK.PPP,
    LINK.PPP_HDLC,
    LINK.PPP_ETHER,
    LINK.MPLS,
  ]
    .map((type): [number, LinkRow] => [type, plain(0)]),
  [LINK.ETHERNET, ethernetWith(0)],
  [LINK.NULL, plain(4)],
  [LINK.LOOP, plain(4)],
  [LINK.ENC, plain(12)],
  [LINK.LINUX_SLL, cooked(2, 4, 6, 16)],
  [LINK.NETLINK, cooked(2, 4, 6, 16)],
  [LINK.LINUX_SLL2, cooked(8, 11, 12, 20)],
  [LINK.IEEE802_11, radio(LINK.IEEE802_11)],
  [LINK.RADIOTAP, radio(LINK.RADIOTAP)],
  [LINK.PRISM, radio(LINK.PRISM)],
  [LINK.AVS, radio(LINK.AVS)],
  // the interface, the rule set, users and processes go
  [LINK.PFLOG, { size: 4, parts: [["keep", 0, 4], ["keep", 36, 44], ["keep", 60, 61]] }],
  [LINK.NFLOG, { size: 4, own: rewriteNflog }],
  [LINK.PPP_WITH_DIRECTION, plain(1)],
  [LINK.PPP_PPPD, plain(0)],
  [LINK.CISCO_HDLC, plain(4)],
  [LINK.NETBSD_HDLC, plain(4)],
  [LINK.CISCO_HDLC_WITH_DIRECTION, plain(5)],
  [LINK.FRAME_RELAY, plain(2)],
  [LINK.FRAME_RELAY_WITH_DIRECTION, plain(3)],
  [LINK.MFR, plain(4)],
  // a header that is compressed, with addresses in it
  [LINK.SLIP, { size: 1, parts: [["keep", 0, 1]] }],
  [LINK.FDDI, { size: 13, parts: [["keep", 0, 1], ["mac", 1], ["mac", 7]] }],
  [LINK.TOKEN_RING, { size: 14, own: rewriteTokenRing }],
  [LINK.ARCNET_BSD, plain(3)],
  [LINK.ARCNET_LINUX, plain(5)],
  [LINK.IP_OVER_FC, { size: 16, parts: [["keep", 0, 2], ["mac", 2], ["keep", 8, 10], ["mac", 10]] }],
  [LINK.APPLE_IEEE1394, { size: 18, parts: [["eui", 0], ["eui", 8], ["keep", 16, 18]] }],
  [LINK.IPOIB, { size: 44, parts: [["keep", 0, 8], ["ip6", 8], ["ip6", 24], ["keep", 40, 44]] }],
  [LINK.INFINIBAND, { size: 8, own: rewriteInfiniband }],
  [LINK.ATM_RFC1483, plain(0)],
  [LINK.ATM_CLIP, plain(0)],
  [LINK.SUNATM, plain(4)],
  [LINK.AX25, { size: 0, own: (frame, at, stop) => rewriteCallsigns(frame, at, stop) }],
  [LINK.AX25_KISS, { size: 1, own: (frame, at, stop) => rewriteCallsigns(frame, at + 1, stop) }],
  // names of interfaces and processes go
  [LINK.PKTAP, { size: 40, parts: [["keep", 0, 12], ["keep", 36, 52]] }],
  [LINK.PPI, { size: 8, own: rewritePpi }],
  [LINK.IPNET, plain(24)],
  [LINK.ERF, { size: 16, own: rewriteErf }],
  [LINK.TZSP, { size: 4, own: rewriteTzsp }],
  [LINK.DOCSIS, plain(6)],
  [LINK.DSA_TAG_BRCM, ethernetWith(4)],
  [LINK.DSA_TAG_DSA, ethernetWith(4)],
  [LINK.DSA_TAG_EDSA, ethernetWith(8)],
  [LINK.DSA_TAG_BRCM_PREPEND, plain(4)],
  [LINK.NETANALYZER, plain(4)],
  [LINK.NETANALYZER_TRANSPARENT, plain(12)],
  [LINK.EPON, plain(1)],
  [LINK.ETHERNET_MPACKET, plain(1)],
  ...[LINK.JUNIPER_PPPOE, LINK.JUNIPER_PPPOE_ATM, LINK.JUNIPER_ETHER, LINK.JUNIPER_PPP, LINK.JUNIPER_FRELAY]
    .map((type): [number, LinkRow] => [type, { size: 4, own: rewriteJuniper }]),
  [LINK.JUNIPER_CHDLC, { size: 4, own: rewriteJuniper }],
]);
