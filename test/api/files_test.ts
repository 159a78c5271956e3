import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { count, d, probe, readTable, stddev, TableError, trace, writeChart, writePage, writeTable } from "../../mod.ts";
import { TABLE_FORMATS } from "../../lib/table/mod.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url);
const QUIET = { options: { quiet: true } };
const run = async () => {
  const packets = count("packets", "ip_saddr");
  return await trace(DEMO, [
    d`ip:::receive { @sizes[args[2]->ip_saddr] = quantize(args[2]->ip_plength); }
      tcp:::send { trace(args[2]->ip_daddr); trace((uint64_t)args[4]->tcp_seq << 32); }`,
    probe("ip:::receive", ({ args }) => packets.add(args[2].ip_saddr)),
  ], QUIET);
};
async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("tables of a run go into files of each format, and come back as tables", () =>
  withFolder(async (folder) => {
    const { aggregations: { packets, sizes }, tables: { clause2 } } = await run();
    ok(clause2.rowCount > 50 && packets.size > 5 && sizes.size > 5);
    for (const { name: ending } of TABLE_FORMATS) {
      for (const one of [packets.asTable, sizes.asTable, clause2]) {
        const path = `${folder}/${one.name}.${ending}`;
        await writeTable(one, path);
        const back = await readTable(path);
        deepStrictEqual(back.rows(), one.rows(), path);
        strictEqual(back.table.numRows(), one.rowCount);
      }
    }
    // an aggregation is written as its table
    await writeTable(packets, `${folder}/own.csv`);
    strictEqual(Deno.readTextFileSync(`${folder}/own.csv`), Deno.readTextFileSync(`${folder}/packets.csv`));
  }));
Deno.test("charts go into files by their endings: aggregations, tables, and what was made of them", () =>
  withFolder(async (folder) => {
    const { aggregations: { packets, sizes }, tables: { clause2 } } = await run();
    const written = async (of: Parameters<typeof writeChart>[0], name: string) => {
      await writeChart(of, `${folder}/${name}`, { theme: "dark" });
      return Deno.readFileSync(`${folder}/${name}`);
    };
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    match(text(await written(packets.chart({ title: "Who sends?" }), "a.svg")), /^<svg[\s\S]*Who sends\?/);
    deepStrictEqual([...(await written(sizes, "b.png")).subarray(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
    strictEqual(JSON.parse(text(await written(clause2, "c.vl.json"))).$schema, clause2.chart().spec.$schema);
    match(text(await written(sizes, "d.html")), /<!doctype html>[\s\S]*<h1>sizes: quantize/);
    await writePage([packets.chart({ title: "Who sends?" }), sizes, clause2], `${folder}/page.html`, { title: "All" });
    const page = Deno.readTextFileSync(`${folder}/page.html`);
    strictEqual(page.match(/<figure>/g)?.length, 3);
    match(page, /<h1>All<\/h1>/);
  }));
Deno.test("what cannot be written or read says so by its tag, and leaves nothing", () =>
  withFolder(async (folder) => {
    const { tables: { clause2 } } = await run();
    const refused = (tag: string, body: () => Promise<unknown>) =>
      rejects(body, (error: unknown) => error instanceof TableError && error.tag === tag);
    await refused("D_TABLE_FORMAT", () => writeTable(clause2, `${folder}/x.doc`));
    await refused("D_CHART_FORMAT", () => writeChart(clause2, `${folder}/x.doc`));
    await refused("D_TABLE_WRITE", () => writeTable(clause2, `${folder}/none/x.csv`));
    await refused("D_TABLE_READ", () => readTable(`${folder}/x.csv`));
    Deno.writeTextFileSync(`${folder}/x.arrow`, "no");
    await refused("D_TABLE_DAMAGED", () => readTable(`${folder}/x.arrow`));
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["x.arrow"]);
  }));
Deno.test("on a console a table shows its rows, inside of something else its name and size", async () => {
  const { aggregations: { packets }, tables: { clause2 } } = await run();
  const shown = Deno.inspect(packets);
  match(shown, /^Aggregation packets: count by ip_saddr\n[\s\S]*192\.0\.2\.20 +54$/);
  match(
    Deno.inspect({ packets, clause2 }),
    /packets: Aggregation packets: .* \(8 rows\),\n {2}clause2: RunTable .* \(\d+ rows\)/,
  );
  ok(Deno.inspect(clause2).split("\n").length < 30);
});
Deno.test("columns of aggregations of TypeScript, whose values have no name, are called after the function", async () => {
  const deviation = stddev("deviation", "key");
  const { resultTable } = (await trace(null, probe("BEGIN", () => deviation.add(1, "a")))).of(deviation);
  deepStrictEqual(resultTable.columns.map(({ label }) => label), ["key", "stddev", "mean", "count"]);
});
