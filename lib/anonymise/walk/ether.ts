/**
 * What stands between a link header and IP: tags, labels, LLC, PPP, and ARP beside them. As the decoder goes, so goes this.
 *
 * Sources: those of `lib/packet/wire/decoder.ts`; RFC 826 (ARP).
 *
 * @module
 */
import { ETHERTYPE, LINK } from "../../packet/wire/mod.ts";
import type { Frame } from "./frame.ts";
import { rewriteParts } from "./frame_parts.ts";

const MAX_TAGS = 16;
const REVERSE_ARP = 0x8035;
/** What an EtherType must be for a frame under MPLS labels to be taken for one of Ethernet. */
const UNDER_LABELS: ReadonlySet<number> = new Set(Object.values(ETHERTYPE));

/** What an EtherType says begins at an address; less than 0x600 is a length, and LLC follows. */
export function rewriteEtherType(frame: Frame, type: number, at: number, end: number): void {
  const { bytes, layers } = frame;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    let size = 4;
    switch (type) {
      case ETHERTYPE.IPV4:
      case ETHERTYPE.IPV6:
        return layers.ip(frame, at, end);
      case ETHERTYPE.ARP:
      case REVERSE_ARP:
        return rewriteArp(frame, at, end);
      case ETHERTYPE.VLAN:
      case ETHERTYPE.QINQ:
      case ETHERTYPE.QINQ_OLD:
        break;
      case ETHERTYPE.VN_TAG:
        size = 6;
        break;
      case ETHERTYPE.BACKBONE:
        size = 18;
        break;
      case ETHERTYPE.MACSEC:
        if (end - at < 6) return frame.blank(at, end);
        size = bytes[at] & 0x20 ? 16 : 8;
        // encrypted or changed: the rest says nothing
        if (bytes[at] & 0x0c) return rewriteTag(frame, type, at, Math.min(at + size - 2, end), end);
        break;
      case ETHERTYPE.MPLS:
      case ETHERTYPE.MPLS_MULTICAST:
        return layers.mpls(frame, at, end);
      case ETHERTYPE.PPPOE:
        return rewritePppoe(frame, at, end);
      case ETHERTYPE.PPPOE_DISCOVERY:
        return rewriteParts(frame, at, end, [["keep", 0, 6]]);
      default:
        return type < 0x600 ? rewriteLlc(frame, at, end) : frame.blank(at, end);
    }
    if (end - at < size) return frame.blank(at, end);
    rewriteTag(frame, type, at, at + size);
    at += size;
    type = frame.u16(at - 2);
  }
  frame.blank(at, end);
}
/** A tag up to `stop`; what is behind it up to `end` is overwritten. */
function rewriteTag(frame: Frame, type: number, at: number, stop: number, end = stop): void {
  if (type === ETHERTYPE.BACKBONE) {
    rewriteParts(frame, at, stop, [["keep", 0, 4], ["mac", 4], ["mac", 10], ["keep", 16, 18]]);
  } // the channel's identifier: a hardware address and a port
  else if (type === ETHERTYPE.MACSEC && stop - at >= 14) {
    rewriteParts(frame, at, stop, [["keep", 0, 6], ["mac", 6], ["keep", 12, "stop"]]);
  }
  frame.keep(stop);
  frame.blank(stop, end);
}
export function rewriteMpls(frame: Frame, at: number, end: number): void {
  const { bytes, layers } = frame;
  do {
    if (end - at < 4) return frame.blank(at, end);
    at += 4;
    frame.keep(at);
  } while ((bytes[at - 2] & 1) === 0);
  if (end <= at) return;
  const first = bytes[at] >> 4;
  if (first === 4 || first === 6) return layers.ip(frame, at, end);
  // with or without a pseudowire's control word
  for (let inner = first === 0 ? at + 4 : at; inner >= at; inner -= 4) {
    if (end - inner < 14 || !UNDER_LABELS.has(frame.u16(inner + 12))) continue;
    return layers.link(frame, inner, end, LINK.ETHERNET);
  }
  frame.blank(at, end);
}
function rewritePppoe(frame: Frame, at: number, end: number): void {
  if (end - at < 7) return frame.blank(at, end);
  frame.keep(at + 6);
  rewritePppPayload(frame, at + 6, end);
}
/** With or without HDLC's address and control. */
export function rewritePpp(frame: Frame, at: number, end: number): void {
  const { bytes } = frame;
  if (end - at < 4) return frame.blank(at, end);
  if (bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
  else if ((bytes[at] === 0x0f || bytes[at] === 0x8f) && bytes[at + 1] === 0) {
    frame.keep(at + 4);
    return rewriteEtherType(frame, frame.u16(at + 2), at + 4, end);
  }
  rewritePppPayload(frame, at, end);
}
/** A protocol of one byte or two. */
function rewritePppPayload(frame: Frame, at: number, end: number): void {
  const { bytes, layers } = frame;
  if (end <= at) return;
  const size = bytes[at] & 1 ? 1 : 2;
  if (end - at < size) return frame.blank(at, end);
  const protocol = size === 1 ? bytes[at] : frame.u16(at);
  at += size;
  frame.keep(at);
  if (protocol === 0x21 || protocol === 0x57) return layers.ip(frame, at, end);
  if (protocol === 0x281) return layers.mpls(frame, at, end);
  // negotiation has addresses, names and passwords in it
  frame.blank(at, end);
}
function rewriteLlc(frame: Frame, at: number, end: number): void {
  const { bytes, layers } = frame;
  if (end - at < 3) return frame.blank(at, end);
  if (bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3) {
    if (end - at < 8) return frame.blank(at, end);
    const type = frame.u16(at + 6), organisation = bytes[at + 3] << 16 | frame.u16(at + 4);
    frame.keep(at + 8);
    if (type < 0x600 || organisation !== 0 && organisation !== 0xf8) return frame.blank(at + 8, end);
    return rewriteEtherType(frame, type, at + 8, end);
  }
  frame.keep(at + 3);
  if (bytes[at] === 6 && bytes[at + 1] === 6) return layers.ip(frame, at + 3, end);
  frame.blank(at + 3, end);
}

const ATM_ARP = 19, AX25 = 3;
/** Two hardware and two protocol addresses, whose lengths it says. */
function rewriteArp(frame: Frame, at: number, end: number): void {
  const { bytes } = frame;
  if (end - at < 8) return frame.blank(at, end);
  frame.arp ||= at;
  frame.keep(at + 8);
  const hardware = frame.u16(at), lengths = [bytes[at + 4], bytes[at + 5]];
  // ATM's has another form
  let place = at + 8;
  for (let i = 0; i < 4 && hardware !== ATM_ARP; i++) {
    const length = lengths[i & 1];
    if (place + length > end) break;
    if (i & 1) rewriteProtocolAddress(frame, place, length);
    else rewriteHardwareAddress(frame, hardware, place, length);
    place += length;
    frame.keep(place);
  }
  frame.blank(place, end);
}
function rewriteProtocolAddress(frame: Frame, at: number, length: number): void {
  if (length === 4) frame.address4(at);
  else if (length === 16) frame.address6(at);
  else frame.blank(at, at + length);
}
function rewriteHardwareAddress(frame: Frame, type: number, at: number, length: number): void {
  if (length === 6) return frame.hardware(at);
  if (length === 8) return frame.hardware64(at);
  // a queue's number, and an address like IPv6's (RFC 4391)
  if (length === 20) return frame.address6(at + 4);
  // ARCNET's are set by switches
  if (length === 1) return;
  if (length === 7 && type === AX25) {
    const letters = frame.tools.hardware.mapCallsign(frame.view.getUint32(at), frame.view.getUint16(at + 4));
    return letters.forEach((letter, i) => frame.set8(at + i, letter << 1));
  }
  frame.blank(at, at + length);
}
