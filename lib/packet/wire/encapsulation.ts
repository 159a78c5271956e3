/**
 * What stands between the beginning of a frame and its IP header: the link's header, tags, labels, and the frames of another
 * link that it may hold. Nothing is allocated, and every read lies within the captured bytes.
 *
 * Sources: IEEE 802.1Q, 802.1ah, 802.1AE, 802.2; RFC 1661, RFC 2516, RFC 3032, RFC 4385.
 *
 * @module
 */
import { LinkHeader } from "./link_header.ts";
import { LinkTags } from "./link_tags.ts";
import { NEXT } from "./link_next.ts";
import { ETHERTYPE, LINK } from "./link_types.ts";
import { REASON } from "./reasons.ts";
import type { TunnelPlace } from "./tunnel_place.ts";

/** Headers within headers: more than any real frame has. */
const MAX_TAGS = 16;
const MAX_LINKS = 4;
/** What an EtherType must be for a frame under MPLS labels to be taken for one of Ethernet. */
const UNDER_LABELS: ReadonlySet<number> = new Set(Object.values(ETHERTYPE));

export class Encapsulation {
  /** Where the IP header begins, and its version as the headers before it have it: 4 or 6. */
  ip = 0;
  version = 0;
  /** Where the link header says so, else 0. */
  direction = 0;
  /** Tags, labels and the EtherType between the link header and IP. */
  readonly tags: LinkTags = new LinkTags();
  /** Address of an ARP packet, or 0. */
  arp = 0;
  arpCaptured = 0;
  /** Tags and labels passed, so that hostile nesting ends. */
  #passed = 0;
  readonly #header: LinkHeader;

  constructor(private readonly bytes: Uint8Array) {
    this.#header = new LinkHeader(bytes);
  }
  /** Before each frame. */
  clear(): void {
    this.direction = this.arp = this.#passed = 0;
    this.tags.clear();
  }
  /** Behind the headers of any other link type, of which one may hold a frame of another. */
  readLink(at: number, end: number, linkType: number): number {
    const link = this.#header;
    for (let depth = 0; depth < MAX_LINKS; depth++) {
      const reason = link.read(at, end, linkType);
      // what stands outermost is nearest to where it was captured
      if (this.direction === 0) this.direction = link.direction;
      if (reason !== REASON.NONE) return reason;
      at = link.at;
      if (link.next !== NEXT.LINK) return this.#readNext(link.next, link.type, at, end);
      linkType = link.type;
      // there are no such numbers; each would be a reason of its own
      if (linkType > 0xffff) return REASON.LINK_CONTROL;
      this.tags.frame = at;
      this.tags.frameType = linkType;
      if (linkType === LINK.ETHERNET) return this.#ethernet(at, end);
    }
    return REASON.LINK_CONTROL;
  }
  /** What a tunnel carries, whose own packet has such tags and labels before it: those of what it carries follow them. */
  readTunnel({ next, nextType, at, end }: TunnelPlace, around: LinkTags): number {
    this.direction = this.arp = this.#passed = 0;
    this.tags.copy(around);
    this.tags.etherType = 0;
    return next === NEXT.LINK ? this.#ethernet(at, end) : this.#readNext(next, nextType, at, end);
  }
  #readNext(next: number, type: number, at: number, end: number): number {
    switch (next) {
      case NEXT.ETHERTYPE:
        return this.readEtherType(type, at, end);
      case NEXT.LLC:
        return this.#llc(at, end);
      case NEXT.FAMILY:
        return this.#family(type, at);
      case NEXT.PPP:
        return this.#ppp(at, end);
      case NEXT.PPPOE:
        return this.#pppoe(at, end);
      case NEXT.MPLS:
        return this.#mpls(at, end);
    }
    return this.#byVersion(at, end);
  }
  #ethernet(at: number, end: number): number {
    return end - at < 14 ? REASON.CUT_SHORT : this.readEtherType(this.#u16(at + 12), at + 14, end);
  }
  #byVersion(at: number, end: number): number {
    if (end <= at) return REASON.CUT_SHORT;
    const version = this.bytes[at] >> 4;
    return version === 4 ? this.#ip(4, at) : version === 6 ? this.#ip(6, at) : REASON.IP_VERSION;
  }
  /** IPv6 has another number on Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
  #family(family: number, at: number): number {
    if (family === 2) return this.#ip(4, at);
    return family === 10 || family === 24 || family === 28 || family === 30 ? this.#ip(6, at) : REASON.ADDRESS_FAMILY;
  }
  /** VLAN tags and labels may follow each other. */
  readEtherType(type: number, at: number, end: number): number {
    while (this.#passed++ < MAX_TAGS) {
      let size = 4;
      this.tags.etherType = type < 0x600 ? 0 : type;
      switch (type) {
        case ETHERTYPE.IPV4:
          return this.#ip(4, at);
        case ETHERTYPE.IPV6:
          return this.#ip(6, at);
        case ETHERTYPE.ARP:
          this.arp = at;
          this.arpCaptured = end - at;
          return REASON.NOT_IP + type;
        case ETHERTYPE.VLAN:
        case ETHERTYPE.QINQ:
        case ETHERTYPE.QINQ_OLD:
          if (end - at >= 2) this.tags.addVlan(this.#u16(at));
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
   * pseudowire's control word before it (RFC 4385: its first four bits are 0), known by its EtherType.
   */
  #mpls(at: number, end: number): number {
    const { bytes } = this;
    do {
      if (end - at < 4) return REASON.CUT_SHORT;
      this.tags.addLabel(this.#u16(at) << 4 | bytes[at + 2] >> 4);
      at += 4;
    } while ((bytes[at - 2] & 1) === 0);
    if (end <= at) return REASON.CUT_SHORT;
    const first = bytes[at] >> 4;
    if (first === 4 || first === 6) return this.#byVersion(at, end);
    for (let frame = first === 0 ? at + 4 : at; frame >= at; frame -= 4) {
      if (end - frame < 14) continue;
      const type = this.#u16(frame + 12);
      if (UNDER_LABELS.has(type)) return this.readEtherType(type, frame + 14, end);
    }
    return REASON.NOT_IP + ETHERTYPE.MPLS;
  }
  #pppoe(at: number, end: number): number {
    if (end - at < 7) return REASON.CUT_SHORT;
    this.tags.pppoe = this.#u16(at + 2);
    return this.#pppPayload(at + 6, end);
  }
  /** With or without HDLC's address and control. */
  #ppp(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 4) return REASON.CUT_SHORT;
    if (bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
    // Cisco HDLC carries EtherTypes
    else if ((bytes[at] === 0x0f || bytes[at] === 0x8f) && bytes[at + 1] === 0) {
      return this.readEtherType(this.#u16(at + 2), at + 4, end);
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
    if (protocol === 0x21) return this.#ip(4, at);
    if (protocol === 0x57) return this.#ip(6, at);
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
      return this.readEtherType(type, at + 8, end);
    }
    if (bytes[at] === 6 && bytes[at + 1] === 6) return this.#ip(4, at + 3);
    return REASON.NOT_IP;
  }
  #ip(version: number, at: number): number {
    this.ip = at;
    this.version = version;
    return REASON.NONE;
  }
  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }
}
