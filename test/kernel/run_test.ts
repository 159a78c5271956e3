import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { D_CELLS } from "../../kernel/mod.ts";
import { joinText, type Notebook, type NotebookCell, parseNotebook } from "../../kernel/run/notebook_file.ts";
import { readParameter, setParameters } from "../../kernel/run/parameters.ts";
import { CellFailure, runNotebook } from "../../kernel/run/run_notebook.ts";

const CAPTURES = new URL("../captures/", import.meta.url).pathname.replace(/\/$/, "");

function notebook(...sources: (string | { source: string; tags: string[] })[]): Notebook {
  const cells = sources.map((one): NotebookCell => ({
    cell_type: "code",
    metadata: typeof one === "string" ? {} : { tags: one.tags },
    source: typeof one === "string" ? one : one.source,
    outputs: [],
    execution_count: null,
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** Runs cells where the test captures are. */
const run = (...sources: Parameters<typeof notebook>) =>
  runNotebook(notebook(...sources), { directory: CAPTURES, dCells: D_CELLS });

Deno.test("run: D and TypeScript, from clean, with what they show", async () => {
  const { cells, metadata } = await run(
    "%source demo.pcap\n#pragma D option quiet\nip:::receive { @n[args[2]->ip_saddr] = count(); }",
    'let n = runs.length;\nconsole.log("a"); console.log("b"); console.error("c"); n',
    'const shown = await display(1, { id: "x" }); await shown.update(2); await display(3); notebook.clear(true); await display(4)',
  );
  const [d, ts, last] = cells;
  ok(joinText(d.outputs![0].text as string[]).includes("192.0.2.20"));
  deepStrictEqual(ts.outputs, [
    { output_type: "stream", name: "stdout", text: ["a\n", "b\n"] },
    { output_type: "stream", name: "stderr", text: ["c\n"] },
    { output_type: "execute_result", execution_count: 2, data: { "text/plain": ["1"] }, metadata: {} },
  ]);
  deepStrictEqual(last.outputs, [{ output_type: "display_data", data: { "text/plain": ["4"] }, metadata: {} }]);
  deepStrictEqual(cells.map(({ execution_count }) => execution_count), [1, 2, 3]);
  strictEqual((metadata.language_info as { name: string }).name, "typescript");
});

Deno.test("run: it fails with the cell and the error", async () => {
  const failed = run("1", "ip:::receive { @[args[2]->ip_sadr] = count(); }", "3");
  await rejects(failed, (error: CellFailure) => {
    deepStrictEqual(error.place, { count: 2, of: 3 });
    match(error.error.text, /error\[D_TYPE_MEMBER\][^]*--> <cell 2>:1:/);
    return true;
  });
});

Deno.test("run: cells import from this project, and run D from TypeScript", async () => {
  const { cells } = await run(
    'import { d, trace } from "probebook";\nlet run = await trace("demo.pcap", d`ip::: { @n[args[2]->ip_ver] = count(); }`);',
    "run.aggregations.n.get(4) + run.aggregations.n.get(6) === run.result.packets - 10",
    "run.aggregations.n",
  );
  deepStrictEqual(cells[1].outputs![0].data, { "text/plain": ["true"] });
  deepStrictEqual(Object.keys(cells[2].outputs![0].data as object), [
    "application/vnd.vegalite.v5+json",
    "image/png",
    "text/plain",
  ]);
  const size = (cells[2].outputs![0].metadata as Record<string, { width: number }>)["image/png"];
  ok(size.width > 100 && size.width < 1000);
});

Deno.test("run: cells that may fail, cells that are left out", async () => {
  const { cells } = await run(
    { source: "null.x", tags: ["raises-exception"] },
    { source: "throw 1", tags: ["skip-execution"] },
    "2",
  );
  strictEqual(cells[0].outputs![0].ename, "TypeError");
  deepStrictEqual(cells.map(({ execution_count }) => execution_count), [1, null, 2]);
});

Deno.test("run: parameters in the way of papermill", async () => {
  const source = notebook({ source: 'const port = 80, name = "web";', tags: ["parameters"] }, "`${name}:${port + 1}`");
  const set = setParameters(source, ["port=443", "name=mail server"].map(readParameter));
  deepStrictEqual(set.cells[1].metadata, { tags: ["injected-parameters"] });
  const { cells } = await runNotebook(set, { directory: CAPTURES, dCells: D_CELLS });
  deepStrictEqual(cells[2].outputs![0].data, { "text/plain": ['"mail server:444"'] });
  // a run of what a run has written starts from the notebook's own values again
  strictEqual(setParameters({ ...set, cells }, []).cells.length, 2);
  throws(() => setParameters(source, [{ name: "nosuch", value: 1 }]), /have no `nosuch`; there are port, name/);
  throws(() => setParameters(notebook("1"), [{ name: "a", value: 1 }]), /no cell with the tag `parameters`/);
  throws(() => readParameter("1=2"), /not NAME=VALUE/);
});

Deno.test("run: what is no notebook is refused", () => {
  throws(() => parseNotebook("{"), /not JSON/);
  throws(() => parseNotebook("[]"), /no list of cells/);
  throws(() => parseNotebook('{"cells": [], "nbformat": 3}'), /format 3, not 4/);
  throws(() => parseNotebook('{"cells": [{}], "nbformat": 4}'), /cell 1 is damaged/);
  const python = { cells: [], metadata: { kernelspec: { name: "python3", language: "python" } }, nbformat: 4 };
  throws(() => parseNotebook(JSON.stringify(python)), /cells are python \(kernel python3\)/);
});

const MAIN = new URL("../../lib/cli/main.ts", import.meta.url).pathname;

async function command(directory: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "run", ...args],
    cwd: directory,
    stdout: "piped",
    stderr: "piped",
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

Deno.test("run: the command writes a file that is complete, or none", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/good.ipynb`, JSON.stringify(notebook("1 + 1")));
    await Deno.writeTextFile(`${directory}/bad.ipynb`, JSON.stringify(notebook("1 + 1", "%%ts\nnosuch.name")));
    const good = await command(directory, "good.ipynb", "-o", "out.ipynb");
    strictEqual(good.code, 0, good.err);
    strictEqual(parseNotebook(await Deno.readTextFile(`${directory}/out.ipynb`)).cells[0].execution_count, 1);
    const bad = await command(directory, "bad.ipynb", "-o", "failed.ipynb");
    strictEqual(bad.code, 1);
    match(bad.err, /bad\.ipynb: cell 2 of 2 failed: %%ts|nosuch\.name/);
    match(bad.err, /ReferenceError: nosuch is not defined\n --> <cell 2>:2:1/);
    strictEqual((await command(directory, "nosuch.ipynb")).code, 1);
    strictEqual((await command(directory)).code, 2);
    const toOutput = await command(directory, "good.ipynb", "-o", "-");
    strictEqual(parseNotebook(toOutput.out).cells.length, 1);
    deepStrictEqual([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), [
      "bad.ipynb",
      "good.ipynb",
      "out.ipynb",
    ]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("run: an interrupt ends it without a file", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${directory}/long.ipynb`,
      JSON.stringify(notebook("1", 'Deno.writeTextFileSync("begun", ""); while (true);')),
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, "run", "--allow-write", "long.ipynb", "-o", "out.ipynb"],
      cwd: directory,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const begun = () => Deno.stat(`${directory}/begun`).then(() => true, () => false);
    for (const end = Date.now() + 120_000; !await begun() && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    strictEqual(code, 130);
    match(new TextDecoder().decode(stderr), /cell 2 of 2 failed: Deno[^]*Interrupted/);
    deepStrictEqual([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), ["begun", "long.ipynb"]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
