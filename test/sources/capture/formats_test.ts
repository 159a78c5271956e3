/**
 * Every variant of a format says the same packets. The files are written as the documents draw them:
 * draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng, RFC 1761.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { DIRECTION } from "../../../lib/sources/mod.ts";
import { Bytes, concatenate, type Packet, pcap, type PcapVariant, Section, snoop } from "../../captures/writer.ts";
import { readBytes, timeText } from "./read_all.ts";

function packets(count: number, first = 1_700_000_000): Packet[] {
  return Array.from({ length: count }, (_, index) => ({
    seconds: first + index,
    nanoseconds: index * 1000,
    bytes: Uint8Array.from({ length: index % 7 * 11 }, (_, at) => index * 31 + at),
    wire: index % 7 * 11 + index % 3,
  }));
}
const facts = (packet: Packet) => ({
  time: timeText(packet.seconds, packet.nanoseconds),
  captured: packet.bytes.length,
  wire: packet.wire ?? packet.bytes.length,
  bytes: packet.bytes,
});
function read(capture: Uint8Array, most?: number) {
  const { rows, ...rest } = readBytes([capture], most);
  return { ...rest, rows, facts: rows.map(({ time, captured, wire, bytes }) => ({ time, captured, wire, bytes })) };
}
const micro = (packet: Packet) => BigInt(packet.seconds) * 1_000_000n + BigInt(packet.nanoseconds / 1000);

const VARIANTS: Readonly<Record<string, PcapVariant>> = {
  "little-endian microseconds": {},
  "big-endian microseconds": { little: false },
  "little-endian nanoseconds": { magic: 0xa1b23c4d },
  "big-endian nanoseconds": { magic: 0xa1b23c4d, little: false },
  "modified, 24-byte record headers": { magic: 0xa1b2cd34 },
  "modified, big-endian": { magic: 0xa1b2cd34, little: false },
  "version 2.2, lengths the other way round": { minor: 2 },
};
for (const [name, variant] of Object.entries(VARIANTS)) {
  Deno.test(`pcap: ${name}`, () => {
    const expected = packets(40);
    // In one piece, and by 13 bytes at a time.
    for (const most of [undefined, 13]) {
      const reading = read(pcap(expected, { ...variant, linkType: 101, snapLength: 2000 }), most);
      deepStrictEqual(reading.problems, []);
      deepStrictEqual(reading.facts, expected.map(facts));
      deepStrictEqual(reading.interfaces, [{
        linkType: 101,
        snapLength: 2000,
        file: "capture 0",
        input: 0,
        number: 0,
      }]);
    }
  });
}

Deno.test("pcap: version 2.3 has lengths either way, the captured one is never the larger", () => {
  const expected = packets(7).filter(({ bytes, wire }) => bytes.length <= wire!);
  deepStrictEqual(read(pcap(expected, { minor: 3 })).facts, expected.map(facts));
});

Deno.test("pcap: the modified record's packet type is a direction", () => {
  const directions = [0, 1, 2, 3, 4].map((packetType) => {
    return read(pcap(packets(1), { magic: 0xa1b2cd34, packetType })).rows[0]!.direction;
  });
  const { INBOUND, OUTBOUND, UNKNOWN } = DIRECTION;
  deepStrictEqual(directions, [INBOUND, INBOUND, INBOUND, UNKNOWN, OUTBOUND]);
});

Deno.test("pcap: a fraction of more than a second is carried", () => {
  const odd = { seconds: 5, nanoseconds: 2_500_000_000, bytes: new Uint8Array(1) };
  strictEqual(read(pcap([odd])).rows[0]!.time, "7.500000000");
});

Deno.test("pcap: a captured length above the wire length is kept as it stands", () => {
  const odd = { seconds: 5, nanoseconds: 0, bytes: new Uint8Array(60), wire: 42 };
  deepStrictEqual(read(pcap([odd])).facts, [facts(odd)]);
});

Deno.test("pcap: seconds are unsigned; the frame check sequence's bits are no part of the link type", () => {
  const late = { seconds: 4_000_000_000, nanoseconds: 0, bytes: new Uint8Array(1) };
  const { rows, interfaces } = read(pcap([late], { linkType: 0x24000001 }));
  strictEqual(rows[0]!.time, "4000000000.000000000");
  strictEqual(interfaces[0]!.linkType, 1);
});

Deno.test("pcap: packets above 262144 bytes are read where the snapshot length allows them", () => {
  const large = { seconds: 5, nanoseconds: 0, bytes: new Uint8Array(300_000).fill(7) };
  const small = { seconds: 6, nanoseconds: 0, bytes: new Uint8Array(3).fill(8) };
  const allowed = read(pcap([small, large, small], { snapLength: 400_000 }));
  deepStrictEqual(allowed.problems, []);
  deepStrictEqual(allowed.rows.map(({ captured }) => captured), [3, 300_000, 3]);
  ok(allowed.rows[1]!.bytes.every((byte) => byte === 7));
  const refused = read(pcap([small, large, small], { snapLength: 262_144 }));
  strictEqual(refused.rows.length, 1);
  strictEqual(refused.problems[0]!.tag, "D_SRC_CORRUPT");
});

Deno.test("pcap: more packets than a batch and more bytes than a window", () => {
  const some = packets(1000);
  const many = Array.from({ length: 60 }, () => some).flat();
  const reading = read(pcap(many));
  strictEqual(reading.rows.length, 60_000);
  strictEqual(reading.rows.at(-1)!.number, 60_000);
  deepStrictEqual(reading.facts.slice(-1000), some.map(facts));
});

Deno.test("snoop", () => {
  const expected = packets(20);
  deepStrictEqual(read(snoop(expected)).facts, expected.map(facts));
  deepStrictEqual(read(snoop(expected), 7).facts, expected.map(facts));
  strictEqual(read(snoop(expected)).interfaces[0]!.linkType, 1);
});

for (const little of [true, false]) {
  Deno.test(`pcapng: every packet block, ${little ? "little" : "big"}-endian`, () => {
    const [first, second, third] = packets(8).slice(4) as [Packet, Packet, Packet];
    const flags = (bits: number) => [[1, [65]], [2, new Bytes(little).u32(bits).bytes]] as const;
    const section = new Section(little).interface(1, 65535, [[2, new TextEncoder().encode("eth0")]]).interface(101, 0)
      .block(0xbad, new Uint8Array(8)) // custom
      .block(4, new Uint8Array(12)) // name resolution
      .enhanced(1, micro(first), first.bytes, first.wire, flags(1))
      .enhanced(0, micro(second), second.bytes, second.wire, flags(2))
      .obsolete(1, micro(third), third.bytes, third.wire, flags(1))
      .block(0x7777, new Uint8Array(400))
      .simple(first.bytes);
    for (const most of [undefined, 5]) {
      const reading = read(section.bytes, most);
      deepStrictEqual(reading.problems, []);
      const simple = { ...facts(third), captured: first.bytes.length, wire: first.bytes.length, bytes: first.bytes };
      deepStrictEqual(reading.facts, [facts(first), facts(second), facts(third), simple]);
      deepStrictEqual(reading.rows.map((row) => row.interface), [1, 0, 1, 0]);
      deepStrictEqual(reading.rows.map((row) => row.direction), [1, 2, 1, 0]);
      deepStrictEqual(reading.interfaces, [
        { linkType: 1, name: "eth0", snapLength: 65535, file: "capture 0", input: 0, number: 0 },
        { linkType: 101, file: "capture 0", input: 0, number: 1 },
      ]);
    }
  });
}

Deno.test("pcapng: units of time, decimal and binary, and an offset", () => {
  const bits = (value: bigint) => [...new Bytes(true).u64(value).bytes];
  const cases: [options: [number, number[]][], time: bigint, expected: string][] = [
    [[], 1_700_000_000_123_456n, "1700000000.123456000"],
    [[[9, [6]]], 1_700_000_000_999_999n, "1700000000.999999000"],
    [[[9, [9]]], 1_700_000_000_123_456_789n, "1700000000.123456789"],
    [[[9, [9]]], 1_700_000_000_999_999_999n, "1700000000.999999999"],
    [[[9, [9]]], 1_700_000_000_000_000_000n, "1700000000.000000000"],
    [[[9, [0]]], 1_700_000_000n, "1700000000.000000000"],
    [[[9, [3]]], 1_700_000_000_123n, "1700000000.123000000"],
    [[[9, [12]]], 1_700_000_123_456_789_012n, "1700000.123456789"],
    [[[9, [0x80 | 10]]], 1_700_000_000n * 1024n + 512n, "1700000000.500000000"],
    [[[9, [0x80 | 1]]], 1_700_000_000n * 2n + 1n, "1700000000.500000000"],
    [[[9, [0x80 | 29]]], (1_700_000_000n << 29n) + 1n, "1700000000.000000001"],
    [[[9, [0x80 | 32]]], (1_700_000_000n << 32n) + 0xffffffffn, "1700000000.999999999"],
    [[[14, bits(1_700_000_000n)]], 5_000_001n, "1700000005.000001000"],
    [[[14, bits(-100n)]], 5_000_001n, "-95.000001000"],
  ];
  for (const [options, time, expected] of cases) {
    const { rows, problems } = read(new Section().interface(1, 0, options).enhanced(0, time, new Uint8Array(4)).bytes);
    deepStrictEqual([rows[0]!.time, problems], [expected, []]);
  }
});

Deno.test("pcapng: a time that no signed nanoseconds can hold is brought within, and said", () => {
  const section = new Section().interface(1, 0, [[9, [0]]]).enhanced(0, 1n << 60n, new Uint8Array(4));
  const { rows, problems } = read(section.bytes);
  strictEqual(rows[0]!.time, "9000000000.000000000");
  strictEqual(problems[0]!.tag, "D_SRC_TIME");
});

Deno.test("pcapng: sections in both byte orders, each with interfaces of its own", () => {
  const body = new Uint8Array(4);
  const parts = [true, false, true].map((little, index) =>
    new Section(little).interface(1, 0).interface(index === 2 ? 113 : 101, 0).enhanced(1, 1_000_000n, body).bytes
  );
  const { rows, interfaces, problems } = read(concatenate(...parts));
  deepStrictEqual(problems, []);
  deepStrictEqual(rows.map((row) => interfaces[row.interface]!.linkType), [101, 101, 113]);
  // What a section describes as the one before did is the same interface.
  strictEqual(interfaces.length, 3);
});

Deno.test("pcapng: a simple packet is cut to the interface's snapshot length", () => {
  const section = new Section().interface(1, 10).simple(new Uint8Array(10).fill(5), 1000);
  const { rows } = read(section.bytes);
  deepStrictEqual([rows[0]!.captured, rows[0]!.wire, rows[0]!.time], [10, 1000, "0.000000000"]);
});

Deno.test("pcapng: statistics say what was lost, and addresses stand at the interface", () => {
  const options = [[4, [192, 0, 2, 1, 255, 255, 255, 0]]] as const;
  const statistics = new Bytes(true).u32(0).u64(0n).bytes;
  const section = new Section().interface(1, 0, options).block(5, statistics, [
    [5, new Bytes(true).u64(3n).bytes],
    [7, new Bytes(true).u64(4n).bytes],
  ]);
  const { interfaces } = read(section.bytes);
  strictEqual(interfaces[0]!.dropped, 7);
  deepStrictEqual(interfaces[0]!.addresses, [Uint8Array.of(192, 0, 2, 1)]);
});

Deno.test("pcapng: a block larger than memory has room for is passed over", () => {
  const first = new Uint8Array(4).fill(1);
  const section = new Section().interface(1, 0).enhanced(0, 1n, first).block(0xbad, new Uint8Array(3_000_000))
    .enhanced(0, 2n, first);
  const reading = read(section.bytes);
  deepStrictEqual(reading.problems, []);
  strictEqual(reading.rows.length, 2);
});

Deno.test("compressed captures read as plain ones", () => {
  const expected = packets(3000);
  const half = pcap(expected.slice(0, 1500));
  const rest = pcap(expected.slice(1500)).subarray(24);
  const whole = concatenate(half, rest);
  const skippable = new Bytes(true).u32(0x184d2a50).u32(3).raw([1, 2, 3]).bytes;
  const forms = [
    gzipSync(whole),
    zstdCompressSync(whole),
    // Members and frames one after the other, as parallel compressors write them.
    concatenate(gzipSync(half), gzipSync(rest)),
    concatenate(zstdCompressSync(half), zstdCompressSync(rest)),
    concatenate(skippable, zstdCompressSync(whole), skippable),
  ];
  for (const form of forms) {
    for (const most of [undefined, 1000]) {
      const reading = read(form, most);
      deepStrictEqual(reading.problems, []);
      deepStrictEqual(reading.facts, expected.map(facts));
    }
  }
  deepStrictEqual(read(gzipSync(snoop(expected))).facts, expected.map(facts));
});
