/**
 * From a captured frame to the IP header and what lies behind it. Fields of the one decoder are overwritten by each
 * packet; nothing is allocated, nothing throws, and every read lies within the captured bytes. What is inside a tunnel
 * is its payload: the outermost IP header counts.
 *
 * Sources: IEEE 802.3, 802.1Q, 802.1ah, 802.1AE, 802.11; RFC 791, RFC 8200, RFC 4302, RFC 1661, RFC 2516, RFC 3032,
 * RFC 4385; the tcpdump registry of link types.
 *
 * @module
 */
import { PROTOCOL, transports } from "../../protocols/mod.ts";
import { LinkHeader } from "./link_header.ts";
import { NEXT } from "./link_next.ts";
import { ETHERTYPE, LINK } from "./link_types.ts";
import { LinkTags } from "./link_tags.ts";
import {
  hasTransport4,
  hasTransport6,
  IP4_BYTES,
  IP6_BYTES,
  isPlain4,
  isPlain6,
  payloadLength4,
  payloadLength6,
} from "./plain_header.ts";
import { REASON } from "./reasons.ts";
import { unsaidLength } from "./unsaid_length.ts";

/** Headers within headers: more than any real frame has. */
const MAX_TAGS = 16;
const MAX_LINKS = 4;
const MAX_EXTENSIONS = 32;
/** What an EtherType must be for a frame under MPLS labels to be taken for one of Ethernet. */
const UNDER_LABELS: ReadonlySet<number> = new Set(Object.values(ETHERTYPE));

export class Decoder {
  /** Address of the IP header. */
  ip = 0;
  /** 4 or 6. */
  version = 0;
  /** Address of the transport header; 0 when there is none (a later fragment, or nothing behind IP). */
  transport = 0;
  /** The protocol behind IP and its extension headers. */
  protocol = 0;
  /** Captured and original bytes from the transport header on. */
  transportCaptured = 0;
  transportLength = 0;
  /** Bytes behind the IP header (the fixed one of IPv6) on the wire, where its length field is 0; else 0. */
  unsaid = 0;
  /** Whether this is a fragment, the first included. */
  isFragment = false;
  /**
   * Why there is no transport header where one should be: REASON.EXTENSION_HEADERS or REASON.TRANSPORT_CUT_SHORT. NONE when
   * it is there, and when there is none to be (a later fragment, no next header).
   */
  missing: number = REASON.NONE;
  /** Where the link header says so, else 0. */
  linkDirection = 0;
  /** Tags, labels and the EtherType between the link header and IP. */
  readonly link: LinkTags = new LinkTags();
  /** Address of an ARP packet, or 0. */
  arp = 0;
  arpCaptured = 0;
  /** Address just after the captured bytes that belong to the IP packet. */
  end = 0;
  /** Bytes of the frame on the wire that were not captured. */
  #beyond = 0;
  /** Tags and labels passed, so that hostile nesting ends. */
  #tags = 0;
  readonly #header: LinkHeader;

  constructor(readonly bytes: Uint8Array) {
    this.#header = new LinkHeader(bytes);
  }

  /** Returns REASON.NONE when there is an IP packet. @param trailer bytes at the end of the frame that are the link's */
  decode(address: number, captured: number, wire: number, linkType: number, trailer = 0): number {
    if (trailer > 0) {
      wire = Math.max(0, wire - trailer);
      captured = Math.min(captured, wire);
    }
    const end = address + captured;
    this.linkDirection = this.arp = this.#tags = 0;
    this.link.clear();
    this.#beyond = wire > captured ? wire - captured : 0;
    if (linkType === LINK.ETHERNET) {
      if (captured < 14) return REASON.CUT_SHORT;
      const { bytes } = this;
      // what nearly every frame is
      if (bytes[address + 12] === 8 && bytes[address + 13] === 0) {
        this.link.etherType = ETHERTYPE.IPV4;
        return this.#ipv4(address + 14, end);
      }
      return this.#etherType(bytes[address + 12] << 8 | bytes[address + 13], address + 14, end);
    }
    return this.#link(address, end, linkType);
  }
  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }

  /** Behind the headers of any other link type, of which one may hold a frame of another. */
  #link(at: number, end: number, linkType: number): number {
    const link = this.#header;
    for (let depth = 0; depth < MAX_LINKS; depth++) {
      const reason = link.read(at, end, linkType);
      // what stands outermost is nearest to where it was captured
      if (this.linkDirection === 0) this.linkDirection = link.direction;
      if (reason !== REASON.NONE) return reason;
      at = link.at;
      switch (link.next) {
        case NEXT.IP:
          return this.#byVersion(at, end);
        case NEXT.ETHERTYPE:
          return this.#etherType(link.type, at, end);
        case NEXT.LLC:
          return this.#llc(at, end);
        case NEXT.FAMILY:
          return this.#family(link.type, at, end);
        case NEXT.PPP:
          return this.#ppp(at, end);
        case NEXT.PPPOE:
          return this.#pppoe(at, end);
        case NEXT.MPLS:
          return this.#mpls(at, end);
      }
      linkType = link.type;
      // there are no such numbers; each would be a reason of its own
      if (linkType > 0xffff) return REASON.LINK_CONTROL;
      this.link.frame = at;
      this.link.frameType = linkType;
      if (linkType === LINK.ETHERNET) {
        return end - at < 14 ? REASON.CUT_SHORT : this.#etherType(this.#u16(at + 12), at + 14, end);
      }
    }
    return REASON.LINK_CONTROL;
  }
  #byVersion(at: number, end: number): number {
    if (end <= at) return REASON.CUT_SHORT;
    const version = this.bytes[at] >> 4;
    return version === 4 ? this.#ipv4(at, end) : version === 6 ? this.#ipv6(at, end) : REASON.IP_VERSION;
  }
  /** IPv6 has another number on Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
  #family(family: number, at: number, end: number): number {
    if (family === 2) return this.#ipv4(at, end);
    return family === 10 || family === 24 || family === 28 || family === 30
      ? this.#ipv6(at, end)
      : REASON.ADDRESS_FAMILY;
  }
  /** VLAN tags and labels may follow each other. */
  #etherType(type: number, at: number, end: number): number {
    while (this.#tags++ < MAX_TAGS) {
      let size = 4;
      this.link.etherType = type < 0x600 ? 0 : type;
      switch (type) {
        case ETHERTYPE.IPV4:
          return this.#ipv4(at, end);
        case ETHERTYPE.IPV6:
          return this.#ipv6(at, end);
        case ETHERTYPE.ARP:
          this.arp = at;
          this.arpCaptured = end - at;
          return REASON.NOT_IP + type;
        case ETHERTYPE.VLAN:
        case ETHERTYPE.QINQ:
        case ETHERTYPE.QINQ_OLD:
          if (end - at >= 2) this.link.addVlan(this.#u16(at));
          break;
        case ETHERTYPE.VN_TAG:
          size = 6;
          break;
        case ETHERTYPE.BACKBONE:
          // four bytes of tag and the customer's two addresses
          size = 18;
          break;
        case ETHERTYPE.MACSEC:
          if (end <= at) return REASON.CUT_SHORT;
          // encrypted or changed; else an optional channel identifier stands before the EtherType
          if (this.bytes[at] & 0x0c) return REASON.NOT_IP + type;
          size = this.bytes[at] & 0x20 ? 16 : 8;
          break;
        case ETHERTYPE.MPLS:
        case ETHERTYPE.MPLS_MULTICAST:
          return this.#mpls(at, end);
        case ETHERTYPE.PPPOE:
          return this.#pppoe(at, end);
        default:
          return type < 0x600 ? this.#llc(at, end) : REASON.NOT_IP + type;
      }
      if (end - at < size) return REASON.CUT_SHORT;
      at += size;
      type = this.#u16(at - 2);
    }
    return REASON.NOT_IP + type;
  }
  /**
   * RFC 3032: what lies under the last label shows only in its first bits: IP, or a frame of Ethernet, with or without a
   * pseudowire's control word before it (RFC 4385: its first four bits are 0), told by its EtherType.
   */
  #mpls(at: number, end: number): number {
    const { bytes } = this;
    do {
      if (end - at < 4) return REASON.CUT_SHORT;
      this.link.addLabel(this.#u16(at) << 4 | bytes[at + 2] >> 4);
      at += 4;
    } while ((bytes[at - 2] & 1) === 0);
    if (end <= at) return REASON.CUT_SHORT;
    const first = bytes[at] >> 4;
    if (first === 4 || first === 6) return this.#byVersion(at, end);
    for (let frame = first === 0 ? at + 4 : at; frame >= at; frame -= 4) {
      if (end - frame < 14) continue;
      const type = this.#u16(frame + 12);
      if (UNDER_LABELS.has(type)) return this.#etherType(type, frame + 14, end);
    }
    return REASON.NOT_IP + ETHERTYPE.MPLS;
  }
  #pppoe(at: number, end: number): number {
    if (end - at < 7) return REASON.CUT_SHORT;
    this.link.pppoe = this.#u16(at + 2);
    return this.#pppPayload(at + 6, end);
  }
  /** With or without HDLC's address and control. */
  #ppp(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 4) return REASON.CUT_SHORT;
    if (bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
    // Cisco HDLC carries EtherTypes
    else if ((bytes[at] === 0x0f || bytes[at] === 0x8f) && bytes[at + 1] === 0) {
      return this.#etherType(this.#u16(at + 2), at + 4, end);
    }
    return this.#pppPayload(at, end);
  }
  /** Begins with the protocol, which may be compressed to one byte, then an odd one (RFC 1661 section 6.5). */
  #pppPayload(at: number, end: number): number {
    if (end <= at) return REASON.CUT_SHORT;
    if (this.bytes[at] & 1) return this.#pppProtocol(this.bytes[at], at + 1, end);
    return end - at < 2 ? REASON.CUT_SHORT : this.#pppProtocol(this.#u16(at), at + 2, end);
  }
  #pppProtocol(protocol: number, at: number, end: number): number {
    if (protocol === 0x21) return this.#ipv4(at, end);
    if (protocol === 0x57) return this.#ipv6(at, end);
    if (protocol === 0x281) return this.#mpls(at, end);
    return REASON.LINK_CONTROL;
  }
  /** IEEE 802.2, and SNAP behind it. */
  #llc(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 3) return REASON.NOT_IP;
    if (bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3) {
      if (end - at < 8) return REASON.CUT_SHORT;
      const type = this.#u16(at + 6), organisation = bytes[at + 3] << 16 | this.#u16(at + 4);
      // EtherTypes are those of organisation 0, and of the tunnels between bridges (802.1H); others number as they like
      if (type < 0x600 || organisation !== 0 && organisation !== 0xf8) return REASON.NOT_IP;
      return this.#etherType(type, at + 8, end);
    }
    if (bytes[at] === 6 && bytes[at + 1] === 6) return this.#ipv4(at + 3, end);
    return REASON.NOT_IP;
  }

  #ipv4(ip: number, end: number): number {
    const { bytes } = this;
    if (end - ip < IP4_BYTES) return REASON.CUT_SHORT;
    // what nearly every packet is
    if (isPlain4(bytes, ip)) {
      this.unsaid = 0;
      return this.#behind4(ip, end, IP4_BYTES, payloadLength4(bytes, ip));
    }
    const first = bytes[ip];
    if (first >> 4 !== 4) return REASON.IP_VERSION;
    const header = (first & 15) << 2;
    if (header < IP4_BYTES) return REASON.IP_HEADER_LENGTH;
    let total = bytes[ip + 2] << 8 | bytes[ip + 3];
    // segmentation offload leaves 0: the length is what was handed to the card
    const isUnsaid = total === 0;
    if (isUnsaid) total = end - ip + this.#beyond;
    if (total < header) return REASON.IP_TOTAL_LENGTH;
    this.unsaid = isUnsaid ? total - header : 0;
    return this.#behind4(ip, end, header, total - header);
  }
  /** What follows the header of IPv4: `length` bytes on the wire. */
  #behind4(ip: number, end: number, header: number, length: number): number {
    const { bytes } = this, at = ip + header;
    this.ip = ip;
    this.version = 4;
    this.protocol = bytes[ip + 9];
    this.end = at + length < end ? at + length : end;
    if (this.end <= at || !hasTransport4(bytes, ip)) return this.#unusual(at, length);
    this.isFragment = false;
    return this.#transportAt(at, this.end, at + length);
  }
  /** No transport header right behind that of IPv4: a later fragment, nothing captured, authentication before it, or the first fragment. */
  #unusual(at: number, length: number): number {
    const { bytes, ip } = this, fragment = (bytes[ip + 6] & 0x3f) << 8 | bytes[ip + 7];
    this.isFragment = fragment !== 0;
    if ((fragment & 0x1fff) !== 0) return this.#noTransport(this.protocol, REASON.NONE);
    if (at >= this.end) {
      const missing = length > 0 || transports[this.protocol] !== undefined ? REASON.TRANSPORT_CUT_SHORT : REASON.NONE;
      return this.#noTransport(this.protocol, missing);
    }
    if (this.protocol !== PROTOCOL.AH) return this.#transportAt(at, this.end, at + length);
    return this.#extensions(PROTOCOL.AH, at, this.end, at + length, false);
  }

  #ipv6(ip: number, end: number): number {
    const { bytes } = this;
    if (end - ip < IP6_BYTES) return REASON.CUT_SHORT;
    if (bytes[ip] >> 4 !== 6) return REASON.IP_VERSION;
    let length = payloadLength6(bytes, ip);
    this.unsaid = 0;
    if (!isPlain6(bytes, ip, end)) length = this.unsaid = unsaidLength(bytes, ip, end, end - ip - 40 + this.#beyond);
    this.ip = ip;
    this.version = 6;
    this.isFragment = false;
    const at = ip + IP6_BYTES, wireEnd = at + length, packetEnd = wireEnd < end ? wireEnd : end;
    this.end = packetEnd;
    if (hasTransport6(bytes, ip)) return this.#transport(bytes[ip + 6], at, packetEnd, wireEnd, true);
    return this.#extensions(bytes[ip + 6], at, packetEnd, wireEnd, true);
  }
  /** RFC 8200 section 4: headers up to the first that is none of IPv6's own. IPv4 has only authentication (RFC 4302). */
  #extensions(next: number, at: number, end: number, wireEnd: number, isSix: boolean): number {
    const { bytes } = this;
    for (let count = 0; count < MAX_EXTENSIONS; count++) {
      const isExtension = next === PROTOCOL.AH || isSix &&
          (next === 0 || next === 43 || next === 44 || next === 60 || next === 135 || next === 139 || next === 140);
      if (!isExtension) return this.#transport(next, at, end, wireEnd, isSix);
      if (end - at < 8) return this.#noTransport(next, REASON.EXTENSION_HEADERS);
      let size = 8;
      if (next === 44) {
        // offset, two reserved bits, more fragments
        const offset = this.#u16(at + 2);
        if ((offset & 0xfff9) !== 0) this.isFragment = true;
        if (offset >> 3 !== 0) return this.#noTransport(bytes[at], REASON.NONE);
      } else size = next === PROTOCOL.AH ? (bytes[at + 1] + 2) * 4 : (bytes[at + 1] + 1) * 8;
      next = bytes[at];
      at += size;
    }
    return this.#noTransport(next, REASON.EXTENSION_HEADERS);
  }
  #transport(protocol: number, at: number, end: number, wireEnd: number, isSix: boolean): number {
    const isNone = isSix && protocol === 59 || at === wireEnd && transports[protocol] === undefined;
    if (isNone || at >= end) {
      const missing = isNone ? REASON.NONE : at > wireEnd ? REASON.EXTENSION_HEADERS : REASON.TRANSPORT_CUT_SHORT;
      return this.#noTransport(protocol, missing);
    }
    this.protocol = protocol;
    return this.#transportAt(at, end, wireEnd);
  }
  #transportAt(at: number, end: number, wireEnd: number): number {
    this.transport = at;
    this.transportCaptured = end - at;
    this.transportLength = wireEnd - at;
    this.missing = REASON.NONE;
    return REASON.NONE;
  }
  #noTransport(protocol: number, missing: number): number {
    this.protocol = protocol;
    this.transport = 0;
    this.transportCaptured = 0;
    this.transportLength = 0;
    this.missing = missing;
    return REASON.NONE;
  }
}
