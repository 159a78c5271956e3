/** HTTP/1 in a connection: heads, bodies, what answers what; losses, hostile bytes, pieces. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { HTTP_BAD, HTTP_UNREADABLE } from "../../../lib/packet/http/mod.ts";
import { Random } from "../../fuzz/random.ts";
import { latin1, readConnection, type Step } from "./connection.ts";

const GET = "GET /a?b=1 HTTP/1.1\r\nHost: x.test\r\n\r\n";
const OK3 = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly lines: readonly string[];
}
/** Derived from RFC 9112 and RFC 9110, by section. */
const CASES: readonly Case[] = [
  {
    name: "a length (9112 6.2)",
    steps: [[0, GET], [1, OK3]],
    lines: [
      "request #1 GET /a?b=1 host x.test f0",
      "request-done #1 GET /a?b=1 0",
      "response 200 #1 GET /a?b=1 f1",
      "response-done 200 #1 GET /a?b=1 3",
    ],
  },
  {
    name: "chunks with an extension and a trailer (9112 7.1)",
    steps: [[0, GET], [
      1,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n" +
      OK3,
    ]],
    lines: [
      "request #1 GET /a?b=1 host x.test f0",
      "request-done #1 GET /a?b=1 0",
      "response 200 #1 GET /a?b=1 f2",
      "response-done 200 #1 GET /a?b=1 13",
      "response 200 f1",
      "response-done 200 3",
    ],
  },
  {
    name: "until the end of the connection (9112 6.3)",
    steps: [[0, GET], [1, "HTTP/1.0 200 OK\r\n\r\nabc"], [1, "def"], [1, "fin"]],
    lines: [
      "request #1 GET /a?b=1 host x.test f0",
      "request-done #1 GET /a?b=1 0",
      "response 200 #1 GET /a?b=1 f3",
      "response-done 200 #1 GET /a?b=1 6",
    ],
  },
  {
    name: "HEAD, 204 and 304 have no body whatever they say (9112 6.3)",
    steps: [
      [0, "HEAD /h HTTP/1.1\r\n\r\n" + GET + GET],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n"],
      [
        1,
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
      ],
    ],
    lines: [
      "request #1 HEAD /h host  f0",
      "request-done #1 HEAD /h 0",
      "request #2 GET /a?b=1 host x.test f0",
      "request-done #2 GET /a?b=1 0",
      "request #3 GET /a?b=1 host x.test f0",
      "request-done #3 GET /a?b=1 0",
      "response 200 #1 HEAD /h f0",
      "response-done 200 #1 HEAD /h 0",
      "response 304 #2 GET /a?b=1 f0",
      "response-done 304 #2 GET /a?b=1 0",
      "response 204 #3 GET /a?b=1 f0",
      "response-done 204 #3 GET /a?b=1 0",
    ],
  },
  {
    name: "three requests in one segment, each has its response (9112 9.3.2)",
    steps: [[0, ["/1", "/2", "/3"].map((path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).join("")], [1, OK3], [
      1,
      OK3 + OK3,
    ]],
    lines: [
      ...[1, 2, 3].flatMap((n) => [`request #${n} GET /${n} host h f0`, `request-done #${n} GET /${n} 0`]),
      ...[1, 2, 3].flatMap((n) => [`response 200 #${n} GET /${n} f1`, `response-done 200 #${n} GET /${n} 3`]),
    ],
  },
  {
    name: "100 Continue before the body of the request (9110 10.1.1)",
    steps: [
      [0, "POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"],
      [1, "HTTP/1.1 100 Continue\r\n\r\n"],
      [0, "body"],
      [1, OK3],
    ],
    lines: [
      "request #1 POST /p host h f1",
      "informational 100 #1 POST /p",
      "request-done #1 POST /p 4",
      "response 200 #1 POST /p f1",
      "response-done 200 #1 POST /p 3",
    ],
  },
  {
    name: "what follows 101 is another protocol (9110 7.8)",
    steps: [[0, GET], [1, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"]],
    lines: ["request #1 GET /a?b=1 host x.test f0", "request-done #1 GET /a?b=1 0", "upgrade 101 #1 GET /a?b=1"],
  },
  {
    name: "so is what follows success of CONNECT; a refusal is a response (9110 9.3.6)",
    steps: [
      [0, "CONNECT h:443 HTTP/1.1\r\n\r\n"],
      [1, "HTTP/1.1 403 No\r\nContent-Length: 3\r\n\r\nabc"],
      [0, "CONNECT h:443 HTTP/1.1\r\n\r\n"],
      [1, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"],
    ],
    lines: [
      "request #1 CONNECT h:443 host h:443 f0",
      "request-done #1 CONNECT h:443 0",
      "response 403 #1 CONNECT h:443 f1",
      "response-done 403 #1 CONNECT h:443 3",
      "request #2 CONNECT h:443 host h:443 f0",
      "request-done #2 CONNECT h:443 0",
      "upgrade 200 #2 CONNECT h:443",
    ],
  },
  {
    name: "an absolute target has the host, not Host (9112 3.2.2); an empty line before is passed over (2.2)",
    steps: [[0, "\r\nGET http://www.test/x HTTP/1.1\r\nhOsT: other\r\n\r\n"]],
    lines: ["request #1 GET http://www.test/x host www.test f0", "request-done #1 GET http://www.test/x 0"],
  },
  {
    name: "HTTP/0.9: a line; the response has no head",
    steps: [[0, "GET /old\r\n"], [1, "<html>"], [1, "fin"]],
    lines: ["request #1 GET /old host  f0", "request-done #1 GET /old 0"],
  },
  {
    name: "both lengths: the coding counts (9112 6.3)",
    steps: [[0, "POST / HTTP/1.1\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"]],
    lines: [`request #1 POST / host  f2 bad ${HTTP_BAD.BOTH}`, `request-done #1 POST / 0 bad ${HTTP_BAD.BOTH}`],
  },
  {
    name: "two lengths that are one (9110 8.6)",
    steps: [[0, "POST / HTTP/1.1\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nab"]],
    lines: ["request #1 POST / host  f1", "request-done #1 POST / 2"],
  },
  {
    name: "two lengths that differ: nothing behind can be relied on",
    steps: [[0, "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"], [0, GET]],
    lines: [
      `malformed ${HTTP_UNREADABLE.LENGTH}`,
      "request #1 GET /a?b=1 host x.test f0",
      "request-done #1 GET /a?b=1 0",
    ],
  },
  {
    name: "a request whose coding does not end (9112 6.3)",
    steps: [[0, "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n"]],
    lines: [`malformed ${HTTP_UNREADABLE.CODING}`],
  },
  {
    name: "folded lines, bare LF, a blank before the colon, a body of GET",
    steps: [[0, "GET / HTTP/1.1\r\nA: b\r\n  c\r\nHost : h\nContent-Length: 1\r\n\r\nx"]],
    lines: [
      `request #1 GET / host h f1 bad ${HTTP_BAD.FOLDED | HTTP_BAD.BARE_LF | HTTP_BAD.BLANK | HTTP_BAD.BODY}`,
      `request-done #1 GET / 1 bad ${HTTP_BAD.FOLDED | HTTP_BAD.BARE_LF | HTTP_BAD.BLANK | HTTP_BAD.BODY}`,
    ],
  },
  {
    name: "a field without a colon; a first line that is none; a chunk without a size",
    steps: [
      [0, "GET / HTTP/1.1\r\nnonsense\r\n\r\n"],
      [0, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
      [0, GET + "!!\r\n"],
    ],
    lines: [
      `malformed ${HTTP_UNREADABLE.HEADER}`,
      "request #1 POST / host  f2",
      `malformed ${HTTP_UNREADABLE.CHUNK}`,
      "request #2 GET /a?b=1 host x.test f0",
      "request-done #2 GET /a?b=1 0",
      `malformed ${HTTP_UNREADABLE.START}`,
    ],
  },
  {
    name: "a loss within a body of known length takes nothing else",
    steps: [[0, GET], [1, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"], [1, 4], [1, "hij" + OK3]],
    lines: [
      "request #1 GET /a?b=1 host x.test f0",
      "request-done #1 GET /a?b=1 0",
      "response 200 #1 GET /a?b=1 f1",
      "gap 4 #1 GET /a?b=1",
      "response-done 200 #1 GET /a?b=1 10 missing 4",
      "response 200 f1",
      "response-done 200 3",
    ],
  },
  {
    name: "behind a loss that is not known, the next segment that begins a message; what was open is not answered",
    steps: [[0, GET], [1, "HTTP/1.1 200 OK\r\nContent-Le"], [1, 50], [1, "rest of a body"], [1, OK3], [0, GET], [
      1,
      OK3,
    ]],
    lines: [
      "request #1 GET /a?b=1 host x.test f0",
      "request-done #1 GET /a?b=1 0",
      "gap 50 unknown",
      "response 200 f1",
      "response-done 200 3",
      "request #2 GET /a?b=1 host x.test f0",
      "request-done #2 GET /a?b=1 0",
      "response 200 #2 GET /a?b=1 f1",
      "response-done 200 #2 GET /a?b=1 3",
    ],
  },
  {
    name: "a body that looks like a request is none (zeek's content-length-in-request-body is such a one)",
    steps: [[0, `POST /p HTTP/1.1\r\nContent-Length: ${GET.length}\r\n\r\n${GET}`], [1, OK3]],
    lines: [
      "request #1 POST /p host  f1",
      `request-done #1 POST /p ${GET.length}`,
      "response 200 #1 POST /p f1",
      "response-done 200 #1 POST /p 3",
    ],
  },
  {
    name: "HTTP/2 in clear is said to be that",
    steps: [[0, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"], [1, "\0\0\0\x04\0\0\0\0\0"]],
    lines: [`malformed ${HTTP_UNREADABLE.FRAMES}`],
  },
];
for (const { name, steps, lines } of CASES) {
  Deno.test(`HTTP: ${name}`, () => deepStrictEqual(readConnection(steps), lines));
}
/** The same bytes, a segment at a time; but for losses, behind which it matters where one begins. */
const WHOLE = CASES.filter(({ lines }) => !lines.some((line) => /gap|malformed/.test(line)));
function inPieces(steps: readonly Step[], size: (i: number) => number): Step[] {
  return steps.flatMap(([side, what]): Step[] => {
    if (typeof what !== "string" || what === "fin") return [[side, what]];
    const pieces: Step[] = [];
    for (let at = 0, i = 0; at < what.length; i++) {
      const end = at + size(i);
      pieces.push([side, what.slice(at, end)]);
      at = end;
    }
    return pieces;
  });
}
Deno.test("HTTP: whole or in pieces of any size, the same is read", () => {
  const random = new Random(80);
  for (const { name, steps, lines } of WHOLE.filter(({ name }) => !name.startsWith("HTTP/0.9"))) {
    for (const most of [1, 2, 3, 7, 30]) {
      deepStrictEqual(readConnection(inPieces(steps, () => most)), lines, `${name}, pieces of ${most}`);
    }
    deepStrictEqual(readConnection(inPieces(steps, () => 1 + random.below(40))), lines, name);
  }
});
Deno.test("HTTP: cut at every byte, what was whole before is read, and nothing more", () => {
  for (const { name, steps, lines } of WHOLE) {
    const all = steps.map(([, what]) => typeof what === "string" ? what.length : 0).reduce((a, b) => a + b);
    for (let cut = 0; cut <= all; cut++) {
      let left = cut;
      const kept = steps.flatMap(([side, what]): Step[] => {
        if (typeof what !== "string" || what === "fin") return [];
        const part = what.slice(0, left);
        left -= part.length;
        return part === "" ? [] : [[side, part]];
      });
      const seen = readConnection(kept);
      deepStrictEqual(seen, lines.slice(0, seen.length), `${name}, cut at ${cut}`);
    }
  }
});
Deno.test("HTTP: changed anywhere, in pieces, with losses: it is read to its end, within what is there", () => {
  const random = new Random(8080), lengths = new Set<number>();
  for (let i = 0; i < 4_000; i++) {
    const { steps } = CASES[random.below(CASES.length)];
    const changed = steps.map(([side, what]): Step => {
      if (typeof what !== "string" || what === "fin") return [side, what];
      const bytes = latin1(what);
      for (let flips = random.below(4); flips > 0; flips--) bytes[random.below(bytes.length)] = random.below(256);
      return [side, String.fromCharCode(...bytes)];
    });
    const pieces = inPieces(changed, () => 1 + random.below(60))
      .map((step): Step => random.below(20) === 0 ? [step[0], 1 + random.below(30)] : step);
    lengths.add(readConnection(pieces, random.below(4) === 0).length);
  }
  ok(lengths.size > 5, `${[...lengths]}`);
});
Deno.test("HTTP: a capture that begins in the middle of a body finds the next message", () => {
  deepStrictEqual(readConnection([[1, "rest of a body"], [1, OK3], [0, GET], [1, OK3]], true), [
    "response 200 f1",
    "response-done 200 3",
    "request #1 GET /a?b=1 host x.test f0",
    "request-done #1 GET /a?b=1 0",
    "response 200 #1 GET /a?b=1 f1",
    "response-done 200 #1 GET /a?b=1 3",
  ]);
});
Deno.test("HTTP: of requests that are never answered no more than so many are kept, and nothing is answered behind them", () => {
  const lines = readConnection([...Array(1100).fill([0, GET]) as Step[], [1, OK3]]);
  deepStrictEqual(lines.filter((line) => !line.startsWith("request")), [
    "forgotten 1024",
    "response 200 f1",
    "response-done 200 3",
  ]);
});
Deno.test("HTTP: a head longer than what is carried is said, and the next message is read", () => {
  const long = `GET / HTTP/1.1\r\nX: ${"x".repeat(70_000)}`;
  const lines = readConnection([...inPieces([[0, long]], () => 1400), [0, "\r\n\r\n"], [0, GET]]);
  strictEqual(lines[0], `malformed ${HTTP_UNREADABLE.LONG}`);
  deepStrictEqual(lines.slice(-1), ["request-done #1 GET /a?b=1 0"]);
});
