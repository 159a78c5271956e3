/**
 * What is within what: tunnels, quotes of errors, discovery, options. Each with addresses that must be mapped wherever they
 * stand, and payload that must be gone.
 *
 * @module
 */
import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert";
import { bytes, ethernet, ip6, type Part, SOURCE4, SOURCE6, TARGET4 } from "../packet/wire/frames.ts";
import {
  ADDRESS4,
  ADDRESS6,
  checkGone,
  four,
  MAC,
  PSEUDO6,
  rewritten,
  SECRET,
  sum,
  summed,
  tcp,
  u16,
  u32,
  udp,
} from "./packets.ts";
import { placesOf, Rewriting } from "./rewriting.ts";

const INNER4 = four(udp(5000, 53, SECRET), 17), INNER6 = ip6(udp(5000, 53, SECRET));
const ETHERNET = bytes(MAC, MAC, u16(0x800), INNER4);
const over = (port: number, ...parts: readonly Part[]): Uint8Array => four(udp(5000, port, bytes(...parts)), 17);
const gre = (flags: number, type: number, ...parts: readonly Part[]): Uint8Array =>
  four(bytes(u16(flags), u16(type), ...parts), 47);
const label = (value: number, last: number): number[] => u32(value << 12 | last << 8 | 64);

/** Each with a packet inside whose addresses are mapped: how many IPv4 and IPv6 addresses there are in all. */
const TUNNELS: Readonly<Record<string, readonly [packet: Uint8Array, four: number, six: number]>> = {
  "IP in IP": [four(INNER4, 4), 4, 0],
  "6in4": [four(INNER6, 41), 2, 2],
  "GRE": [gre(0, 0x800, INNER4), 4, 0],
  "GRE with key, sequence and checksum": [gre(0xb000, 0x86dd, u32(0), u32(1), u32(2), INNER6), 2, 2],
  "GRE, Ethernet": [gre(0x2000, 0x6558, u32(7), ETHERNET), 4, 0],
  "GRE, ERSPAN without header": [gre(0, 0x88be, ETHERNET), 4, 0],
  "GRE, ERSPAN": [gre(0x1000, 0x88be, u32(1), Array(8).fill(0), ETHERNET), 4, 0],
  "GRE, ERSPAN of the third version": [gre(0x1000, 0x22eb, u32(1), Array(12).fill(0), ETHERNET), 4, 0],
  "GRE, PPTP": [gre(0x3081, 0x880b, u16(40), u16(1), u32(1), u32(2), "ff 03 00 21", INNER4), 4, 0],
  "GRE, MPLS": [gre(0, 0x8847, label(5, 1), INNER4), 4, 0],
  "GRE, WCCP": [gre(0, 0x883e, u32(0), INNER4), 4, 0],
  "EtherIP": [four(bytes("30 00", ETHERNET), 97), 4, 0],
  "MPLS in IP": [four(bytes(label(5, 1), INNER6), 137), 2, 2],
  "VXLAN": [over(4789, "08 00 00 00 00 00 05 00", ETHERNET), 4, 0],
  "VXLAN of Linux": [over(8472, "08 00 00 00 00 00 05 00", ETHERNET), 4, 0],
  "VXLAN-GPE": [over(4790, "0c 00 00 02 00 00 05 00", INNER6), 2, 2],
  "Geneve": [over(6081, "01 00 65 58 00 00 05 00", "01 02 00 00", ETHERNET), 4, 0],
  "Geneve, IPv6": [over(6081, "00 00 86 dd 00 00 05 00", INNER6), 2, 2],
  "GTP-U": [over(2152, "30 ff", u16(INNER4.length), u32(77), INNER4), 4, 0],
  "GTP-U with a session's header": [
    over(2152, "34 ff", u16(8 + INNER6.length), u32(77), "00 00 00 85 01 10 05 00", INNER6),
    2,
    2,
  ],
  "Teredo": [over(3544, INNER6), 2, 2],
  "Teredo with authentication and origin": [
    over(3544, "00 01 00 00", Array(8).fill(1), 0, "00 00 12 34 3f ff fd fe", INNER6),
    3,
    2,
  ],
  "L2TP": [over(1701, "00 02", u16(1), u16(2), "ff 03 00 21", INNER4), 4, 0],
  "MPLS over UDP": [over(6635, label(5, 1), INNER4), 4, 0],
  "LISP": [over(4341, "80 00 00 00 00 00 00 01", INNER6), 2, 2],
  "TZSP": [over(37008, "01 00 00 01 01", ETHERNET), 4, 0],
  "three deep": [gre(0, 0x800, over(4789, "08 00 00 00 00 00 05 00", ETHERNET)), 6, 0],
};
for (const [name, [packet, places4, places6]] of Object.entries(TUNNELS)) {
  Deno.test(`tunnels: inner headers are rewritten, too: ${name}`, () => {
    const rewriting = new Rewriting({ pins: false });
    rewriting.frame(ethernet(0x800, packet));
    deepStrictEqual([rewriting.counts.addresses4, rewriting.counts.addresses6], [places4, places6]);
    checkGone(name, ethernet(0x800, packet));
  });
}
Deno.test("tunnels: 4in6 and IPv6 in IPv6", () => {
  checkGone("4in6", ethernet(0x86dd, ip6(INNER4, 4)));
  checkGone("6in6", ethernet(0x86dd, ip6(INNER6, 41)));
});
Deno.test("what is no tunnel though its port is one's is payload", () => {
  for (const port of [4789, 6081, 2152, 3544, 1701, 4341, 37008]) {
    const { kept } = rewritten(ethernet(0x800, over(port, SECRET, ADDRESS4)));
    strictEqual(kept, 14 + 20 + 8, `${port}`);
  }
});
Deno.test("what lies too deep is overwritten", () => {
  let packet = INNER4;
  for (let i = 0; i < 40; i++) packet = four(packet, 4);
  checkGone("deep", ethernet(0x800, packet));
});

/** Errors and discovery: whole messages, behind which the checksum is checked. */
const quoted = four(tcp("", SECRET), 6);
const icmp = (...parts: readonly Part[]): Uint8Array => four(summed(bytes(...parts), 2), 1);
const ICMP: Readonly<Record<string, Uint8Array>> = {
  "unreachable": icmp("03 01 00 00", u32(0), quoted),
  "unreachable, IP and eight bytes": icmp("03 01 00 00", u32(0), quoted.subarray(0, 28)),
  "redirect": icmp("05 01 00 00", ADDRESS4, quoted),
  "time exceeded with labels": icmp(
    ...["0b 00 00 00", u32(0x00200000), bytes(quoted, Array(128 - quoted.length).fill(0))],
    ...[summed(bytes("20 00 00 00", u16(8), "01 01", label(5, 1)), 2)],
  ),
  "time exceeded with an interface's address": icmp(
    ...["0b 00 00 00", u32(0x00200000), bytes(quoted, Array(128 - quoted.length).fill(0))],
    ...[summed(bytes("20 00 00 00", u16(16), "02 0c 00 01 00 00", ADDRESS4, "00 00"), 2)],
  ),
  "advertisement of routers": icmp("09 00 00 00 01 02 07 08", ADDRESS4, u32(0)),
  "echo": icmp("08 00 00 00 00 01 00 02", SECRET),
  "mask": icmp("12 00 00 00 00 01 00 02", ADDRESS4),
};
for (const [name, packet] of Object.entries(ICMP)) {
  Deno.test(`ICMP: nothing is left, and the checksum is right: ${name}`, () => {
    const after = checkGone(name, ethernet(0x800, packet));
    strictEqual(sum(after.subarray(34)), 0xffff);
    strictEqual(sum(after.subarray(14, 34)), 0xffff);
    strictEqual(after[34], packet[20]);
  });
}
Deno.test("ICMP: labels of an extension stay, and its own checksum is right", () => {
  for (const length of [0x00200000, 0]) {
    const extension = summed(bytes("20 00 00 00", u16(8), "01 01", label(77, 1)), 2);
    const packet = icmp("0b 00 00 00", u32(length), bytes(quoted, Array(128 - quoted.length).fill(0)), extension);
    const after = rewritten(ethernet(0x800, packet)).bytes;
    deepStrictEqual(after.subarray(after.length - 4), bytes(label(77, 1)));
    strictEqual(sum(after.subarray(after.length - 12)), 0xffff);
  }
});
const option = (kind: number, ...parts: readonly Part[]): Uint8Array => {
  const content = bytes(...parts);
  return bytes(kind, (2 + content.length) / 8, content);
};
const icmp6 = (...parts: readonly Part[]): Uint8Array => {
  const message = bytes(...parts);
  return ip6(summed(message, 2, PSEUDO6(58, message.length)), 58);
};
const ICMP6: Readonly<Record<string, Uint8Array>> = {
  "unreachable": icmp6("01 00 00 00", u32(0), INNER6),
  "packet too big": icmp6("02 00 00 00", u32(1280), INNER6),
  "redirect": icmp6(
    "89 00 00 00",
    u32(0),
    ADDRESS6,
    SOURCE6,
    option(4, Array(6).fill(0), INNER6, Array(2).fill(0)).slice(0, 72),
  ),
  "solicitation": icmp6("87 00 00 00", u32(0), ADDRESS6, option(1, MAC)),
  "advertisement": icmp6("88 00 00 00", u32(0), ADDRESS6, option(2, MAC)),
  "advertisement of routers": icmp6(
    ...["86 00 00 00", u32(0x40000708), u32(0), u32(0), option(1, MAC), option(5, u16(0), u32(1500))],
    ...[option(3, 64, 0xc0, u32(1), u32(1), u32(0), ADDRESS6), option(25, u16(0), u32(60), ADDRESS6)],
    ...[option(24, 64, 0, u32(60), ADDRESS6.slice(0, 24)), option(31, u16(0), u32(60), SECRET, Array(6).fill(0))],
  ),
  "report of listeners": icmp6("8f 00 00 00", u16(0), u16(1), "01 00", u16(1), ADDRESS6, SOURCE6),
  "query of listeners": icmp6("82 00 00 00", u32(0), ADDRESS6, "00 00", u16(1), SOURCE6),
  "who has a name": icmp6("8b 00 00 00", u32(0), SECRET, ADDRESS6, ADDRESS4),
};
for (const [name, packet] of Object.entries(ICMP6)) {
  Deno.test(`ICMPv6: nothing is left, and the checksum is right: ${name}`, () => {
    const after = checkGone(name, ethernet(0x86dd, packet)), message = after.subarray(54);
    strictEqual(sum(after.subarray(22, 54), u32(message.length), u32(58), message), 0xffff);
  });
}
Deno.test("ICMPv6: a prefix of 64 bits is mapped, behind it there are zeros", () => {
  const packet = icmp6(
    ...[
      "86 00 00 00",
      u32(0),
      u32(0),
      u32(0),
      option(3, 64, 0xc0, u32(1), u32(1), u32(0), ADDRESS6.slice(0, 24), Array(8).fill(0)),
    ],
  );
  const { bytes: after } = rewritten(ethernet(0x86dd, packet)), prefix = after.subarray(after.length - 16);
  deepStrictEqual(prefix.subarray(8), new Uint8Array(8));
  notDeepStrictEqual(prefix.subarray(0, 8), bytes(ADDRESS6).subarray(0, 8));
});

Deno.test("ARP: all four addresses, and what fills the frame", () => {
  const packet = bytes("00 01 08 00 06 04 00 01", MAC, ADDRESS4, MAC, SOURCE4, SECRET);
  const after = checkGone("ARP", ethernet(0x806, packet));
  deepStrictEqual(after.subarray(14, 22), packet.subarray(0, 8));
  deepStrictEqual(after.subarray(22, 28), after.subarray(32, 38));
});
Deno.test("IGMP: groups and sources, with a right checksum", () => {
  const rewriting = new Rewriting({ pins: false });
  for (
    const message of [bytes("16 00 00 00", ADDRESS4), bytes("22 00 00 00 00 00 00 01 01 00 00 01", ADDRESS4, SOURCE4)]
  ) {
    const after = checkGone("IGMP", ethernet(0x800, four(summed(message, 2), 2)));
    strictEqual(sum(after.subarray(34)), 0xffff);
  }
  rewriting.frame(ethernet(0x800, four(summed(bytes("16 00 00 00", ADDRESS4), 2), 2)));
  strictEqual(rewriting.counts.addresses4, 3);
});
Deno.test("IPv4 options: routes are mapped, what is not known goes; the header's checksum is right", () => {
  const options = bytes(
    "07 07 08",
    ADDRESS4,
    "44 0c 0d 01",
    SOURCE4,
    u32(5),
    "83 07 04",
    TARGET4,
    "82 0b",
    SECRET.subarray(0, 9),
    "01 01 00",
  );
  const after = checkGone("options", ethernet(0x800, four(udp(5000, 53, SECRET), 17, options)));
  strictEqual(sum(after.subarray(14, 14 + 20 + options.length)), 0xffff);
  deepStrictEqual(placesOf(after, bytes("44 0c 0d 01")).length, 1);
});
Deno.test("IPv6: routes, home addresses and what authenticates", () => {
  const routing = (type: number, left: number, ...parts: readonly Part[]) => bytes(17, 2, type, left, ...parts);
  const headers = { 43: routing(0, 0, u32(0), ADDRESS6), 60: bytes(17, 2, "01 02 00 00 c9 10", ADDRESS6) };
  for (const [next, header] of Object.entries(headers)) {
    checkGone(next, ethernet(0x86dd, ip6(bytes(header, udp(5000, 53, SECRET)), Number(next))));
  }
  checkGone(
    "segments",
    ethernet(0x86dd, ip6(bytes(routing(4, 0, "00 00 00 00", ADDRESS6), udp(5000, 53, SECRET)), 43)),
  );
  checkGone("AH", ethernet(0x86dd, ip6(bytes("11 06 00 00", u32(1), u32(2), SECRET, 0, 0, udp(5000, 53, SECRET)), 51)));
});
Deno.test("IPv6: under way on a route, checksums have its end for the target (RFC 8200 section 8.1)", () => {
  const datagram = udp(5000, 53, SECRET);
  const right = summed(datagram, 6, bytes(SOURCE6, ADDRESS6, u32(datagram.length), u32(17)));
  const packet = ip6(bytes(17, 2, 0, 1, u32(0), ADDRESS6, right), 43);
  const after = rewritten(ethernet(0x86dd, packet)).bytes, end = after.subarray(62, 78), message = after.subarray(78);
  strictEqual(sum(after.subarray(22, 38), end, u32(message.length), u32(17), message), 0xffff);
});
