/**
 * From a captured frame to the IP header and what lies behind it. Fields of the one decoder are overwritten by each
 * packet; nothing is allocated, nothing throws, and every read lies within the captured bytes.
 *
 * Sources: IEEE 802.3, 802.1Q, 802.11; RFC 791, RFC 8200, RFC 1661, RFC 2516, RFC 3032; the tcpdump registry of link types.
 *
 * @module
 */
import { ETHERTYPE, LINK } from "./link_types.ts";
import { REASON } from "./reasons.ts";

export const PROTOCOL = { ICMP: 1, TCP: 6, UDP: 17, ICMP6: 58, SCTP: 132, UDPLITE: 136 } as const;
/** Packet direction where the link header says it; as `DIRECTION` of the sources numbers them. */
const INBOUND = 1, OUTBOUND = 2;
/** Headers within headers: more than any real frame has. */
const MOST_TAGS = 16;
const MOST_EXTENSIONS = 32;

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
  /** A fragment: whether it is the first, and whether it is one at all. */
  isFragment = false;
  /** Where the link header says so, else 0. */
  linkDirection = 0;
  /** Address of an ARP packet, or 0. */
  arp = 0;
  arpCaptured = 0;
  /** Address just after the captured bytes that belong to the IP packet. */
  end = 0;
  #wire = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** Returns REASON.NONE when there is an IP packet. */
  decode(address: number, captured: number, wire: number, linkType: number): number {
    const end = address + captured;
    this.linkDirection = 0;
    this.arp = 0;
    this.#wire = wire - captured;
    if (linkType === LINK.ETHERNET) {
      if (captured < 14) return REASON.CUT_SHORT;
      const { bytes } = this;
      // what nearly every frame is
      if (bytes[address + 12] === 8 && bytes[address + 13] === 0) return this.#ipv4(address + 14, end);
      return this.#etherType(bytes[address + 12] << 8 | bytes[address + 13], address + 14, end, 0);
    }
    return this.#link(address, end, linkType);
  }
  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }

  #link(at: number, end: number, linkType: number): number {
    switch (linkType) {
      case LINK.RAW:
      case LINK.RAW_OLD:
      case LINK.RAW_OPENBSD:
      case LINK.IPV4:
      case LINK.IPV6:
        return this.#byVersion(at, end);
      case LINK.NULL:
      case LINK.LOOP:
        return this.#null(at, end);
      case LINK.LINUX_SLL:
        if (end - at < 16) return REASON.CUT_SHORT;
        this.#cookedDirection(this.#u16(at));
        return this.#cooked(this.#u16(at + 2), this.#u16(at + 14), at + 16, end);
      case LINK.LINUX_SLL2:
        if (end - at < 20) return REASON.CUT_SHORT;
        this.#cookedDirection(this.bytes[at + 10]);
        return this.#cooked(this.#u16(at + 8), this.#u16(at), at + 20, end);
      case LINK.PPP:
      case LINK.PPP_HDLC:
      case LINK.PPP_ETHER:
        return linkType === LINK.PPP_ETHER ? this.#pppoe(at, end) : this.#ppp(at, end);
      case LINK.IEEE802_11:
        return this.#radio(at, end);
      case LINK.RADIOTAP:
        if (end - at < 8) return REASON.CUT_SHORT;
        return this.#radioAfter(at, at + (this.bytes[at + 2] | this.bytes[at + 3] << 8), end);
      case LINK.PRISM:
        return this.#prism(at, end);
      case LINK.AVS:
        if (end - at < 8) return REASON.CUT_SHORT;
        return this.#radioAfter(at, at + this.#u16(at + 6), end);
      default:
        return REASON.LINK_TYPE;
    }
  }
  /** Linux's packet types: 0 to us, 1 broadcast, 2 multicast, 3 of others, 4 from us. */
  #cookedDirection(type: number): void {
    this.linkDirection = type === 4 ? OUTBOUND : type < 3 ? INBOUND : 0;
  }
  /** The protocol field means an EtherType only for most hardware types; netlink, radios and others use it otherwise. */
  #cooked(hardware: number, protocol: number, at: number, end: number): number {
    if (hardware === 824) return REASON.NOT_IP + protocol;
    if (protocol === 4) return this.#llc(at, end);
    return protocol < 0x600 ? REASON.NOT_IP + protocol : this.#etherType(protocol, at, end, 0);
  }
  #byVersion(at: number, end: number): number {
    if (end <= at) return REASON.CUT_SHORT;
    const version = this.bytes[at] >> 4;
    return version === 4 ? this.#ipv4(at, end) : version === 6 ? this.#ipv6(at, end) : REASON.IP_VERSION;
  }
  /** A protocol family of the capturing system, in its byte order or the network's: 2 is IPv4 everywhere. */
  #null(at: number, end: number): number {
    if (end - at < 4) return REASON.CUT_SHORT;
    const { bytes } = this;
    const family = bytes[at] === 0 && bytes[at + 1] === 0 ? this.#u16(at + 2) : bytes[at] | bytes[at + 1] << 8;
    if (family === 2) return this.#ipv4(at + 4, end);
    if (family === 10 || family === 24 || family === 28 || family === 30) return this.#ipv6(at + 4, end);
    return REASON.NOT_IP;
  }
  /** VLAN tags and labels may follow each other; `depth` bounds them. */
  #etherType(type: number, at: number, end: number, depth: number): number {
    for (; depth < MOST_TAGS; depth++) {
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
          if (end - at < 4) return REASON.CUT_SHORT;
          type = this.#u16(at + 2);
          at += 4;
          break;
        case ETHERTYPE.MPLS:
        case ETHERTYPE.MPLS_MULTICAST:
          return this.#mpls(at, end, depth);
        case ETHERTYPE.PPPOE:
          return this.#pppoe(at, end);
        default:
          return type < 0x600 ? this.#llc(at, end) : REASON.NOT_IP + type;
      }
    }
    return REASON.NOT_IP + type;
  }
  /** RFC 3032: what lies under the last label shows only in its first bits; 0 is a pseudowire's control word (RFC 4385). */
  #mpls(at: number, end: number, depth: number): number {
    const { bytes } = this;
    for (let labels = 0; labels < MOST_TAGS; labels++) {
      if (end - at < 4) return REASON.CUT_SHORT;
      const last = bytes[at + 2] & 1;
      at += 4;
      if (!last) continue;
      if (end <= at) return REASON.CUT_SHORT;
      const first = bytes[at] >> 4;
      if (first === 4 || first === 6) return this.#byVersion(at, end);
      if (first !== 0) return REASON.NOT_IP + ETHERTYPE.MPLS;
      const frame = at + 4;
      if (end - frame < 14) return REASON.CUT_SHORT;
      return this.#etherType(this.#u16(frame + 12), frame + 14, end, depth + 1);
    }
    return REASON.NOT_IP + ETHERTYPE.MPLS;
  }
  #pppoe(at: number, end: number): number {
    if (end - at < 8) return REASON.CUT_SHORT;
    return this.#pppProtocol(this.#u16(at + 6), at + 8, end);
  }
  /** With or without HDLC's address and control; the protocol may be compressed to one byte (RFC 1661). */
  #ppp(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 4) return REASON.CUT_SHORT;
    if (bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
    // Cisco HDLC carries EtherTypes
    else if ((bytes[at] === 0x0f || bytes[at] === 0x8f) && bytes[at + 1] === 0) {
      return this.#etherType(this.#u16(at + 2), at + 4, end, 0);
    }
    if (bytes[at] & 1) return this.#pppProtocol(bytes[at], at + 1, end);
    return end - at < 2 ? REASON.CUT_SHORT : this.#pppProtocol(this.#u16(at), at + 2, end);
  }
  #pppProtocol(protocol: number, at: number, end: number): number {
    if (protocol === 0x21) return this.#ipv4(at, end);
    if (protocol === 0x57) return this.#ipv6(at, end);
    if (protocol === 0x281) return this.#mpls(at, end, 0);
    return REASON.LINK_CONTROL;
  }
  /** IEEE 802.2, and SNAP behind it. */
  #llc(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 3) return REASON.NOT_IP;
    if (bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3) {
      if (end - at < 8) return REASON.CUT_SHORT;
      const type = this.#u16(at + 6);
      return type < 0x600 ? REASON.NOT_IP : this.#etherType(type, at + 8, end, 0);
    }
    if (bytes[at] === 6 && bytes[at + 1] === 6) return this.#ipv4(at + 3, end);
    return REASON.NOT_IP;
  }
  #prism(at: number, end: number): number {
    if (end - at < 8) return REASON.CUT_SHORT;
    const code = this.bytes[at] << 24 | this.bytes[at + 1] << 16 | this.#u16(at + 2);
    // an AVS header may stand in its place
    if ((code & 0xfffff000) === (0x80211000 | 0)) return this.#radioAfter(at, at + this.#u16(at + 6), end);
    return this.#radioAfter(at, at + 144, end);
  }
  #radioAfter(start: number, at: number, end: number): number {
    return at < start + 8 || at >= end ? REASON.CUT_SHORT : this.#radio(at, end);
  }
  /** IEEE 802.11: data frames whose body is clear. */
  #radio(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 24) return REASON.MANAGEMENT_FRAME;
    const control = bytes[at], flags = bytes[at + 1];
    if ((control & 0x0c) !== 0x08) return REASON.MANAGEMENT_FRAME;
    const subtype = control >> 4;
    // null data: nothing inside
    if (subtype & 4) return REASON.MANAGEMENT_FRAME;
    if (flags & 0x40) return REASON.ENCRYPTED_FRAME;
    let body = at + 24;
    if ((flags & 3) === 3) body += 6;
    if (subtype & 8) body += 2;
    if (subtype & 8 && flags & 0x80) body += 4;
    if (end - body < 8) return REASON.CUT_SHORT;
    // an aggregate of frames: the first one's header lies between
    if (subtype & 8 && bytes[at + ((flags & 3) === 3 ? 30 : 24)] & 0x80) body += 14;
    return this.#llc(body, end);
  }

  #ipv4(ip: number, end: number): number {
    const { bytes } = this;
    if (end - ip < 20) return REASON.CUT_SHORT;
    const first = bytes[ip];
    if (first >> 4 !== 4) return REASON.IP_VERSION;
    const header = (first & 15) << 2;
    if (header < 20) return REASON.IP_HEADER_LENGTH;
    const onWire = end - ip + this.#wire;
    let total = bytes[ip + 2] << 8 | bytes[ip + 3];
    // segmentation offload leaves 0: the length is what was handed to the card
    if (total === 0) total = onWire;
    if (total < header) return REASON.IP_TOTAL_LENGTH;
    this.ip = ip;
    this.version = 4;
    this.protocol = bytes[ip + 9];
    const fragment = (bytes[ip + 6] & 0x3f) << 8 | bytes[ip + 7];
    this.isFragment = fragment !== 0;
    const packetEnd = ip + total < end ? ip + total : end;
    this.end = packetEnd;
    this.transportLength = total - header;
    const captured = packetEnd - ip - header;
    this.transportCaptured = captured;
    this.transport = (fragment & 0x1fff) === 0 && captured > 0 ? ip + header : 0;
    return REASON.NONE;
  }

  #ipv6(ip: number, end: number): number {
    const { bytes } = this;
    if (end - ip < 40) return REASON.CUT_SHORT;
    if (bytes[ip] >> 4 !== 6) return REASON.IP_VERSION;
    let length = this.#u16(ip + 4);
    const onWire = end - ip - 40 + this.#wire;
    // a jumbogram (RFC 2675) or segmentation offload
    if (length === 0) length = onWire;
    this.ip = ip;
    this.version = 6;
    this.isFragment = false;
    const packetEnd = ip + 40 + length < end ? ip + 40 + length : end;
    this.end = packetEnd;
    return this.#extensions(bytes[ip + 6], ip + 40, packetEnd, ip + 40 + length);
  }
  /** RFC 8200 section 4: headers up to the first that is none of IPv6's own. */
  #extensions(next: number, at: number, end: number, wireEnd: number): number {
    const { bytes } = this;
    for (let count = 0; count < MOST_EXTENSIONS; count++) {
      switch (next) {
        case 0:
        case 43:
        case 60:
        case 135:
        case 139:
        case 140: {
          if (end - at < 8) return this.#noTransport(next);
          const size = (bytes[at + 1] + 1) * 8;
          next = bytes[at];
          at += size;
          break;
        }
        case 51: {
          if (end - at < 8) return this.#noTransport(next);
          const size = (bytes[at + 1] + 2) * 4;
          next = bytes[at];
          at += size;
          break;
        }
        case 44: {
          if (end - at < 8) return this.#noTransport(next);
          const offset = this.#u16(at + 2);
          this.isFragment = offset !== 0;
          next = bytes[at];
          at += 8;
          if (offset >> 3 !== 0) return this.#noTransport(next);
          break;
        }
        case 59:
          return this.#noTransport(next);
        default:
          this.protocol = next;
          if (at >= end) return this.#noTransport(next);
          this.transport = at;
          this.transportCaptured = end - at;
          this.transportLength = wireEnd - at;
          return REASON.NONE;
      }
    }
    return this.#noTransport(next);
  }
  #noTransport(next: number): number {
    this.protocol = next;
    this.transport = 0;
    this.transportCaptured = 0;
    this.transportLength = 0;
    return REASON.NONE;
  }
}
