/**
 * The two texts of an IPv6 address: DTrace's in what D prints, RFC 5952's in what joins with other programs.
 *
 * @module
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { canonicalAddress, formatAddress } from "../../../lib/engine/format/mod.ts";
import { parseAddress } from "../../../lib/packet/address/mod.ts";
import { probe, sum, trace } from "../../../mod.ts";
import { pcap } from "../../captures/writer.ts";
import { Random } from "../../fuzz/random.ts";
import { trace as traceD } from "../../session/in_process.ts";

const field = (groups: readonly number[]): Uint8Array =>
  Uint8Array.from([6, ...groups.flatMap((group) => [group >> 8, group & 255])]);
const groupsOf = (text: string): number[] => {
  const bytes = parseAddress(text)!;
  return Array.from({ length: 8 }, (_, i) => bytes[2 * i] << 8 | bytes[2 * i + 1]);
};

/** RFC 5952 sections 4 and 5, and what DTrace's inet_ntoa6() makes of the same (illumos' dt_subr.c and inet_ntop.c). */
const FORMS: readonly (readonly [rfc5952: string, dtrace: string])[] = [
  ["2001:db8:0:1:1:1:1:1", "2001:db8::1:1:1:1:1"],
  ["0:1:2:3:4:5:6:7", "::1:2:3:4:5:6:7"],
  ["1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"],
  ["1:2:3:4:5:6:0:8", "1:2:3:4:5:6::8"],
  ["2001:0:1:2:0:3:4:5", "2001::1:2:0:3:4:5"],
  ["2001:db8::1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:0:0:1::1", "2001:0:0:1::1"],
  ["2001:db8::1", "2001:db8::1"],
  ["fe80::abcd:ef", "fe80::abcd:ef"],
  ["::", "::"],
  ["::1", "::1"],
  ["1::", "1::"],
  ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
  ["::192.0.2.1", "::192.0.2.1"],
  ["64:ff9b::c000:201", "64:ff9b::c000:201"],
];
Deno.test("both forms", () => {
  for (const [rfc5952, dtrace] of FORMS) {
    const bytes = field(groupsOf(rfc5952));
    deepStrictEqual([canonicalAddress(bytes, 0), formatAddress(bytes, 0)], [rfc5952, dtrace]);
    deepStrictEqual(groupsOf(dtrace), groupsOf(rfc5952));
  }
});

/** The URL standard's serializer is RFC 5952 but for addresses that hold one of IPv4. */
Deno.test("20,000 addresses as a URL writes them; both forms mean the same address", () => {
  const random = new Random(5952);
  for (let round = 0; round < 20_000; round++) {
    const groups = Array.from(
      { length: 8 },
      () => random.below(2) ? 0 : random.below(3) ? random.below(16) : random.below(65536),
    );
    const bytes = field(groups), text = canonicalAddress(bytes, 0);
    deepStrictEqual([groupsOf(text), groupsOf(formatAddress(bytes, 0))], [groups, groups]);
    if (text.includes(".")) continue;
    strictEqual(text, new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]`).hostname.slice(1, -1));
    ok(!/::/.test(text) || groups.join().includes("0,0"));
  }
});

/** One datagram between addresses of which each has a single group of zero. */
function capture(): string {
  const ip = (text: string) => [...field(groupsOf(text)).subarray(1)];
  const bytes = Uint8Array.from([
    ...[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 8, 17, 64],
    ...ip("2001:db8:0:1:1:1:1:1"),
    ...ip("1:2:3:4:5:6:0:8"),
    ...[0x13, 0x88, 0, 53, 0, 8, 0, 0],
  ]);
  const path = Deno.makeTempFileSync({ suffix: ".pcap" });
  Deno.writeFileSync(path, pcap([{ seconds: 1, nanoseconds: 0, bytes }]));
  return path;
}
Deno.test("D prints DTrace's form; results, tables and keys in TypeScript have RFC 5952's", async () => {
  const path = capture();
  try {
    const program = 'ip:::send { printf("%s ", args[2]->ip_saddr); @to[args[2]->ip_daddr] = count(); }';
    const local = { name: "local", value: "none" }, quiet = { name: "quiet" };
    const { output } = await traceD(program, { captures: [path], options: [local, quiet] });
    match(output, /^2001:db8::1:1:1:1:1 \n +1:2:3:4:5:6::8 +1\n/);
    const run = await trace(path, program, { options: { local: "none", quiet: true } });
    deepStrictEqual(run.aggregations.to!.rows, [{ keys: ["1:2:3:4:5:6:0:8"], value: 1 }]);
    deepStrictEqual(run.aggregations.to!.asTable.rows(), [{ ip_daddr: "1:2:3:4:5:6:0:8", count: 1 }]);
    // the same keys from clauses in TypeScript, and from D that records them
    const seen = sum("seen", "source");
    const clause = probe("ip:::send", ({ args }) => seen.add(1, args[2].ip_saddr));
    const mixed = await trace(path, [clause, "ip:::send { trace(args[2]->ip_saddr); }"], {
      options: { local: "none" },
    });
    deepStrictEqual(mixed.aggregations.seen!.rows.map(({ keys }) => keys), [["2001:db8:0:1:1:1:1:1"]]);
    const [records] = Object.values(mixed.tables);
    deepStrictEqual(records!.rows().map((row) => (row as Record<string, unknown>).ip_saddr), ["2001:db8:0:1:1:1:1:1"]);
  } finally {
    Deno.removeSync(path);
  }
});
