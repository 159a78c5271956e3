/**
 * What a link type puts before a packet: from the frame's first byte to what can be read on its own: a frame of Ethernet, an
 * EtherType and what it means, IEEE 802.2, PPP, IP. Nothing is allocated, nothing throws, every read lies within the frame.
 *
 * Sources: the tcpdump registry of link types and the documents it names; RFC 1201 and RFC 2497 (ARCNET), RFC 2427 (frame
 * relay), RFC 2684 (ATM), RFC 4338 (fibre channel), RFC 4391 (InfiniBand), FRF.16.1; IEEE 802.5; Linux' `if_arp.h`.
 *
 * @module
 */
import { INBOUND, type LinkPlace, NEXT, OUTBOUND } from "./link_next.ts";
import { ETHERTYPE, HARDWARE, LINK } from "./link_types.ts";
import { capturingHeader } from "./link_wrappers.ts";
import { avsFrame, isPadded, prismFrame, radioBody, radiotapFrame } from "./radio.ts";
import { REASON } from "./reasons.ts";

const NLPID = { SNAP: 0x80, IPV6: 0x8e, IPV4: 0xcc, PPP: 0xcf } as const;
/** ARCNET's protocols, old and new. */
const ARCNET = { IPV6: 0xc4, IPV4: 0xd4, ARP: 0xd5, OLD_IPV4: 0xf0, OLD_ARP: 0xf1, DIAGNOSE: 0x80 } as const;

/** Fields are overwritten by each {@linkcode LinkHeader.read}. */
export class LinkHeader implements LinkPlace {
  next: number = NEXT.LINK;
  /** Where that begins, and where the captured bytes that may belong to it end. */
  at = 0;
  end = 0;
  /** A link type, an EtherType or an address family. */
  type = 0;
  /** 0 where the header does not say it. */
  direction = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** Returns REASON.NONE where something comes behind the header. */
  read(at: number, end: number, linkType: number): number {
    this.direction = 0;
    this.end = end;
    switch (linkType) {
      case LINK.RAW:
      case LINK.RAW_OLD:
      case LINK.RAW_OPENBSD:
      case LINK.IPV4:
      case LINK.IPV6:
        return this.#to(NEXT.IP, at);
      case LINK.NULL:
      case LINK.LOOP:
        return this.#family(at, 4);
      case LINK.ENC:
        return this.#family(at, 12);
      case LINK.LINUX_SLL:
      case LINK.NETLINK:
        if (end - at < 16) return REASON.CUT_SHORT;
        this.#packetType(this.#u16(at));
        return this.#cooked(this.#u16(at + 2), this.#u16(at + 14), at + 16);
      case LINK.LINUX_SLL2:
        if (end - at < 20) return REASON.CUT_SHORT;
        this.#packetType(this.bytes[at + 10]);
        return this.#cooked(this.#u16(at + 8), this.#u16(at), at + 20);
      case LINK.IEEE802_11:
      case LINK.RADIOTAP:
      case LINK.PRISM:
      case LINK.AVS:
        return this.#radio(at, linkType);
      case LINK.PFLOG:
        // the header's length without its padding to four bytes; then the address family of the system that has pf
        if (end - at < 4) return REASON.CUT_SHORT;
        return this.#to(NEXT.FAMILY, at + (this.bytes[at] + 3 & -4), this.bytes[at + 1]);
      case LINK.NFLOG:
        return this.#nflog(at);
      default:
        return this.#serial(at, linkType);
    }
  }
  /** Lines between two: PPP, HDLC, frame relay, SLIP. */
  #serial(at: number, linkType: number): number {
    const { bytes, end } = this;
    switch (linkType) {
      case LINK.PPP:
      case LINK.PPP_HDLC:
        return this.#to(NEXT.PPP, at);
      case LINK.PPP_WITH_DIRECTION:
        return this.#directed(at) || this.#to(NEXT.PPP, at + 1);
      case LINK.PPP_PPPD:
        // the address is overwritten with the direction
        if (end - at < 2) return REASON.CUT_SHORT;
        return bytes[at] > 1 ? this.#to(NEXT.PPP, at) : this.#directed(at) || this.#to(NEXT.PPP, at + 2);
      case LINK.PPP_ETHER:
        return this.#to(NEXT.PPPOE, at);
      case LINK.CISCO_HDLC:
      case LINK.NETBSD_HDLC:
        return this.#typed(at, 2, 4);
      case LINK.CISCO_HDLC_WITH_DIRECTION:
        return this.#directed(at) || this.#typed(at + 1, 2, 4);
      case LINK.FRAME_RELAY:
        return this.#frameRelay(at);
      case LINK.FRAME_RELAY_WITH_DIRECTION:
        return this.#directed(at) || this.#frameRelay(at + 1);
      case LINK.MFR:
        return this.#multilinkFrameRelay(at);
      case LINK.SLIP:
        // a direction, and fifteen bytes of the header as it was before it was uncompressed
        return this.#directed(at) || this.#to(NEXT.IP, at + 16);
      default:
        return this.#shared(at, linkType);
    }
  }
  /** Networks that are shared, other than Ethernet. */
  #shared(at: number, linkType: number): number {
    const { bytes, end } = this;
    switch (linkType) {
      case LINK.FDDI:
        if (end - at < 13) return REASON.CUT_SHORT;
        // frame control: asynchronous or synchronous, of LLC
        return (bytes[at] & 0x70) === 0x50 ? this.#to(NEXT.LLC, at + 13) : REASON.LINK_CONTROL;
      case LINK.TOKEN_RING:
        return this.#tokenRing(at);
      case LINK.ARCNET_BSD:
        return this.#arcnet(at, 2);
      case LINK.ARCNET_LINUX:
        return this.#arcnet(at, 4);
      case LINK.IP_OVER_FC:
        return this.#to(NEXT.LLC, at + 16);
      case LINK.APPLE_IEEE1394:
        return this.#typed(at, 16, 18);
      case LINK.IPOIB:
        // a global routing header, or where it would be; then RFC 4391's four bytes
        return this.#typed(at, 40, 44);
      case LINK.INFINIBAND:
        return this.#infiniband(at);
      case LINK.ATM_RFC1483:
        return this.#atm(at);
      case LINK.ATM_CLIP:
        if (end - at < 4) return REASON.CUT_SHORT;
        return bytes[at] === 0xaa ? this.#atm(at) : this.#to(NEXT.IP, at);
      case LINK.SUNATM:
        return this.#sunAtm(at);
      case LINK.AX25:
        return this.#ax25(at);
      case LINK.AX25_KISS:
        // the low bits are a command to the modem, 0 for data
        if (end <= at) return REASON.CUT_SHORT;
        return (bytes[at] & 15) === 0 ? this.#ax25(at + 1) : REASON.LINK_CONTROL;
      case LINK.MPLS:
        return this.#to(NEXT.MPLS, at);
      default:
        return capturingHeader(this, at, linkType);
    }
  }

  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }
  #to(next: number, at: number, type = 0): number {
    if (at >= this.end) return REASON.CUT_SHORT;
    this.next = next;
    this.at = at;
    this.type = type;
    return REASON.NONE;
  }
  /** An EtherType at an offset in a header of so many bytes. */
  #typed(at: number, offset: number, size: number): number {
    if (this.end - at < size) return REASON.CUT_SHORT;
    return this.#to(NEXT.ETHERTYPE, at + size, this.#u16(at + offset));
  }
  /** A byte that is 0 for what came in. */
  #directed(at: number): number {
    if (at >= this.end) return REASON.CUT_SHORT;
    this.direction = this.bytes[at] === 0 ? INBOUND : OUTBOUND;
    return REASON.NONE;
  }
  /** A protocol family of the capturing system, in its byte order or the network's: 2 is IPv4 everywhere. */
  #family(at: number, size: number): number {
    const { bytes } = this;
    if (this.end - at < size) return REASON.CUT_SHORT;
    const isBig = bytes[at] === 0 && bytes[at + 1] === 0;
    return this.#to(NEXT.FAMILY, at + size, isBig ? this.#u16(at + 2) : bytes[at] | bytes[at + 1] << 8);
  }
  /** Linux's packet types: 0 to us, 1 broadcast, 2 multicast, 3 of others, 4 from us. */
  #packetType(type: number): void {
    this.direction = type === 4 ? OUTBOUND : type < 3 ? INBOUND : 0;
  }
  /** The protocol field means an EtherType only for most hardware types; netlink, radios and others use it otherwise. */
  #cooked(hardware: number, protocol: number, at: number): number {
    if (hardware === HARDWARE.NETLINK) return REASON.NETLINK;
    if (hardware === HARDWARE.RADIOTAP) return this.#radio(at, LINK.RADIOTAP);
    if (hardware === HARDWARE.IEEE802_11) return this.#radio(at, LINK.IEEE802_11);
    if (hardware === HARDWARE.IEEE802_11_PRISM) return this.#radio(at, LINK.PRISM);
    if (protocol === 4) return this.#to(NEXT.LLC, at);
    return protocol < 0x600 ? REASON.NOT_IP + protocol : this.#to(NEXT.ETHERTYPE, at, protocol);
  }
  /** A frame of a radio behind what the capturing system put before it. */
  #radio(at: number, linkType: number): number {
    const { bytes, end } = this;
    const frame = linkType === LINK.IEEE802_11
      ? at
      : linkType === LINK.RADIOTAP
      ? radiotapFrame(bytes, at, end)
      : linkType === LINK.PRISM
      ? prismFrame(bytes, at, end)
      : avsFrame(bytes, at, end);
    if (frame < 0) return -frame;
    const body = radioBody(bytes, frame, end, linkType === LINK.RADIOTAP && isPadded(bytes, at, frame));
    return body < 0 ? -body : this.#to(NEXT.LLC, body);
  }
  /** Linux's netfilter log: attributes, each u16 length and u16 type in the byte order of the machine that captured. */
  #nflog(at: number): number {
    const { bytes, end } = this;
    if (end - at < 4) return REASON.CUT_SHORT;
    const family = bytes[at];
    for (at += 4; end - at >= 4;) {
      const isLittle = bytes[at + 3] === 0;
      const length = isLittle ? bytes[at] | bytes[at + 1] << 8 : this.#u16(at);
      const type = isLittle ? bytes[at + 2] : bytes[at + 3];
      if (length < 4) return REASON.CUT_SHORT;
      if (type === 9) return this.#to(NEXT.FAMILY, at + 4, family);
      at += length + 3 & -4;
    }
    return REASON.CUT_SHORT;
  }

  /** RFC 2427: an address of two to four bytes, of which the last has its lowest bit set; or Cisco's EtherType behind it. */
  #frameRelay(at: number): number {
    const { bytes, end } = this;
    let header = at;
    while (header < end && header < at + 3 && (bytes[header] & 1) === 0) header++;
    if (end - header < 3) return REASON.CUT_SHORT;
    if ((bytes[header] & 1) === 0 || header === at) return REASON.LINK_CONTROL;
    header++;
    // unnumbered information, and padding to an even address
    if (bytes[header] !== 3) return this.#typed(header, 0, 2);
    return this.#networkLayer(bytes[header + 1] === 0 ? header + 2 : header + 1, 0);
  }
  /**
   * An identifier of the network layer's protocol (ISO/IEC TR 9577), SNAP included.
   * @param padding bytes before a bridged frame behind SNAP
   */
  #networkLayer(at: number, padding: number): number {
    const { bytes, end } = this;
    if (end - at < 2) return REASON.CUT_SHORT;
    switch (bytes[at]) {
      case NLPID.IPV4:
        return this.#to(NEXT.ETHERTYPE, at + 1, ETHERTYPE.IPV4);
      case NLPID.IPV6:
        return this.#to(NEXT.ETHERTYPE, at + 1, ETHERTYPE.IPV6);
      case NLPID.PPP:
        return this.#to(NEXT.PPP, at + 1);
      case NLPID.SNAP:
        return this.#snap(at + 1, padding);
      default:
        return REASON.LINK_PROTOCOL;
    }
  }
  /** An organisation, and its protocol: an EtherType, or a frame of Ethernet that goes over a bridge (RFC 2684, RFC 2427). */
  #snap(at: number, padding: number): number {
    const { bytes, end } = this;
    if (end - at < 5) return REASON.CUT_SHORT;
    const organisation = bytes[at] << 16 | this.#u16(at + 1), protocol = this.#u16(at + 3);
    if (organisation === 0) return this.#to(NEXT.ETHERTYPE, at + 5, protocol);
    const isEthernet = organisation === 0x80c2 && (protocol === 1 || protocol === 7);
    return isEthernet ? this.#to(NEXT.LINK, at + 5 + padding, LINK.ETHERNET) : REASON.LINK_PROTOCOL;
  }
  /** FRF.16.1: fragments of frames. Of one in several the first holds the headers. */
  #multilinkFrameRelay(at: number): number {
    if (this.end - at < 4) return REASON.CUT_SHORT;
    const first = this.bytes[at];
    if (first & 0x20) return REASON.LINK_CONTROL;
    return first & 0x80 ? this.#frameRelay(at + 2) : REASON.LINK_FRAGMENT;
  }
  /** RFC 2684 section 4: LLC, where the network layer's identifiers have points of their own. */
  #atm(at: number): number {
    const { bytes, end } = this;
    if (end - at < 4) return REASON.CUT_SHORT;
    if (bytes[at] === 0xfe && bytes[at + 1] === 0xfe && bytes[at + 2] === 3) return this.#networkLayer(at + 3, 2);
    if (bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3) return this.#snap(at + 3, 2);
    return this.#to(NEXT.LLC, at);
  }
  /** What the low bits of the flag say follows behind the numbers of path and channel. */
  #sunAtm(at: number): number {
    if (this.end - at < 8) return REASON.CUT_SHORT;
    const flag = this.bytes[at];
    this.direction = flag & 0x80 ? OUTBOUND : INBOUND;
    if ((flag & 15) === 2) return this.#atm(at + 4);
    // LAN emulation: the number of a client before each frame; 0xff00 is control
    if ((flag & 15) !== 1 || this.bytes[at + 4] === 0xff) return REASON.LINK_CONTROL;
    return this.#to(NEXT.LINK, at + 6, LINK.ETHERNET);
  }
  /** IEEE 802.5: access and frame control, two addresses, a route where the source's first bit says so. */
  #tokenRing(at: number): number {
    const { bytes, end } = this;
    if (end - at < 14) return REASON.CUT_SHORT;
    if ((bytes[at + 1] & 0xc0) !== 0x40) return REASON.LINK_CONTROL;
    if ((bytes[at + 8] & 0x80) === 0) return this.#to(NEXT.LLC, at + 14);
    if (end - at < 16) return REASON.CUT_SHORT;
    return this.#to(NEXT.LLC, at + 14 + (bytes[at + 14] & 31));
  }
  /** RFC 1051 (one byte), RFC 1201 and RFC 2497: a protocol, and then a flag and a number of the sequence of fragments. */
  #arcnet(start: number, addresses: number): number {
    const { bytes, end } = this;
    let at = start + addresses;
    if (end - at < 2) return REASON.CUT_SHORT;
    const protocol = bytes[at++];
    if (protocol === ARCNET.DIAGNOSE) return REASON.LINK_CONTROL;
    if (protocol === ARCNET.OLD_IPV4) return this.#to(NEXT.ETHERTYPE, at, ETHERTYPE.IPV4);
    if (protocol === ARCNET.OLD_ARP) return this.#to(NEXT.ETHERTYPE, at, ETHERTYPE.ARP);
    // an exception packet has filling before the real flag; Linux hands over whole ones alone
    if (addresses === 2 && bytes[at] === 0xff) at += 4;
    if (end - at < 4) return REASON.CUT_SHORT;
    const flag = bytes[at];
    if (addresses === 2 && flag !== 0 && (flag & 1) === 0) return REASON.LINK_FRAGMENT;
    at += 3;
    if (protocol === ARCNET.IPV4) return this.#to(NEXT.ETHERTYPE, at, ETHERTYPE.IPV4);
    if (protocol === ARCNET.IPV6) return this.#to(NEXT.ETHERTYPE, at, ETHERTYPE.IPV6);
    return protocol === ARCNET.ARP ? this.#to(NEXT.ETHERTYPE, at, ETHERTYPE.ARP) : REASON.LINK_PROTOCOL;
  }
  /** Addresses up to one whose last bit is set, control, and the protocol of what carries information. */
  #ax25(at: number): number {
    const { bytes, end } = this;
    do {
      if (end - at < 9) return REASON.CUT_SHORT;
      at += 7;
    } while ((bytes[at - 1] & 1) === 0);
    const control = bytes[at], protocol = bytes[at + 1];
    if ((control & 1) !== 0 && (control & 0xef) !== 3) return REASON.LINK_CONTROL;
    if (protocol === NLPID.IPV4) return this.#to(NEXT.ETHERTYPE, at + 2, ETHERTYPE.IPV4);
    return protocol === 0xcd ? this.#to(NEXT.ETHERTYPE, at + 2, ETHERTYPE.ARP) : REASON.LINK_PROTOCOL;
  }
  /**
   * InfiniBand's own headers up to an unreliable datagram that can be RFC 4391's: an EtherType, two bytes of 0, and the
   * version of IP that it says.
   */
  #infiniband(at: number): number {
    const { bytes, end } = this;
    if (end - at < 8) return REASON.CUT_SHORT;
    const next = bytes[at + 1] & 3;
    if (next < 2) return REASON.INFINIBAND;
    at += next === 3 ? 48 : 8;
    if (end - at < 25) return REASON.CUT_SHORT;
    // base transport header (12 bytes) of a datagram that is sent only once, then the datagram's (8 bytes)
    if (bytes[at] !== 0x64) return REASON.INFINIBAND;
    const type = this.#u16(at + 20), version = bytes[at + 24] >> 4;
    const isIp = type === ETHERTYPE.IPV4 && version === 4 || type === ETHERTYPE.IPV6 && version === 6;
    return this.#u16(at + 22) === 0 && (isIp || type === ETHERTYPE.ARP)
      ? this.#to(NEXT.ETHERTYPE, at + 24, type)
      : REASON.INFINIBAND;
  }
}
