/**
 * Frames of every link type and nesting that leads to IP, byte by byte as their documents draw them.
 *
 * @module
 */

/** What a list of bytes is made of: numbers are bytes, texts are bytes in hexadecimal. */
export type Part = number | string | readonly number[] | Uint8Array;

export function bytes(...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => {
    if (typeof part === "number") return [part];
    if (typeof part === "string") {
      return (part.replaceAll(/[^0-9a-f]/g, "").match(/../g) ?? []).map((x) => parseInt(x, 16));
    }
    return [...part];
  }));
}
const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];
const little16 = (value: number): number[] => [value & 255, value >> 8];

export const SOURCE4 = "c0 00 02 01", TARGET4 = "c6 33 64 07";
export const SOURCE6 = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01";
export const TARGET6 = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02";

export const udp = (payload = 4, from = 5000, to = 53): Uint8Array =>
  bytes(u16(from), u16(to), u16(8 + payload), 0, 0, Array(payload).fill(0x61));
export const tcp = (payload = 0, flags = 0x10, from = 40000, to = 80): Uint8Array =>
  bytes(u16(from), u16(to), u32(1000), u32(2000), 0x50, flags, u16(8192), 0, 0, 0, 0, Array(payload).fill(0x62));

export interface Ip4 {
  readonly protocol?: number;
  readonly options?: Part;
  readonly total?: number;
  readonly fragment?: number;
  readonly version?: number;
  readonly headerWords?: number;
  readonly from?: string;
  readonly to?: string;
}
/** RFC 791. */
export function ip4(inner: Uint8Array = udp(), settings: Ip4 = {}): Uint8Array<ArrayBuffer> {
  const { protocol = 17, options = "", fragment = 0, version = 4, from = SOURCE4, to = TARGET4 } = settings;
  const extra = bytes(options);
  const { total = 20 + extra.length + inner.length, headerWords = 5 + extra.length / 4 } = settings;
  const first = version << 4 | headerWords;
  return bytes(first, 0, u16(total), u16(1), u16(fragment), 64, protocol, 0, 0, from, to, extra, inner);
}
/** RFC 8200; `inner` begins with the extension headers, if any. */
export function ip6(inner: Uint8Array = udp(), next = 17, length = inner.length): Uint8Array<ArrayBuffer> {
  return bytes("60 00 00 00", u16(length), next, 64, SOURCE6, TARGET6, inner);
}
const MACS = "02 00 00 00 00 02 02 00 00 00 00 01";
/** Addresses with a vendor's prefix: by that tshark tells a frame under labels. */
const VENDOR = "00 1b 21 aa bb 02 00 1b 21 aa bb 01";
export const ethernet = (type: number, ...parts: readonly Part[]): Uint8Array<ArrayBuffer> =>
  bytes(MACS, u16(type), ...parts);

/** An extension header of `units` times 8 bytes. */
const extension = (next: number, units = 1): Uint8Array =>
  bytes(next, units - 1, "01 04 00 00 00 00", Array(8 * (units - 1)).fill(0));
const fragmentHeader = (next: number, offset: number, more: number): Uint8Array =>
  bytes(next, 0, u16(offset << 3 | more), u32(77));
const authentication = (next: number): Uint8Array => bytes(next, 4, 0, 0, u32(256), u32(1), Array(12).fill(9));
const snap = (type: number): Uint8Array => bytes("aa aa 03 00 00 00", u16(type));

const RADIO = "08 02 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 10 00";
const QOS = "88 02 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 10 00 00 00";
const SLL = (type: number, hardware: number, protocol: number) =>
  bytes(u16(type), u16(hardware), u16(6), "02 00 00 00 00 01 00 00", u16(protocol));
const SLL2 = (type: number, hardware: number, protocol: number) =>
  bytes(u16(protocol), 0, 0, u32(2), u16(hardware), type, 6, "02 00 00 00 00 01 00 00");
const label = (value: number, last: number): number[] => u32(value << 12 | last << 8 | 64);

export interface Frame {
  readonly name: string;
  readonly linkType: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
const frame = (name: string, linkType: number, ...parts: readonly Part[]): Frame => ({
  name,
  linkType,
  bytes: bytes(...parts),
});
const onEthernet = (name: string, type: number, ...parts: readonly Part[]): Frame =>
  frame(name, 1, ethernet(type, ...parts));

const LINKS: readonly Frame[] = [
  onEthernet("Ethernet, IPv4, UDP", 0x800, ip4()),
  onEthernet("Ethernet, IPv4, TCP", 0x800, ip4(tcp(3), { protocol: 6 })),
  onEthernet("Ethernet, IPv6, UDP", 0x86dd, ip6()),
  onEthernet("Ethernet, IPv6, TCP", 0x86dd, ip6(tcp(3), 6)),
  onEthernet("Ethernet, padded", 0x800, ip4(udp(1)), Array(17).fill(0)),
  onEthernet("802.1Q", 0x8100, u16(7), u16(0x800), ip4()),
  onEthernet("802.1ad over 802.1Q", 0x88a8, u16(7), u16(0x8100), u16(8), u16(0x86dd), ip6()),
  onEthernet("the old QinQ", 0x9100, u16(7), u16(0x8100), u16(8), u16(0x800), ip4()),
  onEthernet("802.1Q over LLC and SNAP", 0x8100, u16(7), u16(40), snap(0x800), ip4()),
  onEthernet("802.1ah", 0x88e7, u32(5), MACS, u16(0x800), ip4()),
  onEthernet("MACsec, not encrypted", 0x88e5, 0, 0, u32(1), u16(0x800), ip4(), Array(16).fill(0)),
  onEthernet(
    "MACsec with channel, not encrypted",
    0x88e5,
    0x20,
    0,
    u32(1),
    Array(8).fill(1),
    u16(0x800),
    ip4(),
    Array(16).fill(0),
  ),
  onEthernet("MACsec, encrypted", 0x88e5, 0x0c, 0, u32(1), u16(0x800), ip4(), Array(16).fill(0)),
  onEthernet("VN-Tag", 0x8926, u32(5), u16(0x800), ip4()),
  onEthernet("LLC and SNAP", 60, snap(0x800), ip4()),
  onEthernet("LLC with IP's own point", 60, "06 06 03", ip4()),
  onEthernet("LLC, spanning tree", 60, "42 42 03", Array(40).fill(0)),
  onEthernet("ARP", 0x806, "00 01 08 00 06 04 00 01", Array(20).fill(1)),
  onEthernet("LLDP", 0x88cc, "02 07 04 00 00 00 00 00 00", Array(40).fill(0)),
  onEthernet("MPLS, IPv4", 0x8847, label(100, 0), label(200, 1), ip4()),
  onEthernet("MPLS, IPv6", 0x8847, label(100, 1), ip6()),
  onEthernet("MPLS multicast", 0x8848, label(100, 1), ip4()),
  onEthernet("MPLS, Ethernet behind a control word", 0x8847, label(100, 1), u32(0), VENDOR, u16(0x800), ip4()),
  onEthernet("MPLS, Ethernet without control word", 0x8847, label(100, 1), VENDOR, u16(0x800), ip4()),
  onEthernet(
    "MPLS, a tagged frame behind a control word",
    0x8847,
    label(100, 1),
    u32(9),
    VENDOR,
    "81 00 00 07 86 dd",
    ip6(),
  ),
  onEthernet("MPLS, no last label", 0x8847, label(100, 0), label(100, 0)),
  onEthernet("PPPoE, IPv4", 0x8864, 0x11, 0, u16(1), u16(34), u16(0x21), ip4()),
  onEthernet("PPPoE, IPv6", 0x8864, 0x11, 0, u16(1), u16(54), u16(0x57), ip6()),
  onEthernet("PPPoE, LCP", 0x8864, 0x11, 0, u16(1), u16(10), u16(0xc021), "01 01 00 08 01 04 05 d4"),
  onEthernet("PPPoE, protocol in one byte", 0x8864, 0x11, 0, u16(1), u16(33), 0x21, ip4()),
  onEthernet("PPPoE, IPv6, protocol in one byte", 0x8864, 0x11, 0, u16(1), u16(53), 0x57, ip6()),
  onEthernet("PPPoE, MPLS", 0x8864, 0x11, 0, u16(1), u16(38), u16(0x281), label(100, 1), ip4()),
  onEthernet(
    "PPPoE in a VLAN, protocol in one byte",
    0x8100,
    u16(7),
    u16(0x8864),
    0x11,
    0,
    u16(1),
    u16(33),
    0x21,
    ip4(),
  ),
  onEthernet("PPPoE, compression control", 0x8864, 0x11, 0, u16(1), u16(6), u16(0x8021), "01 01 00 04"),
  frame("raw, IPv4", 101, ip4()),
  frame("raw, IPv6", 101, ip6()),
  frame("raw, neither", 101, ip4(udp(), { version: 5 })),
  frame("12, IPv4", 12, ip4()),
  frame("14, IPv6", 14, ip6()),
  frame("228", 228, ip4()),
  frame("229", 229, ip6()),
  frame("NULL, little", 0, "02 00 00 00", ip4()),
  frame("NULL, big", 0, "00 00 00 02", ip4()),
  frame("NULL, NetBSD's IPv6", 0, "18 00 00 00", ip6()),
  frame("NULL, FreeBSD's IPv6", 0, "1c 00 00 00", ip6()),
  frame("NULL, macOS's IPv6", 0, "00 00 00 1e", ip6()),
  frame("NULL, AppleTalk", 0, "10 00 00 00", ip4()),
  frame("LOOP, IPv4", 108, "00 00 00 02", ip4()),
  frame("LOOP, OpenBSD's IPv6", 108, "00 00 00 18", ip6()),
  frame("PPP, HDLC's address", 9, "ff 03 00 21", ip4()),
  frame("PPP, IPv6", 9, "ff 03 00 57", ip6()),
  frame("PPP without address", 9, "00 21", ip4()),
  frame("PPP, protocol in one byte", 9, "21", ip4()),
  frame("PPP, protocol in one byte behind HDLC's address", 9, "ff 03 21", ip4()),
  frame("PPP without address, IPv6, protocol in one byte", 9, "57", ip6()),
  frame("PPP with direction, protocol in one byte", 204, "01 21", ip4()),
  frame("50, protocol in one byte behind HDLC's address", 50, "ff 03 57", ip6()),
  frame("51, PPPoE, protocol in one byte", 51, 0x11, 0, u16(1), u16(33), 0x21, ip4()),
  frame("PPP, MPLS", 9, "ff 03 02 81", label(100, 1), ip4()),
  frame("PPP, link control", 9, "ff 03 c0 21 01 01 00 08 01 04 05 d4"),
  frame("50, PPP", 50, "ff 03 00 21", ip4()),
  frame("50, Cisco's HDLC", 50, "0f 00 08 00", ip4()),
  frame("51, PPPoE", 51, 0x11, 0, u16(1), u16(34), u16(0x21), ip4()),
  frame("Cisco's HDLC", 104, "0f 00 08 00", ip4()),
  frame("Cisco's HDLC, IPv6", 104, "8f 00 86 dd", ip6()),
  frame("PPP with direction, in", 204, "00 ff 03 00 21", ip4()),
  frame("PPP with direction, out", 204, "01 ff 03 00 21", ip4()),
  frame("SLL, IPv4 to us", 113, SLL(0, 1, 0x800), ip4()),
  frame("SLL, IPv6 from us", 113, SLL(4, 1, 0x86dd), ip6()),
  frame("SLL, VLAN", 113, SLL(0, 1, 0x8100), u16(7), u16(0x800), ip4()),
  frame("SLL, LLC", 113, SLL(0, 1, 4), snap(0x800), ip4()),
  frame("SLL, netlink", 113, SLL(4, 824, 0), Array(30).fill(0)),
  frame("SLL2, IPv4 to us", 276, SLL2(0, 1, 0x800), ip4()),
  frame("SLL2, IPv6 from us", 276, SLL2(4, 1, 0x86dd), ip6()),
  frame("SLL2, netlink", 276, SLL2(4, 824, 0), Array(30).fill(0)),
  frame(
    "NFLOG, little",
    239,
    2,
    0,
    0,
    1,
    little16(5),
    little16(10),
    0x78,
    "00 00 00",
    little16(4 + 32),
    little16(9),
    ip4(),
  ),
  frame("NFLOG, IPv6", 239, 10, 0, 0, 1, little16(4 + 52), little16(9), ip6()),
  frame(
    "PFLOG",
    117,
    61,
    2,
    0,
    0,
    "65 6d 30",
    Array(13).fill(0),
    Array(16).fill(0),
    u32(1),
    u32(2),
    Array(16).fill(0),
    1,
    0,
    0,
    0,
    ip4(),
  ),
  frame("a link type that nobody decodes", 147, ip4()),
];
const RADIOS: readonly Frame[] = [
  frame("802.11", 105, RADIO, snap(0x800), ip4()),
  frame("802.11 with quality of service", 105, QOS, snap(0x86dd), ip6()),
  frame("802.11, four addresses", 105, "08 03", RADIO.slice(5), "02 00 00 00 00 04", snap(0x800), ip4()),
  frame("802.11, encrypted", 105, "08 42", RADIO.slice(5), snap(0x800), ip4()),
  frame("802.11, null data", 105, "48 01", RADIO.slice(5)),
  frame("802.11, beacon", 105, "80 00", RADIO.slice(5), Array(20).fill(0)),
  frame("802.11, acknowledgment", 105, "d4 00 00 00 02 00 00 00 00 01"),
  frame("radiotap", 127, "00 00 08 00 00 00 00 00", RADIO, snap(0x800), ip4()),
  frame(
    "radiotap with time and flags",
    127,
    "00 00 12 00 03 00 00 00",
    Array(8).fill(1),
    "00 00",
    RADIO,
    snap(0x800),
    ip4(),
  ),
  frame(
    "radiotap, padded body",
    127,
    "00 00 12 00 03 00 00 00",
    Array(8).fill(1),
    "20 00",
    QOS,
    "00 00",
    snap(0x800),
    ip4(),
  ),
  frame(
    "radiotap, two words of what is present",
    127,
    "00 00 10 00 02 00 00 80 00 00 00 00 20 00 00 00",
    QOS,
    "00 00",
    snap(0x800),
    ip4(),
  ),
  frame("Prism", 119, "00 00 00 44 90 00 00 00", Array(136).fill(0), RADIO, snap(0x800), ip4()),
  frame("Prism, AVS in its place", 119, "80 21 10 01 00 00 00 40", Array(56).fill(0), RADIO, snap(0x800), ip4()),
  frame("AVS", 163, "80 21 10 01 00 00 00 40", Array(56).fill(0), RADIO, snap(0x800), ip4()),
];
const INTERNET: readonly Frame[] = [
  onEthernet("IPv4 with options", 0x800, ip4(udp(), { options: "94 04 00 00" })),
  onEthernet("IPv4, first fragment", 0x800, ip4(udp(24), { fragment: 0x2000 })),
  onEthernet("IPv4, later fragment", 0x800, ip4(udp(), { fragment: 0x2003 })),
  onEthernet("IPv4, last fragment", 0x800, ip4(udp(), { fragment: 0x0003 })),
  onEthernet("IPv4, DF", 0x800, ip4(udp(), { fragment: 0x4000 })),
  onEthernet("IPv4, total length 0", 0x800, ip4(tcp(30), { protocol: 6, total: 0 })),
  onEthernet("IPv4, total length under the header's", 0x800, ip4(udp(), { total: 12 })),
  onEthernet("IPv4, total length beyond the frame", 0x800, ip4(udp(), { total: 1000 })),
  onEthernet("IPv4, header of four words", 0x800, ip4(udp(), { headerWords: 4 })),
  onEthernet("IPv4, header beyond the packet", 0x800, ip4(udp(), { headerWords: 15 })),
  onEthernet("IPv4, version 5", 0x800, ip4(udp(), { version: 5 })),
  onEthernet("IPv4, authenticated TCP", 0x800, ip4(bytes(authentication(6), tcp(2)), { protocol: 51 })),
  onEthernet("IPv4, ESP", 0x800, ip4(bytes(u32(1), u32(1), Array(32).fill(7)), { protocol: 50 })),
  onEthernet("IPv4 in IPv4", 0x800, ip4(ip4(), { protocol: 4 })),
  onEthernet("IPv4, nothing behind it", 0x800, ip4(bytes(), { protocol: 17 })),
  onEthernet("IPv6, hop-by-hop", 0x86dd, ip6(bytes(extension(17), udp()), 0)),
  onEthernet("IPv6, routing", 0x86dd, ip6(bytes(6, 0, 0, 0, u32(0), tcp()), 43)),
  onEthernet("IPv6, destination options", 0x86dd, ip6(bytes(extension(6, 2), tcp()), 60)),
  onEthernet(
    "IPv6, three extensions",
    0x86dd,
    ip6(bytes(extension(60), extension(44), fragmentHeader(17, 0, 0), udp()), 0),
  ),
  onEthernet("IPv6, first fragment", 0x86dd, ip6(bytes(fragmentHeader(17, 0, 1), udp(24)), 44)),
  onEthernet("IPv6, later fragment", 0x86dd, ip6(bytes(fragmentHeader(17, 3, 0), udp(24)), 44)),
  onEthernet("IPv6, authenticated UDP", 0x86dd, ip6(bytes(authentication(17), udp()), 51)),
  onEthernet("IPv6, ESP", 0x86dd, ip6(bytes(u32(1), u32(1), Array(32).fill(7)), 50)),
  onEthernet("IPv6, mobility", 0x86dd, ip6(bytes(59, 0, 0, 0, 0, 0, 0, 0), 135)),
  onEthernet("IPv6, no next header", 0x86dd, ip6(bytes(), 59)),
  onEthernet("IPv6, length 0 with TCP", 0x86dd, ip6(tcp(20), 6, 0)),
  onEthernet("IPv6, version 4", 0x86dd, bytes("40", ip6().subarray(1))),
];
export const FRAMES: readonly Frame[] = [...LINKS, ...RADIOS, ...INTERNET];
