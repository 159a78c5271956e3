/**
 * Why a packet could not be decoded as far as a probe would need: numbers that are counted, and their words.
 *
 * @module
 */
import { transports } from "../../protocols/mod.ts";
import { linkTypeText } from "./link_names.ts";

export const REASON = {
  NONE: 0,
  /** The frame ends before the headers do. */
  CUT_SHORT: 1,
  IP_VERSION: 3,
  IP_HEADER_LENGTH: 4,
  IP_TOTAL_LENGTH: 5,
  ENCRYPTED_FRAME: 6,
  MANAGEMENT_FRAME: 7,
  TRANSPORT_CUT_SHORT: 11,
  EXTENSION_HEADERS: 12,
  LINK_CONTROL: 13,
  ADDRESS_FAMILY: 14,
  NETLINK: 15,
  /** A part of a frame that its link has cut, not the first. */
  LINK_FRAGMENT: 16,
  INFINIBAND: 17,
  /** Something else than IP, by a number of the link's own. */
  LINK_PROTOCOL: 18,
  /** Of a tunnel's own header, and of what it says. */
  TUNNEL_CUT_SHORT: 19,
  TUNNEL_HEADER: 20,
  TUNNEL_VERSION: 21,
  TUNNEL_PROTOCOL: 22,
  TUNNEL_DEPTH: 23,
  /** The number of the protocol behind IP is added: HEADER_CUT_SHORT + 6 is TCP's. */
  HEADER_CUT_SHORT: 0x100,
  HEADER_LENGTH: 0x200,
  /** Not IP; the EtherType is added: NOT_IP + type. 0 stands for what has none. */
  NOT_IP: 0x10000,
  /** The link type is added: LINK_TYPE + type. */
  LINK_TYPE: 0x20000,
  /** Of a packet inside a tunnel; the reason is added. */
  INSIDE: 0x40000,
} as const;

const WORDS: Readonly<Record<number, string>> = {
  1: "cut short before the end of the IP header",
  3: "neither IPv4 nor IPv6 by their version",
  4: "with an impossible IP header length",
  5: "with an IP length smaller than the header",
  6: "encrypted on the radio link",
  7: "management or control of the radio link",
  11: "cut short before the end of the transport header",
  12: "with a broken chain of IPv6 extension headers",
  13: "of link control, not IP",
  14: "of an address family that is not IP's",
  15: "messages of netlink, not packets",
  16: "later parts of frames that their link has cut",
  17: "of InfiniBand without IP (RFC 4391)",
  18: "of a protocol of the link that is not IP",
  19: "cut short before the end of the tunnel's header",
  20: "with a tunnel header of an impossible length, or with source routes",
  21: "of a tunnel of a version that is not opened (GRE 1 is PPTP)",
  22: "of a tunnel that carries something else than IP or frames",
  23: "deeper in tunnels than `-x tunneldepth` opens them",
};
const ETHERTYPES: Readonly<Record<number, string>> = {
  0x0806: "ARP",
  0x8035: "reverse ARP",
  0x8863: "PPPoE discovery",
  0x8847: "MPLS",
  0x888e: "802.1X",
  0x88e5: "MACsec",
  0x88cc: "LLDP",
  0x8809: "slow protocols (LACP)",
  0x88f7: "PTP",
  0x9000: "Ethernet loopback test",
  0: "LLC (spanning tree and others)",
};
/** The link type that a reason names, if it is that. */
export function undecodedLinkType(reason: number): number | undefined {
  return reason >= REASON.LINK_TYPE && reason < REASON.INSIDE ? reason - REASON.LINK_TYPE : undefined;
}
/** `not IP: ARP`, `cut short before the end of the IP header` */
export function reasonText(reason: number): string {
  if (reason >= REASON.INSIDE) return `inside tunnels, ${reasonText(reason - REASON.INSIDE)}`;
  if (reason >= REASON.LINK_TYPE) {
    return `of link type ${linkTypeText(reason - REASON.LINK_TYPE)}, which is not decoded`;
  }
  if (reason >= REASON.HEADER_CUT_SHORT && reason < REASON.NOT_IP) {
    const title = transports[reason & 0xff]?.title ?? "transport";
    return reason < REASON.HEADER_LENGTH
      ? `cut short before the end of the ${title} header`
      : `with an impossible ${title} header length`;
  }
  if (reason < REASON.NOT_IP) return WORDS[reason] ?? `undecoded (${reason})`;
  const type = reason - REASON.NOT_IP;
  return `not IP: ${ETHERTYPES[type] ?? `EtherType 0x${type.toString(16).padStart(4, "0")}`}`;
}
