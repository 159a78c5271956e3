/**
 * One connection captured at several sites (a trunk, a mirror, a router) is one connection, and two networks of the same
 * addresses are two if they are kept apart. Conversations are made here; what is right is what the same conversation gives
 * where it was captured once.
 */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { type Packet, pcap, Section } from "../captures/writer.ts";
import { bytes } from "../packet/wire/frames.ts";
import { plainMemory } from "../sources/plain_memory.ts";
import { trace } from "../session/in_process.ts";
import { FlowTable } from "../../lib/packet/flow/mod.ts";

const u16 = (value: number) => [value >> 8 & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
const CLIENT = [192, 0, 2, 1], SERVER = [192, 0, 2, 2];
const SYN = 2, ACK = 16, PSH = 24, FIN = 17;

interface Segment {
  readonly at: number;
  readonly fromClient: boolean;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly length: number;
  /** IPv4's identification. */
  readonly id: number;
}
/** How a segment is put into a frame. */
type Wrap = (ip: Uint8Array, segment: Segment) => Uint8Array;

/** With a sum of its own for each segment: what is in it decides it. */
function ipOf({ fromClient, seq, ack, flags, length, id }: Segment, hops = 64, base = 0): Uint8Array {
  const [from, to, source, target] = fromClient ? [CLIENT, SERVER, 40000, 80] : [SERVER, CLIENT, 80, 40000];
  const sum = (seq * 7 + ack * 3 + flags + length) & 0xffff;
  const first = base + (fromClient ? 1000 : 5000), other = base + (fromClient ? 5000 : 1000);
  const header = bytes(
    u16(source),
    u16(target),
    u32(first + seq),
    u32((flags & ACK) === 0 ? 0 : other + ack),
    0x50,
    flags,
  );
  const tcp = bytes(header, u16(8192), u16(sum), 0, 0, new Uint8Array(length).fill(0x61));
  return bytes(0x45, 0, u16(20 + tcp.length), u16(id), 0, 0, hops, 6, u16(hops * 256), from, to, tcp);
}
const MACS = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
const plain: Wrap = (ip) => bytes(MACS, 8, 0, ip);
const vlan = (...ids: number[]): Wrap => (ip) => bytes(MACS, ids.flatMap((id) => [0x81, 0, ...u16(id)]), 8, 0, ip);
const mpls = (...labels: number[]): Wrap => (ip) =>
  bytes(
    MACS,
    0x88,
    0x47,
    ...labels.map((label, i) => u32(label << 12 | (i === labels.length - 1 ? 1 : 0) << 8 | 64)),
    ip,
  );

/** A handshake, data both ways, one segment sent again after 300 ms, an end. */
function conversation(rounds = 5): Segment[] {
  const all: Segment[] = [];
  let at = 0, id = 100;
  const say = (fromClient: boolean, seq: number, ack: number, flags: number, length = 0, after = 1000) =>
    all.push({ at: at += after, fromClient, seq, ack, flags, length, id: id++ });
  say(true, 0, 0, SYN);
  say(false, 0, 1, SYN | ACK);
  say(true, 1, 1, ACK);
  for (let i = 0; i < rounds; i++) {
    say(true, 1 + 100 * i, 1 + 200 * i, PSH, 100);
    say(false, 1 + 200 * i, 101 + 100 * i, PSH, 200);
    say(true, 101 + 100 * i, 201 + 200 * i, ACK);
  }
  const seq = 1 + 100 * rounds, ack = 1 + 200 * rounds;
  say(true, seq, ack, PSH, 100);
  say(true, seq, ack, PSH, 100, 300_000);
  say(false, ack, seq + 100, ACK);
  say(true, seq + 100, ack, FIN);
  say(false, ack, seq + 101, FIN);
  say(true, seq + 101, ack + 1, ACK);
  return all;
}
interface Framed {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly onInterface?: number;
}
/** Each segment in each of the frames, so many microseconds apart. */
const framed = (segments: readonly Segment[], wraps: readonly Wrap[], apart = 20): Framed[] =>
  segments.flatMap((segment) =>
    wraps.map((wrap, i) => ({ at: segment.at + i * apart, bytes: wrap(ipOf(segment), segment), onInterface: i }))
  );
const packetsOf = (frames: readonly Framed[]): Packet[] =>
  frames.map(({ at, bytes }) => ({ seconds: 1000 + Math.floor(at / 1e6), nanoseconds: at % 1e6 * 1000, bytes }));

const VERDICTS = `tcpa::: { @[probename, args[2]->ip_saddr] = count(); }
  END { printa("%s %s %@d\\n", @); }`;
interface Found {
  readonly output: string;
  readonly messages: readonly string[];
  readonly copies: unknown;
}
async function run(
  file: Uint8Array,
  program = VERDICTS,
  options: { name: string; value?: string }[] = [],
): Promise<Found> {
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  await Deno.writeFile(path, file);
  try {
    const all = [{ name: "quiet" }, { name: "local", value: "none" }, ...options];
    const { output, result } = await trace(program, { captures: [path], options: all });
    const { reportLines } = await import("../../lib/session/mod.ts");
    return { output: output.trim(), messages: reportLines(result, "quiet"), copies: result.copies };
  } finally {
    await Deno.remove(path);
  }
}
const ofSegments = (segments: readonly Segment[], wraps: readonly Wrap[], apart?: number) =>
  pcap(packetsOf(framed(segments, wraps, apart)));
/** What the conversation gives where each segment was captured once. */
const once = (segments = conversation()) => run(ofSegments(segments, [plain]));

Deno.test("the conversation itself: one retransmission, no copies, and no word", async () => {
  const { output, copies, messages } = await once();
  match(output, /^retransmission 192\.0\.2\.1 1$/m);
  match(output, /^handshake-complete 192\.0\.2\.1 1$/m);
  strictEqual(copies, undefined);
  deepStrictEqual(messages, []);
});
const SITES: readonly [string, readonly Wrap[], readonly string[]][] = [
  ["two VLANs", [vlan(10), vlan(20)], ["vlan"]],
  ["a trunk and an access port", [vlan(10), plain], ["vlan"]],
  ["an access port and a trunk", [plain, vlan(10)], ["vlan"]],
  ["an inner tag", [vlan(7, 10), vlan(7, 20)], ["vlan"]],
  ["a tag with the id 0", [plain, vlan(0)], ["vlan"]],
  ["two labels", [mpls(16), mpls(17)], ["mpls"]],
  ["an inner label", [mpls(16, 100), mpls(16, 101)], ["mpls"]],
  ["a label and none", [plain, mpls(3)], ["mpls"]],
  ["three sites", [vlan(10), vlan(20), mpls(5)], ["vlan", "mpls"]],
];
for (const [name, wraps, parts] of SITES) {
  Deno.test(`captured in ${name}: the verdicts of one capture, and the copies are said`, async () => {
    const segments = conversation(), { output } = await once(segments);
    const copies = segments.length * (wraps.length - 1);
    const found = await run(ofSegments(segments, wraps));
    strictEqual(found.output, output);
    deepStrictEqual(found.copies, { copies, copied: 1, scattered: 0, parts, isCrowded: false });
    strictEqual(found.messages.length, 1);
    ok(found.messages[0].startsWith(`${copies} TCP segments of 1 connection captured again `), found.messages[0]);
    ok(found.messages[0].includes(`\`-x flowkey=${parts.join(",")}\``), found.messages[0]);
    // apart, each is whole
    const apart = await run(ofSegments(segments, wraps), VERDICTS, [{ name: "flowkey", value: parts.join(",") }]);
    strictEqual(apart.copies, undefined);
    const times = (text: string) => text.replaceAll(/\d+$/gm, (count) => String(Number(count) * wraps.length));
    strictEqual(apart.output, times(output));
  });
}
Deno.test("on two interfaces of one capture, and on two devices of a cooked one", async () => {
  const segments = conversation(), { output } = await once(segments);
  const name = (text: string) => [[2, new TextEncoder().encode(text)] as const];
  const section = new Section().interface(1, 0, name("eth0")).interface(1, 0, name("eth1"));
  for (const { at, bytes, onInterface } of framed(segments, [plain, plain])) {
    section.enhanced(onInterface!, BigInt(at), bytes);
  }
  const cooked = [2, 3].map((device): Wrap => (ip) =>
    bytes(8, 0, 0, 0, u32(device), 0, 1, 3, 6, MACS.slice(0, 6), 0, 0, ip)
  );
  const sll2 = pcap(packetsOf(framed(segments, cooked)), { linkType: 276 });
  for (const file of [section.bytes, sll2]) {
    const found = await run(file);
    strictEqual(found.output, output);
    deepStrictEqual(found.copies, {
      ...{ copies: segments.length, copied: 1, scattered: 0, parts: ["interface"], isCrowded: false },
    });
    const apart = await run(file, "tcpa:::handshake-complete { @ = count(); }", [{
      name: "flowkey",
      value: "interface",
    }]);
    strictEqual(apart.output, "2");
  }
  // the same name is the same interface: then they were sent again
  const same = new Section().interface(1, 0, name("eth0")).interface(1, 0, name("eth0"));
  for (const { at, bytes, onInterface } of framed(segments, [plain, plain])) {
    same.enhanced(onInterface!, BigInt(at), bytes);
  }
  strictEqual((await run(same.bytes)).copies, undefined);
});
Deno.test("behind a router: fewer hops, another checksum of the header", async () => {
  const segments = conversation();
  const routed: Wrap = (_, segment) => vlan(20)(ipOf(segment, 63), segment);
  const found = await run(ofSegments(segments, [vlan(10), routed], 900));
  strictEqual(found.output, (await once(segments)).output);
});
Deno.test("in the same VLAN a segment that comes again was sent again, as tshark has it", async () => {
  const { output, copies } = await run(ofSegments(conversation(), [vlan(10), vlan(10)]));
  strictEqual(copies, undefined);
  ok(Number(/^retransmission 192\.0\.2\.1 (\d+)/m.exec(output)?.[1]) > 3);
});
Deno.test("elsewhere, but late or with other numbers: no copy", async () => {
  const [syn, synAck, ack, data] = conversation();
  const again = (change: Partial<Segment>): Segment => ({ ...data, ...change, at: data.at + (change.at ?? 50_000) });
  const cases: [string, Segment, Wrap, number][] = [
    ["sent again, captured elsewhere alone", again({ id: 999 }), vlan(20), 0],
    ["the same segment after a quarter of a second", again({ at: 250_000 }), vlan(20), 0],
    ["the same segment soon", again({}), vlan(20), 1],
    ["sent again at the same site", again({ id: 999 }), vlan(10), 0],
  ];
  for (const [name, last, wrap, copies] of cases) {
    const frames = [...framed([syn, synAck, ack, data], [vlan(10)]), ...framed([last], [wrap])];
    const found = await run(pcap(packetsOf(frames)), 'tcpa:::retransmission { printf("%d ", args[0]->pkt_addr); }');
    strictEqual(found.output, copies === 1 ? "" : "5", name);
    strictEqual((found.copies as { copies: number } | undefined)?.copies ?? 0, copies, name);
  }
});
Deno.test("a retransmission that both sites show is one", async () => {
  // a fast one, so soon after that its copy and that of the first sending are told apart by IPv4's identification alone
  const segments = conversation().map((segment, i, all) => i === 20 ? { ...segment, at: all[19].at + 60 } : segment);
  const sorted = framed(segments, [vlan(10), vlan(20)], 100).sort((a, b) => a.at - b.at);
  const program = "tcpa:::retransmission, tcpa:::out-of-order { @ = count(); }";
  const [found, single] = [
    await run(pcap(packetsOf(sorted)), program),
    await run(ofSegments(segments, [plain]), program),
  ];
  strictEqual(found.output, single.output);
});
Deno.test("the state of the connection does not know of copies", async () => {
  const program = `tcp:::send { @n = count(); @s[args[3]->tcps_state, args[3]->tcps_retransmit, args[3]->tcps_snxt,
    args[3]->tcps_rnxt, args[3]->tcps_dupacks] = count(); } tcp:::state-change { @c[args[3]->tcps_state] = count(); }
    END { printa("%@d\\n", @n); printa("c %d %@d\\n", @c); }`;
  const segments = conversation();
  const [two, single] = [
    await run(ofSegments(segments, [vlan(1), vlan(2)]), program),
    await run(ofSegments(segments, [plain]), program),
  ];
  const states = (text: string) => text.split("\n").filter((line) => line.startsWith("c "));
  deepStrictEqual(states(two.output), states(single.output));
  // each was captured, and fires
  strictEqual(Number(two.output.split("\n")[0]), 2 * segments.length);
});
Deno.test("another way back is no second site", async () => {
  const segments = conversation();
  const wrap: Wrap = (ip, segment) => vlan(segment.fromClient ? 10 : 20)(ip, segment);
  const found = await run(ofSegments(segments, [wrap]));
  strictEqual(found.output, (await once(segments)).output);
  strictEqual(found.copies, undefined);
});
Deno.test("two networks of the same addresses: said, and kept apart by the option", async () => {
  const one = conversation(),
    two = conversation(3).map((segment) => ({ ...segment, at: segment.at + 137, id: segment.id + 7000 }));
  const frames = [
    ...one.map((segment) => ({ at: segment.at, bytes: vlan(10)(ipOf(segment), segment) })),
    ...two.map((segment) => ({ at: segment.at, bytes: vlan(20)(ipOf(segment, 64, 500_000), segment) })),
  ].sort((a, b) => a.at - b.at);
  const file = pcap(packetsOf(frames));
  const mixed = await run(file);
  deepStrictEqual(mixed.copies, { copies: 0, copied: 0, scattered: 1, parts: ["vlan"], isCrowded: false });
  match(mixed.messages[0], /^1 connection met in several VLANs without copies \(`-x flowkey=vlan` keeps/);
  const apart = await run(file, VERDICTS, [{ name: "flowkey", value: "vlan" }]);
  match(apart.output, /^handshake-complete 192\.0\.2\.1 2$/m);
  match(apart.output, /^retransmission 192\.0\.2\.1 2$/m);
  strictEqual(/out-of-order|lost-segment|acked-unseen|spurious/.test(apart.output), false, apart.output);
  strictEqual(apart.copies, undefined);
  const numbers = 'packet:::captured { @[args[1]->cs_cid] = count(); } END { printa("%d ", @); }';
  strictEqual((await run(file, numbers, [{ name: "flowkey", value: "vlan" }])).output, "2 1");
  strictEqual((await run(file, numbers)).output, "1");
});
Deno.test("a fast path gives what the slow one gives, with tags among packets without", async () => {
  const segments = conversation(600);
  const wraps: readonly (readonly Wrap[])[] = [[plain, vlan(10)], [vlan(10), plain], [plain]];
  const program = `tcp:::send { @[args[3]->tcps_state, args[3]->tcps_retransmit, args[3]->tcps_dupacks] = count();
    @sum = sum(args[3]->tcps_snxt + args[3]->tcps_rnxt * 3 + args[3]->tcps_suna * 5); }`;
  for (const wrap of wraps) {
    // tags come late: until then nothing is remembered
    const frames = [...framed(segments.slice(0, 1500), [plain]), ...framed(segments.slice(1500), wrap)];
    const file = pcap(packetsOf(frames));
    for (const flowkey of ["none", "vlan", "interface"]) {
      const options = [{ name: "flowkey", value: flowkey }];
      const fast = await run(file, program, options);
      const slow = await run(file, program, [...options, { name: "fastpath", value: "off" }]);
      strictEqual(fast.output, slow.output, `${wraps.indexOf(wrap)} ${flowkey}`);
      deepStrictEqual(fast.copies, slow.copies);
    }
  }
});
Deno.test("a flow table by site: all flows are found again, when slots become more and when flows go", () => {
  const memory = plainMemory(8);
  memory.bytes.set([10, 0, 0, 1, 10, 0, 0, 2], 1 << 20);
  const table = new FlowTable(memory, 3000, true);
  const find = (site: number, port: number, seconds: number) => {
    table.site = site;
    return table.find(4, 6, 1 << 20, (1 << 20) + 4, port, 80, seconds);
  };
  // whose each record is: it is given to another only where the one before is forgotten
  const owners = new Map<number, string>(), holds = new Map<string, number>();
  const check = (site: number, port: number, seconds: number) => {
    const key = `${site} ${port}`, held = holds.get(key), record = find(site, port, seconds);
    strictEqual(table.isNew, held === undefined, key);
    if (held !== undefined) return strictEqual(record, held);
    const before = owners.get(record);
    if (before !== undefined) holds.delete(before);
    owners.set(record, key);
    holds.set(key, record);
  };
  for (const [from, to, seconds] of [[0, 30, 1], [0, 30, 2], [20, 60, 30], [0, 60, 100], [59, 60, 101]]) {
    for (let site = from; site < to; site++) for (let port = 0; port < 100; port++) check(site, port, seconds);
  }
  strictEqual(holds.size, 3000);
  ok(table.evicted > 3000);
});
Deno.test("what flows cannot be kept apart by is refused", async () => {
  await rejects(run(ofSegments(conversation(), [plain]), VERDICTS, [{ name: "flowkey", value: "vlan,ttl" }]), {
    message: "`ttl` in `-x flowkey` is not one of vlan, mpls, interface, none",
  });
});
