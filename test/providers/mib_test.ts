/**
 * The mib provider: a host's counters as SNMP knows them. What is right is RFC 4022, RFC 4293 and RFC 4113 over conversations
 * that are made here, and what tshark reads out of a capture.
 */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { type Packet, pcap } from "../captures/writer.ts";
import { bytes, ethernet, ip4, ip6, udp } from "../packet/wire/frames.ts";
import { needOf } from "../sources/filter/compiled.ts";
import { trace } from "../session/in_process.ts";
import { HEADER_SNAP_LENGTH } from "../../lib/sources/filter/mod.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;
const u16 = (value: number) => [value >> 8 & 255, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)];
const HOST = "c0 00 02 01", OTHER = "c6 33 64 07", HOST_TEXT = "192.0.2.1";
const QUIET = { name: "quiet" }, LOCAL = { name: "local", value: HOST_TEXT };

async function counters(
  frames: readonly (Uint8Array | [Uint8Array, number])[],
  local = HOST_TEXT,
): Promise<Record<string, number>> {
  let ms = 0;
  const packets = frames.map((frame): Packet => {
    const [bytes, after] = frame instanceof Uint8Array ? [frame, 1] : frame;
    ms += after;
    return { seconds: 1000 + Math.floor(ms / 1000), nanoseconds: ms % 1000 * 1e6, bytes };
  });
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  await Deno.writeFile(path, pcap(packets));
  try {
    return await countersOf(path, [{ name: "local", value: local }]);
  } finally {
    await Deno.remove(path);
  }
}
async function countersOf(path: string, options: { name: string; value?: string }[]): Promise<Record<string, number>> {
  const program = 'mib::: { @[probename] = sum(args[0]); } END { printa("%s %@d\\n", @); }';
  const { output } = await trace(program, { captures: [path], options: [QUIET, ...options] });
  return Object.fromEntries(
    output.trim().split("\n").filter((line) => line !== "").map((line) => line.split(" ")).map((
      [name, n],
    ) => [name, Number(n)]),
  );
}
/** Of one prefix alone. */
const only = (all: Record<string, number>, prefix: string) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(prefix)).sort());

const FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32;
/** A segment of a connection from the host's port 40000 to port 80, or back. */
function segment(out: boolean, seq: number, ack: number, flags: number, length = 0, window = 8192): Uint8Array {
  const ports = out ? [...u16(40000), ...u16(80)] : [...u16(80), ...u16(40000)];
  const tcp = bytes(ports, u32(seq), u32(ack), 0x50, flags, u16(window), 0, 0, 0, 0, new Uint8Array(length).fill(0x61));
  const [from, to] = out ? [HOST, OTHER] : [OTHER, HOST];
  return ethernet(0x800, ip4(tcp, { protocol: 6, from, to }));
}
const HANDSHAKE = [segment(true, 1000, 0, SYN), segment(false, 5000, 1001, SYN | ACK), segment(true, 1001, 5001, ACK)];

Deno.test("tcp: opened, data both ways, sent again, ended", async () => {
  const found = await counters([
    ...HANDSHAKE,
    segment(true, 1001, 5001, PSH | ACK, 100),
    segment(false, 5001, 1101, ACK),
    segment(false, 5001, 1101, PSH | ACK, 200),
    segment(true, 1101, 5201, ACK),
    segment(true, 1101, 5201, PSH | ACK | URG, 50),
    // all of it again after a timeout, and then some more of it with news
    [segment(true, 1101, 5201, PSH | ACK, 50), 400],
    segment(false, 5201, 1151, ACK),
    segment(true, 1151, 5201, FIN | ACK),
    segment(false, 5201, 1152, FIN | ACK),
    segment(true, 1152, 5202, ACK),
  ]);
  deepStrictEqual(only(found, "tcp"), {
    tcpActiveOpens: 1,
    tcpHCInSegs: 5,
    // of 100 and 50 bytes; SYN and FIN are no data
    tcpInAckBytes: 150,
    tcpInAckSegs: 2,
    tcpInDataInorderBytes: 200,
    tcpInDataInorderSegs: 1,
    // SYN, FIN
    tcpOutControl: 2,
    tcpOutAck: 3,
    tcpOutDataBytes: 150,
    tcpOutDataSegs: 2,
    // RFC 4022: without the one that was sent again
    tcpHCOutSegs: 7,
    tcpOutUrg: 1,
    tcpRetransBytes: 50,
    tcpRetransSegs: 1,
    tcpRttUpdate: found.tcpRttUpdate,
  });
  ok(found.tcpRttUpdate >= 2);
});
Deno.test("tcp: data in order, before others, twice, in part", async () => {
  const data = (seq: number, length: number) => segment(false, seq, 1001, PSH | ACK, length);
  const found = await counters([
    ...HANDSHAKE,
    data(5001, 100),
    segment(true, 1001, 5101, ACK),
    // 5101…5200 is missing
    data(5201, 100),
    segment(true, 1001, 5101, ACK),
    data(5101, 100),
    segment(true, 1001, 5301, ACK),
    // all of it, and half of it, has come before
    data(5201, 100),
    data(5251, 100),
    segment(true, 1001, 5351, ACK),
  ]);
  deepStrictEqual(only(found, "tcpInData"), {
    tcpInDataDupBytes: 100,
    tcpInDataDupSegs: 1,
    tcpInDataInorderBytes: 100 + 100 + 50,
    tcpInDataInorderSegs: 3,
    tcpInDataPartDupBytes: 50,
    tcpInDataPartDupSegs: 1,
    tcpInDataUnorderBytes: 100,
    tcpInDataUnorderSegs: 1,
  });
});
Deno.test("tcp: opens and ends, by RFC 4022's transitions", async () => {
  const refused = [segment(true, 1000, 0, SYN), segment(false, 0, 1001, RST | ACK)];
  deepStrictEqual(only(await counters(refused), "tcpA"), { tcpActiveOpens: 1, tcpAttemptFails: 1 });
  const reset = await counters([...HANDSHAKE, segment(true, 1001, 5001, RST | ACK)]);
  deepStrictEqual([reset.tcpEstabResets, reset.tcpOutRsts, reset.tcpOutControl], [1, 1, 2]);
  // the same from the other end
  const other = await counters([...HANDSHAKE, segment(true, 1001, 5001, RST | ACK)], "198.51.100.7");
  deepStrictEqual([other.tcpPassiveOpens, other.tcpEstabResets, other.tcpActiveOpens, other.tcpOutRsts], [
    1,
    1,
    undefined,
    undefined,
  ]);
  // on a tap both ends are observed
  const both = await counters(HANDSHAKE, "none");
  deepStrictEqual([both.tcpActiveOpens, both.tcpPassiveOpens, both.tcpHCInSegs, both.tcpHCOutSegs], [1, 1, 3, 3]);
});
Deno.test("ip, udp and icmp", async () => {
  const out = { from: HOST, to: OTHER }, inward = { from: OTHER, to: HOST };
  const quoted = ip4(udp(4), out);
  const message = (type: number, code: number, ...rest: (number[] | Uint8Array)[]) =>
    bytes(type, code, 0, 0, 0, 0, 0, 0, ...rest);
  const found = await counters([
    ethernet(0x800, ip4(udp(10), out)),
    ethernet(0x800, ip4(udp(20), { from: HOST, to: "e0 00 00 fb" })),
    ethernet(0x800, ip4(udp(30), { ...inward, options: "94 04 00 00" })),
    // offload: 20 bytes of header and what the frame holds
    ethernet(0x800, ip4(udp(1000), { ...out, total: 0 })),
    ethernet(0x800, ip4(udp(24), { ...out, fragment: 0x2000 })),
    ethernet(0x800, ip4(bytes(Array(8).fill(1)), { ...out, fragment: 0x0004 })),
    ethernet(0x800, ip4(bytes(Array(8).fill(1)), { ...inward, fragment: 0x2004 })),
    ethernet(0x800, ip4(message(8, 0), { ...inward, protocol: 1 })),
    ethernet(0x800, ip4(message(0, 0), { ...out, protocol: 1 })),
    ethernet(0x800, ip4(message(3, 3, quoted), { ...out, protocol: 1 })),
    ethernet(0x800, ip4(message(3, 4, quoted), { ...inward, protocol: 1 })),
    // too little for a header of UDP
    ethernet(0x800, ip4(bytes(1, 2, 3), out)),
  ]);
  deepStrictEqual(only(found, "udp"), { udpHCInDatagrams: 1, udpHCOutDatagrams: 4, udpNoPorts: 1 });
  deepStrictEqual(only(found, "icmp"), {
    icmpInDestUnreachs: 1,
    icmpInEchos: 1,
    icmpInFragNeeded: 1,
    icmpInMsgs: 2,
    icmpOutDestUnreachs: 1,
    icmpOutEchoReps: 1,
    icmpOutMsgs: 2,
  });
  deepStrictEqual(only(found, "ipIf"), {
    ipIfStatsHCInOctets: (24 + 38) + 28 + 28 + (28 + 32),
    ipIfStatsHCInReceives: 4,
    ipIfStatsHCOutMcastOctets: 48,
    ipIfStatsHCOutMcastPkts: 1,
    ipIfStatsHCOutOctets: 38 + 48 + 1028 + 52 + 28 + 28 + (28 + 32) + 23,
    ipIfStatsHCOutTransmits: 8,
    ipIfStatsOutFragCreates: 2,
    ipIfStatsReasmReqds: 1,
  });
});
Deno.test("icmp of IPv6, by its own names", async () => {
  const six = (type: number, code = 0) =>
    ethernet(0x86dd, ip6(bytes(type, code, Array(6).fill(0), Array(48).fill(0)), 58));
  const found = await counters([six(128), six(135), six(1, 1), six(1, 4), six(2)], "2001:db8::1");
  deepStrictEqual(only(found, "ipv6"), {
    ipv6IfIcmpOutAdminProhibs: 1,
    ipv6IfIcmpOutDestUnreachs: 2,
    ipv6IfIcmpOutEchos: 1,
    ipv6IfIcmpOutMsgs: 5,
    ipv6IfIcmpOutNeighborSolicits: 1,
    ipv6IfIcmpOutPktTooBigs: 1,
  });
});
Deno.test({
  name: "a capture, as tshark counts it",
  ignore: !new Deno.Command("sh", { args: ["-c", "command -v tshark"] }).outputSync().success,
  async fn() {
    const fields = [
      "ip.src",
      "ipv6.src",
      "ip.len",
      "ipv6.plen",
      "tcp.len",
      "udp.length",
      "icmp.type",
      "tcp.flags.reset",
    ];
    const args = ["-n", "-r", DEMO, "-T", "fields", "-E", "occurrence=f", ...fields.flatMap((field) => ["-e", field])];
    const { stdout } = new Deno.Command("tshark", { args, stderr: "null" }).outputSync();
    const rows = new TextDecoder().decode(stdout).split("\n").map((line) => line.split("\t")).filter((row) =>
      row[0] || row[1]
    );
    const host = new Set(["192.0.2.10", "2001:db8::10"]);
    const sum = (of: readonly string[][], value: (row: string[]) => number) =>
      of.reduce((all, row) => all + value(row), 0);
    const isOut = (row: string[]) => host.has(row[0] || row[1]);
    const sent = rows.filter(isOut), octets = (row: string[]) => row[2] ? Number(row[2]) : Number(row[3]) + 40;
    const found = await countersOf(DEMO, [{ name: "local", value: [...host].join(",") }]);
    strictEqual(found.ipIfStatsHCOutTransmits, sent.length);
    strictEqual(found.ipIfStatsHCOutOctets, sum(sent, octets));
    strictEqual(found.tcpOutDataBytes + (found.tcpRetransBytes ?? 0), sum(sent, (row) => Number(row[4] || 0)));
    strictEqual(found.udpHCOutDatagrams, sent.filter((row) => row[5] !== "").length);
    strictEqual(found.icmpOutMsgs, sent.filter((row) => row[6] !== "").length);
    strictEqual(found.tcpOutRsts, sent.filter((row) => /^(1|True)$/i.test(row[7])).length);
  },
});
Deno.test("programs as people write them for illumos: patterns, arg0, counters that no packet shows", async () => {
  const program = `mib:::tcpOutDataBytes, mib:::tcpRetransBytes, mib:::tcpInDataInorderBytes, mib:::tcpInDataDupBytes,
    mib:::tcpInDataUnorderBytes { this->bytes = (int)arg0 > 0 ? arg0 : 0; @t[probename] = sum(this->bytes); }
    mib:::udp*InDatagrams { @in = sum(arg0); } mib:::udp*OutDatagrams { @out = sum(arg0); }
    mib:::udpInErrors, mib:::udpInCksumErrs, mib:::udpOutErrors { @errors = sum(arg0); }
    mib:::ipIfStatsIn*Errors, mib:::ipIfStatsInDiscards { @dropped = sum(arg0); } mib:::icmp* { @i[probename] = sum(arg0); }
    END { printa("in %@d\\n", @in); printa("out %@d\\n", @out); }`;
  const { output } = await trace(program, { captures: [DEMO], options: [QUIET] });
  match(output, /^in 38$/m);
  match(output, /^out 38$/m);
  match(output, /icmpInEchos\s+5/);
  await rejects(trace("mib:::udpInDatagrams { }", { captures: [DEMO], options: [QUIET] }));
});
Deno.test("copies of segments count once; a clause that ends tracing does so at once", async () => {
  const tagged = (frame: Uint8Array, id: number) => bytes(frame.subarray(0, 12), 0x81, 0, u16(id), frame.subarray(12));
  const twice = HANDSHAKE.flatMap((frame) => [tagged(frame, 10), [tagged(frame, 20), 1] as [Uint8Array, number]]);
  strictEqual((await counters(twice)).tcpHCOutSegs, 2);
  const { result } = await trace("mib:::tcpHCOutSegs /n++ == 4/ { exit(0); }", {
    captures: [DEMO],
    options: [QUIET, LOCAL],
  });
  strictEqual(result.packets, 341);
  const stopped = await trace("mib:::ipIfStatsHCInReceives { exit(0); }", { captures: [DEMO], options: [QUIET] });
  ok(stopped.result.packets < 341);
});
Deno.test("live, packets of IP are wanted, and of these the headers", async () => {
  deepStrictEqual(await needOf("mib:::tcpRetransSegs { @ = sum(arg0); }"), {
    packets: [{ network: "ip", protocols: undefined, constraints: [] }],
    snapLength: HEADER_SNAP_LENGTH,
  });
});
