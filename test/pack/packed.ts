/**
 * The package for npm, made, installed into an empty folder and used there, by Node alone and without a registry: `deno task
 * test-pack`. It fetches Deno and the packages, and so is no part of the default tests.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { pack } from "../../lib/cli/install/pack.ts";

const ROOT = new URL("../../", import.meta.url);
const CAPTURE = new URL("test/captures/demo.pcap", ROOT).pathname;
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const folder = Deno.realPathSync(Deno.makeTempDirSync());

/** Nobody answers: whoever asks a registry fails. */
const NO_REGISTRY = { NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/", HTTPS_PROXY: "http://127.0.0.1:9/" };

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = new Deno.Command(command, {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", DENO_DIR: `${folder}/cache`, ...env },
    stdin: "null",
  }).outputSync();
  return { code, out: decode(stdout), err: decode(stderr) };
}

/** The command, where there is no `deno` but the one of the package. */
function probebook(...args: string[]) {
  const done = run("npx", ["--no-install", "probebook", ...args], { ...NO_REGISTRY, PATH: `${folder}/path` });
  strictEqual(done.code, 0, `probebook ${args.join(" ")}: ${done.out}${done.err}`);
  return done;
}

/** Programs that the command may find: of Node, and what cells need. */
function makePath(): void {
  Deno.mkdirSync(`${folder}/path`);
  for (const name of ["node", "npm", "npx", "sh", "env"]) {
    const { stdout } = new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).outputSync();
    Deno.symlinkSync(Deno.realPathSync(decode(stdout).trim()), `${folder}/path/${name}`);
  }
}

Deno.test("the package is made and installed", () => {
  makePath();
  const { code, err } = run("npm", ["install", "--silent", "--no-audit", "--no-fund", pack()]);
  strictEqual(code, 0, err);
});

Deno.test("npx probebook demo", () => {
  const { out } = probebook("demo");
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["task", "-q", "demo"], cwd: ROOT }).outputSync();
  const own = (text: string) => text.replace(/^(Next|\$ probebook).*$/gm, "");
  strictEqual(own(out), own(decode(stdout)));
});

Deno.test("charts, tables, cells, notebooks, interfaces and a kernel's specification", () => {
  const question = ["-qr", CAPTURE, "-n", "ip:::receive { @[args[2]->ip_saddr] = count(); }"];
  for (const name of ["n.png", "n.svg", "n.html"]) probebook(...question, "--chart", name);
  for (const name of ["n.csv", "n.arrow", "n.parquet"]) probebook(...question, "--table", name);
  strictEqual(Deno.readTextFileSync(`${folder}/n.csv`).trim().split("\n").length, 1 + 8);
  match(probebook("--interfaces").out, /^NAME +STATE/);
  const cells = [
    'import { table } from "arquero"; table({ a: [1, 2] }).numRows()',
    'import { trace } from "probebook"; trace',
  ];
  match(probebook("repl", ...cells.flatMap((cell) => ["-e", cell])).out, /^2\n\[?.*Function.*trace/);
  Deno.mkdirSync(`${folder}/captures`);
  Deno.copyFileSync(new URL("notebooks/captures/who.pcap", ROOT), `${folder}/captures/who.pcap`);
  Deno.copyFileSync(new URL("notebooks/01-who-is-talking.ipynb", ROOT), `${folder}/who.ipynb`);
  match(probebook("run", "who.ipynb", "-o", "done.ipynb").err, /cells ran/);
  probebook("kernel", "install", "--prefix", folder);
  match(probebook("kernel", "doctor", "--prefix", folder).out, /^good .*\ngood +a cell ran/);
});

Deno.test("the library, by the package's name: it runs, and its types are those of the source", () => {
  const program = `import { d, trace } from "probebook";
const run = await trace(${JSON.stringify(CAPTURE)}, d\`ip:::receive { @n[args[2]->ip_saddr] = count(); }\`);
const rows: number = run.aggregations.n.rows.length;
console.log(rows);\n`;
  Deno.writeTextFileSync(`${folder}/right.ts`, program);
  Deno.writeTextFileSync(`${folder}/wrong.ts`, program.replace(": number", ": string"));
  strictEqual(run(Deno.execPath(), ["run", "--check", "-A", "right.ts"], NO_REGISTRY).out, "8\n");
  match(run(Deno.execPath(), ["check", "wrong.ts"], NO_REGISTRY).err, /TS2322/);
});

Deno.test("the tests of the door pass with the package in its place", () => {
  const door = new URL("mod.ts", ROOT).href;
  Deno.writeTextFileSync(
    `${folder}/door.json`,
    JSON.stringify({ imports: { [door]: `file://${folder}/node_modules/probebook/mod.js` }, nodeModulesDir: "manual" }),
  );
  const tests = [...Deno.readDirSync(new URL("test/api", ROOT))].map(({ name }) =>
    new URL(`test/api/${name}`, ROOT).pathname
  )
    .filter((path) => path.endsWith("_test.ts")).filter((path) => {
      const text = Deno.readTextFileSync(path);
      return text.includes('"../../mod.ts"') && !text.includes('"../../lib/');
    });
  ok(tests.length > 0);
  const { code, out, err } = run(
    Deno.execPath(),
    ["test", "-A", "--no-check", "--config", "door.json", ...tests],
    NO_REGISTRY,
  );
  strictEqual(code, 0, out + err);
  deepStrictEqual(/ (\d+) failed/.exec(out)?.[1], "0");
});

Deno.test("nothing is left", () => Deno.removeSync(folder, { recursive: true }));
