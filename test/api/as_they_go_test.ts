/**
 * What clauses of TypeScript have gathered, looked at before the run is over.
 */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { count, d, min, probe, sum, trace } from "../../mod.ts";
import { placeIn } from "../../lib/api/clauses/clause.ts";
import { ClauseError } from "../../lib/api/clauses/mod.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url);
const QUIET = { options: { quiet: true } };

Deno.test("aggregations are read, cleared and truncated as they go, as D does it with printa(), clear() and trunc()", async () => {
  const inD = await trace(
    DEMO,
    d`ip::: { @[args[2]->ip_saddr] = count(); @m[args[2]->ip_ver] = min(args[2]->ip_plength); }
      tick-200ms { printa("%s %@d\n", @); printf("-\n"); clear(@); }
      tick-500ms { printa("%d %@d\n", @m); printf("=\n"); clear(@m); }
      END { trunc(@, 2); trunc(@m, -1); }`,
    QUIET,
  );
  const packets = count("packets", "ip_saddr"), least = min("least", "ip_ver");
  const inTypeScript = await trace(DEMO, [
    probe("ip:::", ({ args }) => {
      packets.add(args[2].ip_saddr);
      least.add(args[2].ip_plength, args[2].ip_ver);
    }),
    probe("tick-200ms", ({ print }) => {
      for (const { keys: [address], value } of packets.entries()) print(`${address} ${value}\n`);
      print("-\n");
      packets.clear();
    }),
    probe("tick-500ms", ({ print }) => {
      for (const { keys: [version], value } of least.entries()) print(`${version} ${value}\n`);
      print("=\n");
      least.clear();
    }),
    probe("END", () => {
      packets.trunc(2);
      least.trunc(-1);
    }),
  ]);
  // D prints in the order of values, entries() come in that of their keys' first appearance
  const blocks = (text: string) => text.split(/^(?=[-=]$)/m).map((block) => block.trim().split("\n").sort().join("\n"));
  const [ofD, own] = [inD.text, inTypeScript.text].map((text) => blocks(text.split(/\n\n|\n {2}/)[0]));
  ok(ofD.length > 5);
  deepStrictEqual(own, ofD);
  deepStrictEqual(inTypeScript.of(packets).rows, inD.aggregations._.rows);
  deepStrictEqual(inTypeScript.of(least).rows, inD.aggregations.m.rows);
});
Deno.test("an entry is read by its keys; after trunc() its place is used anew", async () => {
  const bytes = sum("bytes", "a", "b"), none = count("none");
  const seen: unknown[] = [];
  const run = await trace(null, [
    probe("BEGIN", () => {
      seen.push(bytes.get("x", 1), none.get());
      bytes.add(5, "x", 1);
      bytes.add(2n ** 62n, "y", 2);
      seen.push(bytes.get("x", 1), bytes.get("x", 1n), bytes.get("y", 2), bytes.get("y", 1), none.get());
      bytes.trunc(1);
      seen.push(bytes.get("x", 1), bytes.get("y", 2));
      bytes.trunc();
      none.add();
      bytes.add(7, "x", 1);
      seen.push(bytes.get("x", 1), bytes.entries(), none.get());
      throws(() => bytes.trunc(0.5), RangeError);
      throws(() => (bytes as unknown as { get(key: string): void }).get("x"), /has 2 keys \(a, b\), not 1/);
    }),
  ]);
  deepStrictEqual(seen, [
    ...[undefined, undefined],
    ...[5, 5, 2n ** 62n, undefined, undefined],
    ...[undefined, 2n ** 62n],
    ...[7, [{ keys: ["x", 1], value: 7 }], 1],
  ]);
  deepStrictEqual(run.of(bytes).rows, [{ keys: ["x", 1], value: 7 }]);
});
Deno.test("what clauses have gathered can be looked at while the run goes on", async () => {
  const ticks = count("ticks"), later = sum("later");
  const seen: string[][] = [], values: unknown[] = [];
  const tracing = trace(null, [
    d`tick-10ms { @d = count(); } tick-10ms /++n == 20/ { exit(0); }`,
    probe("tick-10ms", () => ticks.add()),
    probe("END", () => later.add(1)),
  ], {
    ...QUIET,
    async progress(_, text) {
      seen.push(text().trim().split(/\s+/));
      const found = await tracing.aggregations();
      values.push(found.find(({ name }) => name === "ticks")?.get());
    },
  });
  const run = await tracing;
  deepStrictEqual(Object.keys(run.aggregations), ["d", "ticks", "later"]);
  strictEqual(run.of(ticks).get(), 19);
  strictEqual(run.of(later).get(), 1);
  // both languages' clauses had fired equally often
  const both = seen.filter((words) => words.length === 2);
  // how often depends on what else the machine does
  ok(both.length > 0, JSON.stringify(seen));
  for (const [inD, own] of both) strictEqual(inD, own);
  ok(values.some((value) => Number(value) > 0));
});
Deno.test("a clause in a cell has the cell's name and line, and no column that would not be its own", async () => {
  const inCell = { file: "<cell 2>", line: 4, column: 3 };
  deepStrictEqual(placeIn("    at <cell 2>:4:3"), inCell);
  deepStrictEqual(placeIn("    at f (<cell 2>:4:3)"), inCell);
  deepStrictEqual(placeIn("    at async file:///somewhere/a%20b.ts:4:3"), { ...inCell, file: "/somewhere/a b.ts" });
  strictEqual(placeIn("    at f (native)"), undefined);
  const run = await trace(null, d`BEGIN { }`, QUIET);
  const { message } = new ClauseError(
    { clause: inCell, probe: "dtrace:::BEGIN", timestamp: 0n, cause: new Error("no") },
    undefined,
    run,
  );
  strictEqual(message, "<cell 2>:4: the clause on dtrace:::BEGIN failed, 1970-01-01T00:00:00.000000000Z: Error: no");
});
