/**
 * Tunnels over UDP, known by their ports and by what they must look like: what does not is payload.
 *
 * Sources: RFC 7348 (VXLAN), draft-ietf-nvo3-vxlan-gpe, RFC 8926 (Geneve), 3GPP TS 29.281 (GTP-U), RFC 4380 (Teredo), RFC 2661
 * (L2TP), RFC 7510 (MPLS), RFC 9300 (LISP); for TZSP its description.
 *
 * @module
 */
import { ETHERTYPE, LINK } from "../../packet/wire/mod.ts";
import type { Frame } from "./frame.ts";

/** Owns all bytes from the tunnel's header to the end. */
type Tunnel = (frame: Frame, at: number, end: number) => void;

interface UdpTunnel {
  /**
   * Whether what is there can be its header.
   * @param length bytes on the wire, those behind the end included
   */
  is(frame: Frame, at: number, end: number, length: number): boolean;
  readonly rewrite: Tunnel;
}
/** What a frame of Ethernet in a tunnel may hold, so that payload of another kind is not taken for one. */
const CARRIED: ReadonlySet<number> = new Set(Object.values(ETHERTYPE));
function isFrame(frame: Frame, at: number, end: number): boolean {
  if (end - at < 14) return false;
  const type = frame.u16(at + 12);
  return CARRIED.has(type) || type <= 1500;
}
/** A packet of IP that is as long as it can be there. */
function isPacket(frame: Frame, at: number, end: number, length: number): boolean {
  const version = end - at < 20 ? 0 : frame.bytes[at] >> 4;
  if (version === 4) return (frame.bytes[at] & 15) >= 5 && frame.u16(at + 2) <= length && frame.u16(at + 2) >= 20;
  return version === 6 && 40 + frame.u16(at + 4) <= length;
}
const VXLAN: UdpTunnel = {
  // with or without a group's policy (draft-smith-vxlan-group-policy)
  is: (frame, at, end) => (frame.bytes[at] & 0x7f) === 0x08 && frame.bytes[at + 7] === 0 && isFrame(frame, at + 8, end),
  rewrite(frame, at, end) {
    frame.keep(at + 8);
    frame.layers.link(frame, at + 8, end, LINK.ETHERNET);
  },
};
const GPE_PROTOCOLS: Readonly<Record<number, "ip" | "ethernet" | "mpls">> = {
  1: "ip",
  2: "ip",
  3: "ethernet",
  5: "mpls",
};
const VXLAN_GPE: UdpTunnel = {
  is: ({ bytes }, at, end) => end - at >= 12 && (bytes[at] & 0xc8) === 0x08 && bytes[at + 7] === 0,
  rewrite(frame, at, end) {
    const { bytes, layers } = frame;
    const carried = bytes[at] & 0x04 ? GPE_PROTOCOLS[bytes[at + 3]] : "ethernet";
    frame.keep(at + 8);
    if (carried === "ip") layers.ip(frame, at + 8, end);
    else if (carried === "ethernet") layers.link(frame, at + 8, end, LINK.ETHERNET);
    else if (carried === "mpls") layers.mpls(frame, at + 8, end);
    else frame.blank(at + 8, end);
  },
};
const GENEVE: UdpTunnel = {
  is: (frame, at, end) =>
    end - at >= 8 && frame.bytes[at] >> 6 === 0 && at + 8 + (frame.bytes[at] & 0x3f) * 4 <= end &&
    (frame.bytes[at + 1] & 0x3f) === 0 && (frame.u16(at + 2) === 0x6558 || CARRIED.has(frame.u16(at + 2))),
  rewrite(frame, at, end) {
    const { bytes, layers } = frame, body = at + 8 + (bytes[at] & 0x3f) * 4;
    // of options their kinds and lengths
    for (let option = at + 8; option + 4 <= body;) {
      const next = Math.min(body, option + 4 + (bytes[option + 3] & 0x1f) * 4);
      frame.blank(option + 4, next);
      option = next;
    }
    frame.keep(body);
    const type = frame.u16(at + 2);
    if (type === 0x6558) layers.link(frame, body, end, LINK.ETHERNET);
    else layers.etherType(frame, type < 0x600 ? 0xffff : type, body, end);
  },
};
const G_PDU = 255, PDU_SESSION = 0x85;
const GTP: UdpTunnel = {
  is: (frame, at, end, length) =>
    end - at >= 8 && (frame.bytes[at] & 0xf0) === 0x30 && frame.u16(at + 2) + 8 === length,
  rewrite(frame, at, end) {
    const { bytes, layers } = frame;
    let body = at + 8;
    if (bytes[at] & 7) {
      let next = bytes[at + 11];
      body += 4;
      if (body > end) return frame.blank(at + 8, end);
      // further headers: a length in units of four bytes, and at the end what comes next
      while (bytes[at] & 4 && next !== 0 && body < end) {
        const stop = body + bytes[body] * 4;
        if (stop > end || stop === body) return frame.blank(body, end);
        if (next !== PDU_SESSION) frame.blank(body + 1, stop - 1);
        next = bytes[stop - 1];
        body = stop;
      }
    }
    frame.keep(body);
    const version = body < end ? bytes[body] >> 4 : 0;
    if (bytes[at + 1] === G_PDU && (version === 4 || version === 6)) layers.ip(frame, body, end);
    else frame.blank(body, end);
  },
};
const TEREDO: UdpTunnel = {
  is: (frame, at, end, length) =>
    isPacket(frame, at, end, length) || end - at >= 8 && frame.bytes[at] === 0 && frame.bytes[at + 1] <= 1,
  rewrite(frame, at, end) {
    const { bytes, layers } = frame;
    if (bytes[at] === 0 && bytes[at + 1] === 1 && end - at >= 4) {
      // who is authenticated, and how: only that there is something
      const stop = at + 4 + bytes[at + 2] + bytes[at + 3] + 9;
      if (stop > end) return frame.blank(at, end);
      frame.blank(at + 4, stop);
      at = stop;
    }
    if (end - at >= 8 && bytes[at] === 0 && bytes[at + 1] === 0) {
      frame.keep(at + 4);
      invert(frame, at + 4);
      frame.address4(at + 4);
      invert(frame, at + 4);
      at += 8;
    }
    if (at < end && bytes[at] >> 4 === 6) layers.ip(frame, at, end);
    else frame.blank(at, end);
  },
};
/** An address that is hidden from what changes addresses on the way. */
function invert(frame: Frame, at: number): void {
  frame.set32(at, ~frame.view.getInt32(at));
}
const L2TP: UdpTunnel = {
  // version 2, data
  is: (frame, at, end) => end - at >= 8 && (frame.u16(at) & 0x800f) === 2,
  rewrite(frame, at, end) {
    const flags = frame.u16(at);
    let body = at + 6 + (flags & 0x4000 ? 2 : 0) + (flags & 0x0800 ? 4 : 0);
    if (flags & 0x0200 && body + 2 <= end) body += 2 + frame.u16(body);
    if (body > end) return frame.blank(at, end);
    frame.keep(body);
    frame.layers.ppp(frame, body, end);
  },
};
const MPLS: UdpTunnel = {
  is: (frame, at, end, length) =>
    end - at >= 4 && (!(frame.bytes[at + 2] & 1) || isPacket(frame, at + 4, end, length - 4) || length < 24),
  rewrite: (frame, at, end) => frame.layers.mpls(frame, at, end),
};
const LISP: UdpTunnel = {
  is: (frame, at, end, length) => isPacket(frame, at + 8, end, length - 8),
  rewrite(frame, at, end) {
    frame.keep(at + 8);
    frame.layers.ip(frame, at + 8, end);
  },
};
const TZSP: UdpTunnel = {
  is: ({ bytes }, at, end) => end - at >= 6 && bytes[at] === 1 && bytes[at + 1] <= 1,
  rewrite: (frame, at, end) => frame.layers.link(frame, at, end, LINK.TZSP),
};

const ROWS: ReadonlyMap<number, UdpTunnel> = new Map([
  [1701, L2TP],
  [2152, GTP],
  [3544, TEREDO],
  [4341, LISP],
  [4789, VXLAN],
  // Linux, before there was a number
  [8472, VXLAN],
  [4790, VXLAN_GPE],
  [6081, GENEVE],
  [6635, MPLS],
  [37008, TZSP],
]);
const isTunnelPort = new Uint8Array(0x10000);
for (const port of ROWS.keys()) isTunnelPort[port] = 1;

/** What rewrites the payload of the datagram at an address, by the port it goes to, or comes from; undefined for none. */
export function tunnelOf(frame: Frame, at: number, end: number): Tunnel | undefined {
  const target = frame.u16(at + 2), source = frame.u16(at);
  if ((isTunnelPort[target] | isTunnelPort[source]) === 0) return undefined;
  const length = frame.u16(at + 4) - 8;
  for (const port of [target, source]) {
    const row = ROWS.get(port);
    if (row?.is(frame, at + 8, end, length)) return row.rewrite;
  }
}
