import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { readTable, rowsOf, TABLE_FORMATS } from "../../lib/table/mod.ts";
import { processArguments } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);
const DEMO = "test/captures/demo.pcap";
/** What is said under -q, too. */
const SAID =
  "dtrace: seen from 192.0.2.10, 2001:db8::10, which takes part in nearly all packets (guessed from the first " +
  "packets; `-x local=` changes it)\ndtrace: 10 packets: not IP: ARP\n";
const BYTES = "ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); }";
const TWO = `${BYTES} ip:::send { trace(args[2]->ip_daddr); trace(args[2]->ip_plength); } udp:::send { @ = count(); }`;

/** The command as its task runs it: without the network, without native code. */
async function probebook(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const words = processArguments("probebook");
  ok(!/--allow-(net|ffi|all)/.test(words.join(" ")), words.join(" "));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...words, ...args],
    cwd: root,
    stdin: "null",
    env: { COLUMNS: "60", NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace(/^.*Download.*\n/gm, "");
  return { code, out: text(stdout), err: text(stderr) };
}
async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
const filesOf = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("--table writes the one table there is, and prints nothing of it", async () => {
  await withFolder(async (folder) => {
    const { code, out, err } = await probebook("-r", DEMO, "-n", BYTES, "--table", `${folder}/x.json`);
    strictEqual(code, 0, err);
    strictEqual(out, "");
    match(err, /wrote .*x\.json: 8 rows/);
    const printed = (await probebook("-qr", DEMO, "-n", BYTES)).out.trim().split("\n").map((line) =>
      line.trim().split(/\s+/)
    );
    const rows = rowsOf(await readTable(denoHost.files, `${folder}/x.json`)).map((row) =>
      Object.values(row).map(String)
    );
    deepStrictEqual(rows, printed);
  });
});
Deno.test("of several tables each goes into its own file, in every format", async () => {
  await withFolder(async (folder) => {
    const outputs = TABLE_FORMATS.flatMap(({ name: format }) => ["--table", `${folder}/x.${format}`]);
    const { code, err } = await probebook("-qr", DEMO, "-n", TWO, ...outputs);
    strictEqual(code, 0, err);
    strictEqual(err, SAID);
    deepStrictEqual(
      filesOf(folder),
      TABLE_FORMATS.flatMap(({ name: format }) => [`x-bytes.${format}`, `x-clause2.${format}`, `x.${format}`]).sort(),
    );
    const [csv, parquet] = [
      await readTable(denoHost.files, `${folder}/x-clause2.csv`),
      await readTable(denoHost.files, `${folder}/x-clause2.parquet`),
    ];
    deepStrictEqual(rowsOf(csv), rowsOf(parquet));
  });
});
Deno.test("a name and = choose one table", async () => {
  await withFolder(async (folder) => {
    const { code, err } = await probebook(
      "-qr",
      DEMO,
      "-n",
      TWO,
      "--table",
      `bytes=${folder}/x.csv`,
      "--chart",
      `@bytes=${folder}/x.svg`,
    );
    strictEqual(code, 0, err);
    deepStrictEqual(filesOf(folder), ["x.csv", "x.svg"]);
    match(await Deno.readTextFile(`${folder}/x.svg`), /^<svg/);
  });
});
Deno.test("--chart writes pictures, specifications and one page", async () => {
  await withFolder(async (folder) => {
    const outputs = ["png", "vl.json", "html"].flatMap((format) => ["--chart", `${folder}/x.${format}`]);
    const { code, err } = await probebook("-qr", DEMO, "-n", TWO, ...outputs);
    strictEqual(code, 0, err);
    deepStrictEqual(filesOf(folder), [
      ...["x-bytes.png", "x-bytes.vl.json", "x-clause2.png", "x-clause2.vl.json", "x.html", "x.png", "x.vl.json"],
    ]);
    deepStrictEqual(
      [...(await Deno.readFile(`${folder}/x-bytes.png`)).subarray(1, 4)],
      [..."PNG"].map((c) => c.charCodeAt(0)),
    );
    match(JSON.parse(await Deno.readTextFile(`${folder}/x-bytes.vl.json`)).$schema, /vega-lite\/v5/);
    strictEqual((await Deno.readTextFile(`${folder}/x.html`)).match(/<figure>/g)?.length, 3);
  });
});
Deno.test("- draws and lists in the terminal, as wide as it is", async () => {
  const { out, code } = await probebook("-qr", DEMO, "-n", BYTES, "--chart", "-", "--table", "-");
  strictEqual(code, 0);
  match(out, /^bytes: sum\(ip_plength\) by ip_saddr\nip_saddr +sum\n::/m);
  match(out, /^ +192\.0\.2\.22 █+ 61,480$/m);
  ok(out.split("\n").every((line) => [...line].length <= 60), out);
});
Deno.test("-.csv writes to standard output, one table", async () => {
  const { out, code } = await probebook("-qr", DEMO, "-n", TWO, "--table", "bytes=-.csv");
  strictEqual(code, 0);
  match(out, /^ip_saddr,sum\n::,144\n/);
  const several = await probebook("-qr", DEMO, "-n", TWO, "--table", "-.csv");
  const names = "several tables, name one as in clause2=-.csv: clause2, bytes, _";
  strictEqual(several.err, `${SAID}dtrace: --table -.csv: ${names}\n`);
  match((await probebook("-qr", DEMO, "-n", BYTES, "--chart", "-.svg")).out, /^<svg/);
});
Deno.test("-o asks for the text as well", async () => {
  await withFolder(async (folder) => {
    const text = `${folder}/out.txt`;
    await probebook("-qr", DEMO, "-n", BYTES, "--table", `${folder}/x.csv`, "-o", text);
    strictEqual(await Deno.readTextFile(text), (await probebook("-qr", DEMO, "-n", BYTES)).out);
  });
});
Deno.test("-o makes no file for what does not run, and one for what prints nothing; what cannot be made is said before", async () => {
  await withFolder(async (folder) => {
    for (const args of [["-n", "ip:::bad"], ["-n", "ip:::send { x"], [], ["-l", "-n", "ip:::send { x"]]) {
      strictEqual((await probebook("-qr", DEMO, ...args, "-o", `${folder}/x`)).code, 1, args.join(" "));
    }
    strictEqual((await probebook("-qr", "nowhere.pcap", "-n", "BEGIN", "-o", `${folder}/x`)).code, 1);
    deepStrictEqual(filesOf(folder), []);
    const { err, out } = await probebook("-q", "-n", 'BEGIN { system("echo ran"); exit(0); }', "-o", `${folder}/no/x`);
    strictEqual(err, `dtrace: failed to open output file '${folder}/no/x': No such file or directory\n`);
    strictEqual(out, "");
    strictEqual((await probebook("-q", "-n", "BEGIN { exit(0); }", "-o", `${folder}/x`)).code, 0);
    strictEqual(Deno.readTextFileSync(`${folder}/x`), "\n");
    await probebook("-q", "-n", 'BEGIN { printf("again\\n"); exit(0); }', "-o", `${folder}/x`);
    strictEqual(Deno.readTextFileSync(`${folder}/x`), "\nagain\n\n", "as DTrace, it appends");
  });
});
Deno.test("err.D_CHART_FORMAT.unknown_ending, before anything runs", async () => {
  const { code, err } = await probebook("-qr", DEMO, "-n", 'BEGIN { printf("ran"); }', "--chart", "x.gif");
  strictEqual(code, 1);
  strictEqual(err, "dtrace: x.gif: the name of a chart's file ends in .svg, .png, .html, .vl.json\n");
  const tagged = await probebook("-x", "errtags", "-qr", DEMO, "-n", "BEGIN", "--chart", "x.gif");
  match(tagged.err, /^dtrace: \[D_CHART_FORMAT\] x\.gif: /);
});
Deno.test("err.D_TABLE_NAME.no_such_table", async () => {
  const { code, err } = await probebook("-qr", DEMO, "-n", TWO, "--table", "nope=/tmp/x.csv");
  strictEqual(code, 1);
  strictEqual(err, `${SAID}dtrace: --table: no table is called nope: there is clause2, bytes, _\n`);
});
Deno.test("err.D_TABLE_WRITE.no_such_folder, before anything runs", async () => {
  const { code, err } = await probebook("-qr", DEMO, "-n", TWO, "--table", "/nonexistent/x.csv");
  strictEqual(code, 1);
  match(err, /cannot write \/nonexistent\/x\.csv: \/nonexistent\/ is not a directory/);
});
Deno.test("a plain run loads neither tables nor charts nor what they stand on", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // where no package is and none may be fetched, a run without --table and --chart does all it should
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--cached-only",
        "--no-npm",
        "--allow-read",
        "--allow-env",
        "--allow-sys",
        "lib/cli/main.ts",
        "-qr",
        DEMO,
        "-n",
        BYTES,
      ],
      cwd: root,
      env: { DENO_DIR: folder },
    }).output();
    strictEqual(code, 0, new TextDecoder().decode(stderr));
    match(new TextDecoder().decode(stdout), /192\.0\.2\.22 +61480/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
Deno.test("the modules that a plain run may load name no package", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "lib/cli/main.ts"],
    cwd: root,
    stderr: "null",
  }).output();
  const { modules, roots } = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map<string, any>(modules.map((module: any) => [module.specifier, module]));
  const reached = new Set<string>();
  const visit = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { isDynamic, code, type } of byName.get(name)?.dependencies ?? []) {
      if (!isDynamic && code && !type) visit(code.specifier);
    }
  };
  visit(roots[0]);
  const names = [...reached];
  ok(names.some((name) => name.endsWith("lib/engine/consume/consumer.ts")), "what is reached is looked at");
  deepStrictEqual(names.filter((name) => /^npm:|lib\/(table|chart)\//.test(name)), []);
});
