/**
 * Headers of tunnels: what a packet of IP carries that is a packet or a frame itself. What does not look like a tunnel at a
 * tunnel's port is payload; what does, and cannot be read, has a reason. Checksums are not looked at. Nothing is allocated, and
 * every read lies within the captured bytes.
 *
 * Sources: RFC 2003, RFC 2473, RFC 4213 (IP in IP), RFC 2784 and RFC 2890 (GRE), draft-foschiano-erspan, RFC 7348 and
 * draft-ietf-nvo3-vxlan-gpe, RFC 8926 (Geneve), 3GPP TS 29.281 (GTP-U), RFC 4380 (Teredo), RFC 7510 (MPLS in UDP).
 *
 * @module
 */
import { CARRIER, PROTOCOL, TUNNEL, TUNNEL_PORT } from "../../protocols/mod.ts";
import { mayCarry } from "./carrier.ts";
import type { Decoder } from "./decoder.ts";
import { NEXT } from "./link_next.ts";
import { LINK } from "./link_types.ts";
import { REASON } from "./reasons.ts";
import type { TunnelPlace } from "./tunnel_place.ts";

const UDP_BYTES = 8;
const GRE = { CHECKSUM: 0x8000, ROUTING: 0x4000, KEY: 0x2000, SEQUENCE: 0x1000, VERSION: 7 } as const;
/** What GRE and Geneve number apart from other EtherTypes. */
const BRIDGED = 0x6558, ERSPAN = 0x88be, ERSPAN3 = 0x22eb;
/** A user's packet; other messages are about the path. */
const G_PDU = 255;
/** What VXLAN's extension numbers. */
const GPE_NEXT: readonly number[] = [-1, NEXT.IP, NEXT.IP, NEXT.LINK, -1, NEXT.MPLS];

export class TunnelHeader implements TunnelPlace {
  /** TUN_ value; TUNNEL.NONE where there is no tunnel. */
  type: number = TUNNEL.NONE;
  /** What identifies it within its ends; -1 where nothing does. */
  id = -1;
  /** REASON.NONE where what it carries can be looked for. */
  reason: number = REASON.NONE;
  /** What it carries: one of NEXT, and for a frame or by EtherType which. */
  next: number = NEXT.IP;
  nextType = 0;
  /** Where that begins, where it ends as far as it was captured, bytes beyond that on the wire. */
  at = 0;
  end = 0;
  beyond = 0;
  /** Of UDP, else 0. */
  sourcePort = 0;
  targetPort = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** Looks for a tunnel in what was decoded last; false where there is none. */
  read({ bytes, transport, transportCaptured, transportLength, protocol, version }: Decoder): boolean {
    this.type = TUNNEL.NONE;
    if (transport === 0 || !mayCarry(bytes, protocol, transport, transportCaptured)) return false;
    this.id = -1;
    this.reason = REASON.NONE;
    this.sourcePort = this.targetPort = 0;
    this.at = transport;
    this.#extend(transport + transportCaptured, transport + transportLength);
    if (protocol === PROTOCOL.UDP) return this.#udp(transport, transport + transportLength);
    if (protocol === CARRIER.GRE) return this.#gre();
    // what it says of itself counts, as for hosts
    const isFour = bytes[transport] >> 4 === 4;
    this.#to(NEXT.IP, 0);
    return this.#is(isFour === (version === 4) ? TUNNEL.IPIP : isFour ? TUNNEL.FOUR_IN_SIX : TUNNEL.SIX_IN_FOUR);
  }
  #u16(at: number): number {
    return this.bytes[at] << 8 | this.bytes[at + 1];
  }
  #u24(at: number): number {
    return this.#u16(at) << 8 | this.bytes[at + 2];
  }
  #extend(end: number, wireEnd: number): void {
    this.end = Math.min(end, wireEnd);
    this.beyond = wireEnd - this.end;
  }
  #is(type: number): true {
    this.type = type;
    return true;
  }
  #fails(type: number, reason: number): true {
    this.reason = reason;
    return this.#is(type);
  }
  /** Whether so many bytes are there; of those that should be, and are not, there is a reason. */
  #has(size: number): boolean {
    return this.end - this.at >= size;
  }
  /** Passes by a header, and says what is behind it. */
  #to(next: number, header: number, type = 0): void {
    this.at += header;
    this.next = next;
    this.nextType = type;
  }
  #udp(udp: number, wireEnd: number): boolean {
    if (!this.#has(UDP_BYTES)) return false;
    const length = this.#u16(udp + 4);
    // 0 where a card is to cut it into datagrams
    if (length >= UDP_BYTES && udp + length < wireEnd) this.#extend(this.end, udp + length);
    this.sourcePort = this.#u16(udp);
    this.targetPort = this.#u16(udp + 2);
    this.at += UDP_BYTES;
    switch (this.targetPort) {
      case TUNNEL_PORT.VXLAN:
      case TUNNEL_PORT.VXLAN_OLD:
        return this.#vxlan(false);
      case TUNNEL_PORT.VXLAN_GPE:
        return this.#vxlan(true);
      case TUNNEL_PORT.GENEVE:
        return this.#geneve();
      case TUNNEL_PORT.GTPU:
        return this.#gtp();
      case TUNNEL_PORT.MPLS:
        return this.#mpls();
    }
    return this.#teredo();
  }
  /** A header of so many bytes is cut; what is no longer than that on the wire was never one. */
  #cut(type: number, header: number): boolean {
    const isThereOnWire = this.end - this.at + this.beyond >= header;
    return isThereOnWire && this.#fails(type, REASON.TUNNEL_CUT_SHORT);
  }
  #vxlan(isExtended: boolean): boolean {
    const { bytes, at } = this;
    if (!this.#has(8)) return this.#cut(TUNNEL.VXLAN, 8);
    // VXLAN has a valid identifier
    if ((bytes[at] & 0x08) === 0) return false;
    this.id = this.#u24(at + 4);
    if (!isExtended || (bytes[at] & 0x04) === 0) {
      this.#to(NEXT.LINK, 8, LINK.ETHERNET);
      return this.#is(TUNNEL.VXLAN);
    }
    const next = GPE_NEXT[bytes[at + 3]] ?? -1;
    if ((bytes[at] & 0x30) !== 0 || next < 0) return this.#fails(TUNNEL.VXLAN, REASON.TUNNEL_PROTOCOL);
    this.#to(next, 8, LINK.ETHERNET);
    return this.#is(TUNNEL.VXLAN);
  }
  #geneve(): boolean {
    const { bytes, at } = this;
    if (!this.#has(8)) return this.#cut(TUNNEL.GENEVE, 8);
    const header = 8 + (bytes[at] & 0x3f) * 4, type = this.#u16(at + 2);
    this.id = this.#u24(at + 4);
    if (bytes[at] >> 6 !== 0) return this.#fails(TUNNEL.GENEVE, REASON.TUNNEL_VERSION);
    if (!this.#has(header)) {
      return this.#cut(TUNNEL.GENEVE, header) || this.#fails(TUNNEL.GENEVE, REASON.TUNNEL_HEADER);
    }
    this.#byType(type, header);
    return this.#is(TUNNEL.GENEVE);
  }
  /** A frame of Ethernet, or what the EtherType says. */
  #byType(type: number, header: number): void {
    if (type === BRIDGED) this.#to(NEXT.LINK, header, LINK.ETHERNET);
    else this.#to(NEXT.ETHERTYPE, header, type);
    // numbers below are lengths where there are EtherTypes: a keep-alive of GRE has 0
    if (type < 0x600) this.reason = REASON.TUNNEL_PROTOCOL;
  }
  #gtp(): boolean {
    const { bytes, at } = this;
    if (!this.#has(8)) return this.#cut(TUNNEL.GTPU, 8);
    // version 1, of the user's packets and not of charging
    if ((bytes[at] & 0xf0) !== 0x30 || bytes[at + 1] !== G_PDU) return false;
    this.id = (bytes[at + 4] << 24 | this.#u24(at + 5)) >>> 0;
    const said = at + 8 + this.#u16(at + 2);
    if (said < this.end + this.beyond) this.#extend(this.end, said);
    const header = (bytes[at] & 7) === 0 ? 8 : this.#gtpHeader(at);
    if (header === 0) {
      return this.#fails(TUNNEL.GTPU, this.beyond > 0 ? REASON.TUNNEL_CUT_SHORT : REASON.TUNNEL_HEADER);
    }
    this.#to(NEXT.IP, header);
    return this.#is(TUNNEL.GTPU);
  }
  /** Length with the optional fields and further headers: each has its length in units of four bytes, and ends with what follows. */
  #gtpHeader(at: number): number {
    const { bytes } = this;
    if (!this.#has(12)) return 0;
    let size = 12, next = bytes[at] & 4 ? bytes[at + 11] : 0;
    while (next !== 0) {
      const length = this.#has(size + 1) ? bytes[at + size] * 4 : 0;
      if (length === 0 || !this.#has(size + length)) return 0;
      size += length;
      next = bytes[at + size - 1];
    }
    return size;
  }
  /** From or to a server, with what it says of itself before the packet: an indication of origin, authentication. */
  #teredo(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    for (let i = 0; i < 2 && end - at >= 8 && bytes[at] === 0; i++) {
      if (bytes[at + 1] === 0) at += 8;
      else if (bytes[at + 1] === 1) at += 13 + bytes[at + 2] + bytes[at + 3];
      else return false;
    }
    if (this.beyond > 0 && end - at < 8) {
      const isLikely = end > this.at && (bytes[this.at] >> 4 === 6 || bytes[this.at] === 0);
      return isLikely && this.#fails(TUNNEL.TEREDO, REASON.TUNNEL_CUT_SHORT);
    }
    if (end - at < 8 || bytes[at] >> 4 !== 6 || at + 40 + this.#u16(at + 4) > end + this.beyond) return false;
    this.#to(NEXT.FAMILY, at - this.at, 10);
    return this.#is(TUNNEL.TEREDO);
  }
  #mpls(): boolean {
    if (!this.#has(4)) return this.#cut(TUNNEL.MPLS, 4);
    this.id = this.#u24(this.at) >> 4;
    this.#to(NEXT.MPLS, 0);
    return this.#is(TUNNEL.MPLS);
  }
  #gre(): boolean {
    const { at } = this;
    if (!this.#has(4)) return this.#cut(TUNNEL.GRE, 4);
    const flags = this.#u16(at), type = this.#u16(at + 2);
    // PPTP's carries PPP, as a rule compressed or encrypted
    if ((flags & GRE.VERSION) !== 0) return this.#fails(TUNNEL.GRE, REASON.TUNNEL_VERSION);
    // source routes (RFC 1701) are not sent any more
    if (flags & GRE.ROUTING) return this.#fails(TUNNEL.GRE, REASON.TUNNEL_HEADER);
    const keyAt = flags & GRE.CHECKSUM ? 8 : 4;
    const header = keyAt + (flags & GRE.KEY ? 4 : 0) + (flags & GRE.SEQUENCE ? 4 : 0);
    if (!this.#has(header)) return this.#cut(TUNNEL.GRE, header) || this.#fails(TUNNEL.GRE, REASON.TUNNEL_HEADER);
    if (flags & GRE.KEY) this.id = (this.#u16(at + keyAt) << 16 | this.#u16(at + keyAt + 2)) >>> 0;
    this.#byType(type, header);
    if (type === ERSPAN) return this.#erspan(flags & GRE.SEQUENCE ? 8 : 0, 1);
    if (type === ERSPAN3) return this.#erspan(12, 2);
    return this.#is(TUNNEL.GRE);
  }
  /** A frame that a switch has copied; of the first kind it stands bare, as the missing sequence number says. */
  #erspan(header: number, version: number): boolean {
    const { bytes, at } = this;
    this.id = -1;
    if (!this.#has(header)) {
      return this.#cut(TUNNEL.ERSPAN, header) || this.#fails(TUNNEL.ERSPAN, REASON.TUNNEL_HEADER);
    }
    if (header === 0) {
      this.#to(NEXT.LINK, 0, LINK.ETHERNET);
      return this.#is(TUNNEL.ERSPAN);
    }
    if (bytes[at] >> 4 !== version) return this.#fails(TUNNEL.ERSPAN, REASON.TUNNEL_VERSION);
    this.id = this.#u16(at + 2) & 0x3ff;
    // the last bit of the third kind: a platform's own header follows; its frame type 2 is IP
    const size = version === 2 && bytes[at + 11] & 1 ? 20 : header;
    if (!this.#has(size)) return this.#cut(TUNNEL.ERSPAN, size) || this.#fails(TUNNEL.ERSPAN, REASON.TUNNEL_HEADER);
    const isPacket = version === 2 && (bytes[at + 10] >> 2 & 0x1f) === 2;
    this.#to(isPacket ? NEXT.IP : NEXT.LINK, size, LINK.ETHERNET);
    return this.#is(TUNNEL.ERSPAN);
  }
}
