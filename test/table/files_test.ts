import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import {
  readTable,
  type ResultTable,
  rowsOf,
  TABLE_FORMATS,
  TableError,
  tableFormat,
  tablePieces,
  type TableTag,
  writeTable,
} from "../../lib/table/mod.ts";
import { run } from "./world.ts";

const ALL_KINDS = `ip:::send { trace(args[2]->ip_daddr); trace(args[2]->ip_plength); trace(timestamp);
    if (args[2]->ip_plength > 100) { trace(9007199254740993); trace(18446744073709551615ULL); tracemem(args[4]->ipv4_hdr, 4); }
    trace("a,\\"b\\"\\r\\n h\u00e9 </script>"); trace(""); trace((char)-3); trace(-9007199254740995); }`;

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
async function tables(): Promise<ResultTable[]> {
  const [records] = (await run(ALL_KINDS)).tables;
  const { tables: others } = await run(
    `ip:::receive { @[args[2]->ip_saddr] = quantize(args[2]->ip_plength); @s = stddev(args[2]->ip_plength); }
    tcp:::nothing { @none[1] = count(); }`,
    { options: [{ name: "zdefs" }] },
  );
  return [records, ...others];
}
/** Small integers come back as numbers of another width, and mean the same. */
const same = (table: ResultTable, hex: boolean) =>
  rowsOf(table).map((row) =>
    Object.entries(row).map(([name, value]) => [name, hex && value instanceof Uint8Array ? hexOf(value) : value])
  );
const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

for (const { name: format, keeps, keepsBytes } of TABLE_FORMATS) {
  Deno.test(`${format}: what is written is read back, all digits and all facts`, async () => {
    await withFolder(async (folder) => {
      for (const table of await tables()) {
        const path = `${folder}/${table.name}.${format}`;
        await writeTable(denoHost.files, table, path);
        const back = await readTable(denoHost.files, path);
        // bytes are their digits where the format has no bytes, and cannot say that they are
        deepStrictEqual(same(back, !keepsBytes), same(table, !keepsBytes));
        const empty = table.rowCount === 0;
        if (keeps === "rows" || keeps === "names" && empty) continue;
        if (!empty) {
          deepStrictEqual(
            back.columns.map(({ name, kind }) => `${name} ${kind}`),
            table.columns.map(({ name, kind }) => `${name} ${!keepsBytes && kind === "bytes" ? "string" : kind}`),
          );
        }
        if (keeps !== "facts") continue;
        deepStrictEqual([back.title, back.aggregation, back.kind], [table.title, table.aggregation, table.kind]);
      }
      deepStrictEqual([...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".part")), []);
    });
  });
}
/** What the libraries of the Arrow project see, or undefined where they cannot be fetched. */
async function otherReader(
  ...args: string[]
): Promise<{ types: string[]; columns: unknown[][]; metadata: any; rows: number } | undefined> {
  const script = new URL("other_reader.ts", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", script, ...args],
  }).output();
  const said = new TextDecoder().decode(stderr);
  if (!success && /npm package|dns error|connect|timed out/i.test(said)) {
    console.log("the Arrow project's libraries cannot be fetched: skipped");
    return undefined;
  }
  ok(success, said);
  const text = new TextDecoder().decode(stdout);
  return text === "" ? { types: [], columns: [], metadata: {}, rows: 0 } : JSON.parse(text);
}
const digits = (value: unknown): unknown =>
  typeof value === "bigint" ? String(value) : value instanceof Uint8Array ? [...value] : value;

for (
  const [format, types] of [
    ["arrow", ["timestamp Timestamp<NANOSECOND, UTC>", "ip_daddr Dictionary<Int32, Utf8>", "ip_plength Uint32"]],
    ["parquet", ["timestamp Timestamp<NANOSECOND, UTC>", "ip_daddr Utf8", "ip_plength Int64"]],
  ] as const
) {
  Deno.test(`${format}: another reader sees types, nulls and values`, async () => {
    await withFolder(async (folder) => {
      const [records] = await tables();
      await writeTable(denoHost.files, records, `${folder}/x.${format}`);
      const seen = await otherReader(`${folder}/x.${format}`);
      if (!seen) return;
      for (const type of [...types, "_18446744073709551615ULL Uint64"]) {
        ok(seen.types.includes(type), `${type}: ${seen.types}`);
      }
      strictEqual(seen.rows, records.rowCount);
      records.columns.forEach(({ name, values }, i) => {
        const own = Array.from({ length: values.length }, (_, row) => digits(values.at(row)));
        // integers of 64 bits in the file are digits on the way here
        const other = seen.columns[i].map((value, row) => typeof own[row] === "number" ? Number(value) : value);
        deepStrictEqual(other, own, name);
      });
      if (format === "arrow") strictEqual(seen.metadata.ip_plength.unit, "bytes");
    });
  });
}
Deno.test("csv: quotes, ends of lines, nothing and empty strings, times with nanoseconds", async () => {
  const [records] = await tables();
  let text = "";
  for await (const piece of tablePieces(records, tableFormat("x.csv"))) text += new TextDecoder().decode(piece);
  const lines = text.split(/\n(?=2026|$)/);
  match(lines[0], /^timestamp,probe,ip_daddr,ip_plength,timestamp_2,/);
  match(lines[1], /^2026-11-23T18:35:\d\d\.\d{1,9}Z,ip:::send,/);
  ok(lines[1].includes(',"a,""b""\r\n h\u00e9 </script>","",-3,-9007199254740995'), lines[1]);
});
Deno.test("csv: what other programs write", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.csv`;
    await Deno.writeTextFile(path, '\ufeffa,b,"c d",dport\n1,x,2.5,80\n,"y ""z""",-1e3,443');
    const table = await readTable(denoHost.files, path);
    deepStrictEqual(table.columns.map(({ name, kind }) => `${name} ${kind}`), [
      "a integer",
      "b string",
      "c_d number",
      "dport port",
    ]);
    deepStrictEqual(rowsOf(table).map(Object.values), [[1, "x", 2.5, 80], [null, 'y "z"', -1000, 443]]);
  });
});
Deno.test("arrow: times and integers that other programs write", async () => {
  await withFolder(async (folder) => {
    if (!await otherReader("--make", `${folder}/x.arrow`)) return;
    const read = await readTable(denoHost.files, `${folder}/x.arrow`);
    deepStrictEqual(rowsOf(read), [{ t: 1_000_000_000n, n: 1n }, { t: 2_000_000_000n, n: 2n ** 60n }]);
    strictEqual(read.columns[0].kind, "time");
  });
});
Deno.test("a file that cannot be completed is not there, and what was there stays", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x.csv`;
    await Deno.writeTextFile(path, "old");
    const [records] = await tables();
    const broken = {
      ...records,
      columns: [...records.columns, {
        ...records.columns[0],
        values: {
          length: 1,
          at: () => {
            throw new Error("broken");
          },
        },
      }],
    };
    await rejects(writeTable(denoHost.files, broken, path), /cannot write .*x\.csv: broken/);
    strictEqual(await Deno.readTextFile(path), "old");
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["x.csv"]);
  });
});
const failsWith = async (tag: TableTag, promise: Promise<unknown>, message: RegExp) => {
  await rejects(promise, (error) => {
    ok(error instanceof TableError, String(error));
    strictEqual(error.tag, tag);
    match(error.message, message);
    return true;
  });
};
Deno.test("err.D_TABLE_FORMAT.unknown_ending", async () => {
  const [records] = await tables();
  await failsWith(
    "D_TABLE_FORMAT",
    writeTable(denoHost.files, records, "x.xlsx"),
    /ends in \.csv, \.tsv, \.json, \.ndjson, \.arrow, \.parquet$/,
  );
});
Deno.test("err.D_TABLE_WRITE.no_such_folder", async () => {
  const [records] = await tables();
  await failsWith(
    "D_TABLE_WRITE",
    writeTable(denoHost.files, records, "/nonexistent/x.csv"),
    /no such file or directory/,
  );
});
Deno.test("err.D_TABLE_READ.no_such_file", async () => {
  await failsWith("D_TABLE_READ", readTable(denoHost.files, "/nonexistent/x.csv"), /cannot open .*no such file/);
});
Deno.test("err.D_TABLE_DAMAGED.every_format", async () => {
  await withFolder(async (folder) => {
    for (
      const [name, text, message] of [
        ["x.csv", "", /is empty/],
        ["y.csv", "a,b\n1\n", /row 1 of y has 1 fields/],
        ["q.csv", 'a\n"x"y\n', /quote/],
        ["x.json", "{", /is not JSON/],
        ["y.json", "{}", /has no rows/],
        ["x.ndjson", "{}\n[]\n", /line 2 of x is not a JSON object/],
        ["x.arrow", "ARROW1 nonsense that is long enough", /is not an Arrow file/],
        ["x.parquet", "PAR1 nonsense", /is not a Parquet file/],
      ] as const
    ) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
      await failsWith("D_TABLE_DAMAGED", readTable(denoHost.files, `${folder}/${name}`), message);
    }
  });
});
Deno.test("files cut at any byte are read or refused, and never hang", async () => {
  await withFolder(async (folder) => {
    const table = (await run("ip:::send { trace(args[2]->ip_daddr); }")).tables[0];
    const small = {
      ...table,
      rowCount: 3,
      columns: table.columns.map((column) => ({
        ...column,
        values: Array.from({ length: 3 }, (_, i) => column.values.at(i) ?? null),
      })),
    };
    for (const { name: format } of TABLE_FORMATS) {
      const path = `${folder}/x.${format}`;
      await writeTable(denoHost.files, small, path);
      const whole = await Deno.readFile(path);
      for (let length = 0; length < whole.length; length += format === "parquet" || format === "arrow" ? 13 : 3) {
        await Deno.writeFile(path, whole.subarray(0, length));
        try {
          await readTable(denoHost.files, path);
        } catch (error) {
          ok(error instanceof TableError, `${format} cut at ${length}: ${error}`);
        }
      }
    }
  });
});
