/**
 * The decoder finds what tshark finds: in frames of every link type, and in captures; and no frame, however it is cut or
 * changed, makes it read elsewhere or throw.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Decoder, REASON, reasonText } from "../../../lib/packet/wire/mod.ts";
import { PROTOCOL } from "../../../lib/protocols/mod.ts";
import { openCapture } from "../../../lib/sources/capture/mod.ts";
import { Random } from "../../fuzz/random.ts";
import { plainMemory } from "../../sources/plain_memory.ts";
import expectations from "./expectations.json" with { type: "json" };
import { bytes, ethernet, FRAMES, ip4, ip6, tcp, udp } from "./frames.ts";
import { LINK_FRAMES } from "./link_frames.ts";

const AT = 256;
const ALL = [...FRAMES, ...LINK_FRAMES];
const space = new Uint8Array(1 << 20);

interface Decoded {
  readonly decoder: Decoder;
  readonly reason: number;
}
/** Decodes a frame that lies among bytes that must not be read. */
function decode(frame: Uint8Array, linkType: number, wire = frame.length): Decoded {
  space.fill(0x45, 0, AT + frame.length + 256);
  space.set(frame, AT);
  const decoder = new Decoder(space);
  return { decoder, reason: decoder.decode(AT, frame.length, wire, linkType) };
}
/** RFC 5952's text, as tshark has it. */
function address(memory: Uint8Array, at: number, version: number): string {
  if (version === 4) return memory.subarray(at, at + 4).join(".");
  const group = (i: number) => (memory[at + 2 * i] << 8 | memory[at + 2 * i + 1]).toString(16);
  return new URL(`http://[${[0, 1, 2, 3, 4, 5, 6, 7].map(group).join(":")}]`).hostname.slice(1, -1);
}
const ends = (d: Decoder): [string, string] => {
  const isFour = d.version === 4;
  const source = d.ip + (isFour ? 12 : 8);
  return [address(d.bytes, source, d.version), address(d.bytes, source + (isFour ? 4 : 16), d.version)];
};
const port = (d: Decoder, n: number): number => d.bytes[d.transport + 2 * n] << 8 | d.bytes[d.transport + 2 * n + 1];
/** Whether the header of TCP or UDP is there as far as its ports. */
const hasPorts = (d: Decoder, protocol: number): boolean =>
  d.protocol === protocol && d.transport !== 0 && d.transportCaptured >= 4;

/** Where tshark and the decoder mean the same by other words, or one of them guesses. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  // tshark has no name for a first header of which nothing is there
  "IPv4, nothing behind it": "192.0.2.1 198.51.100.7",
  "IPv6, no next header": "2001:db8::1 2001:db8::2",
  // a length of 0 is taken for segmentation offload in IPv6 as in IPv4
  "IPv6, length 0 with TCP": "2001:db8::1 2001:db8::2 tcp 40000 80",
};
const NAMES: Readonly<Record<string, string>> = { fragment: "", esp: "", ip: "", none: "", mipv6: "" };
const isName = (word: string) => word in NAMES;

for (const { name, linkType, bytes } of FRAMES) {
  Deno.test(`frame ${name}`, () => {
    const { decoder: d, reason } = decode(bytes, linkType);
    const found: (string | number)[] = [];
    if (reason === REASON.NONE) {
      found.push(...ends(d));
      for (const [protocol, word] of [[PROTOCOL.TCP, "tcp"], [PROTOCOL.UDP, "udp"]] as const) {
        if (hasPorts(d, protocol)) found.push(word, port(d, 0), port(d, 1));
      }
    }
    const tshark: string = (expectations.frames as Record<string, string>)[name];
    const expected = DIFFERENCES[name] ?? tshark.split(" ").filter((word) => !isName(word)).join(" ");
    strictEqual(found.join(" "), expected, reasonText(reason));
  });
}

const memory = plainMemory(64);
const own = fileURLToPath(new URL("../../captures/", import.meta.url));
const shared = fileURLToPath(new URL("../../../../shared/captures/", import.meta.url));
type Counts = Record<string, number>;
const add = (counts: Counts, key: string | number, value = 1) => counts[key] = (counts[key] ?? 0) + value;

async function summarize(path: string) {
  memory.reset();
  const source = openCapture([path], { memory, host: denoHost });
  const d = new Decoder(memory.bytes);
  const sources: Counts = {}, counted: Counts = {}, udp: Counts = {}, tcp: Counts = {};
  for (let batch = await source.next(); batch; batch = await source.next()) {
    for (let i = 0; i < batch.count; i++) {
      const { linkType } = source.interfaces[batch.interface[i]];
      if (d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType) !== REASON.NONE) continue;
      const [from, to] = ends(d);
      add(sources, from);
      const start = d.ip + (d.version === 4 ? 0 : 40);
      // tshark prints a length of 0 as the one that the frame has
      add(counted, to, d.transport !== 0 ? d.transport - d.ip + d.transportLength : wireLength(d, start));
      if (hasPorts(d, PROTOCOL.UDP)) add(udp, port(d, 1));
      if (hasPorts(d, PROTOCOL.TCP)) add(tcp, port(d, 1));
    }
  }
  source.close();
  return { sources, bytes: counted, udp, tcp };
}
const wireLength = (d: Decoder, start: number): number =>
  d.version === 4
    ? d.bytes[start + 2] << 8 | d.bytes[start + 3]
    : (d.bytes[start - 36] << 8 | d.bytes[start - 35]) + 40;

for (const [name, tshark] of Object.entries(expectations.captures)) {
  const path = [own + name, shared + name].find((path) => existsSync(path));
  Deno.test({
    name: `capture ${name} decoded as by tshark${path === undefined ? " (skipped: not on this machine)" : ""}`,
    ignore: path === undefined,
    fn: async () => deepStrictEqual(await summarize(path!), tshark),
  });
}

Deno.test("the wire's lengths are told from the captured ones", () => {
  const whole = ethernet(0x800, ip4(tcp(100), { protocol: 6 }));
  const { decoder: d, reason } = decode(whole.subarray(0, 14 + 20 + 20 + 10), 1, whole.length);
  strictEqual(reason, REASON.NONE);
  deepStrictEqual([d.ip, d.transport, d.transportCaptured, d.transportLength], [AT + 14, AT + 34, 30, 120]);
  deepStrictEqual([d.version, d.protocol, d.isFragment, d.missing], [4, PROTOCOL.TCP, false, REASON.NONE]);
});

Deno.test("padding of the frame is no part of the packet", () => {
  const { decoder: d } = decode(bytes(ethernet(0x800, ip4(udp(1))), Array(17).fill(0)), 1);
  deepStrictEqual([d.transportCaptured, d.transportLength, d.end], [9, 9, AT + 14 + 29]);
});

Deno.test("a total length of 0 is what was on the wire", () => {
  const whole = ethernet(0x800, ip4(tcp(3000), { protocol: 6, total: 0 }));
  const { decoder: d } = decode(whole.subarray(0, 96), 1, whole.length);
  deepStrictEqual([d.transportCaptured, d.transportLength], [96 - 34, 3020]);
});

Deno.test("what the link header says of directions", () => {
  const named = (name: string) => FRAMES.find((frame) => frame.name === name)!;
  const direction = (name: string) => decode(named(name).bytes, named(name).linkType).decoder.linkDirection;
  const said = ["SLL, IPv4 to us", "SLL, IPv6 from us", "SLL2, IPv4 to us", "SLL2, IPv6 from us", "802.1Q"];
  deepStrictEqual(said.map(direction), [1, 2, 1, 2, 0]);
  deepStrictEqual(["PPP with direction, in", "PPP with direction, out"].map(direction), [1, 2]);
});

/** RFC 8200: a first fragment has ports, a later one has none; RFC 6946: an atomic one is no fragment. */
Deno.test("fragments", () => {
  const six = (offset: number, more: number) =>
    ethernet(0x86dd, ip6(bytes(17, 0, offset >> 5 & 255, (offset << 3 & 255) | more, 0, 0, 0, 7, udp(24)), 44));
  const state = (frame: Uint8Array) => {
    const { decoder: d } = decode(frame, 1);
    return [d.isFragment, d.transport !== 0, d.protocol, d.missing];
  };
  deepStrictEqual(state(six(0, 0)), [false, true, 17, REASON.NONE]);
  deepStrictEqual(state(six(0, 1)), [true, true, 17, REASON.NONE]);
  deepStrictEqual(state(six(3, 0)), [true, false, 17, REASON.NONE]);
  deepStrictEqual(state(ethernet(0x800, ip4(udp(24), { fragment: 0x2000 }))), [true, true, 17, REASON.NONE]);
  deepStrictEqual(state(ethernet(0x800, ip4(udp(24), { fragment: 3 }))), [true, false, 17, REASON.NONE]);
  deepStrictEqual(state(ethernet(0x800, ip4(udp(24), { fragment: 0x4000 }))), [false, true, 17, REASON.NONE]);
});

Deno.test("why there is no transport header", () => {
  const missing = (frame: Uint8Array, captured = frame.length) =>
    decode(frame.subarray(0, captured), 1, frame.length).decoder.missing;
  strictEqual(missing(ethernet(0x800, ip4()), 34), REASON.TRANSPORT_CUT_SHORT);
  strictEqual(missing(ethernet(0x86dd, ip6()), 54), REASON.TRANSPORT_CUT_SHORT);
  strictEqual(missing(ethernet(0x86dd, ip6(bytes(17, 0, 1, 4, 0, 0, 0, 0, udp()), 0)), 58), REASON.EXTENSION_HEADERS);
  // an extension header that is longer than the packet
  strictEqual(missing(ethernet(0x86dd, ip6(bytes(17, 9, 1, 4, 0, 0, 0, 0, udp()), 0))), REASON.EXTENSION_HEADERS);
  strictEqual(missing(ethernet(0x86dd, ip6(bytes(), 59))), REASON.NONE);
  // nothing behind IP: UDP (RFC 768), TCP, ICMP and their kin have headers of their own; a protocol may be without one
  for (const protocol of [1, 6, 17, 132, 136]) {
    strictEqual(missing(ethernet(0x800, ip4(bytes(), { protocol }))), REASON.TRANSPORT_CUT_SHORT);
    strictEqual(missing(ethernet(0x86dd, ip6(bytes(protocol, 0, 1, 4, 0, 0, 0, 0), 0))), REASON.TRANSPORT_CUT_SHORT);
  }
  strictEqual(missing(ethernet(0x800, ip4(bytes(), { protocol: 253 }))), REASON.NONE);
});

Deno.test("reasons have words", () => {
  const reason = (frame: Uint8Array, linkType = 1) => reasonText(decode(frame, linkType).reason);
  strictEqual(reason(ethernet(0x806, Array(28).fill(0))), "not IP: ARP");
  strictEqual(reason(ethernet(0x88cc, [0])), "not IP: LLDP");
  strictEqual(reason(ethernet(0x1234, [0])), "not IP: EtherType 0x1234");
  strictEqual(reason(bytes("00")), "cut short before the end of the IP header");
  strictEqual(reason(ethernet(0x800, ip4(udp(), { headerWords: 4 }))), "with an impossible IP header length");
  strictEqual(reason(ethernet(0x800, ip4(udp(), { total: 12 }))), "with an IP length smaller than the header");
  strictEqual(reason(ip4(udp(), { version: 5 }), 101), "neither IPv4 nor IPv6 by their version");
  strictEqual(reason(ip4(), 147), "of link type 147 (USER0), which is not decoded");
  strictEqual(reason(bytes("10 00 00 00", ip4()), 0), "of an address family that is not IP's");
  strictEqual(
    reason(FRAMES.find(({ name }) => name === "SLL, netlink")!.bytes, 113),
    "messages of netlink, not packets",
  );
  for (const value of Object.values(REASON)) ok(!reasonText(value).startsWith("undecoded ") || value === REASON.NONE);
});

/** Reads that a proxy of the bytes would see cost too much: what lies outside the frame is changed, the result must not. */
Deno.test("nothing outside the captured bytes counts, wherever a frame is cut", () => {
  const decoder = new Decoder(space);
  const look = (linkType: number, captured: number, wire: number) => {
    const reason = decoder.decode(AT, captured, wire, linkType);
    if (reason !== REASON.NONE) return [reason];
    const { ip, version, transport, protocol, transportCaptured, transportLength, isFragment, missing, end } = decoder;
    ok(ip >= AT && ip + 20 <= AT + captured && end <= AT + captured);
    ok(transport === 0 || transport > ip && transport + transportCaptured <= AT + captured && transportCaptured > 0);
    return [ip, version, transport, protocol, transportCaptured, transportLength, isFragment, missing, end];
  };
  for (const { linkType, bytes } of ALL) {
    for (let captured = 0; captured <= bytes.length; captured++) {
      const seen = [0, 0x45, 0xff].map((outside) => {
        space.fill(outside, 0, AT + bytes.length + 256);
        space.set(bytes.subarray(0, captured), AT);
        return look(linkType, captured, bytes.length);
      });
      deepStrictEqual(seen[1], seen[0]);
      deepStrictEqual(seen[2], seen[0]);
    }
  }
});

Deno.test("frames with bytes changed at random end in a result", () => {
  const random = new Random(2026);
  for (let round = 0; round < 40_000; round++) {
    const { linkType, bytes } = random.pick(ALL);
    const frame = bytes.slice(0, random.below(bytes.length + 1));
    for (let flips = random.below(6); flips > 0 && frame.length > 0; flips--) {
      frame[random.below(frame.length)] = random.below(256);
    }
    const { decoder: d, reason } = decode(frame, linkType, frame.length + random.below(2000));
    if (reason !== REASON.NONE) continue;
    const limit = AT + frame.length;
    ok(d.ip >= AT && d.ip + 20 <= limit && d.end <= limit, `seed 2026, round ${round}`);
    ok(d.transport === 0 || d.transport > d.ip && d.transport < limit && d.transport + d.transportCaptured <= limit);
  }
});

Deno.test("tags within tags, LLC within tags: a hostile frame ends", () => {
  // VLAN tags of which each holds a length and LLC with the next: recursion, were it not bounded
  const turn = bytes("00 07 00 20 aa aa 03 00 00 00 81 00");
  const nested = new Uint8Array(250_000);
  nested.set(ethernet(0x8100));
  for (let at = 14; at + turn.length <= nested.length; at += turn.length) nested.set(turn, at);
  ok(decode(nested, 1).reason >= REASON.NOT_IP);
  const labels = new Uint8Array(250_000);
  labels.set(ethernet(0x8847));
  strictEqual(decode(labels, 1).reason, REASON.CUT_SHORT);
});
