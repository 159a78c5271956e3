import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { flagTable } from "../../lib/cli/usage.ts";
import { replCommandTable } from "../../lib/repl/mod.ts";
import { examples, pathTable, README, replExamples, runExample, section, trimmed } from "./readme.ts";

Deno.test("the README's flags are those of the table (deno task docs writes them)", () => {
  strictEqual(cells(section("flags")), cells(flagTable()));
});
Deno.test("the README's commands of the REPL are those of the table (deno task docs writes them)", () => {
  strictEqual(cells(section("repl")), cells(replCommandTable()));
});
/** A table without what the formatter does to it: the width of columns, the rule, bold for underlines. */
function cells(table: string): string {
  return table.trim().replace(/ *\| */g, "|").replace(/-{3,}/g, "---").replace(/\*\*|__/g, "");
}
Deno.test("each name of the path table is defined in the file it names", () => {
  const rows = pathTable();
  ok(rows.length >= 10, `${rows.length} rows`);
  for (const { name, file } of rows) {
    const text = Deno.readTextFileSync(new URL(`../../${file}`, import.meta.url));
    const own = name.split(".").at(-1)!;
    const defined = new RegExp(
      `(function|const|class) ${own}\\b|^\\s+(?:async |static |public )*${own}(?:<[^>]*>)?\\(|^\\s+(?:readonly )?#?${own}\\b.*=`,
      "m",
    );
    ok(defined.test(text), `${name} is not in ${file}`);
  }
});
Deno.test("the two commands work with Node and nothing else", () => {
  ok(README.includes("npx -y deno@2.9.6 task demo"));
  ok(README.includes("npx -y deno@2.9.6 task test"));
});
const root = new URL("../../", import.meta.url);
for (const { command, output } of examples()) {
  Deno.test(`README: ${command.slice(0, 100)}`, async () => {
    strictEqual(await runExample(command), trimmed(output));
  });
}
for (const { capture, inputs } of replExamples()) {
  Deno.test(`README: the REPL over ${capture}`, () => {
    const task = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root))).tasks.repl.command as string;
    // a value between the inputs says where the answer of each ends
    const words = inputs.flatMap(({ text }, index) => ["-e", text, "-e", JSON.stringify(`end of ${index}`)]);
    const args = [...task.split(" ").slice(1), capture, ...words];
    const env = { NO_COLOR: "1" };
    const { stdout } = new Deno.Command(Deno.execPath(), { args, cwd: root, env, stdin: "null" }).outputSync();
    const answers = new TextDecoder().decode(stdout).split(/^"end of \d+"\n/m);
    ok(inputs.length > 2);
    inputs.forEach(({ text, output }, index) => strictEqual(trimmed(answers[index]), trimmed(output), text));
  });
}
Deno.test("README: the cells of its notebook run, one after the other, and show what they say", async () => {
  const cells = [...section("cells").matchAll(/^```(?:d|ts)\n([\s\S]*?)^```$/gm)].map(([, source], index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    metadata: {},
    source: source.trimEnd(),
  }));
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const { runNotebook } = await import("../../kernel/run/run_notebook.ts");
  const { D_CELLS } = await import("../../kernel/mod.ts");
  const done = await runNotebook(notebook, { directory: root.pathname, dCells: D_CELLS });
  const shown = done.cells.map(({ outputs = [] }) =>
    outputs.map(({ data, name }) => Object.keys(data ?? { [String(name)]: 0 }))
  );
  const chart = ["application/vnd.vegalite.v5+json", "image/png", "text/plain"], table = ["text/html", "text/plain"];
  // whose view it is and what is not IP is said once
  deepStrictEqual(shown, [[["stdout"], ["stderr"], chart, table], [table], [chart], [table], [["text/plain"]], [[
    "text/plain",
  ]], [[
    "stdout",
  ]]]);
});
