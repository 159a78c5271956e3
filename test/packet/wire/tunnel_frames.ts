/**
 * Frames with packets in tunnels, byte by byte as the tunnels' documents draw them; and what is none, or cannot be opened.
 *
 * @module
 */
import { bytes, ethernet, type Frame, ip4, ip6, type Part, SOURCE4, SOURCE6, TARGET4, TARGET6, tcp } from "./frames.ts";

export interface TunnelFrame extends Frame {
  /** Names and identifiers of the tunnels, outermost first: `vxlan 100`; without one where there is none. */
  readonly tunnels: readonly string[];
}
const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
const u24 = (value: number): number[] => [value >>> 16 & 255, ...u16(value)];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];
const INNER_SOURCE = "0a 01 01 01", INNER_TARGET = "0a 01 01 02";
const AT_HOME = { from: INNER_SOURCE, to: INNER_TARGET };
export const udpTo = (port: number, body: Uint8Array, from = 50000, length = 8 + body.length): Uint8Array =>
  bytes(u16(from), u16(port), u16(length), 0, 0, body);
/** What is inside. */
export const inner4 = ip4(tcp(4), { ...AT_HOME, protocol: 6 });
const udpInner = bytes(u16(5000), u16(53000), u16(12), 0, 0, "61 61 61 61");
const inner6 = bytes("60 00 00 00", u16(12), 17, 64, SOURCE6.replace("01", "02"), TARGET6, udpInner);
const innerFrame = ethernet(0x800, inner4);
const label = (value: number, last: number): number[] => u32(value << 12 | last << 8 | 64);

const gre = (flags: number, type: number, ...parts: readonly Part[]) => bytes(u16(flags), u16(type), ...parts);
export const vxlan = (id: number, body: Uint8Array, flags = 8): Uint8Array => bytes(flags, 0, 0, 0, u24(id), 0, body);
const geneve = (id: number, type: number, body: Uint8Array, options: Part = []) =>
  bytes(bytes(options).length / 4, 0, u16(type), u24(id), 0, options, body);
export const gtp = (teid: number, body: Uint8Array, type = 255): Uint8Array =>
  bytes(0x30, type, u16(body.length), u32(teid), body);
const gtpWith = (flags: number, teid: number, optional: readonly Part[], body: Uint8Array) => {
  const behind = bytes(...optional, body);
  return bytes(0x30 | flags, 255, u16(behind.length), u32(teid), behind);
};
const erspan = (version: number, session: number, ...rest: readonly Part[]) =>
  bytes(version << 4, 10, u16(0x0000 | session), ...rest);

const frame = (name: string, type: number, packet: Uint8Array, ...tunnels: readonly string[]): TunnelFrame => ({
  ...{ name, linkType: 1, bytes: ethernet(type, packet), tunnels },
});
const on4 = (name: string, protocol: number, body: Uint8Array, ...tunnels: readonly string[]) =>
  frame(name, 0x800, ip4(body, { protocol }), ...tunnels);
const overUdp = (name: string, port: number, body: Uint8Array, ...tunnels: readonly string[]) =>
  frame(name, 0x800, ip4(udpTo(port, body)), ...tunnels);

const IN_IP: readonly TunnelFrame[] = [
  on4("IPv4 in IPv4", 4, inner4, "ipip"),
  on4("IPv6 in IPv4", 41, inner6, "6in4"),
  frame("IPv4 in IPv6", 0x86dd, ip6(inner4, 4), "4in6"),
  frame("IPv6 in IPv6", 0x86dd, ip6(inner6, 41), "ipip"),
  frame("IPv6 in IPv6, behind destination options", 0x86dd, ip6(bytes(41, 0, "01 04 00 00 00 00", inner6), 60), "ipip"),
  on4("IPv4 by its number, IPv6 by its version", 4, inner6, "6in4"),
  on4("IPv4 in IPv4, three times", 4, ip4(ip4(inner4, { protocol: 4 }), { protocol: 4 }), "ipip", "ipip", "ipip"),
  on4("IPv4 in IPv4, a first fragment", 4, ip4(tcp(20), { ...AT_HOME, protocol: 6, fragment: 0x2000 }), "ipip"),
  on4("IPv4 in IPv4, a later fragment", 4, ip4(tcp(20), { ...AT_HOME, protocol: 6, fragment: 5 }), "ipip"),
];
const IN_GRE: readonly TunnelFrame[] = [
  on4("GRE", 47, gre(0, 0x800, inner4), "gre"),
  on4("GRE, key", 47, gre(0x2000, 0x800, u32(0xfffffffe), inner4), "gre 4294967294"),
  on4("GRE, checksum, key and number", 47, gre(0xb000, 0x800, u32(0), u32(7), u32(1), inner4), "gre 7"),
  on4("GRE, IPv6", 47, gre(0, 0x86dd, inner6), "gre"),
  on4("GRE, bridged", 47, gre(0x2000, 0x6558, u32(9), innerFrame), "gre 9"),
  on4("GRE, bridged with a tag", 47, gre(0, 0x6558, ethernet(0x8100, u16(5), u16(0x800), inner4)), "gre"),
  on4("GRE, MPLS", 47, gre(0, 0x8847, label(17, 1), inner4), "gre"),
  on4("GRE, a keep-alive", 47, gre(0, 0)),
  on4("GRE, source routes", 47, gre(0x4000, 0x800, u32(0), inner4)),
  on4("GRE of PPTP", 47, gre(0x3001, 0x880b, u16(4), u16(1), u32(1), "ff 03 c0 21")),
  frame("GRE over IPv6", 0x86dd, ip6(gre(0, 0x800, inner4), 47), "gre"),
  on4("ERSPAN, the first", 47, gre(0, 0x88be, innerFrame), "erspan"),
  on4("ERSPAN, the second", 47, gre(0x1000, 0x88be, u32(1), erspan(1, 100, u32(0)), innerFrame), "erspan 100"),
  on4(
    "ERSPAN, the third",
    47,
    gre(0x1000, 0x22eb, u32(1), erspan(2, 1023, u32(5), 0, 0, 0x80, 0), innerFrame),
    "erspan 1023",
  ),
  on4(
    "ERSPAN, the third, with a header of its platform",
    47,
    gre(0x1000, 0x22eb, u32(1), erspan(2, 3, u32(5), 0, 0, 0x80, 1), Array(8).fill(0), innerFrame),
    "erspan 3",
  ),
  on4(
    "ERSPAN, the third, a packet",
    47,
    gre(0x1000, 0x22eb, u32(1), erspan(2, 3, u32(5), 0, 0, 0x08, 0), inner4),
    "erspan 3",
  ),
  on4("ERSPAN of another version", 47, gre(0x1000, 0x88be, u32(1), erspan(3, 1, u32(0)), innerFrame)),
];
const IN_UDP: readonly TunnelFrame[] = [
  overUdp("VXLAN", 4789, vxlan(100, innerFrame), "vxlan 100"),
  overUdp("VXLAN, at Linux's old port", 8472, vxlan(0xffffff, innerFrame), "vxlan 16777215"),
  overUdp("VXLAN, with a group's policy", 4789, vxlan(3, innerFrame, 0x88), "vxlan 3"),
  overUdp("VXLAN without an identifier", 4789, vxlan(3, innerFrame, 0)),
  overUdp("VXLAN's extension, IPv4", 4790, bytes(0x0c, 0, 0, 1, u24(4), 0, inner4), "vxlan 4"),
  overUdp("VXLAN's extension, IPv6", 4790, bytes(0x0c, 0, 0, 2, u24(4), 0, inner6), "vxlan 4"),
  overUdp("VXLAN's extension, a frame", 4790, bytes(0x0c, 0, 0, 3, u24(4), 0, innerFrame), "vxlan 4"),
  overUdp("VXLAN's extension, a chain of services", 4790, bytes(0x0c, 0, 0, 4, u24(4), 0, Array(40).fill(0))),
  overUdp("Geneve", 6081, geneve(1, 0x6558, innerFrame), "geneve 1"),
  overUdp("Geneve, options", 6081, geneve(1, 0x6558, innerFrame, [1, 2, 3, 1, ...u32(4)]), "geneve 1"),
  overUdp("Geneve, IPv4", 6081, geneve(0, 0x800, inner4), "geneve 0"),
  overUdp("Geneve, IPv6", 6081, geneve(2, 0x86dd, inner6), "geneve 2"),
  overUdp("Geneve of another version", 6081, bytes(0x40, geneve(2, 0x6558, innerFrame).subarray(1))),
  overUdp("GTP-U", 2152, gtp(0xfffffff0, inner4), "gtpu 4294967280"),
  overUdp("GTP-U, IPv6", 2152, gtp(5, inner6), "gtpu 5"),
  overUdp("GTP-U, a number", 2152, gtpWith(2, 5, [0, 1, 0, 0], inner4), "gtpu 5"),
  overUdp("GTP-U, a session's header", 2152, gtpWith(4, 5, [0, 0, 0, 0x85, 1, 0x10, 9, 0], inner4), "gtpu 5"),
  overUdp("GTP-U, a header of no length", 2152, gtpWith(4, 5, [0, 0, 0, 0x85, 0, 0, 0, 0], inner4)),
  overUdp("GTP-U, an echo", 2152, gtp(0, bytes(14, 0), 1)),
  overUdp("Teredo", 3544, inner6, "teredo"),
  overUdp("Teredo, an origin", 3544, bytes(0, 0, u16(0x1234), u32(0x01020304), inner6), "teredo"),
  overUdp(
    "Teredo, authenticated, an origin",
    3544,
    bytes(0, 1, 0, 0, Array(9).fill(0), 0, 0, Array(6).fill(1), inner6),
    "teredo",
  ),
  frame("Teredo, from a server", 0x800, ip4(udpTo(40000, inner6, 3544)), "teredo"),
  overUdp("Teredo's port, something else", 3544, bytes("65 65 65 65", Array(40).fill(0xff))),
  overUdp("MPLS in UDP", 6635, bytes(label(300, 1), inner4), "mpls 300"),
  overUdp("MPLS in UDP, two labels, IPv6", 6635, bytes(label(300, 0), label(16, 1), inner6), "mpls 300"),
  frame("VXLAN over IPv6", 0x86dd, ip6(udpTo(4789, vxlan(1, innerFrame))), "vxlan 1"),
  frame("VXLAN's port as the source", 0x800, ip4(udpTo(50000, vxlan(1, innerFrame), 4789))),
];
const NESTED: readonly TunnelFrame[] = [
  on4(
    "GRE, VXLAN in it, IPv6 in that",
    47,
    gre(0x2000, 0x800, u32(1), ip4(udpTo(4789, vxlan(2, ethernet(0x800, ip4(inner6, { protocol: 41 })))))),
    "gre 1",
    "vxlan 2",
    "6in4",
  ),
  overUdp(
    "GTP-U in GTP-U in Geneve",
    6081,
    geneve(1, 0x800, ip4(udpTo(2152, gtp(2, ip4(udpTo(2152, gtp(3, inner4))))))),
    "geneve 1",
    "gtpu 2",
    "gtpu 3",
  ),
];
/** UDP's length ends what it carries. */
const SHORT: readonly TunnelFrame[] = [
  frame(
    "VXLAN in less than the packet",
    0x800,
    ip4(bytes(udpTo(4789, vxlan(1, innerFrame)), Array(9).fill(0))),
    "vxlan 1",
  ),
];
export const TUNNEL_FRAMES: readonly TunnelFrame[] = [...IN_IP, ...IN_GRE, ...IN_UDP, ...NESTED, ...SHORT];
export { SOURCE4, TARGET4 };
