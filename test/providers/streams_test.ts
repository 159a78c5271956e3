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
