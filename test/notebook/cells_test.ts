import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { describeType } from "../../lib/d/check/mod.ts";
import { LanguageKnowledge } from "../../lib/notebook/language/mod.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { cellFailure, openDCells } from "../../lib/notebook/mod.ts";
import { SettingError } from "../../lib/session/mod.ts";
import { clauseDescriptions, cursorAt } from "../../lib/notebook/text/mod.ts";
import { progressText } from "../../lib/notebook/text/mod.ts";
import type { Run } from "../../lib/api/mod.ts";
import { LiveView } from "../../lib/notebook/live_view.ts";
import type { CellError, DCellPort, DCellRequest, Display } from "../../lib/evaluator/mod.ts";

const CAPTURE = new URL("../captures/demo.pcap", import.meta.url).pathname;

/** Runs a cell of D here. */
async function run(text: string, more: Partial<DCellRequest> = {}) {
  const said: [string, string][] = [];
  const displays: Display[] = [];
  const request = { text, cell: 1, read: [], options: [], signal: new AbortController().signal, ...more };
  try {
    const outcome = await openDCells().run(request, {
      write: (stream, words) => said.push([stream, words]),
      display: (display) => displays.push(display),
      clear: () => {},
    });
    return { said, displays, run: outcome.run as Run };
  } catch (error) {
    return { said, displays, error: (error as { report: CellError }).report };
  }
}

Deno.test("D cell: text as DTrace prints it, and the aggregations as data", async () => {
  const { said, run: result } = await run("ip:::receive { @[args[2]->ip_saddr] = count(); }", { read: [CAPTURE] });
  const out = said.filter(([stream]) => stream === "stdout").map(([, text]) => text).join("");
  match(out, /^\n {2}2001:db8::24 +4\n/);
  strictEqual(result?.aggregations._.function, "count");
  deepStrictEqual(result?.aggregations._.rows[0], { keys: ["2001:db8::24"], value: 4 });
  ok(result!.result.packets > 100);
});

Deno.test("D cell: distributions have buckets", async () => {
  const { run: result } = await run("ip:::receive { @d = quantize(args[2]->ip_plength); }", { read: [CAPTURE] });
  const [{ buckets, value }] = result!.aggregations.d.rows;
  strictEqual(value, undefined);
  ok(buckets!.length > 2);
  strictEqual(typeof buckets![0].low, "number");
});

Deno.test("D cell: each aggregation as chart and table, each table of records", async () => {
  const text = `#pragma D option quiet
    ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); @n = count(); }
    tcp:::connect-request { trace(args[2]->ip_daddr); }`;
  const { displays, run: result } = await run(text, { read: [CAPTURE] });
  deepStrictEqual(displays.map(({ bundle }) => Object.keys(bundle)), [
    ["application/vnd.vegalite.v5+json", "image/png", "text/plain"],
    ["text/html", "text/plain"],
    // a number alone is not drawn
    ["text/html", "text/plain"],
    ["text/html", "text/plain"],
  ]);
  match(String(displays[1].bundle["text/html"]), /overflow:auto[^]*192\.0\.2\.22/);
  deepStrictEqual(result!.tables.clause2.columns, ["timestamp", "probe", "ip_daddr"]);
  strictEqual(result!.aggregations.bytes.table.get("ip_saddr", 0), result!.aggregations.bytes.rows[0].keys[0]);
});

Deno.test("D cell: what it binds has the types of its columns", async () => {
  const cells = openDCells();
  const request = {
    text: "ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); @name = count(); trace(timestamp); }",
    cell: 1,
    as: "web",
    read: [CAPTURE],
    options: [{ name: "quiet" }],
    signal: new AbortController().signal,
  };
  const { declarations, names } = await cells.run(request, { write: () => {}, display: () => {}, clear: () => {} });
  match(declarations!, /declare let bytes: import\("file:[^"]+"\)\.Aggregation<\{ ip_saddr: string; sum: number \}>;/);
  match(
    declarations!,
    /declare let web: Omit<[^]*readonly clause1: [^;]*RunTable<\{ timestamp: bigint; probe: string; /,
  );
  // names of the language's own stay what they are
  deepStrictEqual(Object.keys(names!), ["bytes", "name"].filter((name) => !(name in globalThis)));
});

Deno.test("live view: what stood under the cell while it ran gives way to what it came to", async () => {
  const said: unknown[] = [];
  const port: DCellPort = {
    write: (stream, text) => said.push([stream, text]),
    display: ({ bundle, id, update }) => said.push([id !== undefined, update ?? false, bundle["text/plain"]]),
    clear: (wait) => said.push(["clear", wait]),
  };
  const progress = { packets: 5, bytesRead: 5e6, bytesTotal: 10e6, elapsedMs: 100 };
  const view = new LiveView(port, true);
  view.write("stdout", "first\n");
  view.update(progress, () => []);
  view.update({ ...progress, elapsedMs: 1000 }, () => [{ "text/plain": "chart" }]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  view.update({ ...progress, elapsedMs: 1100 }, () => []);
  view.update({ ...progress, elapsedMs: 2500 }, () => [{ "text/plain": "chart 2" }]);
  await view.end(true);
  const line = "5 packets, 5.0 MB of 10.0 MB, 5.0 MB/s, 1 s left";
  deepStrictEqual(said, [
    ["stdout", "first\n"],
    [true, false, line],
    [true, false, "chart"],
    [true, true, "5 packets, 5.0 MB of 10.0 MB, 2.0 MB/s, 3 s left"],
    [true, true, "chart 2"],
    ["clear", true],
    ["stdout", "first\n"],
  ]);
  said.length = 0;
  const beside = new LiveView(port, false);
  beside.update({ ...progress, elapsedMs: 1000 }, () => []);
  await beside.end(true);
  deepStrictEqual(said, [[true, false, line], [true, true, ""]]);
  said.length = 0;
  const short = new LiveView(port, true);
  short.write("stderr", "a");
  await short.end(false);
  deepStrictEqual(said, [["stderr", "a"]]);
});

Deno.test("D cell: limits", async () => {
  const { run: result } = await run("ip::: { @n = count(); }", { read: [CAPTURE], count: 3 });
  strictEqual(result?.result.packets, 3);
});

Deno.test("D cell: without a capture only BEGIN and END end at once", async () => {
  const { said } = await run('#pragma D option quiet\nBEGIN { printf("%d", 6 * 7); }');
  match(said[0][1], /42/);
  const { error } = await run("ip:::send { }");
  match(error!.message, /no source: `ip:::send` needs a capture[^]*%source FILE/);
});

Deno.test("D cell: a mistake is framed, as text and as HTML", async () => {
  const { error } = await run("ip:::receive { @[args[2]->ip_sadr] = count(); }", { read: [CAPTURE] });
  strictEqual(error!.name, "error[D_TYPE_MEMBER]");
  match(error!.text, /--> <cell 1>:1:\d+\n[^]*\^\^\^\^\^\^\^/);
  match(error!.html!, /<span class="diagnostic-mark" style="[^"]+">\^{7}/);
});

Deno.test("D cell: an option that cannot be", async () => {
  const { error } = await run("BEGIN { }", { options: [{ name: "nosuch", value: "1" }] });
  strictEqual(error!.name, "SettingError");
});

Deno.test("D cell: an interrupt ends a run that waits", async () => {
  const cells = openDCells();
  const { signal } = new AbortController();
  const text = 'BEGIN { printf("begun"); } tick-1s { }';
  const begun = Promise.withResolvers<void>();
  const outcome = cells.run(
    { text, cell: 1, read: [], options: [], signal },
    { write: () => begun.resolve(), display: () => {}, clear: () => {} },
  );
  await begun.promise;
  strictEqual(cells.interrupt(), true);
  strictEqual(((await outcome).run as Run).result.interrupted, true);
  strictEqual(cells.interrupt(), false);
});

const COMPLETIONS: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ["ip:::s", ["send"]],
  ["ic", ["icmp:::", "icmp6:::"]],
  ["BEG", ["BEGIN"]],
  ["tcp:::state", ["state-change"]],
  ["ip:::send { args[2]->ip_s", ["ip_saddr"]],
  ["tcp:::send /args[4]->tcp_fl", ["tcp_flags"]],
  ["BEGIN { @ = quan", ["quantize"]],
  ["BEGIN { self->seen = 1; self->se", ["seen"]],
  ["BEGIN { @counts = count(); printa(@co", ["counts"]],
  ["BEGIN { walltimes", ["walltimestamp"]],
  ["tcp:::send /args[4]->tcp_flags & TH_SY", ["TH_SYN"]],
  ["tcp:::send { args[4]->tcp_hdr->th_w", ["th_win"]],
  ["#pragma D option qui", ["quiet", "quietresize"]],
  ['BEGIN { trace("tra', []],
  ["// tra", []],
];
for (const [text, expected] of COMPLETIONS) {
  Deno.test(`D completion: ${text}`, () => {
    deepStrictEqual(openDCells().complete(text, text.length).candidates.map((one) => one.text), expected);
  });
}

const plainInspection = (text: string, marked: string) =>
  openDCells().inspect(text, text.indexOf(marked) + 1)?.bundle["text/plain"];

const INSPECTIONS: readonly (readonly [text: string, at: string, said: RegExp])[] = [
  [
    "ip:::send { args[2]->ip_saddr; }",
    "ip_saddr",
    /^ip_saddr: string\n {2}source address, text\n {2}member of ipinfo_t, ip\.d: IPv4 \(RFC 791\) and IPv6 \(RFC 8200\)/,
  ],
  [
    "tcp:::send /args[4]->tcp_flags & TH_SYN/ { }",
    "TH_SYN",
    /^TH_SYN: uint8_t = 0x02\n {2}tcp\.d: TCP \(RFC 9293\)/,
  ],
  [
    "tcp:::send { args[4]; }",
    "args",
    /^args\[4\]: tcpinfo_t \*\n {2}the segment's header\n[^]*tcp_flags: uint8_t +TH_ bits/,
  ],
  [
    "ip:::send { }",
    "send",
    /^ip:kernel:none:send\n {2}fires when an IP packet, or a fragment, goes out \(dtrace_ip\(4\), RFC 791, RFC 8200\)\n {2}args\[0\]: pktinfo_t \*/,
  ],
  ["BEGIN { trace(1); }", "trace", /^trace: void\(@\)\n[^]*action of D \(the DTrace guide/],
  ["BEGIN { strlen(execname); }", "strlen", /^strlen: size_t\(const char \*\)\n[^]*subroutine of D/],
  ["BEGIN { walltimestamp; }", "wall", /^walltimestamp: int64_t\n {2}Nanoseconds since 1970/],
  ["BEGIN { @ = quantize(1); }", "quantize", /^quantize: [^]*aggregating function of D/],
];
for (const [text, at, said] of INSPECTIONS) {
  Deno.test(`D inspection: ${at} of ${text}`, () => match(String(plainInspection(text, at)), said));
}
Deno.test("D inspection: nothing is said of what is not known", () => {
  strictEqual(plainInspection("BEGIN { nosuch; }", "nosuch"), undefined);
});

Deno.test("D: every probe, argument and member has a meaning", () => {
  const language = new LanguageKnowledge(denoHost);
  const without: string[] = [];
  for (const probe of language.probes("")) {
    if (!probe.doc) without.push(`${probe.provider}:::${probe.name}`);
    for (const { type, text, doc } of language.arguments(probe)) {
      if (!doc) without.push(`${probe.provider}:::${probe.name} ${text}`);
      for (const member of type ? describeType(type).members : []) {
        if (!member.doc) without.push(`${text} ${member.name}`);
      }
    }
  }
  deepStrictEqual(without, []);
});

const COMPLETENESS: readonly (readonly [text: string, status: string])[] = [
  ["BEGIN { }", "complete"],
  ["BEGIN {", "incomplete"],
  ['BEGIN { trace("}"); }', "complete"],
  ['BEGIN { trace("}); }', "invalid"],
  ["BEGIN { /* }", "incomplete"],
  ["BEGIN { trace((1); }", "invalid"],
  ["ip:::send", "incomplete"],
  ["ip:::send\n", "complete"],
  ["ip:::send /args[0]/", "incomplete"],
  ["int x;", "complete"],
  ["#pragma D option quiet", "complete"],
  ["BEGIN { } }", "invalid"],
];
for (const [text, status] of COMPLETENESS) {
  Deno.test(`D completeness: ${JSON.stringify(text)} is ${status}`, () => {
    strictEqual(openDCells().isComplete(text).status, status);
  });
}

Deno.test("D cursor: the clause in which it stands", () => {
  const text = "tcp:::send, tcp:::receive /1/ { trace(1); }\nudp:::send { a; ";
  deepStrictEqual(clauseDescriptions(text, text.length), ["udp:::send"]);
  deepStrictEqual(clauseDescriptions(text, 35), ["tcp:::send", "tcp:::receive"]);
  strictEqual(cursorAt("ip:::send { } ", 14).kind, "description");
  strictEqual(cursorAt("ip:::send { 4 / x", 17).kind, "name");
});

const OWNERS: readonly (readonly [text: string, owner: string])[] = [
  ["tcp:::send { @[args[2]->", "args[2]"],
  ["tcp:::send { @x[args[2]->", "args[2]"],
  ["tcp:::send { @by[args[2]->ip_saddr, args[4]->tcp_", "args[4]"],
  ["tcp:::send { @b[strlen(args[3]->tcps_rad", "args[3]"],
  ["tcp:::send { x[args[2]->ip_s", "args[2]"],
  ["tcp:::send { this->a[args[3]->tcps_rad", "args[3]"],
  ["tcp:::send { self->a[args[2]->ip_ver] = x[args[0]->", "args[0]"],
  ["tcp:::send { a[x[args[2]->ip_ver]].", "a[x[args[2]->ip_ver]]"],
];
for (const [text, owner] of OWNERS) {
  Deno.test(`D cursor: ${text} is in ${owner}`, () => {
    const cursor = cursorAt(text, text.length);
    deepStrictEqual(cursor.kind === "member" && cursor.left, owner);
  });
}

Deno.test("D progress: packets, bytes, rate, time left", () => {
  strictEqual(
    progressText({ packets: 1234567, bytesRead: 45e6, bytesTotal: 100e6, elapsedMs: 2000 }),
    "1,234,567 packets, 45.0 MB of 100 MB, 22.5 MB/s, 3 s left",
  );
});

Deno.test("cells of D: a file that may not be written says what lets it, and not what it was to be called meanwhile", () => {
  const refused = new SettingError(
    'failed to open /data/seen.pcapng: Requires write access to "/data/seen.pcapng.1.part", run again with the --allow-write flag',
  );
  strictEqual(
    (cellFailure(refused) as Error).message,
    "failed to open /data/seen.pcapng: cells write in their own folder only: --allow-write=FOLDER, given when they are " +
      "started, allows others",
  );
});
