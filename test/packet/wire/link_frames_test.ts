/**
 * Frames of link types beside Ethernet: the decoder finds what tshark finds; where tshark knows no such link type, or not
 * all of it, what the link type's document says. Names of link types, and what is said of those that are not decoded.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Decoder, LINK, linkTypeName, linkTypeText, REASON, reasonText } from "../../../lib/packet/wire/mod.ts";
import { bytes, ip4 } from "./frames.ts";
import expectations from "./link_expectations.json" with { type: "json" };
import { LINK_FRAMES } from "./link_frames.ts";

const AT = 256;
const FOUR = "192.0.2.1 198.51.100.7 5000 53", SIX = "2001:db8::1 2001:db8::2 5000 53";

/** What tshark 4.6.9 does not open or follow, and what is right; tcpdump 4.99 agrees where it is named. */
const DIFFERENCES: Readonly<Record<string, readonly [expected: string, source: string]>> = {
  "ENC, FreeBSD's IPv6": [SIX, "FreeBSD's AF_INET6 is 28; tcpdump"],
  "Frame relay with direction, in": [FOUR, "tcpdump.org/linktypes/LINKTYPE_FRELAY_WITH_DIR"],
  "Frame relay with direction, out": [SIX, "tcpdump.org/linktypes/LINKTYPE_FRELAY_WITH_DIR"],
  "Multilink frame relay, a whole frame": [FOUR, "FRF.16.1; tcpdump"],
  "Multilink frame relay, a first fragment": [FOUR, "FRF.16.1; tcpdump"],
  "Cisco's HDLC with direction, in": [FOUR, "tcpdump.org/linktypes/LINKTYPE_C_HDLC_WITH_DIR"],
  "Cisco's HDLC with direction, out": [SIX, "tcpdump.org/linktypes/LINKTYPE_C_HDLC_WITH_DIR"],
  "PPP of pppd, in": [FOUR, "tcpdump.org/linktypes/LINKTYPE_PPP_PPPD; tcpdump"],
  "PPP of pppd, out": [SIX, "tcpdump.org/linktypes/LINKTYPE_PPP_PPPD; tcpdump"],
  "SLIP, in": [FOUR, "tcpdump.org/linktypes/LINKTYPE_SLIP; tcpdump"],
  "SLIP, out": [FOUR, "tcpdump.org/linktypes/LINKTYPE_SLIP; tcpdump"],
  "MPLS alone": [FOUR, "tcpdump.org/linktypes: a label is the link header"],
  "MPLS alone, IPv6": [SIX, "tcpdump.org/linktypes: a label is the link header"],
  "FDDI, synchronous with priority": [SIX, "ANSI X3.139: CLFF ZZZZ, LLC is FF = 01 whatever ZZZZ"],
  "InfiniBand, a datagram with a global header": [
    FOUR,
    "RFC 4391 section 6: behind the header of an unreliable datagram",
  ],
  "InfiniBand, a datagram without it": [SIX, "RFC 4391 section 6: behind the header of an unreliable datagram"],
  "Classical IP over ATM": [FOUR, "RFC 2225, RFC 2684; tcpdump"],
  "PKTAP, version 2": [FOUR, "tcpdump.org/linktypes/LINKTYPE_PKTAP, version 2"],
  "PKTAP, version 2, out": [SIX, "tcpdump.org/linktypes/LINKTYPE_PKTAP, version 2"],
  "ERF, InfiniBand": [FOUR, "the same"],
  "Broadcom's tag": [FOUR, "tcpdump.org/linktypes/broadcom-switch-tag; tcpdump"],
  "Broadcom's tag in front": [FOUR, "tcpdump.org/linktypes/LINKTYPE_DSA_TAG_BRCM_PREPEND; tcpdump"],
  "Marvell's tag": [FOUR, "tcpdump.org/linktypes/marvell-switch-tag; tcpdump"],
  "Marvell's tag of a tagged frame": [SIX, "tcpdump.org/linktypes/marvell-switch-tag; tcpdump"],
  "Marvell's tag with an EtherType": [FOUR, "tcpdump.org/linktypes/marvell-switch-tag; tcpdump"],
  "netANALYZER, transparent": [FOUR, "tcpdump.org/linktypes/LINKTYPE_NETANALYZER_TRANSPARENT; tcpdump"],
};

function decode(frame: Uint8Array, linkType: number): { readonly decoder: Decoder; readonly reason: number } {
  const space = new Uint8Array(AT + frame.length + 256).fill(0x45);
  space.set(frame, AT);
  const decoder = new Decoder(space);
  return { decoder, reason: decoder.decode(AT, frame.length, frame.length, linkType) };
}
function found(d: Decoder): string {
  const group = (i: number) => (d.bytes[i] << 8 | d.bytes[i + 1]).toString(16);
  const address = (at: number) =>
    d.version === 4
      ? d.bytes.subarray(at, at + 4).join(".")
      : new URL(`http://[${[0, 2, 4, 6, 8, 10, 12, 14].map((i) => group(at + i)).join(":")}]`).hostname.slice(1, -1);
  const [source, size] = d.version === 4 ? [d.ip + 12, 4] : [d.ip + 8, 16];
  const port = (at: number) => d.bytes[at] << 8 | d.bytes[at + 1];
  return `${address(source)} ${address(source + size)} ${port(d.transport)} ${port(d.transport + 2)}`;
}

for (const { name, linkType, bytes, direction } of LINK_FRAMES) {
  Deno.test(`frame ${name}`, () => {
    const { decoder, reason } = decode(bytes, linkType);
    const tshark = (expectations.frames as Record<string, string>)[name];
    const [expected] = DIFFERENCES[name] ?? [tshark];
    ok(!(name in DIFFERENCES) || tshark === "", "tshark has found out: no difference any more");
    strictEqual(reason === REASON.NONE ? found(decoder) : "", expected, reasonText(reason));
    strictEqual(decoder.linkDirection, direction);
  });
}

Deno.test("what carries no IP by a number of the link's own is not said to be LLC", () => {
  const reason = (name: string) => {
    const { bytes, linkType } = LINK_FRAMES.find((one) => one.name === name)!;
    return reasonText(decode(bytes, linkType).reason);
  };
  strictEqual(reason("InfiniBand, not a datagram"), "of InfiniBand without IP (RFC 4391)");
  // the link's next header says "raw", with an EtherType (InfiniBand Architecture 7.7.5)
  strictEqual(reasonText(decode(new Uint8Array(72), 247).reason), "of InfiniBand without IP (RFC 4391)");
  // ISO/IEC TR 9577: 0x81 is CLNP; AX.25's 0xcf is NET/ROM; ARCNET's 0xfa is IPX (RFC 1201)
  const of = (linkType: number, ...bytes: number[]) => reasonText(decode(Uint8Array.from(bytes), linkType).reason);
  const other = "of a protocol of the link that is not IP";
  strictEqual(of(107, 0x18, 0x41, 0x03, 0x81, 1, 2, 3, 4), other);
  strictEqual(of(3, ...Array(13).fill(0x40), 0x41, 0x03, 0xcf, 1, 2, 3), other);
  strictEqual(of(129, 1, 2, 0, 0, 0xfa, 0, 0, 0, 1, 2, 3, 4), other);
});
Deno.test("every link type that is decoded has a frame here or beside it, and a name", () => {
  const tried = new Set(LINK_FRAMES.map(({ linkType }) => linkType));
  const beside = ["NULL", "ETHERNET", "PPP", "RAW_OLD", "RAW_OPENBSD", "PPP_HDLC", "PPP_ETHER", "RAW", "CISCO_HDLC"]
    .concat(["IEEE802_11", "LOOP", "LINUX_SLL", "PFLOG", "PRISM", "RADIOTAP", "AVS", "PPP_WITH_DIRECTION"])
    .concat(["IPV4", "IPV6", "NFLOG", "LINUX_SLL2"]);
  for (const [name, linkType] of Object.entries(LINK)) {
    ok(beside.includes(name) || tried.has(linkType) || name.startsWith("JUNIPER_PPPOE_ATM"), name);
    ok(linkTypeName(linkType) !== undefined, name);
  }
});

Deno.test("link types have the registry's names", () => {
  const names = [0, 1, 12, 50, 99, 113, 120, 147, 162, 163, 189, 209, 228, 276, 285, 304].map(linkTypeName);
  deepStrictEqual(names, [
    ...["NULL", "ETHERNET", "RAW", "PPP_HDLC", "SYMANTEC_FIREWALL", "LINUX_SLL", "AIRONET_HEADER", "USER0", "USER15"],
    ...["IEEE802_11_AVS", "USB_LINUX", "I2C_LINUX", "IPV4", "LINUX_SLL2", "DSA_TAG_EDSA", "DECT_NR_TAP"],
  ]);
  deepStrictEqual([linkTypeName(208), linkTypeText(30000)], [undefined, "30000 (which has no name)"]);
});

Deno.test("a link type that is not decoded is named, also within another", () => {
  const reason = (frame: Uint8Array, linkType: number) => reasonText(decode(frame, linkType).reason);
  const words = (text: string) => `of link type ${text}, which is not decoded`;
  strictEqual(reason(ip4(), 189), words("189 (USB_LINUX)"));
  strictEqual(reason(ip4(), 147), words("147 (USER0)"));
  strictEqual(reason(ip4(), 65535), words("65535 (which has no name)"));
  strictEqual(reason(bytes("00 00 08 00 bd 00 00 00", Array(64).fill(0)), 192), words("189 (USB_LINUX)"));
  // no link type has so large a number
  strictEqual(reason(bytes("00 00 08 00 bd 00 01 00", Array(64).fill(0)), 192), "of link control, not IP");
});

Deno.test("per-packet information in per-packet information: a hostile frame ends", () => {
  const nested = new Uint8Array(64_000);
  for (let at = 0; at + 8 <= nested.length; at += 8) nested.set(bytes("00 00 08 00 c0 00 00 00"), at);
  strictEqual(decode(nested, 192).reason, REASON.LINK_CONTROL);
});
