/** Parts come to what one run over all prints; what does not belong together, or is not whole, is refused with words. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { parsePartial, PartialError, readPartial } from "../../lib/partial/mod.ts";
import { pairHash, shardOfPair } from "../../lib/session/run/shard.ts";
import { readTable } from "../../lib/table/mod.ts";
import { merge, run, withFolder } from "./parts.ts";
import { tryMerge } from "./random_merge.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;
const OTHER = new URL("../captures/own-variety.pcap", import.meta.url).pathname;
const PROGRAM =
  'BEGIN { base = 2; @b["begin"] = count(); } tcp:::state-change { @s[args[3]->tcps_lport] = count(); } ' +
  "ip:::receive { @q[args[2]->ip_saddr] = quantize(args[2]->ip_plength); @a = avg(args[2]->ip_plength * base); } " +
  'END { trunc(@q, 2); printf("%Y\\n", walltimestamp); printa(@s); }';

/** Writes parts of the demo; their paths. */
async function parts(folder: string, count: number, program = PROGRAM): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, i) => `${folder}/${count}-${i + 1}.pbp`);
  for (const [i, path] of paths.entries()) {
    await run(["-q", "-r", DEMO, "-n", program, "--shard", `${i + 1}/${count}`, "--partial", path]);
  }
  return paths;
}
const refuses = (tag: string, message: RegExp) => (error: unknown) => {
  ok(error instanceof PartialError, String(error));
  strictEqual(error.tag, tag);
  match(error.message, message);
  return true;
};

Deno.test("parts of a capture come to what one run prints, and says", () =>
  withFolder(async (folder) => {
    const expected = await run(["-q", "-r", DEMO, "-n", PROGRAM]);
    match(expected.output, /^\d{4} \w{3} .*\n\n +5001 +5\n/);
    for (const count of [1, 2, 5]) {
      const merged = await merge(await parts(folder, count));
      strictEqual(merged.output, expected.output);
      deepStrictEqual(merged.messages, expected.messages);
    }
  }));
Deno.test("BEGIN and END count once, whatever number of parts there is", () =>
  withFolder(async (folder) => {
    const program = "BEGIN,ip:::send,END { @[probename] = count(); } BEGIN { printa(@); }";
    const expected = await run(["-q", "-r", DEMO, "-n", program]);
    strictEqual((await merge(await parts(folder, 3, program))).output, expected.output);
  }));
Deno.test("a merge of merges is the same file as one of all", () =>
  withFolder(async (folder) => {
    const [a, b, c, d] = await parts(folder, 4);
    const made = async (name: string, ...paths: string[]) => {
      await merge([...paths, "--partial", `${folder}/${name}.pbp`, "--missing-ok"]);
      return `${folder}/${name}.pbp`;
    };
    const flat = await made("flat", d, b, c, a);
    const tree = await made("tree", await made("ac", a, c), await made("bd", d, b));
    deepStrictEqual(Deno.readFileSync(tree), Deno.readFileSync(flat));
    strictEqual((await merge([tree])).output, (await run(["-q", "-r", DEMO, "-n", PROGRAM])).output);
  }));
Deno.test("a part that is run again is the same file", () =>
  withFolder(async (folder) => {
    const [first] = await parts(folder, 2);
    const before = Deno.readFileSync(first);
    await parts(folder, 2);
    deepStrictEqual(Deno.readFileSync(first), before);
  }));
for (let seed = 1; seed <= 20; seed++) {
  Deno.test(`seed ${seed}: a random program in random parts`, async () => void await tryMerge(seed));
}
Deno.test("a part that is missing is named; --missing-ok merges the others, with status 1", () =>
  withFolder(async (folder) => {
    const [a, , c] = await parts(folder, 6);
    await rejects(merge([a, c]), refuses("D_PARTIAL_OTHER", /^parts 2, 4-6 of 6 are missing$/));
    const { status, messages } = await merge([a, c, "--missing-ok"]);
    strictEqual(status, 1);
    ok(messages.includes("without part 2, 4-6 of 6"), messages.join("\n"));
  }));
Deno.test("a part given twice is taken once; another of its number is refused", () =>
  withFolder(async (folder) => {
    const [a, b] = await parts(folder, 2);
    const copy = `${folder}/copy.pbp`;
    Deno.copyFileSync(a, copy);
    const once = await merge([a, b]), twice = await merge([a, b, copy]);
    strictEqual(twice.output, once.output);
    // the same part of the same captures by a program that met an interrupt, or other data
    await run(["-q", "-r", DEMO, "-r", OTHER, "-n", PROGRAM, "--shard", "1/2", "--partial", copy]);
    await rejects(merge([a, b, copy]), refuses("D_PARTIAL_OTHER", /copy\.pbp is of other captures than/));
  }));
Deno.test("a capture in two parts is refused", () =>
  withFolder(async (folder) => {
    const COUNT = ["-q", "-x", "local=none", "-n", "ip:::send { @ = count(); }"];
    await run([...COUNT, "-r", DEMO, "--partial", `${folder}/a.pbp`]);
    await run([...COUNT, "-r", DEMO, "-r", OTHER, "--partial", `${folder}/b.pbp`]);
    await rejects(
      merge([`${folder}/a.pbp`, `${folder}/b.pbp`]),
      refuses(
        "D_PARTIAL_OTHER",
        /^demo\.pcap is in .*a\.pbp and in .*b\.pbp, which differ: it would be counted twice$/,
      ),
    );
  }));
Deno.test("a view that was guessed from one capture is none for all", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.pbp`;
    const writing = run(["-q", "-r", DEMO, "-n", "ip:::send { @ = count(); }", "--partial", path]);
    await rejects(writing, /whose view the captures are was guessed/);
    await rejects(Deno.stat(path), Deno.errors.NotFound);
  }));
Deno.test("parts of other programs, options, splits are refused", () =>
  withFolder(async (folder) => {
    const [a] = await parts(folder, 2), path = `${folder}/x.pbp`;
    const shard = ["-q", "-r", DEMO, "--shard", "2/2", "--partial", path];
    await run([...shard, "-n", "ip:::send { @ = count(); }"]);
    await rejects(merge([a, path]), refuses("D_PARTIAL_OTHER", /is of another program than/));
    await run([...shard, "-n", PROGRAM, "-x", "local=none"]);
    await rejects(merge([a, path]), refuses("D_PARTIAL_OTHER", /is of other options than/));
    await run([...shard.with(4, "2/3"), "-n", PROGRAM]);
    await rejects(merge([a, path]), refuses("D_PARTIAL_OTHER", /is of 3 parts, and .* of 2 parts$/));
  }));
Deno.test("D_PARTIAL_DAMAGED: a part cut anywhere, or with a bit that has changed, is no part", () =>
  withFolder(async (folder) => {
    const [path] = await parts(folder, 2), whole = Deno.readFileSync(path);
    const { facts } = await parsePartial(whole, "x");
    strictEqual(facts.format, 1);
    for (let size = 0; size < whole.length; size += 7) {
      await rejects(
        parsePartial(whole.slice(0, size), "x"),
        refuses("D_PARTIAL_DAMAGED", /^x is not a partial result: /),
      );
    }
    const told = await parsePartial(whole, "x");
    for (let at = 0; at < whole.length; at += 11) {
      const changed = whole.slice();
      changed[at] ^= 1 << at % 8;
      // what is not read by a merge (names for people) may be another
      await parsePartial(changed, "x").then(
        (same) => deepStrictEqual(same, told, `byte ${at}`),
        refuses("D_PARTIAL_DAMAGED", /^x is not a partial result: /),
      );
    }
  }));
Deno.test("D_PARTIAL_READ, D_PARTIAL_WRITE: with the file and the reason", () =>
  withFolder(async (folder) => {
    await rejects(
      readPartial(denoHost.files, `${folder}/none.pbp`),
      refuses("D_PARTIAL_READ", /^cannot open .*none\.pbp: no such file or directory$/),
    );
    const writing = run([
      "-q",
      "-x",
      "local=none",
      "-r",
      DEMO,
      "-n",
      "ip:::send { @ = count(); }",
      "--partial",
      `${folder}/no/x.pbp`,
    ]);
    await rejects(writing, refuses("D_PARTIAL_WRITE", /^cannot write .*x\.pbp: no such file or directory$/));
  }));
Deno.test("a part is a table for others: words with keys and buckets", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.parquet`;
    await run(["-q", "-r", DEMO, "-n", PROGRAM, "--shard", "1/1", "--partial", path]);
    const table = await readTable(denoHost.files, path);
    deepStrictEqual(table.columns.map(({ name }) => name), [
      ...["aggregation", "name", "key", "part", "low", "high", "value"],
      "key1",
    ]);
    const rows = table.columns.find(({ name }) => name === "name")!.values;
    ok(rows.length === table.rowCount && table.rowCount > 10);
  }));
Deno.test("drops in a part are said: one run may print something else", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.pbp`;
    const few = [
      "-x",
      "aggsize=512",
      "-x",
      "local=none",
      "-n",
      "ip:::send,ip:::receive { @[args[0]->pkt_length, args[2]->ip_saddr] = count(); }",
    ];
    await run(["-q", "-r", DEMO, ...few, "--partial", path]);
    const { messages } = await merge([path]);
    ok(
      messages.some((text) => /^\d+ aggregation drops on CPU 0 in the parts: one run over all may/.test(text)),
      messages.join("\n"),
    );
  }));

// what FNV-1a of 32 bits gives for these bytes (published with it), mixed as MurmurHash3 ends: computed apart
Deno.test("the share of a pair of addresses is part of the format", () => {
  const pair = (version: number, less: readonly number[], more: readonly number[]) => {
    const bytes = new Uint8Array(33);
    bytes[0] = version;
    bytes.set(less, 1);
    bytes.set(more, 17);
    return bytes;
  };
  strictEqual(pairHash(pair(4, [10, 0, 0, 1], [10, 0, 0, 2])), 2137895256);
  strictEqual(pairHash(pair(6, [0x20, 1, 0xd, 0xb8], [0xfe, 0x80])), 1232668921);
  deepStrictEqual([0, 2 ** 31, 2 ** 32 - 1].map((hash) => shardOfPair(hash, 3)), [1, 2, 3]);
});
