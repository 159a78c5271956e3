/** The running kernel through the other doors: tables, TypeScript, the REPL, cells. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { processArguments } from "../../../lib/cli/install/processes.ts";
import { kernelTest, KILLS, runTrace } from "./permitted.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const MODULE = new URL("../../../mod.ts", import.meta.url).href;
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function run(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  ok(success, decode(stderr));
  return decode(stdout);
}
async function withFile<T>(name: string, text: string, body: (path: string) => Promise<T>): Promise<T> {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/${name}`, text);
    return await body(`${folder}/${name}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
/** A script of TypeScript with the permissions of `deno task trace`. */
function script(text: string): Promise<string> {
  const permissions = processArguments("trace").filter((word) => word.startsWith("--"));
  return withFile(
    "kernel.ts",
    text,
    (path) => run(["run", "--no-lock", "--config", `${ROOT}deno.json`, ...permissions, path]),
  );
}
kernelTest("tables and charts of the kernel's aggregations and records", async () => {
  const program = `syscall::kill:entry /pid == $target/ { @[execname, probefunc] = count(); printf("%d", arg1); }`;
  const { output } = await runTrace("-q", "-n", program, "-c", KILLS, "--table", "_=-", "--chart", "_=-");
  match(output, /^execname +probefunc +count\nsh +kill +250$/m);
  match(output, /^sh, kill █+ 250$/m);
  const records = await runTrace("-q", "-n", program, "-c", KILLS, "--table", "clause1=-");
  match(records.output, /Z +syscall::kill:entry +0$/m);
  match(records.output, /^\(50 of 250 rows\)$/m);
});
kernelTest("TypeScript: clauses beside D see the same firings, in their order, with what was read there", async () => {
  const told = await script(`
import { count, d, max, probe, trace } from ${JSON.stringify(MODULE)};
const calls = count("calls", "name", "signal"), last = max("last");
let seen = 0, errors = 0;
const run = await trace({ linux: true, command: ${
    JSON.stringify(`sh -c 'cd /usr; ${KILLS.slice(7, -1)}; kill -0 99999999; cd /'`)
  } }, [
  d\`syscall::kill:entry /pid == $target/ { @inD[execname, (int)arg1] = count(); self->n++; }\`,
  probe("syscall::kill:entry", ({ args, execname, pid, read, record, probefunc, timestamp }) => {
    calls.add(execname, args[1]);
    last.add(read.n);
    seen++;
    if (Number(args[0]) !== pid) record({ pid: Number(args[0]), probefunc, isRecent: timestamp > 10n ** 18n });
  }, { where: "pid == $target", read: { n: "self->n" } }),
  probe("syscall::kill:return", (firing) => {
    if (firing.errno !== 0) firing.print(\`\${firing.errno} \${firing.args[0]}\\n\`);
  }, { where: "pid == $target", when: ({ args }) => args[0] < 0n }),
  probe("syscall::chdir:entry", ({ read, print, exit }) => {
    print(read.path + "\\n");
    if (read.path === "/") exit(5);
  }, { where: "pid == $target", read: { path: "copyinstr(arg0)" } }),
  probe("END", ({ print }) => print(\`\${seen}\\n\`)),
], { options: { quiet: true } });
console.log(JSON.stringify([
  run.of(calls).rows, run.aggregations.inD.rows, run.of(last).rows, run.records.map(({ values }) => values), run.text.slice(0, run.text.indexOf("\\n\\n")), run.result.exitStatus,
]));`);
  const rows = [{ keys: ["sh", 0], value: 251 }];
  deepStrictEqual(JSON.parse(told), [
    rows,
    rows,
    [{ keys: [], value: 251 }],
    [{ pid: 99999999, probefunc: "kill", isRecent: 1 }],
    "/usr\n3 -3\n/\n251",
    5,
  ]);
});
kernelTest("TypeScript: what a clause throws ends the run, and what D refuses is said with its text", async () => {
  const told = await script(`
import { probe, trace } from ${JSON.stringify(MODULE)};
const said = [];
const source = { linux: true };
await trace(source, probe("tick-10ms", () => { throw new RangeError("enough"); })).catch((error) => said.push(error.name, error.cause.message));
await trace(source, probe("syscall::kill:entry", () => {}, { where: "pid == nothing" })).catch((error) => said.push(error.message));
await trace(source, probe("syscall::nothing:entry", () => {})).catch((error) => said.push(error.message));
await trace({ linux: true, process: 99999999 }, "BEGIN {}").catch((error) => said.push(error.message));
console.log(JSON.stringify(said));`);
  const [name, cause, where, probe, process] = JSON.parse(told);
  deepStrictEqual([name, cause, process], ["ClauseError", "enough", "there is no process 99999999"]);
  match(where, /D_IDENT_UNDEF.*`nothing` is not defined/);
  match(probe, /D_PDESC_ZERO.*no function `nothing` in `syscall`/);
});
kernelTest("TypeScript: the example of the guide", async () => {
  const page = Deno.readTextFileSync(`${ROOT}notebooks/guide/linux.md`);
  const [, indented] = page.match(/\n\n((?: {4}.*\n|\n)*? {4}import \{(?: {4}.*\n|.*\n)*?)\n(?=\S)/)!;
  const text = indented.replaceAll(/^ {4}/gm, "").replace('"./mod.ts"', JSON.stringify(MODULE));
  match(await script(text), /\/etc\/hostname/);
});
kernelTest("the REPL: :source linux, a run beside a command, names completed of the kernel's", async () => {
  const inputs = [
    `:source linux -c "${KILLS}"`,
    "syscall::kill:entry /pid == $target/ { @calls[probefunc] = count(); }",
    "calls.rows[0].value",
    ":args syscall::kill:return",
    ":source linux",
    "tick-10ms { exit(0); }",
  ];
  const told = await run([...processArguments("repl"), ...inputs.flatMap((input) => ["-e", input])]);
  match(told, /^ {2}kill +250$/m);
  match(told, /^250$/m);
  match(told, /^syscall:vmlinux:kill:return\n.*\n {2}args\[0\]: long$/m);
});
kernelTest("a cell: %%d --linux, with what it gathered for the next", async () => {
  const sources = [
    `%%d --linux -c "${KILLS}" -x quiet\nsyscall::kill:entry /pid == $target/ { @calls[probefunc] = count(); }`,
    "`${calls.rows[0].value} ${runs.length}`",
  ];
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }));
  const notebook = { cells, metadata: { kernelspec: { name: "probebook" } }, nbformat: 4, nbformat_minor: 5 };
  await withFile("kernel.ipynb", JSON.stringify(notebook), async (path) => {
    await run([...processArguments("notebook"), "run", path, "-o", `${path}.ran`, "--allow-ffi", "--allow-run=sh"]);
    const ran = JSON.parse(Deno.readTextFileSync(`${path}.ran`));
    strictEqual([ran.cells[1].outputs[0].data["text/plain"]].flat().join(""), '"250 1"');
  });
});
kernelTest("-l --types writes the arguments of probes for TypeScript", async () => {
  const { output, errors } = await runTrace(
    "-l",
    "--types",
    "-n",
    "syscall::openat:entry,sdt:sched::sched_process_exec",
  );
  if (!output.includes("sched_process_exec")) return console.log("skipped: tracefs cannot be read");
  strictEqual(errors, "");
  match(output, /readonly "syscall::openat:entry": readonly \[number, bigint, number, bigint\];/);
  match(output, /readonly "sdt:sched::sched_process_exec": readonly \[string, number, number\];/);
});
