/** Connections whose bytes are read: where they begin and end, what belongs to them, what is said of what is missing. */
import { deepStrictEqual, ok } from "node:assert";
import type { Packet } from "../captures/writer.ts";
import { bytes, ethernet, ip4 } from "../packet/wire/frames.ts";
import { dnsMessage, dnsName, u16, u32 } from "../packet/dns/dns_messages.ts";
import { reportLines } from "../../lib/session/report/mod.ts";
import { traceFrames } from "./segments.ts";

const CLIENT = "c0 00 02 01", SERVER = "c0 00 02 35";
const SYN = 2, RST = 4, ACK = 0x10, PSH = 0x18, FIN = 0x11;

/** A segment of a connection to port 53; 0 is the client. */
function tcp(
  from: 0 | 1,
  seq: number,
  ack: number,
  flags: number,
  body: Uint8Array = bytes(),
  port = 4000,
): Uint8Array {
  const header = bytes(
    u16(from ? 53 : port),
    u16(from ? port : 53),
    u32(seq),
    u32(ack),
    0x50,
    flags,
    u16(65000),
    0,
    0,
    0,
    0,
  );
  const ends = { from: from ? SERVER : CLIENT, to: from ? CLIENT : SERVER };
  return ethernet(0x800, ip4(bytes(header, body), { protocol: 6, ...ends }));
}
const asked = (id: number) => framed(dnsMessage({ id, name: dnsName(`n${id}.test`) }));
const answered = (id: number) => framed(dnsMessage({ id, name: dnsName(`n${id}.test`), flags: 0x8180 }));
const framed = (message: Uint8Array) => bytes(u16(message.length), message);
/** The three segments of a handshake: data begin with 100 and 500. */
const opening = (client = 99, server = 499, port = 4000) => [
  tcp(0, client, 0, SYN, bytes(), port),
  tcp(1, server, client + 1, SYN | ACK, bytes(), port),
  tcp(0, client + 1, server + 1, ACK, bytes(), port),
];
const PROGRAM = `dns:::query, dns:::response { printf("%d %s %s %s:%d g%d %d|", args[0]->pkt_addr, probename,
  args[4]->dns_name, args[3]->app_caddr, args[3]->app_cport, args[3]->app_guessed, args[3]->app_gaps); }
  dns:::malformed { printf("malformed|"); }`;
async function run(frames: readonly (Uint8Array | Packet)[], options: Record<string, string> = {}) {
  const { output, result } = await traceFrames(frames, PROGRAM, { local: "none", ...options });
  return { found: output.trim().split("|").slice(0, -1), said: reportLines(result, "quiet") };
}

Deno.test("behind a gap: read when the other end acknowledges, or at the end; the ends are those of who sent it", async () => {
  const [one, two] = [answered(1), answered(2)];
  const lost = [...opening(), tcp(1, 500 + one.length, 100, PSH, two)];
  const said = `${one.length} bytes missing from connections of TCP that were read, in 1 gap`;
  // the lost message was of unknown length: what follows begins a segment, and is whole messages
  const three = await run([
    ...lost,
    tcp(0, 100, 500 + one.length, ACK),
    tcp(1, 500 + one.length + two.length, 100, PSH, one),
  ]);
  deepStrictEqual(three.found, [
    `5 response n2.test 192.0.2.1:4000 g0 ${one.length}`,
    `6 response n1.test 192.0.2.1:4000 g0 ${one.length}`,
  ]);
  const end = await run(lost);
  deepStrictEqual(end.found, [`0 response n2.test 192.0.2.1:4000 g0 ${one.length}`]);
  for (const run of [three, end]) ok(run.said.includes(said), run.said.join("\n"));
});

Deno.test("a port that is used again is another connection: after its end at once, else when it is answered or goes on", async () => {
  const first = [...opening(), tcp(0, 100, 500, PSH, asked(1))], size = asked(1).length;
  const closed = [tcp(0, 100 + size, 500, FIN), tcp(1, 500, 101 + size, FIN)];
  const second = [
    ...opening(70_000, 90_000),
    tcp(0, 70_001, 90_001, PSH, asked(2)),
    tcp(1, 90_001, 70_001 + size, PSH, answered(2)),
  ];
  const { found } = await run([...first, ...closed, ...second]);
  deepStrictEqual(found.map((line) => line.replace(/^\d+ /, "")), [
    "query n1.test 192.0.2.1:4000 g0 0",
    "query n2.test 192.0.2.1:4000 g0 0",
    "response n2.test 192.0.2.1:4000 g0 0",
  ]);
  for (const again of [second, [second[0], ...second.slice(3)], second.slice(1)]) {
    const open = await run([...first, ...again]);
    deepStrictEqual(open.found.map((line) => line.split(" ")[2]), ["n1.test", "n2.test", "n2.test"]);
    deepStrictEqual(open.said, []);
  }
});
Deno.test("SYN and RST that do not fit disturb nothing, and are counted; data behind a FIN are not read", async () => {
  const size = asked(1).length;
  const stray = [tcp(0, 5_000_000, 0, SYN), tcp(1, 77, 0, RST), tcp(0, 90, 0, RST)];
  const strays = await run([...opening(), ...stray, tcp(0, 100, 500, PSH, asked(1))]);
  deepStrictEqual(strays.found, ["7 query n1.test 192.0.2.1:4000 g0 0"]);
  deepStrictEqual(strays.said, ["3 TCP segments that do not fit their connection not read"]);
  const behind = await run([
    ...opening(),
    tcp(0, 100, 500, PSH, asked(1)),
    tcp(0, 100 + size, 500, FIN),
    tcp(0, 100 + size, 500, PSH, asked(2)),
  ]);
  deepStrictEqual(behind.found.length, 1);
  deepStrictEqual(behind.said, [`${size} bytes behind the end of a connection of TCP not read`]);
  // a reset that fits ends both directions
  const reset = await run([...opening(), tcp(1, 500, 100, RST), tcp(0, 100, 500, PSH, asked(1))]);
  deepStrictEqual([reset.found, reset.said.length], [[], 1]);
});
Deno.test("the handshake in another order, and data in a SYN", async () => {
  const [syn, answer, last] = opening(), data = tcp(0, 100, 500, PSH, asked(1));
  for (const order of [[answer, syn, last], [syn, last, answer]]) {
    deepStrictEqual((await run([...order, data])).found, ["4 query n1.test 192.0.2.1:4000 g0 0"]);
  }
  const [one, two] = [asked(1), asked(2)];
  const open = [
    tcp(0, 99, 0, SYN, one),
    tcp(1, 499, 100 + one.length, SYN | ACK),
    tcp(0, 100 + one.length, 500, PSH, two),
  ];
  deepStrictEqual((await run(open)).found.map((line) => line.split(" ")[2]), ["n1.test", "n2.test"]);
});
Deno.test("no more is kept of connections than -x streamtotal; what was held is read when they are let go", async () => {
  const frames = Array.from({ length: 40 }, (_, i) => [
    ...opening(99, 499, 5000 + i),
    tcp(0, 110, 500, PSH, asked(i), 5000 + i),
  ]).flat();
  const { found, said } = await run(frames, { streamtotal: "16k" });
  deepStrictEqual(found, Array.from({ length: 40 }, (_, i) => `0 query n${i}.test 192.0.2.1:${5000 + i} g0 10`));
  ok(
    said.some((line) => /^\d\d connections of TCP forgotten to make room for others: `-x streamtotal`/.test(line)),
    said.join("\n"),
  );
});

const letters = (text: string) => new TextEncoder().encode(text);
const DATA = `stream:::data { printf("%d+%d %d %s|", args[4]->stream_offset, args[4]->stream_length,
  args[4]->stream_from_client, payloadstr(0)); }
  stream:::gap { printf("gap %d+%d|", args[4]->stream_offset, args[4]->stream_length); }
  stream:::end { printf("end %d %s|", args[4]->stream_offset, args[4]->stream_endstr); }`;
async function data(frames: readonly Uint8Array[], program = DATA, options: Record<string, string> = {}) {
  const { output } = await traceFrames(frames, program, { local: "none", ...options });
  return output.trim().split("|").slice(0, -1);
}
Deno.test("stream: bytes in their order, each once; gaps and ends", async () => {
  const frames = [
    ...opening(),
    tcp(0, 100, 500, PSH, letters("one ")),
    tcp(0, 108, 500, PSH, letters("three ")),
    tcp(0, 104, 500, PSH, letters("two three ")),
    tcp(1, 505, 114, PSH, letters("late")),
    tcp(0, 114, 509, ACK),
    tcp(1, 509, 114, FIN),
    tcp(0, 114, 509, RST),
  ];
  for (const local of ["none", "192.0.2.1", "192.0.2.53"]) {
    deepStrictEqual(await data(frames, DATA, { local }), [
      ...["0+4 1 one ", "4+4 1 two ", "8+6 1 three ", "gap 0+5", "5+4 0 late", "end 9 fin", "end 14 reset"],
    ]);
  }
  deepStrictEqual((await data(frames.slice(0, 7))).slice(3).sort(), [
    ...["5+4 0 late", "end 14 capture", "end 9 capture", "gap 0+5"],
  ]);
});
Deno.test("payload: numbers in the network's order, copies and texts, of packets and of streams; no byte beyond", async () => {
  const frames = [...opening(), tcp(1, 500, 100, PSH, bytes("00 01 02 03 04 05 06 07 08 41 42 00 43"))];
  const read = `printf("%x %x %x %x %s %s/%s/%s|", payload(1), payload(1, 2), payload(1, 4), payload(1, 8),
    payloadstr(9), payloadstr(9, 1), payloadstr(12), payloadstr(13)); this->p = (uint8_t *)copypayload(9, 4);
    printf("%x %x|", this->p[1], this->p[3]);`;
  const expected = ["1 102 1020304 102030405060708 AB A/C/", "42 43"];
  for (
    const probe of [
      "stream:::data",
      "tcp:::send /args[0]->pkt_payload > 0/",
      "tcp:::send /args[4]->tcp_flags & TH_PUSH/",
    ]
  ) {
    for (const fastpath of ["on", "off"]) {
      deepStrictEqual(await data(frames, `${probe} { ${read} }`, { fastpath }), expected, probe);
    }
  }
  for (
    const call of [
      "payload(13)",
      "payload(12, 2)",
      "payload(-1)",
      "copypayload(12, 2)",
      "copypayload(0, -1)",
      "payloadstr(14)",
    ]
  ) {
    for (const probe of ["stream:::data", "tcp:::send /args[0]->pkt_payload > 0/"]) {
      const program = `${probe} { x = ${call}; } ERROR { printf("%d|", arg4); }`;
      deepStrictEqual(await data(frames, program), ["1"], `${call} in ${probe}`);
    }
  }
});
Deno.test("conflict: fires once for a segment that repeats data with other bytes, the first are read", async () => {
  const frames = [
    ...opening(),
    tcp(0, 100, 500, PSH, letters("first")),
    tcp(0, 100, 500, PSH, letters("first")),
    tcp(0, 100, 500, PSH, letters("fixed and more")),
  ];
  const program =
    `tcpa:::conflict { printf("conflict %d %d|", args[0]->pkt_addr, args[5]->tcpa_verdict & TCPA_CONFLICT); }`;
  deepStrictEqual(await data(frames, program), ["conflict 6 131072"]);
  deepStrictEqual(await data(frames, program + DATA), ["0+5 1 first", "5+9 1  and more", "conflict 6 131072", ...[
    "end 14 capture",
    "end 0 capture",
  ]]);
});
