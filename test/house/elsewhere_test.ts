/** The library is imported by its path from anywhere: our settings are not those of the program that imports it. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);
const CAPTURE = new URL("test/captures/demo.pcap", ROOT).pathname;
const MOD = new URL("mod.ts", ROOT).pathname;
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const { imports } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
  imports: Record<string, string>;
};

function sources(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) =>
    isDirectory ? sources(`${folder}/${name}`) : /\.ts$/.test(name) ? [`${folder}/${name}`] : []
  );
}

Deno.test("packages are named with the version that deno.json pins, and never by a name that only deno.json knows", () => {
  const pinned = new Set(Object.values(imports));
  const bare = new RegExp(`(?:from |import |import\\()"(?:${Object.keys(imports).join("|")})["/]`);
  const known = new Set<string>();
  // the translator runs when a developer builds, and for nobody else
  for (
    const path of ["mod.ts", ...sources("lib"), ...sources("kernel")].filter((path) =>
      !path.startsWith("lib/wasm/translate/")
    )
  ) {
    const text = Deno.readTextFileSync(new URL(path, ROOT));
    ok(!bare.test(text), `${path} names a package without npm: and its version`);
    // a compiler that a task runs is no module of ours
    for (
      const [, name] of text.replaceAll('"npm:typescript@', "").matchAll(/"(npm:(?:@[\w-]+\/)?[\w-]+@[\d.]+)["/]/g)
    ) {
      ok(pinned.has(name), `${path}: ${name} is not what deno.json pins`);
      known.add(name);
    }
  }
  deepStrictEqual([...pinned].filter((name) => name.startsWith("npm:") && !known.has(name)), []);
});

const PROGRAM = `
import { d, trace, writeChart, writeTable } from ${JSON.stringify(MOD)};
const run = await trace(${JSON.stringify(CAPTURE)}, d\`ip:::receive { @n[args[2]->ip_saddr] = count(); }\`);
const { n } = run.aggregations;
const shown = await n[Symbol.for("Jupyter.display")]();
console.log(n.table.numRows(), Object.keys(shown).sort().join(" "));
await writeTable(n, "n.parquet");
await writeChart(n, "n.png");
await writeChart(n, "n.html");
`;

Deno.test("a program in an empty folder imports the library by its path: tables, charts, what Jupyter shows", async () => {
  const folder = await Deno.makeTempDir();
  try {
    Deno.writeTextFileSync(`${folder}/own.ts`, PROGRAM);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-read", "--allow-write=.", "--allow-env", "--allow-sys=uid,gid", "own.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    strictEqual(code, 0, decode(stderr));
    // tshark -r demo.pcap counts the same eight addresses as the README
    strictEqual(decode(stdout), "8 application/vnd.vegalite.v5+json image/png text/plain\n");
    for (const name of ["n.parquet", "n.png", "n.html"]) ok(Deno.statSync(`${folder}/${name}`).size > 500, name);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Debian's packages of Jupyter belong to its own Python. */
const PYTHON = "/usr/bin/python3";
const hasClient = (() => {
  try {
    return new Deno.Command(PYTHON, { args: ["-c", "import jupyter_client"] }).outputSync().success;
  } catch {
    return false;
  }
})();

Deno.test({
  name: "the kernel that Deno brings imports the library, and shows an aggregation as a chart",
  ignore: !hasClient,
  async fn() {
    const { code, stdout, stderr } = await new Deno.Command(PYTHON, {
      args: [
        new URL("stock_kernel.py", import.meta.url).pathname,
        Deno.execPath(),
        `import { d, trace } from ${JSON.stringify(MOD)};`,
        `const run = await trace(${JSON.stringify(CAPTURE)}, d\`ip:::receive { @n[args[2]->ip_saddr] = count(); }\`);`,
        "run.aggregations.n",
      ],
    }).output();
    strictEqual(code, 0, decode(stderr));
    deepStrictEqual(Object.keys(JSON.parse(decode(stdout))).sort(), [
      "application/vnd.vegalite.v5+json",
      "image/png",
      "text/plain",
    ]);
  },
});
