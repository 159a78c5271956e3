/** The http provider: what D sees of requests and responses, times, ends, header fields, what is said. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { count, probe, trace } from "../../mod.ts";
import { type Packet, pcap } from "../captures/writer.ts";
import { bytes } from "../packet/wire/frames.ts";
import { latin1 } from "../packet/http/connection.ts";
import { reportLines } from "../../lib/session/report/mod.ts";
import { trace as traceProgram } from "../session/in_process.ts";
import { frame4, segment, traceFrames } from "./segments.ts";

const SYN = 2, ACK = 0x10, PSH = 0x18, FIN = 0x11;
const START = 1_700_000_000;
/** The frames of a connection: a handshake, then what either side sends, at times in milliseconds. */
function connection(...sent: readonly (readonly [ms: number, side: 0 | 1, text: string])[]): Packet[] {
  const seq = [100, 500],
    frames: [number, Uint8Array][] = [
      [0, frame4(0, segment({ from: 0, flags: SYN, seq: 99 }))],
      [1, frame4(1, segment({ from: 1, flags: SYN | ACK, seq: 499, ack: 100 }))],
    ];
  for (const [ms, side, text] of sent) {
    const header = segment({ from: side, flags: text === "" ? FIN : PSH, seq: seq[side], ack: seq[1 - side] });
    frames.push([ms, frame4(side, bytes(header, latin1(text)))]);
    seq[side] += text.length;
  }
  return frames.map(([ms, bytes]) => ({ seconds: START + Math.floor(ms / 1000), nanoseconds: ms % 1000 * 1e6, bytes }));
}
async function run(frames: readonly Packet[], program: string, options: Record<string, string> = {}) {
  const { output, result } = await traceFrames(frames, program, { local: "none", ...options });
  return { lines: output.trim().split("|").slice(0, -1), said: reportLines(result, "quiet") };
}
const REQUEST = "GET http://www.example.test:81/a/b?q=1 HTTP/1.1\r\nHost: other.test\r\nUser-Agent: curl/8\r\n" +
  "Referer: http://r.test/\r\nX-Forwarded-For: 192.0.2.9\r\nX-Request-Id: abc\r\nX-Request-Id: def\r\n\r\n";
const RESPONSE = "HTTP/1.1 302 Found\r\nServer: nginx\r\nLocation: /c\r\nContent-Type: text/html\r\n" +
  "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n";

Deno.test("members of a request and of its response; the request's are known on the response", async () => {
  const { lines } = await run(
    connection([10, 0, REQUEST], [30, 1, RESPONSE], [50, 1, "body"]),
    `http:::request, http:::response, http:::response-done { printf("%s %d %s %s %s %s %s %d|", probename, args[4]->http_version,
      args[4]->http_method, args[4]->http_host, args[4]->http_uri, args[4]->http_path, args[4]->http_query, args[4]->http_status);
      printf("%s,%s,%s,%s,%s,%s,%s,%s %d %d %d|", args[4]->http_agent, args[4]->http_referer, args[4]->http_forwarded,
      args[4]->http_reason, args[4]->http_server, args[4]->http_location, args[4]->http_type, args[4]->http_encoding,
      args[4]->http_length, args[4]->http_framing, args[4]->http_headers);
      printf("%d %d %d|", args[4]->http_header_bytes, args[4]->http_body, args[4]->http_bad); }`,
  );
  const target = "GET www.example.test:81 http://www.example.test:81/a/b?q=1 /a/b q=1";
  deepStrictEqual(lines, [
    `request 11 ${target} -1`,
    "curl/8,http://r.test/,192.0.2.9,,,,, -1 0 6",
    `${REQUEST.length} 0 0`,
    `response 11 ${target} 302`,
    ",,,Found,nginx,/c,text/html,gzip 4 1 5",
    `${RESPONSE.length} 0 0`,
    `response-done 11 ${target} 302`,
    ",,,Found,nginx,/c,text/html,gzip 4 1 5",
    `${RESPONSE.length} 4 0`,
  ]);
});
Deno.test("three times: from the request's last byte, from its first, to the response's last; whatever the view", async () => {
  const frames = connection(
    [10, 0, "POST / HTTP/1.1\r\nContent-"],
    [40, 0, "Length: 4\r\n\r\nab"],
    [110, 0, "cd"],
    [310, 1, "HTTP/1.1 200 OK\r\nConte"],
    [320, 1, "nt-Length: 4\r\n\r\nab"],
    [1310, 1, "cd"],
  );
  const program =
    `http:::request, http:::request-done, http:::response, http:::response-done { printf("%s %d %d %d %s:%d %s:%d %d n%d/%d|", probename, args[5]->httpx_wait_us,
    args[5]->httpx_ttfb_us, args[5]->httpx_total_us, args[3]->app_caddr, args[3]->app_cport, args[3]->app_saddr,
    args[3]->app_sport, args[3]->app_outbound, args[5]->httpx_depth, args[5]->httpx_waiting); }`;
  for (const [local, out, back] of [["none", -1, -1], ["192.0.2.1", 1, 0], ["192.0.2.2", 0, 1]]) {
    const ends = "192.0.2.1:4000 192.0.2.2:80";
    deepStrictEqual((await run(frames, program, { local: `${local}` })).lines, [
      `request -1 -1 -1 ${ends} ${out} n1/1`,
      `request-done -1 -1 -1 ${ends} ${out} n1/1`,
      `response 200000 300000 -1 ${ends} ${back} n1/1`,
      `response-done 200000 300000 1300000 ${ends} ${back} n1/1`,
    ], `${local}`);
  }
});
Deno.test("http_header(): any field by its name in any case, several of one name as one; empty without", async () => {
  const { lines } = await run(
    connection([10, 0, REQUEST], [30, 1, RESPONSE], [50, 1, "body"]),
    `http:::request, http:::response-done { printf("%s:%s:%s|", http_header(args[4], "X-REQUEST-ID"), http_header(args[4], "server"),
      http_header(args[4], "none")); }`,
  );
  deepStrictEqual(lines, ["abc, def::", ":nginx:"]);
});
Deno.test("a text that is longer than strsize is cut, and that is said; http_header() is as long as the field", async () => {
  const path = `/${"p".repeat(300)}`,
    frames = connection([10, 0, `GET ${path} HTTP/1.1\r\nX: ${"v".repeat(300)}\r\n\r\n`]);
  const program = 'http:::request { printf("%d %d|", strlen(args[4]->http_path), args[4]->http_bad & HTTP_BAD_LONG); }';
  deepStrictEqual((await run(frames, program)).lines, ["255 64"]);
  deepStrictEqual((await run(frames, program, { strsize: "1k" })).lines, ["301 0"]);
  const header = 'http:::request { printf("%d|", strlen(http_header(args[4], "x"))); }';
  deepStrictEqual((await run(frames, header, { strsize: "1k" })).lines, ["300"]);
});
Deno.test("a loss is a probe, with the message that it is in; a message that cannot be read is one, and is counted", async () => {
  const [syn, synAck, request] = connection([10, 0, REQUEST]);
  const response = (ms: number, seq: number, text: string) => ({
    ...{ seconds: START, nanoseconds: ms * 1e6 },
    bytes: frame4(1, bytes(segment({ from: 1, flags: PSH, seq, ack: 100 + REQUEST.length }), latin1(text))),
  });
  const frames = [
    ...[syn, synAck, request, response(20, 500, "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n0123456789")],
    response(30, 500 + 39 + 20, "0123456789"),
    {
      ...{ seconds: START, nanoseconds: 40e6 },
      bytes: frame4(0, segment({ from: 0, flags: ACK, seq: 100 + REQUEST.length, ack: 569 })),
    },
    response(50, 569, "HTTP/1.1 what\r\n\r\n"),
  ];
  strictEqual("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n".length, 39);
  const { lines, said } = await run(
    frames,
    `http:::gap, http:::response-done { printf("%s %s %d %d|", probename, args[4]->http_path, args[4]->http_body,
      args[4]->http_missing); } http:::malformed { printf("%s|", args[5]->undecoded_reason); }`,
  );
  deepStrictEqual(lines, ["gap /a/b 20 10", "response-done /a/b 30 10", "with a first line that is none"]);
  ok(said.includes("1 message of HTTP: with a first line that is none"), said.join("\n"));
});
Deno.test("what nginx wrote into its log, with pipelining and loss, is what answers what (web/make_web.sh)", async () => {
  const { pathname } = new URL("web/web", import.meta.url);
  const expected = (await Deno.readTextFile(`${pathname}.log`)).trim().split("\n").sort();
  const seen: string[] = [];
  for (const local of ["none", "192.0.2.1", "192.0.2.2"]) {
    const { output, result } = await traceProgram(
      `http:::response-done { printf("%s %s %d|", args[4]->http_method, args[4]->http_uri, args[4]->http_status); }`,
      { captures: [`${pathname}.pcap`], options: [{ name: "quiet" }, { name: "local", value: local }] },
    );
    seen.splice(0, seen.length, ...output.trim().split("|").slice(0, -1).sort());
    deepStrictEqual(seen, expected, local);
    deepStrictEqual([result.malformedHttp, result.streams?.missing], [[], 0]);
  }
  strictEqual(seen.length, 43);
});
Deno.test("TypeScript reads the same members", async () => {
  const file = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    await Deno.writeFile(file, pcap(connection([10, 0, REQUEST], [30, 1, RESPONSE], [50, 1, "body"])));
    const seen = count("seen", "host", "status");
    const run = await trace(
      file,
      probe("http:::response-done", ({ args }) => {
        seen.add(`${args[4].http_host}${args[4].http_path} ${args[5]?.httpx_ttfb_us}`, args[4].http_status);
      }),
    );
    deepStrictEqual(run.of(seen).rows.map(({ keys }) => keys), [["www.example.test:81/a/b 20000", 302]]);
  } finally {
    await Deno.remove(file);
  }
});
Deno.test("a function that asks for what a translated pointer is made of takes no other pointer", async () => {
  const frames = connection([10, 0, REQUEST]);
  let problem = "";
  try {
    await run(frames, 'http:::request { trace(http_header(args[5], "x")); }');
  } catch (error) {
    problem = String(error);
  }
  ok(/http_header/.test(problem), problem);
});
