/** The bundle of the command answers as the source does. */
import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { makeBundle } from "../../lib/cli/bundle/make.ts";
import { rewritePart, rewriteSource } from "../../lib/cli/bundle/rewrite.ts";
import { BUNDLE, isCurrent, STAMP, stampOf } from "../../lib/cli/bundle/stamp.ts";
import { processArguments } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);
/** Text without the time that it took, and when. */
const decode = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>").replace(
    / in [\d.]+ m?s\n/g,
    " in <time>\n",
  );

/** What a program says and leaves behind. */
async function answer(program: string, task: Task, args: readonly string[], input = "") {
  const folder = await Deno.makeTempDir();
  try {
    if (task === "notebook") Deno.writeTextFileSync(`${folder}/a.ipynb`, NOTEBOOK);
    const flags = processArguments(task).slice(1, -1);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags, "--config", new URL("deno.json", root).pathname, program, ...args],
      cwd: folder,
      env: { NO_COLOR: "1", COLUMNS: "80" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const files: Record<string, string> = {};
    for (const { name } of Deno.readDirSync(folder)) files[name] = decode(Deno.readFileSync(`${folder}/${name}`));
    return { code, stdout: decode(stdout), stderr: decode(stderr), files };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
type Task = "probebook" | "repl" | "notebook";

const CAPTURE = new URL("test/captures/demo.pcap", root).pathname;
const COUNT = "ip:::receive { @[args[2]->ip_saddr] = count(); }";
const NOTEBOOK = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "probebook", display_name: "Probebook", language: "typescript" } },
  cells: [
    { id: "a", cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: "6 * 7" },
    {
      id: "b",
      cell_type: "code",
      metadata: {},
      execution_count: null,
      outputs: [],
      source: "%%d\nBEGIN { trace(42); exit(0); }",
    },
  ],
});

/** What is asked of both: each loads parts of its own. */
const QUESTIONS: readonly {
  readonly task?: Task;
  readonly args: readonly string[];
  readonly input?: string;
  /** What must be in the answer, so that two that fail alike are no success. */
  readonly has: string;
}[] = [
  { args: ["-V"], has: "Sun D" },
  { args: ["--help"], has: "--interface" },
  { args: ["--help", "quantize"], has: "quantize" },
  { args: ["--completions", "bash"], has: "complete" },
  { args: ["-lv", "-P", "tcpa"], has: "rtt-sample" },
  { args: ["-l", "--hits", "-r", CAPTURE, "-P", "tcp"], has: "state-change" },
  { args: ["-S", "-e", "-n", COUNT], has: "entry of aggregation" },
  { args: ["-qr", CAPTURE, "-n", COUNT], has: "192.0.2.10" },
  { args: ["-qr", CAPTURE, "-n", COUNT, "--table", "t.csv", "--chart", "c.svg"], has: "<svg" },
  { args: ["-qr", CAPTURE, "-n", COUNT, "--table", "t.parquet", "--chart", "-"], has: "PAR1" },
  { args: ["-n", "ip:::receive { trace(args[2]->ip_sadr); }"], has: "ip_sadr is not a member" },
  { args: ["-qr", "nowhere.pcap", "-n", COUNT], has: "no such file" },
  { args: ["-h", "-o", "x.h", "-n", "provider mine { probe one(int); };"], has: "mine" },
  { task: "repl", args: [CAPTURE], input: `${COUNT}\n6 * 7\n:help count\n`, has: "42" },
  { task: "notebook", args: ["run", "a.ipynb", "-o", "b.ipynb"], has: '\\"42\\"' },
];

Deno.test("the bundle answers as the source does, in all its parts", async () => {
  const folder = `${await Deno.makeTempDir()}/`;
  try {
    makeBundle({ folder: `${folder}bundle/`, root: root.href, isSealed: true });
    for (const { task = "probebook", args, input, has } of QUESTIONS) {
      const module = task === "repl" ? "repl" : "cli";
      const [source, bundled] = await Promise.all([
        answer(new URL(`lib/${module}/main.ts`, root).pathname, task, args, input),
        answer(`${folder}bundle/${task === "repl" ? "repl" : "main"}.js`, task, args, input),
      ]);
      deepStrictEqual(bundled, source, args.join(" "));
      strictEqual(JSON.stringify(source).includes(has), true, `${args.join(" ")}: ${JSON.stringify(source)}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a bundle is run only as long as no file that it was made of has changed", async () => {
  const folder = `${await Deno.makeTempDir()}/`;
  try {
    const write = (path: string, text: string) => Deno.writeTextFileSync(folder + path, text);
    const paths = ["a.ts", "b.ts"];
    strictEqual(isCurrent(folder), false);
    for (const path of paths) write(path, "export {};");
    Deno.mkdirSync(folder + BUNDLE);
    const seal = () => write(BUNDLE + STAMP, JSON.stringify(stampOf(folder, paths)));
    seal();
    strictEqual(isCurrent(folder), true);
    write("b.ts", "export { };");
    strictEqual(isCurrent(folder), false, "another size");
    seal();
    Deno.utimeSync(`${folder}b.ts`, 1, 1);
    strictEqual(isCurrent(folder), false, "another time");
    seal();
    Deno.removeSync(`${folder}a.ts`);
    strictEqual(isCurrent(folder), false, "gone");
    write(BUNDLE + STAMP, "[");
    strictEqual(isCurrent(folder), false, "damaged");
    write(BUNDLE + STAMP, "[]");
    strictEqual(isCurrent(folder), true, "of a package");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("in a bundle a module has its source's address, and what it loads lazily is named", () => {
  const rewrite = (text: string) => rewriteSource("lib/x/y.ts", text, "../");
  const own = 'new URL("../lib/x/y.ts", import.meta.url)';
  strictEqual(rewrite('new URL("./z", import.meta.url)'), `new URL("./z", ${own}.href)`);
  strictEqual(rewrite('import.meta.resolve("../z.ts")'), `new URL("../z.ts", ${own}).href`);
  strictEqual(rewrite("if (import.meta.main) go();"), "if (false) go();");
  strictEqual(rewrite('load<typeof import("./z.ts")>("./z.ts")'), 'import("./z.ts")');
  strictEqual(rewrite('load<Record<string, unknown>>("./z.ts")'), 'import("./z.ts")');
  strictEqual(rewrite('loadLazily<typeof import("./z.ts")>(\n  "./z.ts",\n  import.meta.url,\n)'), 'import("./z.ts")');
  strictEqual(rewrite('loadLazily<typeof import("./z.ts")>(\n  "./z.ts",\n)'), 'import("./z.ts")');
  throws(() => rewrite('loadLazily<typeof import("./z.ts")>(name)'), /lib\/x\/y\.ts/);
  strictEqual(rewritePart('import { a } from "./b.js";\n'), 'import { a } from "./b.js";\n');
  strictEqual(
    rewritePart('await import("./c.js");\n'),
    'await importLater("./c.js");\n\nfunction importLater(name) {\n  return import(name);\n}\n',
  );
});
