/**
 * Frames of link types beside Ethernet, byte by byte as their documents draw them; each with one datagram in it, or with
 * what is none.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { bytes, ethernet, type Frame, ip4, ip6, type Part } from "./frames.ts";

/** What our decoder says of a direction: 1 in, 2 out. */
export interface LinkFrame extends Frame {
  readonly direction: 0 | 1 | 2;
}
const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];
const little16 = (value: number): number[] => [value & 255, value >> 8];
const little32 = (value: number): number[] => u32(value).reverse();
const text = (words: string, length: number): number[] =>
  Array.from({ length }, (_, i) => i < words.length ? words.charCodeAt(i) : 0);
const zeros = (count: number): number[] => Array(count).fill(0);
const MACS = "02 00 00 00 00 02 02 00 00 00 00 01";
const EUI64 = "02 00 00 ff fe 00 00 02 02 00 00 ff fe 00 00 01";
const snap = (type: number): Uint8Array => bytes("aa aa 03 00 00 00", u16(type));
const label = (value: number, last: number): number[] => u32(value << 12 | last << 8 | 64);
const eth4 = ethernet(0x800, ip4()), eth6 = ethernet(0x86dd, ip6());

const frame = (name: string, linkType: number, ...parts: readonly Part[]): LinkFrame => ({
  name,
  linkType,
  bytes: bytes(...parts),
  direction: 0,
});
const inbound = (name: string, linkType: number, ...parts: readonly Part[]): LinkFrame => ({
  ...frame(name, linkType, ...parts),
  direction: 1,
});
const outbound = (name: string, linkType: number, ...parts: readonly Part[]): LinkFrame => ({
  ...frame(name, linkType, ...parts),
  direction: 2,
});

/** PKTAP of macOS, version 1: 108 bytes. */
const pktap = (inner: number, flags: number, kind = 1, more = 0) =>
  bytes(
    ...[108 + more, kind, inner].map(little32),
    text("en0", 24),
    ...[flags, 2, 14, 0, 77].map(little32),
    text("curl", 20),
    little32(0),
    little16(6),
    little16(0),
    little32(77),
    text("curl", 20),
    zeros(more),
  );
/** Version 2: lengths and places in bytes, texts behind. */
const pktap2 = (inner: number, flags: number) =>
  bytes(
    [52, 0, 0, 40, 44, 0],
    little16(inner),
    little16(14),
    little16(0),
    little16(6),
    little16(17),
    ...[2, 0, 0, 77, 77, flags | 0x80000].map(little32),
    text("en0", 4),
    text("curl", 8),
  );
const ppi = (inner: number, ...fields: readonly Part[]) =>
  bytes(0, 0, little16(8 + bytes(...fields).length), little32(inner), ...fields);
const radio = bytes("08 02 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 10 00");
const ipnet = (version: number, family: number, hook: number, length: number) =>
  bytes(version, family, u16(hook), u32(length), u32(1), u32(0), u32(0), u32(0xffffffff));
const erf = (kind: number, inner: Uint8Array, ...extensions: readonly Part[]) => {
  const more = bytes(...extensions);
  const size = 16 + more.length + inner.length;
  return bytes(zeros(8), kind, 4, u16(size), 0, 0, u16(inner.length), more, inner);
};
const juniper = (flags: number, ...parts: readonly Part[]) => bytes("4d 47 43", flags, ...parts);
/** InfiniBand up to an unreliable datagram, with a global routing header or without. */
const infiniband = (isGlobal: boolean, opcode = 0x64) =>
  bytes(
    [0, isGlobal ? 3 : 2, 0, 1, 0, 30, 0, 2],
    isGlobal ? bytes("60 00 00 00 00 40 1b 40", zeros(32)) : [],
    [opcode, 0, 0xff, 0xff, 0, 0, 0, 5, 0, 0, 0, 1],
    [0, 0, 0x0b, 0x1b, 0, 0, 0, 9],
  );
const netAnalyzer = (flags: number, size: number) => little32(size << 16 | 1 << 10 | flags);
const CRC = "de ad be ef";
/** Ethernet's check sequence, in its order on the wire. */
const checked = (frame: Uint8Array): Uint8Array => bytes(frame, little32(crc32(frame)));
/** DOCSIS' check sequence of a header: CRC-16 of X.25. */
function docsis(header: Part, frame: Uint8Array | readonly number[]): Uint8Array {
  let crc = 0xffff;
  for (const byte of bytes(header)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1;
  }
  return bytes(header, little16(~crc & 0xffff), frame);
}

const SERIAL: readonly LinkFrame[] = [
  frame("ENC, OpenBSD's IPv4, little", 109, little32(2), u32(0x1234), little32(0), ip4()),
  frame("ENC, OpenBSD's IPv6, big", 109, u32(24), u32(0x1234), u32(0), ip6()),
  frame("ENC, FreeBSD's IPv6", 109, little32(28), u32(0x1234), little32(0x400), ip6()),
  frame("ENC, no family of IP's", 109, little32(16), u32(0x1234), little32(0), ip4()),
  frame("Frame relay, IPv4", 107, "18 41 03 cc", ip4()),
  frame("Frame relay, IPv6", 107, "18 41 03 8e", ip6()),
  frame("Frame relay, address of three bytes and padding", 107, "18 40 01 03 00 cc", ip4()),
  frame("Frame relay, address of four bytes", 107, "18 40 02 01 03 cc", ip4()),
  frame("Frame relay, SNAP", 107, "18 41 03 00 80 00 00 00 08 00", ip4()),
  frame("Frame relay, a bridged frame", 107, "18 41 03 00 80 00 80 c2 00 07", eth4),
  frame("Frame relay, PPP", 107, "18 41 03 cf 00 21", ip4()),
  frame("Frame relay, Cisco's EtherType", 107, "18 41 08 00", ip4()),
  frame("Frame relay, local management", 107, "00 01 03 08 00 75 95 01 01 00 03 02 01 00"),
  inbound("Frame relay with direction, in", 206, "00 18 41 03 cc", ip4()),
  outbound("Frame relay with direction, out", 206, "01 18 41 03 8e", ip6()),
  frame("Multilink frame relay, a whole frame", 182, "c0 01 18 41 03 cc", ip4()),
  frame("Multilink frame relay, a first fragment", 182, "80 01 18 41 03 cc", ip4()),
  frame("Multilink frame relay, a last fragment", 182, "40 02 18 41 03 cc", ip4()),
  frame("Multilink frame relay, control", 182, "e1 00 01 01 0a 61 62 63 64 65 66 67 68"),
  frame("Cisco's HDLC, NetBSD's number", 112, "0f 00 08 00", ip4()),
  inbound("Cisco's HDLC with direction, in", 205, "00 0f 00 08 00", ip4()),
  outbound("Cisco's HDLC with direction, out", 205, "01 0f 00 86 dd", ip6()),
  inbound("PPP of pppd, in", 166, "00 03 00 21", ip4()),
  outbound("PPP of pppd, out", 166, "01 03 00 57", ip6()),
  inbound("SLIP, in", 8, 0, zeros(15), ip4()),
  outbound("SLIP, out", 8, 1, zeros(15), ip4()),
  inbound("SLIP, compressed", 8, 0, zeros(15), "70 00 45"),
  frame("MPLS alone", 219, label(100, 0), label(200, 1), ip4()),
  frame("MPLS alone, IPv6", 219, label(200, 1), ip6()),
];
const SHARED: readonly LinkFrame[] = [
  frame("FDDI", 10, 0x50, MACS, snap(0x800), ip4()),
  frame("FDDI, synchronous with priority", 10, 0xd4, MACS, snap(0x86dd), ip6()),
  frame("FDDI, station management", 10, 0x41, MACS, zeros(20)),
  frame("FDDI, MAC's own", 10, 0xc2, MACS, zeros(20)),
  frame("Token ring", 6, "10 40", MACS, snap(0x800), ip4()),
  frame("Token ring, a route", 6, "10 40 02 00 00 00 00 02 82 00 00 00 00 01 06 90 00 11 00 20", snap(0x800), ip4()),
  frame("Token ring, MAC's own", 6, "10 00", MACS, zeros(20)),
  frame("ARCNET, IPv4", 7, "01 02 d4 00 00 01", ip4()),
  frame("ARCNET, IPv6", 7, "01 02 c4 00 00 01", ip6()),
  frame("ARCNET, IPv4 of RFC 1051", 7, "01 02 f0", ip4()),
  frame("ARCNET, ARP", 7, "01 02 d5 00 00 01 00 07 08 00 01 04 00 01", zeros(10)),
  frame("ARCNET of Linux, IPv4", 129, "01 02 00 00 d4 00 00 01", ip4()),
  frame("ARCNET of Linux, IPv6", 129, "01 02 00 00 c4 00 00 01", ip6()),
  frame("ARCNET of Linux, IPv4 of RFC 1051", 129, "01 02 00 00 f0", ip4()),
  frame("IP over fibre channel", 122, "10 00 02 00 00 00 00 02 10 00 02 00 00 00 00 01", snap(0x800), ip4()),
  frame("IP over IEEE 1394", 138, EUI64, u16(0x800), ip4()),
  frame("IPv6 over IEEE 1394", 138, EUI64, u16(0x86dd), ip6()),
  frame("IP over InfiniBand", 242, zeros(40), "08 00 00 00", ip4()),
  frame("IPv6 over InfiniBand", 242, zeros(40), "86 dd 00 00", ip6()),
  frame("InfiniBand, a datagram with a global header", 247, infiniband(true), "08 00 00 00", ip4(), CRC, "00 00"),
  frame("InfiniBand, a datagram without it", 247, infiniband(false), "86 dd 00 00", ip6(), CRC, "00 00"),
  frame("InfiniBand, not a datagram", 247, infiniband(false, 0x04), zeros(40)),
  frame("ATM, LLC and SNAP", 100, snap(0x800), ip4()),
  frame("ATM, IPv6", 100, snap(0x86dd), ip6()),
  frame("ATM, routed by NLPID", 100, "fe fe 03 cc", ip4()),
  frame("ATM, PPP", 100, "fe fe 03 cf 00 21", ip4()),
  frame("ATM, a bridged frame", 100, "aa aa 03 00 80 c2 00 07 00 00", eth4),
  frame("ATM, a bridged frame with its check sequence", 100, "aa aa 03 00 80 c2 00 01 00 00", eth4, CRC),
  frame("Classical IP over ATM", 106, snap(0x800), ip4()),
  frame("Classical IP over ATM, without LLC", 106, ip4()),
  inbound("SunATM, LLC, in", 123, "02 00 00 20", snap(0x800), ip4()),
  outbound("SunATM, LLC, out", 123, "82 00 00 20", snap(0x86dd), ip6()),
  inbound("SunATM, LAN emulation", 123, "01 00 00 20 00 05", eth4),
  inbound("SunATM, signalling", 123, "06 00 00 05", zeros(20)),
  frame("AX.25", 3, "82 82 82 82 82 82 60 84 84 84 84 84 84 61 03 cc", ip4()),
  frame("AX.25 through a repeater", 3, "82 82 82 82 82 82 60 84 84 84 84 84 84 60 86 86 86 86 86 86 e1 03 cc", ip4()),
  frame("AX.25 of a modem", 202, "00 82 82 82 82 82 82 60 84 84 84 84 84 84 61 03 cc", ip4()),
  frame("AX.25, no network layer", 202, "00 82 82 82 82 82 82 60 84 84 84 84 84 84 61 03 f0 61 62"),
];
const WRAPPERS: readonly LinkFrame[] = [
  inbound("PKTAP, in", 258, pktap(1, 1), eth4),
  outbound("PKTAP, out", 258, pktap(1, 2), eth6),
  frame("PKTAP, no direction", 258, pktap(1, 0), eth4),
  inbound("PKTAP, raw IP by macOS's number", 258, pktap(12, 1), ip4()),
  outbound("PKTAP, loopback", 258, pktap(0, 2), "1e 00 00 00", ip6()),
  inbound("PKTAP, a longer header", 258, pktap(1, 1, 1, 48), eth4),
  frame("PKTAP, no packet", 258, pktap(1, 1, 0)),
  inbound("PKTAP, version 2", 258, pktap2(1, 1), eth4),
  outbound("PKTAP, version 2, out", 258, pktap2(1, 2), eth6),
  frame("PPI", 192, ppi(1), eth4),
  frame("PPI with fields", 192, ppi(1, little16(2), little16(20), zeros(20)), eth6),
  frame("PPI, a radio's frame", 192, ppi(105), radio, snap(0x800), ip4()),
  frame("PPI, a link type that is not decoded", 192, ppi(189), zeros(64)),
  inbound("IPNET, in", 226, ipnet(2, 2, 0, ip4().length), ip4()),
  outbound("IPNET, out", 226, ipnet(2, 26, 1, ip6().length), ip6()),
  frame("IPNET between zones", 226, ipnet(1, 2, 2, ip4().length), ip4()),
  frame("ERF, Ethernet", 197, erf(2, bytes(0, 0, eth4))),
  frame("ERF, Ethernet with extensions", 197, erf(0x82, bytes(0, 0, eth6), "8b", zeros(7), "03", zeros(7))),
  frame("ERF, coloured Ethernet", 197, erf(11, bytes(0, 0, eth4))),
  frame("ERF, hashed Ethernet", 197, erf(20, bytes(0, 0, eth4))),
  frame("ERF, PPP over SONET", 197, erf(1, bytes("ff 03 00 21", ip4()))),
  frame("ERF, Cisco's HDLC over SONET", 197, erf(1, bytes("0f 00 08 00", ip4()))),
  frame("ERF, IPv4", 197, erf(22, ip4())),
  frame("ERF, IPv6", 197, erf(23, ip6())),
  frame("ERF, InfiniBand", 197, erf(21, bytes(infiniband(true), "08 00 00 00", ip4(), CRC, "00 00"))),
  frame("TZSP", 128, "01 00 00 01 01", eth4),
  frame("TZSP with tags", 128, "01 00 00 01 00 0a 01 c5 12 01 06 01", eth6),
  frame("TZSP, a radio's frame", 128, "01 00 00 12 01", radio, snap(0x800), ip4()),
  frame("TZSP, keep-alive", 128, "01 04 00 00"),
  frame("DOCSIS", 143, docsis(bytes("00 00", u16(eth4.length + 4)), checked(eth4))),
  frame(
    "DOCSIS with an extended header",
    143,
    docsis(bytes("01 03", u16(eth4.length + 7), "61 00 00"), checked(eth4)),
  ),
  frame("DOCSIS, encrypted", 143, docsis(bytes("01 05", u16(eth4.length + 9), "44 10 80 01 00"), checked(eth4))),
  frame("DOCSIS, management", 143, docsis(bytes("c2 00", u16(30)), zeros(30))),
  frame("Broadcom's tag", 281, MACS, "00 00 00 05", u16(0x800), ip4()),
  frame("Broadcom's tag in front", 282, "00 00 00 05", eth4),
  frame("Marvell's tag", 284, MACS, "c0 08 00 01", u16(0x800), ip4()),
  frame("Marvell's tag of a tagged frame", 284, MACS, "e0 08 00 07", u16(0x86dd), ip6()),
  frame("Marvell's tag with an EtherType", 285, MACS, "da da 00 00 c0 08 00 01", u16(0x800), ip4()),
  frame("netANALYZER", 240, netAnalyzer(0, eth4.length + 4), eth4, CRC),
  frame(
    "netANALYZER, transparent",
    241,
    netAnalyzer(0x200, eth4.length + 12),
    "55 55 55 55 55 55 55 d5",
    eth4,
    CRC,
  ),
  frame("netANALYZER, a signal", 240, netAnalyzer(0x100, 4), zeros(4)),
  frame("EPON", 259, "d5 55 55 00 01 00", eth4),
  frame("EPON, a byte more of the preamble", 259, "55 d5 55 55 00 01 00", eth4),
  frame("EPON, encrypted", 259, "d5 55 57 00 01 00", eth4),
  frame("mPacket, express", 274, "55 55 55 55 55 55 55 d5", checked(eth4)),
  frame("mPacket, a first part", 274, "55 55 55 55 55 55 55 e6", checked(eth4)),
  frame("mPacket, a later part", 274, "55 55 55 55 55 55 61 e6", eth4, CRC),
  inbound("Juniper, Ethernet, in", 178, juniper(1), eth4),
  outbound("Juniper, Ethernet, out", 178, juniper(0), eth6),
  inbound("Juniper, Ethernet with extensions", 178, juniper(0x81, u16(6), "01 01 05 04 01 02"), eth4),
  inbound("Juniper, no link header", 178, juniper(3, little32(2)), ip4()),
  inbound("Juniper, PPPoE", 167, juniper(1), MACS, u16(0x8864), 0x11, 0, u16(1), u16(34), u16(0x21), ip4()),
  inbound("Juniper, PPP", 179, juniper(1), "ff 03 00 21", ip4()),
  inbound("Juniper, frame relay", 180, juniper(1), "18 41 03 cc", ip4()),
  inbound("Juniper, Cisco's HDLC", 181, juniper(1), "0f 00 08 00", ip4()),
  frame("Juniper without its mark", 178, zeros(30)),
  outbound("Netlink by its own number", 253, u16(4), u16(824), u16(0), zeros(8), u16(0), zeros(30)),
  frame("SNAP of another organisation", 1, MACS, u16(60), "aa aa 03 00 00 0c 08 00", ip4()),
];
export const LINK_FRAMES: readonly LinkFrame[] = [...SERIAL, ...SHARED, ...WRAPPERS];
