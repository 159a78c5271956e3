/**
 * Checksums stay as right or wrong as they were: of whole packets, of fragments, of SCTP; and what may be chosen.
 *
 * @module
 */
import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import { bytes, ethernet, ip4, ip6, type Part, SOURCE4, TARGET4 } from "../packet/wire/frames.ts";
import {
  ADDRESS4,
  ADDRESS6,
  checkGone,
  four,
  MAC,
  PSEUDO4,
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

Deno.test("TCP and UDP: right checksums stay right, wrong ones as wrong, partial ones partial, none none", () => {
  const segments: [number, number, Uint8Array][] = [[6, 16, tcp("", SECRET)], [17, 6, udp(5000, 53, SECRET)]];
  for (const [protocol, field, data] of segments) {
    const check = (pseudo: Uint8Array, wrap: (inner: Uint8Array) => Uint8Array, from: number, addresses: number) => {
      const own = (after: Uint8Array) =>
        bytes(
          after.subarray(addresses, from),
          from === 34 ? bytes(0, protocol, u16(data.length)) : bytes(u32(data.length), u32(protocol)),
        );
      const after = (data: Uint8Array) => rewritten(wrap(data)).bytes;
      const good = after(summed(data, field, pseudo));
      strictEqual(sum(own(good), good.subarray(from)), 0xffff);
      const bad = after(summed(data, field, pseudo, 5));
      strictEqual(sum(own(bad), bad.subarray(from)), 5);
      const partial = after(bytes(data.subarray(0, field), u16(sum(pseudo)), data.subarray(field + 2)));
      strictEqual(partial[from + field] << 8 | partial[from + field + 1], sum(own(partial)));
      const none = after(data);
      if (protocol === 17) strictEqual(none[from + field] << 8 | none[from + field + 1], 0);
    };
    check(PSEUDO4(protocol, data.length), (inner) => ethernet(0x800, four(inner, protocol)), 34, 26);
    check(PSEUDO6(protocol, data.length), (inner) => ethernet(0x86dd, ip6(inner, protocol)), 54, 22);
  }
});
Deno.test("TCP: numbers stay, clocks are shifted by host, what identifies goes", () => {
  const stamp = (value: number, echo: number) => bytes("01 01 08 0a", u32(value), u32(echo));
  const rewriting = new Rewriting({ pins: false });
  const sent = (options: Part) => rewriting.frame(ethernet(0x800, four(tcp(options, ""), 6))).bytes;
  const first = new DataView(sent(stamp(1000, 0)).slice().buffer),
    second = new DataView(sent(stamp(1234, 77)).slice().buffer);
  strictEqual(second.getUint32(58) - first.getUint32(58) | 0, 234);
  strictEqual(first.getUint32(62), 0);
  ok(first.getUint32(58) !== 1000);
  // the peer's echo is of the peer's clock
  const back = ip4(tcp(stamp(77, 1000), ""), { protocol: 6, from: TARGET4, to: SOURCE4 });
  const answer = new DataView(rewriting.frame(ethernet(0x800, back)).bytes.slice().buffer);
  strictEqual(answer.getUint32(62), first.getUint32(58));
  strictEqual(answer.getUint32(58), second.getUint32(62));
  const kept = new Rewriting({ pins: false, keep: new Set(["timestamps"] as const) });
  const same = kept.frame(ethernet(0x800, four(tcp(stamp(1000, 0), ""), 6))).bytes;
  deepStrictEqual(same.subarray(54, 66), stamp(1000, 0));
  const identifying = bytes(
    "02 04 05 b4 03 03 07 01 13 12",
    Array(16).fill(9),
    "22 0a",
    SECRET.subarray(0, 8),
    "00 00",
  );
  const after = checkGone("options", ethernet(0x800, four(tcp(identifying, SECRET), 6)));
  deepStrictEqual(after.subarray(54, 64), identifying.subarray(0, 10));
  deepStrictEqual(after.subarray(64, 80), new Uint8Array(16));
  checkGone(
    "another address of the host",
    ethernet(0x800, four(tcp(bytes("1e 10 30 01", ADDRESS4, SECRET.subarray(0, 8)), SECRET), 6)),
  );
});

/** Reassembles what was cut, by what fragments say of their places. */
Deno.test("fragments: whole again, right checksums are right, and nothing is left", () => {
  for (const protocol of [6, 17]) {
    const data = protocol === 6
      ? tcp("", bytes(SECRET, ADDRESS4, SECRET, ADDRESS4))
      : udp(5000, 53, bytes(SECRET, ADDRESS4, SECRET, ADDRESS4));
    const whole = summed(data, protocol === 6 ? 16 : 6, PSEUDO4(protocol, data.length));
    for (const size of [8, 16, 24]) {
      const rewriting = new Rewriting({ pins: false }), after = new Uint8Array(whole.length);
      let addresses = bytes();
      for (let at = 0; at < whole.length; at += size) {
        const piece = whole.subarray(at, at + size), more = at + size < whole.length ? 0x2000 : 0;
        const frame = rewriting.frame(ethernet(0x800, four(piece, protocol, "", at / 8 | more))).bytes;
        after.set(frame.subarray(34), at);
        addresses = bytes(frame.subarray(26, 34));
      }
      strictEqual(sum(addresses, 0, protocol, u16(whole.length), after), 0xffff, `${protocol}, ${size}`);
      deepStrictEqual(placesOf(after, SECRET.subarray(0, 6)), []);
      deepStrictEqual(placesOf(after, bytes(ADDRESS4)), []);
      // ports, numbers, flags
      const header = protocol === 6 ? 16 : 6;
      deepStrictEqual(after.subarray(0, header), whole.subarray(0, header));
      strictEqual(rewriting.counts.fragmentBytes, 0);
    }
  }
});

/** RFC 9260 appendix A, bit by bit. */
function crc32c(data: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of data) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? register >>> 1 ^ 0x82f63b78 : register >>> 1;
  }
  return ~register >>> 0;
}
const sctpWith = (data: Uint8Array, crc: number): Uint8Array =>
  bytes(data.subarray(0, 8), u32(crc).reverse(), data.subarray(12));
Deno.test("SCTP: data and cookies go, addresses are mapped, the sum is as right as before", () => {
  const header = bytes(u16(5000), u16(38412), u32(7), u32(0));
  const packets = [
    bytes(header, "00 03", u16(16 + SECRET.length), u32(1), u16(0), u16(0), u32(0), SECRET, 0, 0),
    bytes(
      header,
      "01 00",
      u16(20 + 8 + 20 + 24),
      Array(16).fill(1),
      u16(5),
      u16(8),
      ADDRESS4,
      u16(6),
      u16(20),
      ADDRESS6,
      u16(7),
      u16(4 + SECRET.length),
      SECRET,
      0,
      0,
    ),
  ];
  for (const packet of packets) {
    const crc = crc32c(packet);
    const after = (sum: number) => checkGone("SCTP", ethernet(0x800, four(sctpWith(packet, sum), 132))).slice(34);
    const field = (data: Uint8Array) => new DataView(data.slice().buffer).getUint32(8, true);
    const right = after(crc);
    strictEqual(field(right), crc32c(sctpWith(right, 0)));
    strictEqual(field(after(crc ^ 0x1234)), field(right) ^ 0x1234);
    strictEqual(field(after(0)), 0);
  }
});
Deno.test("SCTP: in fragments the sum is kept by what fills them", () => {
  const header = bytes(u16(5000), u16(38412), u32(7), u32(0));
  const packet = bytes(
    header,
    "00 03",
    u16(16 + 60),
    u32(1),
    u16(0),
    u16(0),
    u32(0),
    SECRET,
    SECRET,
    SECRET,
    Array(6).fill(3),
  );
  const whole = sctpWith(packet, crc32c(packet)), after = new Uint8Array(whole.length);
  const rewriting = new Rewriting({ pins: false });
  for (let at = 0; at < whole.length; at += 40) {
    const more = at + 40 < whole.length ? 0x2000 : 0;
    after.set(
      rewriting.frame(ethernet(0x800, four(whole.subarray(at, at + 40), 132, "", at / 8 | more))).bytes.subarray(34),
      at,
    );
  }
  strictEqual(new DataView(after.buffer).getUint32(8, true), crc32c(sctpWith(after, 0)));
  deepStrictEqual(placesOf(after, SECRET.subarray(0, 6)), []);
});

Deno.test("payload of unknown protocols, behind the packet and of other EtherTypes is gone", () => {
  checkGone("OSPF", ethernet(0x800, four(bytes(SECRET, ADDRESS4, ADDRESS6), 89)));
  checkGone("behind the packet", ethernet(0x800, four(udp(5000, 53, SECRET), 17), SECRET, ADDRESS4));
  checkGone("LLDP", ethernet(0x88cc, SECRET, ADDRESS4));
  checkGone("PPPoE discovery", ethernet(0x8863, "11 07 00 00", u16(SECRET.length), SECRET));
  checkGone("IPCP", ethernet(0x8864, "11 00 00 01", u16(20), u16(0x8021), "01 01 00 0a 03 06", ADDRESS4));
});
Deno.test("the choice of what is kept: makers, and identifications by source", () => {
  const frame = bytes(MAC, MAC, u16(0x800), four(udp(5000, 53, SECRET), 17));
  const makers = rewritten(frame, { keep: new Set(["oui"]) }).bytes;
  deepStrictEqual(makers.subarray(0, 3), bytes(MAC).subarray(0, 3));
  notDeepStrictEqual(makers.subarray(3, 6), bytes(MAC).subarray(3, 6));
  deepStrictEqual(rewritten(frame).bytes.subarray(18, 20), frame.subarray(18, 20));
  const permuted = rewritten(frame, { ipId: "permuted" }).bytes;
  notDeepStrictEqual(permuted.subarray(18, 20), frame.subarray(18, 20));
  strictEqual(sum(permuted.subarray(14, 34)), 0xffff);
});
