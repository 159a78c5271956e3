/** Files of other programs: compressed, with nulls among times, with days; and bounds of buckets that 64 bits do not hold. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { zstdCompressSync } from "node:zlib";
import * as flechette from "@uwdata/flechette";
import {
  readTable,
  type ResultTable,
  rowsOf,
  TABLE_FORMATS,
  TableError,
  tableFormat,
  tablePieces,
  writeTable,
} from "../../lib/table/mod.ts";
import { decodeLz4Frames } from "../../lib/table/files/lz4_frame.ts";
import { chartOf, modelOf } from "../../lib/chart/mod.ts";
import { renderSvg } from "../../lib/picture/mod.ts";
import { PARQUET_OF_DUCKDB } from "./foreign_files.ts";
import { run } from "./world.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
async function readBytes(bytes: Uint8Array, format: "parquet" | "arrow"): Promise<ResultTable> {
  let table: ResultTable | undefined;
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/x.${format}`, bytes);
    table = await readTable(denoHost.files, `${folder}/x.${format}`);
  });
  return table!;
}
for (const [codec, text] of Object.entries(PARQUET_OF_DUCKDB)) {
  Deno.test(`Parquet of another program, ${codec}: null times stay null, days are days`, async () => {
    const table = await readBytes(Uint8Array.fromBase64(text), "parquet");
    deepStrictEqual(table.columns.map(({ name, kind }) => `${name} ${kind}`), [
      "i integer",
      "s string",
      "t time",
      "d string",
    ]);
    deepStrictEqual(rowsOf(table), [
      { i: 1, s: "text one", t: 1_767_225_600_123_456_000n, d: "2026-11-30" },
      { i: 2, s: null, t: null, d: null },
      { i: 3, s: "text one", t: -1_000_000_000n, d: "1900-01-01" },
    ]);
  });
}
/** A frame of one block that is kept as it is: LZ4 Frame Format, with the checksum of the header left to chance. */
function storedFrame(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(7 + 4 + bytes.length + 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0x184d2204, true);
  frame.set([0x60, 0x40, 0], 4);
  view.setUint32(7, bytes.length | 0x80000000, true);
  frame.set(bytes, 11);
  return frame;
}
for (
  const [name, encode] of [["LZ4_FRAME", storedFrame], [
    "ZSTD",
    (bytes: Uint8Array) => zstdCompressSync(bytes),
  ]] as const
) {
  Deno.test(`Arrow with compressed bodies, ${name}`, async () => {
    const type = flechette.CompressionType[name];
    const decode = (bytes: Uint8Array) => bytes;
    flechette.setCompressionCodec(type, { encode, decode });
    const n = 1000;
    const made = flechette.tableFromArrays({
      t: Array.from({ length: n }, (_, i) => i % 3 === 1 ? null : new Date(i * 1000)),
      s: Array.from({ length: n }, (_, i) => `text ${i % 7}`),
    }, { types: { t: flechette.timestamp(flechette.TimeUnit.MILLISECOND, "UTC") as never, s: flechette.utf8() } });
    const bytes = flechette.tableToIPC(made, { format: "file", codec: type } as never)!;
    // the reader brings its own
    flechette.setCompressionCodec(type, null as never);
    flechette.setCompressionCodec(flechette.CompressionType.ZSTD, null as never);
    const table = await readBytes(bytes, "arrow");
    strictEqual(table.rowCount, n);
    deepStrictEqual(rowsOf(table).slice(0, 3), [
      { t: 0n, s: "text 0" },
      { t: null, s: "text 1" },
      { t: 2_000_000_000n, s: "text 2" },
    ]);
    deepStrictEqual(table.columns.map(({ kind }) => kind), ["time", "string"]);
  });
}
Deno.test("Arrow: days are days", async () => {
  const day = flechette.columnFromArray([new Date(0), null, new Date("2026-11-30")], flechette.dateDay());
  const bytes = flechette.tableToIPC(flechette.tableFromColumns({ day }), { format: "file" })!;
  deepStrictEqual(rowsOf(await readBytes(bytes, "arrow")), [{ day: "1970-01-01" }, { day: null }, {
    day: "2026-11-30",
  }]);
});
Deno.test("LZ4 frames: literals, matches that run into themselves, several frames, damage", () => {
  const bytes = (hex: string) => Uint8Array.fromHex(hex.replaceAll(" ", ""));
  const text = (frames: Uint8Array) => new TextDecoder().decode(decodeLz4Frames(frames));
  // by hand: "abc" and then 9 bytes from 3 back; the last sequence has literals alone
  const block = "35 616263 0300 50 68656c6c6f";
  const frame = `04224d18 60 40 82 0c000000 ${block} 00000000`;
  strictEqual(text(bytes(frame)), "abcabcabcabchello");
  strictEqual(
    text(bytes(`50 2a4d18 02000000 ffff`.replace("50 2a", "502a") + frame + frame)),
    "abcabcabcabchello".repeat(2),
  );
  for (
    const damaged of ["00000000", "04224d18 60 40 82 ff000000 35", "04224d18 60 40 82 06000000 05 0900 10 61 00000000"]
  ) {
    let said = "";
    try {
      decodeLz4Frames(bytes(damaged));
    } catch (error) {
      said = (error as Error).name;
    }
    strictEqual(said, "RangeError", damaged);
  }
});

const NEGATIVE = `BEGIN {
  @l = lquantize(-20, -10, 10, 5); @l = lquantize(-7, -10, 10, 5); @l = lquantize(50, -10, 10, 5);
  @q = quantize(-5); @q = quantize(-1); @q = quantize(0x7fffffffffffffff);
  @ll = llquantize(-50, 10, 0, 3, 10); @ll = llquantize(5000000, 10, 0, 3, 10); @k[1] = count(); }`;
/** By arithmetic: lquantize(-10, 10, 5); powers of two, [-2^(n+1)+1, -2^n+1) below zero; below and above all of llquantize. */
const BOUNDS: Readonly<Record<string, readonly (readonly [bigint, bigint])[]>> = {
  l: [[-(2n ** 63n), -10n], [-10n, -5n], [10n, 2n ** 63n]],
  q: [[-7n, -3n], [-1n, 0n], [2n ** 62n, 2n ** 63n]],
  ll: [[-(2n ** 63n), 1n], [10_000n, 2n ** 63n]],
};
Deno.test("buckets below zero beside one without an end: every format keeps both bounds", async () => {
  const { tables } = await run(NEGATIVE);
  await withFolder(async (folder) => {
    for (const [name, bounds] of Object.entries(BOUNDS)) {
      const table = tables.find((table) => table.name === name)!;
      const read = (table: ResultTable) =>
        rowsOf(table).map(({ low, high }) => [BigInt(low as number), BigInt(high as number)]);
      deepStrictEqual(read(table), bounds);
      for (const { name: ending } of TABLE_FORMATS) {
        const path = `${folder}/${name}.${ending}`;
        await writeTable(denoHost.files, table, path);
        deepStrictEqual(read(await readTable(denoHost.files, path)), bounds, path);
      }
      const csv = Deno.readTextFileSync(`${folder}/${name}.csv`).split("\n").slice(1, -1);
      deepStrictEqual(csv.map((line) => line.split(",").slice(0, 2)), bounds.map((pair) => pair.map(String)));
      const model = modelOf(table);
      ok(model.kind === "histogram");
      strictEqual(model.series[0].counts.reduce((sum, count) => sum + count), bounds.length);
      ok((await renderSvg(chartOf(table))).includes("<path"));
    }
  });
});

const FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain", "a=1", "", "\uff1d1"];
Deno.test("CSV: a guard against formulas, for text alone, and only where it is asked for", async () => {
  const statements = FORMULAS.map((text) => `trace(${JSON.stringify(text)});`).join(" ");
  const [table] = (await run(`BEGIN { ${statements} trace(-5); }`)).tables;
  const lineOf = async (options: { csvGuard?: boolean }) => {
    let text = "";
    for await (const piece of tablePieces(table, tableFormat("x.csv"), options)) {
      text += new TextDecoder().decode(piece);
    }
    return text.split("\n")[1].split(",").slice(2);
  };
  deepStrictEqual(await lineOf({}), ["=1+1", "+1", "-1", "@SUM(A1)", '"\t=1"', "plain", "a=1", '""', "\uff1d1", "-5"]);
  deepStrictEqual(await lineOf({ csvGuard: true }), [
    ...["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "plain", "a=1", '""', "'\uff1d1", "-5"],
  ]);
});
Deno.test("a Parquet file that is cut is said to be none", async () => {
  const bytes = Uint8Array.fromBase64(PARQUET_OF_DUCKDB.snappy);
  await rejects(readBytes(bytes.subarray(0, 100), "parquet"), (error: TableError) => {
    strictEqual(error.tag, "D_TABLE_DAMAGED");
    match(error.message, /^x is not a Parquet file: /);
    return true;
  });
});
