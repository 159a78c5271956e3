/**
 * The dns provider: messages once, whatever the view; queries and responses brought together by ends, identifier and question;
 * what nobody asked for, what nobody answered, what cannot be read.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Packet } from "../captures/writer.ts";
import { bytes, ethernet, ip4 } from "../packet/wire/frames.ts";
import { dnsMessage, type DnsMessageOf, dnsName, u16, u32 } from "../packet/dns/dns_messages.ts";
import { udpTo } from "../packet/wire/tunnel_frames.ts";
import { reportLines } from "../../lib/session/report/mod.ts";
import { trace } from "../session/in_process.ts";
import { traceFrames } from "./segments.ts";

const CLIENT = "c0 00 02 01", SERVER = "c0 00 02 35", GROUP = "e0 00 00 fb";
const START = 1_700_000_000;
/** A frame at a time in seconds. */
const at = (time: number, frame: Uint8Array): Packet => ({
  ...{ seconds: START + Math.floor(time), nanoseconds: Math.round(time % 1 * 1e6) * 1000, bytes: frame },
});
const query = (of: DnsMessageOf = {}, from = 4000, port = 53, to = SERVER) =>
  ethernet(0x800, ip4(udpTo(port, dnsMessage(of), from), { from: CLIENT, to }));
const response = (of: DnsMessageOf = {}, to = 4000, port = 53) =>
  ethernet(0x800, ip4(udpTo(to, dnsMessage({ flags: 0x8180, ...of }), port), { from: SERVER, to: CLIENT }));
const A = { type: 1, data: [192, 0, 2, 80] };

const ALL =
  `dns:::query, dns:::response { printf("%d %s %s %s lat %d/%d x%d q%d r%d case %d bad %d|", args[0]->pkt_addr,
    probename, args[4]->dns_lname, args[4]->dns_typestr, args[5]->dnsx_latency_us, args[5]->dnsx_last_us,
    args[5]->dnsx_id, args[5]->dnsx_queries, args[5]->dnsx_responses, args[5]->dnsx_case, args[4]->dns_bad); }
  dns:::retransmission, dns:::unsolicited { printf("%d %s|", args[0]->pkt_addr, probename); }
  dns:::unanswered { printf("unanswered %s %s>%s:%d %d x%d q%d|", args[4]->dns_name, args[3]->app_caddr,
    args[3]->app_saddr, args[3]->app_sport, (walltimestamp - ${START}000000000LL) / 1000, args[5]->dnsx_id,
    args[5]->dnsx_queries); }
  dns:::malformed { printf("%d malformed %s|", args[0]->pkt_addr, args[5]->undecoded_reason); }`;
async function run(frames: readonly (Uint8Array | Packet)[], program = ALL, options: Record<string, string> = {}) {
  const { output } = await traceFrames(frames, program, { local: "none", ...options });
  return output.trim().split("|").slice(0, -1);
}

Deno.test("a query and its response: once each, whatever the view, with the latency from the first query and the last", async () => {
  const frames = [
    at(0, query()),
    at(5, query()),
    at(5.02, response({ answers: [A] })),
    at(5.03, response({ answers: [A] })),
  ];
  const expected = [
    "1 query www.example.test A lat -1/-1 x1 q1 r0 case 0 bad 0",
    "2 query www.example.test A lat -1/-1 x1 q2 r0 case 0 bad 0",
    "2 retransmission",
    "3 response www.example.test A lat 5020000/20000 x1 q2 r1 case 1 bad 0",
    "4 response www.example.test A lat 5030000/30000 x1 q2 r2 case 1 bad 0",
  ];
  for (const local of ["none", "192.0.2.1", "192.0.2.53"]) {
    deepStrictEqual(await run(frames, ALL, { local }), expected, local);
  }
  const ways = `dns::: { printf("%d %d %s:%d %s:%d %d|", args[0]->pkt_addr, args[3]->app_outbound, args[3]->app_caddr,
    args[3]->app_cport, args[3]->app_saddr, args[3]->app_sport, args[3]->app_transport); }`;
  const ends = "192.0.2.1:4000 192.0.2.53:53 17";
  for (const [local, out, back] of [["none", -1, -1], ["192.0.2.1", 1, 0], ["192.0.2.53", 0, 1]]) {
    const [first, , , last] = await run(frames, ways, { local: `${local}` });
    deepStrictEqual([first, last.slice(1)], [`1 ${out} ${ends}`, ` ${back} ${ends}`], `${local}`);
  }
});
Deno.test("two questions under one identifier are two exchanges; names match without case, as written is said", async () => {
  deepStrictEqual(
    await run([
      at(0, query({ type: 1 })),
      at(0.001, query({ type: 28 })),
      at(0.010, response({ type: 28 })),
      at(0.020, response({ type: 1, name: dnsName("WWW.example.test") })),
    ]),
    [
      "1 query www.example.test A lat -1/-1 x1 q1 r0 case 0 bad 0",
      "2 query www.example.test AAAA lat -1/-1 x2 q1 r0 case 0 bad 0",
      "3 response www.example.test AAAA lat 9000/9000 x2 q1 r1 case 1 bad 0",
      "4 response www.example.test A lat 20000/20000 x1 q1 r1 case 0 bad 0",
    ],
  );
});
Deno.test("a response to another question is unsolicited and says so; one without a question answers its query", async () => {
  deepStrictEqual(
    await run([
      at(0, query()),
      at(0.001, response({ name: dnsName("bank.test") })),
      at(0.002, response()),
      at(0.003, response({ id: 9 })),
      at(0.004, response({ isBare: true, flags: 0x8181 })),
      // other ends
      at(0.005, response({}, 4001)),
    ]),
    [
      "1 query www.example.test A lat -1/-1 x1 q1 r0 case 0 bad 0",
      "2 response bank.test A lat -1/-1 x0 q0 r0 case 0 bad 16",
      "2 unsolicited",
      "3 response www.example.test A lat 2000/2000 x1 q1 r1 case 1 bad 0",
      "4 response www.example.test A lat -1/-1 x0 q0 r0 case 0 bad 0",
      "4 unsolicited",
      "5 response   lat 4000/4000 x1 q1 r2 case 0 bad 0",
      "6 response www.example.test A lat -1/-1 x0 q0 r0 case 0 bad 0",
      "6 unsolicited",
    ],
  );
});
Deno.test("unanswered fires in the capture's time, once; a late response still finds its query", async () => {
  const frames = [
    at(0, query()),
    at(1, query({ id: 2, name: dnsName("two.test") })),
    at(1.5, response({ id: 2, name: dnsName("two.test") })),
  ];
  const late = [at(25, response()), at(30, query({ id: 1 }))];
  const unanswered = (us: number) => `unanswered www.example.test 192.0.2.1>192.0.2.53:53 ${us} x1 q1`;
  const found = await run([...frames, ...late]);
  deepStrictEqual(found.slice(3), [
    unanswered(10_000_000),
    "4 response www.example.test A lat 25000000/25000000 x1 q1 r1 case 1 bad 0",
    "5 query www.example.test A lat -1/-1 x3 q1 r0 case 0 bad 0",
  ]);
  const soon = await run([...frames, ...late], ALL, { dnstimeout: "500ms" });
  ok(soon.includes(unanswered(500_000)) && !soon.some((line) => line.includes("two.test 192")), soon.join("\n"));
  // the capture is over before the time is
  strictEqual((await run(frames)).filter((line) => line.startsWith("unanswered")).length, 0);
});
Deno.test("multicast: messages, but neither unsolicited nor unanswered; what one pair of sockets carries is matched", async () => {
  const name = dnsName("printer.local");
  deepStrictEqual(
    await run([
      at(0, query({ id: 0, name, class: 0x8001 }, 5353, 5353, GROUP)),
      at(0.01, response({ id: 0, name, flags: 0x8400, answers: [A] }, 5353, 5353)),
      at(0.02, query({ id: 0, name }, 6000, 5353)),
      at(0.03, response({ id: 0, name, flags: 0x8400 }, 6000, 5353)),
      at(0.04, query({ id: 7, name }, 7000, 5355, GROUP)),
      at(0.05, response({ id: 7, name }, 7000, 5355)),
      at(60, query({ id: 99, name: dnsName("x") })),
    ]),
    [
      "1 query printer.local A lat -1/-1 x0 q0 r0 case 0 bad 0",
      "2 response printer.local A lat -1/-1 x0 q0 r0 case 0 bad 0",
      "3 query printer.local A lat -1/-1 x1 q1 r0 case 0 bad 0",
      "4 response printer.local A lat 10000/10000 x1 q1 r1 case 1 bad 0",
      "5 query printer.local A lat -1/-1 x0 q0 r0 case 0 bad 0",
      "6 response printer.local A lat -1/-1 x0 q0 r0 case 0 bad 0",
      "7 query x A lat -1/-1 x2 q1 r0 case 0 bad 0",
    ],
  );
  const program =
    `dns::: { printf("%d %d %d %d|", args[4]->dns_variant, args[4]->dns_unicast, args[4]->dns_class, args[4]->dns_flags); }`;
  deepStrictEqual(await run([query({ id: 0, class: 0x8001 }, 5353, 5353, GROUP), query({ class: 0x8001 })], program), [
    "3 1 1 256",
    "1 0 32769 256",
  ]);
});
Deno.test("records fire in their order before the response, OPT does not; members of the message", async () => {
  const frame = response({
    flags: 0x8580,
    answers: [{ type: 5, data: dnsName("host.test"), ttl: 300 }, { ...A, name: dnsName("HOST.test"), ttl: 20 }, {
      ...{ type: 28, name: dnsName("host.test"), data: "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01" },
    }],
    authorities: [{ type: 2, name: dnsName("test"), data: dnsName("ns.test") }],
    additionals: [{
      name: [0],
      type: 41,
      class: 1232,
      ttl: 0x01008000,
      data: bytes(u16(8), u16(7), u16(1), 24, 0, 192, 0, 2),
    }],
  });
  const program = `dns:::answer { printf("%d %d %s %s %d %s|", args[5]->rr_section, args[5]->rr_index, args[5]->rr_name,
      args[5]->rr_typestr, args[5]->rr_ttl, args[5]->rr_data); }
    dns:::response { printf("%d %d %d %d %s %d %s %s %d %d|", args[4]->dns_rcode, args[4]->dns_answers, args[4]->dns_udpsize,
      args[4]->dns_do, args[4]->dns_ecs, args[4]->dns_minttl, args[4]->dns_addrs, args[4]->dns_cname,
      args[4]->dns_flags & DNS_AA, args[4]->dns_length); }`;
  deepStrictEqual(await run([frame], program), [
    "1 0 www.example.test CNAME 300 host.test",
    "1 1 host.test A 20 192.0.2.80",
    "1 2 host.test AAAA 60 2001:db8::1",
    "2 3 test NS 60 ns.test",
    `16 3 1232 1 192.0.2.0/24 20 192.0.2.80,2001:db8::1 host.test 1024 ${frame.length - 42}`,
  ]);
});
Deno.test("what cannot be read fires with its reason, and is counted", async () => {
  const garbage = (body: Uint8Array) => ethernet(0x800, ip4(udpTo(53, body)));
  const frames = [garbage(bytes([1, 2, 3])), garbage(Uint8Array.from({ length: 40 }, () => 0xc3)), query()];
  const cut = { ...at(3, query()), wire: query().length };
  const { output, result } = await traceFrames([...frames, { ...cut, bytes: cut.bytes.subarray(0, 60) }], ALL);
  deepStrictEqual(output.trim().split("|").slice(0, -1), [
    "1 malformed shorter than the header of DNS",
    "2 malformed with a question that cannot be read",
    "3 query www.example.test A lat -1/-1 x1 q1 r0 case 0 bad 0",
    "4 malformed cut short before the end of the question",
  ]);
  deepStrictEqual(reportLines(result, "quiet").filter((line) => line.includes("DNS")), [
    "1 message at a port of DNS: shorter than the header of DNS",
    "1 message at a port of DNS: with a question that cannot be read",
    "1 message at a port of DNS: cut short before the end of the question",
  ]);
});
Deno.test("a datagram in fragments is one message", async () => {
  const whole = ip4(udpTo(4000, dnsMessage({ flags: 0x8180, answers: Array(20).fill(A) }), 53), {
    from: SERVER,
    to: CLIENT,
  });
  const part = (from: number, to: number, fragment: number) =>
    ethernet(0x800, ip4(whole.subarray(20 + from, 20 + to), { from: SERVER, to: CLIENT, fragment }));
  const frames = [at(0, query()), at(0.1, part(0, 160, 0x2000)), at(0.2, part(160, whole.length - 20, 20))];
  deepStrictEqual(await run(frames, `${ALL} dns:::answer { n++; } END { printf("%d|", n); }`), [
    "1 query www.example.test A lat -1/-1 x1 q1 r0 case 0 bad 0",
    "3 response www.example.test A lat 200000/200000 x1 q1 r1 case 1 bad 0",
    "20",
  ]);
});

const tcp = (from: 0 | 1, seq: number, ack: number, flags: number, body: Uint8Array = bytes()) =>
  ethernet(
    0x800,
    ip4(
      bytes(
        u16(from ? 53 : 4000),
        u16(from ? 4000 : 53),
        u32(seq),
        u32(ack),
        0x50,
        flags,
        u16(65000),
        0,
        0,
        0,
        0,
        body,
      ),
      {
        ...{ protocol: 6, from: from ? SERVER : CLIENT, to: from ? CLIENT : SERVER },
      },
    ),
  );
const framed = (of: DnsMessageOf) => bytes(u16(dnsMessage(of).length), dnsMessage(of));
Deno.test("over TCP: several in a segment, one over many, out of order; the truncated response before it is known", async () => {
  const queries = bytes(...[1, 2, 3].map((id) => framed({ id, name: dnsName(`n${id}.test`) })));
  const answers = bytes(
    ...[3, 1, 2].map((id) => framed({ id, name: dnsName(`n${id}.test`), flags: 0x8180, answers: [A] })),
  );
  const cut = 30;
  const frames = [
    at(0, query({ id: 8, name: dnsName("n1.test") })),
    at(0.01, response({ id: 8, name: dnsName("n1.test"), flags: 0x8380 })),
    at(1, tcp(0, 99, 0, 2)),
    at(1.01, tcp(1, 499, 100, 0x12)),
    at(1.02, tcp(0, 100, 500, 0x18, queries)),
    at(1.03, tcp(1, 500 + cut, 100 + queries.length, 0x18, answers.subarray(cut))),
    at(1.04, tcp(1, 500, 100 + queries.length, 0x10, answers.subarray(0, cut))),
  ];
  const program =
    `dns:::query, dns:::response { printf("%d %s %s %d %d v%d t%d g%d|", args[0]->pkt_addr, probename, args[4]->dns_name,
    args[5]->dnsx_latency_us, args[5]->dnsx_over_tcp, args[4]->dns_variant, args[3]->app_transport, args[3]->app_guessed); }`;
  deepStrictEqual(await run(frames, program), [
    "1 query n1.test -1 0 v1 t17 g0",
    "2 response n1.test 10000 0 v1 t17 g0",
    "5 query n1.test -1 1 v2 t6 g0",
    "5 query n2.test -1 0 v2 t6 g0",
    "5 query n3.test -1 0 v2 t6 g0",
    "7 response n3.test 20000 0 v2 t6 g0",
    "7 response n1.test 20000 1 v2 t6 g0",
    "7 response n2.test 20000 0 v2 t6 g0",
  ]);
  // the first part is lost, and acknowledged: the message in it is, too
  const lossy = [...frames.slice(2, 6), at(1.05, tcp(0, 100 + queries.length, 500 + answers.length, 0x10))];
  const found = await run(
    lossy,
    program.replace("g%d|", "g%d gaps %d|").replace("app_guessed", "app_guessed, args[3]->app_gaps"),
  );
  deepStrictEqual(found.slice(3), []);
});
Deno.test("a capture of real name servers: as many as tshark 4.0 counts outside of ICMP", async () => {
  const program =
    `BEGIN { a = 0; } dns:::query { q++; } dns:::response { r++; a += args[4]->dns_answers; } dns:::answer { n++; }
    dns:::unsolicited { u++; } dns:::malformed { m++; } END { printf("%d %d %d %d %d %d", q, r, a, n, u, m); }`;
  const { output } = await trace(program, { captures: ["notebooks/captures/dns.pcap"], options: [{ name: "quiet" }] });
  strictEqual(output.trim(), "1281 880 880 880 0 0");
});
Deno.test("in a tunnel: the same, with the tunnel that it was in", async () => {
  const inner = ip4(udpTo(53, dnsMessage({})));
  const program =
    `dns:::query { printf("%s %d %s|", args[4]->dns_name, args[0]->pkt_depth, args[0]->pkt_tunnel.tun_typestr); }`;
  deepStrictEqual(await run([ethernet(0x800, ip4(inner, { protocol: 4 }))], program, { tunnels: "all" }), [
    "www.example.test 1 ipip",
  ]);
});

Deno.test("a name whose text is longer than strsize is cut, and that is said", async () => {
  const label = [63, ...Array(63).fill(0x07)], name = [...label, ...label, ...dnsName("test")];
  const program = `dns:::query { printf("%d %d|", strlen(args[4]->dns_name), args[4]->dns_bad & DNS_BAD_LONG); }`;
  // 126 octets of four characters each, two dots, four letters
  deepStrictEqual(await run([query({ name })], program), ["256 64"]);
  deepStrictEqual(await run([query({ name })], program, { strsize: "1k" }), ["510 0"]);
});

Deno.test("a query that was answered and comes again is another exchange: its latency is its own", async () => {
  deepStrictEqual(await run([at(0, query()), at(0.01, response()), at(3, query()), at(3.02, response())]), [
    "1 query www.example.test A lat -1/-1 x1 q1 r0 case 0 bad 0",
    "2 response www.example.test A lat 10000/10000 x1 q1 r1 case 1 bad 0",
    "3 query www.example.test A lat -1/-1 x2 q1 r0 case 0 bad 0",
    "4 response www.example.test A lat 20000/20000 x2 q1 r1 case 1 bad 0",
  ]);
});
