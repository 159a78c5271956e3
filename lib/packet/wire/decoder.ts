/**
 * From a captured frame to the IP header and what lies behind it. Fields of the one decoder are overwritten by each
 * packet; nothing is allocated, nothing throws, and every read lies within the captured bytes. What is inside a tunnel
 * is its payload until {@linkcode Decoder.decodeInside} is asked for it: the outermost IP header counts.
 *
 * Sources: IEEE 802.3; RFC 791, RFC 8200, RFC 4302; what stands before IP has its own (see `encapsulation`).
 *
 * @module
 */
import { PROTOCOL, transports } from "../../protocols/mod.ts";
import { Encapsulation } from "./encapsulation.ts";
import { ETHERTYPE, LINK } from "./link_types.ts";
import type { LinkTags } from "./link_tags.ts";
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
import type { TunnelPlace } from "./tunnel_place.ts";
import { unsaidLength } from "./unsaid_length.ts";

/** More than any real packet has. */
const MAX_EXTENSIONS = 32;

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
  readonly link: LinkTags;
  /** Address of an ARP packet, or 0. */
  arp = 0;
  arpCaptured = 0;
  /** Address just after the captured bytes that belong to the IP packet. */
  end = 0;
  /** Bytes of the frame on the wire that were not captured. */
  #beyond = 0;
  readonly #encapsulation: Encapsulation;

  constructor(readonly bytes: Uint8Array) {
    this.#encapsulation = new Encapsulation(bytes);
    this.link = this.#encapsulation.tags;
  }

  /** Returns REASON.NONE when there is an IP packet. @param trailer bytes at the end of the frame that are the link's */
  decode(address: number, captured: number, wire: number, linkType: number, trailer = 0): number {
    if (trailer > 0) {
      wire = Math.max(0, wire - trailer);
      captured = Math.min(captured, wire);
    }
    const end = address + captured;
    const around = this.#encapsulation;
    this.linkDirection = this.arp = 0;
    around.clear();
    this.#beyond = wire > captured ? wire - captured : 0;
    let reason: number;
    if (linkType === LINK.ETHERNET) {
      if (captured < 14) return REASON.CUT_SHORT;
      const { bytes } = this;
      // what nearly every frame is
      if (bytes[address + 12] === 8 && bytes[address + 13] === 0) {
        this.link.etherType = ETHERTYPE.IPV4;
        return this.#ipv4(address + 14, end);
      }
      reason = around.readEtherType(bytes[address + 12] << 8 | bytes[address + 13], address + 14, end);
    } else reason = around.readLink(address, end, linkType);
    return this.#behind(reason, end);
  }
  /** The same of what a tunnel carries, whose own packet has such tags and labels before it. */
  decodeInside(tunnel: TunnelPlace, around: LinkTags): number {
    this.#beyond = tunnel.beyond;
    return this.#behind(this.#encapsulation.readTunnel(tunnel, around), tunnel.end);
  }
  #behind(reason: number, end: number): number {
    const around = this.#encapsulation;
    this.linkDirection = around.direction;
    this.arp = around.arp;
    this.arpCaptured = around.arpCaptured;
    if (reason !== REASON.NONE) return reason;
    return around.version === 4 ? this.#ipv4(around.ip, end) : this.#ipv6(around.ip, end);
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
        const offset = bytes[at + 2] << 8 | bytes[at + 3];
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
