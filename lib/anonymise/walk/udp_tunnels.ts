/**
 * Tunnels over UDP, known by their ports and by what they must look like: what does not is payload.
 *
 * Sources: RFC 7348 (VXLAN), draft-ietf-nvo3-vxlan-gpe, RFC 8926 (Geneve), 3GPP TS 29.281 (GTP-U), RFC 4380 (Teredo), RFC 2661
 * (L2TP), RFC 7510 (MPLS), RFC 9300 (LISP); for TZSP its description.
 *
 * @module
 */
import { LINK } from "../../packet/wire/mod.ts";
import type { Frame } from "./frame.ts";

/** Owns all bytes from the tunnel's header to the end. */
type Tunnel = (frame: Frame, at: number, end: number) => void;

interface Row {
  /** Whether what is there can be its header. */
  is(frame: Frame, at: number, end: number): boolean;
  readonly rewrite: Tunnel;
}
const VXLAN: Row = {
  is: ({ bytes }, at, end) => end - at >= 22 && (bytes[at] & 0x08) !== 0,
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
const VXLAN_GPE: Row = {
  is: ({ bytes }, at, end) => end - at >= 12 && (bytes[at] & 0x08) !== 0,
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
const GENEVE: Row = {
  is: ({ bytes }, at, end) => end - at >= 8 && bytes[at] >> 6 === 0 && at + 8 + (bytes[at] & 0x3f) * 4 <= end,
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
const GTP: Row = {
  is: (frame, at, end) => end - at >= 8 && (frame.bytes[at] & 0xf0) === 0x30,
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
const TEREDO: Row = {
  is: ({ bytes }, at, end) => end - at >= 8 && (bytes[at] >> 4 === 6 || bytes[at] === 0 && bytes[at + 1] <= 1),
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
const L2TP: Row = {
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
const MPLS: Row = {
  is: (_frame, at, end) => end - at >= 4,
  rewrite: (frame, at, end) => frame.layers.mpls(frame, at, end),
};
const LISP: Row = {
  is: ({ bytes }, at, end) => end - at >= 28 && (bytes[at + 8] >> 4 === 4 || bytes[at + 8] >> 4 === 6),
  rewrite(frame, at, end) {
    frame.keep(at + 8);
    frame.layers.ip(frame, at + 8, end);
  },
};
const TZSP: Row = {
  is: ({ bytes }, at, end) => end - at >= 6 && bytes[at] === 1 && bytes[at + 1] <= 1,
  rewrite: (frame, at, end) => frame.layers.link(frame, at, end, LINK.TZSP),
};

const ROWS: ReadonlyMap<number, Row> = new Map([
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
  for (const port of [target, source]) {
    const row = ROWS.get(port);
    if (row?.is(frame, at + 8, end)) return row.rewrite;
  }
}
