/** What changes a number is said under -q as well, a line each; -x quiet=all silences it, but never damage. */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { Options } from "../../lib/engine/options/mod.ts";
import { quietnessOf, reportLines, type RunResult } from "../../lib/session/mod.ts";
import { trace } from "./in_process.ts";

const RESULT: RunResult = {
  exitStatus: 0,
  interrupted: false,
  packets: 100,
  problems: [{
    file: "a.pcap",
    message: "truncated record: 40 bytes expected, 12 there",
    byteOffset: 1000,
    tag: "D_SRC_TRUNCATED",
  }],
  undecoded: [{ reason: "not IP: ARP", packets: 3 }],
  view: "seen from 10.0.0.1, which answers at once (guessed from the first packets; `-x local=` changes it)",
  betweenOthers: 4,
  contradicted: 1,
  passing: 2,
  evictedFlows: 5,
  overlappingDatagrams: 6,
  incompleteDatagrams: 7,
  unusableFragments: 1,
  joinedGaps: 1,
  skippedFirings: 8,
  interfaces: [{ interface: "eth0", received: 10, dropped: 0 }, { interface: "eth1", received: 10, dropped: 2 }],
};
const SAID = [
  /^seen from 10\.0\.0\.1, /,
  /^4 packets left out: /,
  /^2 packets on the way through the host: /,
  /^1 packet whose direction in the capture contradicts /,
  /^5 quiet flows were forgotten/,
  /^1 gap in TCP's sequence numbers taken as one/,
  /^6 datagrams not put together/,
  /^7 datagrams not put together/,
  /^1 fragment passed over: too little captured/,
  /^8 firings of timers left out/,
  /^3 packets: not IP: ARP$/,
  /^eth1: 10 packets, 2 of them dropped/,
];
const DAMAGE = /^a\.pcap: truncated record/;

Deno.test("-q says what changes a number, a line each", () => {
  const lines = reportLines(RESULT, "quiet");
  strictEqual(lines.length, SAID.length + 1);
  [...SAID, DAMAGE].forEach((expected, i) => match(lines[i], expected));
  // without -q that an interface has lost nothing is said as well
  deepStrictEqual(reportLines(RESULT, "open").filter((line) => !lines.includes(line)), [
    "eth0: 10 packets, none dropped",
  ]);
});
Deno.test("of kinds that are not decoded the ten most frequent are told, and the sum of the rest", () => {
  const kinds = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ reason: `not IP: EtherType ${i}`, packets: 100 - i }));
  const of = (count: number) =>
    reportLines({ ...RESULT, undecoded: kinds(count) }, "quiet").filter((line) =>
      /^\d+ packets: (not IP|of )/.test(line)
    );
  deepStrictEqual([of(10).length, of(11).length, of(12).length], [10, 11, 11]);
  strictEqual(of(11)[10], "90 packets: not IP: EtherType 10");
  // 100 - 10 + 100 - 11
  match(of(12)[10], /^179 packets: of 2 more kinds/);
});
Deno.test("-x quiet=all says of a run only what is damaged", () => {
  const lines = reportLines(RESULT, "silent");
  strictEqual(lines.length, 1);
  match(lines[0], DAMAGE);
});
Deno.test("-x quiet: all stays all where -q is given as well, before or after; a word for no takes it back", () => {
  const after = (...values: (string | undefined)[]) => {
    const options = new Options();
    for (const value of values) strictEqual(options.set("quiet", value), undefined);
    return quietnessOf(options);
  };
  deepStrictEqual(
    [after(), after(undefined), after("all"), after("ALL"), after("all", undefined), after(undefined, "all")],
    ["open", "quiet", "silent", "silent", "silent", "silent"],
  );
  deepStrictEqual([after("all", "off"), after("all", "off", undefined), after("1")], ["open", "quiet", "quiet"]);
  strictEqual(new Options().set("quiet", "most"), "Invalid value for specified option");
});
Deno.test("drops are told under -q, and not with -x quiet=all", async () => {
  const program = "ip:::send { @[timestamp, args[2]->ip_saddr, args[2]->ip_daddr] = count(); }";
  const captures = [new URL("../captures/demo.pcap", import.meta.url).pathname];
  const said = async (value?: string) =>
    (await trace(program, { captures, options: [{ name: "quiet", value }, { name: "aggsize", value: "1k" }] }))
      .messages;
  match((await said()).join("\n"), /^\d+ aggregation drops?/m);
  deepStrictEqual(await said("all"), []);
});
Deno.test("a probe that can never fire here is said under -q: its number is 0", async () => {
  const said = async (value?: string) =>
    (await trace("tcp:::debug-user { @ = count(); }", {
      captures: [new URL("../captures/demo.pcap", import.meta.url).pathname],
      options: [{ name: "quiet", value }],
    })).messages;
  match((await said()).join("\n"), /^tcp:kernel:none:debug-user cannot fire here: /m);
  deepStrictEqual(await said("all"), []);
});
