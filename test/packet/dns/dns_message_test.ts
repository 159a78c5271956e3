/** Names, records and whole messages of DNS, hostile ones too. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  BAD,
  DnsMessage,
  NAME,
  NameReader,
  NameWriter,
  RECORD_TYPE,
  typeName,
  UNREADABLE,
  writeRecordData,
} from "../../../lib/packet/dns/mod.ts";
import type { HotMemory } from "../../../lib/wasm/mod.ts";
import { Random } from "../../fuzz/random.ts";
import { bytes, type Part } from "../wire/frames.ts";
import { dnsMessage, dnsName, QUESTION, u16, u32 } from "./dns_messages.ts";

/** Room for what is read, before the message; for texts, behind it. */
const STATE = 64, AT = 256, ROOM = 8192;
function place(message: Uint8Array): Uint8Array {
  const space = new Uint8Array(AT + message.length + 64 + ROOM + 7 & ~7).fill(0x45);
  space.set(message, AT);
  return space;
}
function memoryOf({ buffer }: Uint8Array): HotMemory {
  return {
    ...{ bytes: new Uint8Array(buffer), words: new Int32Array(buffer), doubles: new Float64Array(buffer) },
    view: new DataView(buffer),
  };
}
const messageIn = (space: Uint8Array) => new DnsMessage(memoryOf(space), STATE);
const textAt = (space: Uint8Array, at: number) =>
  new TextDecoder("latin1").decode(space.subarray(at, space.indexOf(0, at)));

function nameOf(message: Uint8Array, at = 0, lower = false): string | number {
  const space = place(message), writer = new NameWriter(space, AT + message.length + 64, 2048);
  const read = new NameReader(space).read(AT, AT + at, AT + message.length);
  return read === NAME.WHOLE ? textAt(space, writer.begin().name(AT, AT + at, lower).end()) : read;
}
Deno.test("names are written as in a master file, without the last dot (RFC 1035 section 5.1)", () => {
  strictEqual(nameOf(bytes(dnsName("www.Example.test"))), "www.Example.test");
  strictEqual(nameOf(bytes(dnsName("www.Example.TEST")), 0, true), "www.example.test");
  strictEqual(nameOf(bytes([0])), ".");
  // a dot and a blank within a label, a zero, a backslash, a quote, a byte that is no text
  strictEqual(
    nameOf(bytes([3, 0x61, 0x2e, 0x62], [5, 0x20, 0, 0x5c, 0x22, 0xff], [0])),
    'a\\.b.\\032\\000\\\\\\"\\255',
  );
  strictEqual(
    String(
      nameOf(
        bytes([63, ...Array(63).fill(7)], [63, ...Array(63).fill(7)], [63, ...Array(63).fill(7)], [
          61,
          ...Array(61).fill(7),
        ], 0),
      ),
    ).length,
    250 * 4 + 3,
  );
});
Deno.test("pointers lead back, and only back; a name has 255 octets (RFC 1035 sections 3.1 and 4.1.4)", () => {
  const chain = bytes(dnsName("test"), [1, 0x61, 0xc0, 0], [1, 0x62, 0xc0, 6], [0xc0, 10]);
  deepStrictEqual([nameOf(chain, 6), nameOf(chain, 10), nameOf(chain, 14)], ["a.test", "b.a.test", "b.a.test"]);
  strictEqual(nameOf(bytes([0xc0, 0])), NAME.POINTER);
  strictEqual(nameOf(bytes([1, 0x61, 0xc0, 4], [0, 0])), NAME.POINTER);
  strictEqual(nameOf(bytes([1, 0x61, 0xc0, 0], 0)), NAME.POINTER);
  strictEqual(nameOf(bytes([0xc0, 2, 0xc0, 0]), 2), NAME.POINTER);
  strictEqual(nameOf(bytes([0x40, 1, 0])), NAME.POINTER);
  strictEqual(nameOf(bytes([5, 0x61])), NAME.BEYOND);
  strictEqual(nameOf(bytes(...Array(4).fill([63, ...Array(63).fill(0x61)]), 0)), NAME.LONG);
});

const FORMS: readonly (readonly [type: number, data: Part, expected: string])[] = [
  [RECORD_TYPE.A, [192, 0, 2, 1], "192.0.2.1"],
  [RECORD_TYPE.A, [192, 0, 2], "\\# 3 c00002"],
  [RECORD_TYPE.AAAA, "20 01 0d b8 00 00 00 01 00 01 00 01 00 01 00 01", "2001:db8:0:1:1:1:1:1"],
  [RECORD_TYPE.CNAME, QUESTION, "www.example.test"],
  [RECORD_TYPE.CNAME, [...QUESTION, 0], "\\# 3 c00c00"],
  [RECORD_TYPE.MX, [...u16(10), 4, 0x6d, 0x61, 0x69, 0x6c, 0xc0, 16], "10 mail.example.test"],
  [RECORD_TYPE.SRV, [...u16(1), ...u16(2), ...u16(443), ...QUESTION], "1 2 443 www.example.test"],
  [RECORD_TYPE.TXT, [3, 0x61, 0x22, 0x5c, 0, 2, 0x20, 0xe4], '"a\\"\\\\" "" " \\228"'],
  [RECORD_TYPE.TXT, [5, 0x61], "\\# 2 0561"],
  [
    RECORD_TYPE.SOA,
    [...QUESTION, 1, 0x68, 0xc0, 16, ...[1, 2, 3, 4, 4294967295].flatMap(u32)],
    "www.example.test h.example.test 1 2 3 4 4294967295",
  ],
  [RECORD_TYPE.CAA, [128, 5, ...new TextEncoder().encode("issueca.test")], '128 issue "ca.test"'],
  [RECORD_TYPE.HTTPS, [0, 0, ...QUESTION], "0 www.example.test"],
  [
    RECORD_TYPE.HTTPS,
    bytes(
      u16(1),
      0,
      u16(1),
      u16(6),
      "02 68 33 02 68 32",
      u16(3),
      u16(2),
      u16(8443),
      u16(4),
      u16(4),
      "c0 00 02 01",
      u16(9),
      u16(1),
      7,
    ),
    '1 . alpn=h3,h2 port=8443 ipv4hint=192.0.2.1 key9="\\007"',
  ],
  [65300, [1, 2, 255], "\\# 3 0102ff"],
  [65300, [], "\\# 0"],
];
Deno.test("records are written as in a zone file, those that are not known by their bytes (RFC 3597 section 5)", () => {
  for (const [type, data, expected] of FORMS) {
    const message = dnsMessage({ flags: 0x8180, answers: [{ type, data }] }), space = place(message);
    const m = messageIn(space);
    strictEqual(m.read(AT, AT + message.length, message.length), UNREADABLE.NONE);
    m.rewind();
    ok(m.next());
    const writer = new NameWriter(space, AT + message.length + 64, 2048);
    strictEqual(textAt(space, writeRecordData(m, writer)), expected, typeName(type));
  }
  deepStrictEqual([1, 28, 65, 255, 65300].map(typeName), ["A", "AAAA", "HTTPS", "ANY", "TYPE65300"]);
});

function read(message: Uint8Array, captured = message.length): DnsMessage {
  const m = messageIn(place(message.subarray(0, captured)));
  m.read(AT, AT + captured, message.length);
  return m;
}
Deno.test("what is wrong with a message is said, and the rest is kept", () => {
  const a = { type: 1, data: [192, 0, 2, 1] };
  strictEqual(read(dnsMessage({ answers: [a] })).bad, 0);
  strictEqual(read(dnsMessage({ answers: [a], counts: [1, 3, 0, 0] })).bad, BAD.COUNTS);
  strictEqual(read(bytes(dnsMessage({ answers: [a] }), 1, 2)).bad, BAD.BEHIND);
  strictEqual(read(dnsMessage({ answers: [a, { ...a, name: [0xc0, 0xff] }, a] })).bad, BAD.POINTER);
  const whole = dnsMessage({ answers: [a, a] });
  strictEqual(read(bytes(whole.subarray(0, -2))).bad, BAD.RECORD);
  strictEqual(read(whole, whole.length - 2).bad, BAD.CUT);
});
Deno.test("EDNS: the code's upper bits, the size, the client's subnet (RFC 6891, RFC 7871)", () => {
  const option = bytes(u16(8), u16(7), u16(1), 24, 0, 192, 0, 2);
  const m = read(
    dnsMessage({ flags: 0x8183, additionals: [{ name: [0], type: 41, class: 1232, ttl: 0x01008000, data: option }] }),
  );
  deepStrictEqual([m.code, m.udpSize, m.ednsFlags >> 15, m.subnetBytes], [19, 1232, 1, 7]);
});
Deno.test("cut anywhere and changed anywhere: every read lies within the message", () => {
  const random = new Random(53);
  const messages = FORMS.map(([type, data]) =>
    dnsMessage({
      flags: 0x8180,
      answers: [{ type, data }, { type, data }],
      additionals: [{ name: [0], type: 41, data: [] }],
    })
  );
  let records = 0;
  for (let i = 0; i < 20_000; i++) {
    const message = messages[random.below(messages.length)].slice();
    for (let flips = random.below(4); flips > 0; flips--) message[random.below(message.length)] = random.below(256);
    const captured = random.below(3) === 0 ? random.below(message.length) : message.length;
    const space = place(message.subarray(0, captured)), m = messageIn(space);
    const writer = new NameWriter(space, AT + captured + 64, 1536), before = space.slice(AT, AT + captured + 64);
    if (m.read(AT, AT + captured, message.length) !== UNREADABLE.NONE) continue;
    m.rewind();
    while (m.next()) {
      ok(m.data + m.dataBytes <= AT + captured, `mutant ${i}`);
      const text = textAt(space, writeRecordData(m, writer));
      // deno-lint-ignore no-control-regex
      ok(!/[\x00-\x1f\x7f-\xff]/.test(text), text);
      records++;
    }
    deepStrictEqual(space.subarray(AT, AT + before.length), before);
  }
  ok(records > 10_000, `${records}`);
});
