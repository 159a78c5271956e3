import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { flagTable } from "../../lib/cli/usage.ts";
import { replCommandTable } from "../../lib/repl/mod.ts";
import { DOCUMENTS, examplesOf, pathTable, README, replExamples, runExample, section, trimmed } from "./readme.ts";
import { processArguments } from "../../lib/cli/install/processes.ts";

Deno.test("the guide's flags are those of the table (deno task docs writes them)", () => {
  strictEqual(cells(section("flags")), cells(flagTable()));
});
Deno.test("the guide's commands of the REPL are those of the table (deno task docs writes them)", () => {
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
Deno.test("the README fits its readers: 150 lines at most", () => {
  ok(README.split("\n").length <= 151, String(README.split("\n").length));
});
Deno.test("links of the documents lead to files that are there, and to headings", () => {
  const broken: string[] = [];
  for (const { name, text } of DOCUMENTS) {
    for (const [, target] of text.replace(/```[^]*?```/g, "").matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path, heading] = target.split("#");
      const url = path === "" ? new URL(name, root) : new URL(path, new URL(name, root));
      if (!isThere(url)) broken.push(`${name}: ${target}`);
      else if (heading !== undefined && !headings(Deno.readTextFileSync(url)).includes(heading)) {
        broken.push(`${name}: ${target}`);
      }
    }
  }
  deepStrictEqual(broken, []);
});
Deno.test("the contributors' page has each folder, and names only files that are there", () => {
  const { text } = DOCUMENTS.find(({ name }) => name === "lib/README.md")!;
  const folders = [...Deno.readDirSync(new URL("lib/", root))].filter(({ isDirectory }) => isDirectory);
  deepStrictEqual(folders.map(({ name }) => name).filter((name) => !text.includes(`| \`lib/${name}/\``)), []);
  const named = [...text.matchAll(/`((?:lib|test|notebooks|kernel)\/[\w/.-]+)`/g)].map(([, path]) => path);
  ok(named.length > 30);
  deepStrictEqual(named.filter((path) => !path.includes("NAME") && !isThere(new URL(path, root))), []);
});
function isThere(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}
/** As GitHub names them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-")
  );
}
const root = new URL("../../", import.meta.url);
for (const { name, text } of DOCUMENTS) {
  for (const { command, output } of examplesOf(text)) {
    Deno.test(`${name}: ${command.slice(0, 100)}`, async () => {
      strictEqual(await runExample(command), trimmed(output));
    });
  }
}
for (const { capture, inputs } of replExamples()) {
  Deno.test(`the guide: the REPL over ${capture}`, () => {
    // a value between the inputs says where the answer of each ends
    const words = inputs.flatMap(({ text }, index) => ["-e", text, "-e", JSON.stringify(`end of ${index}`)]);
    const args = [...processArguments("repl"), capture, ...words];
    const env = { NO_COLOR: "1" };
    const { stdout } = new Deno.Command(Deno.execPath(), { args, cwd: root, env, stdin: "null" }).outputSync();
    const answers = new TextDecoder().decode(stdout).split(/^"end of \d+"\n/m);
    ok(inputs.length > 2);
    inputs.forEach(({ text, output }, index) => strictEqual(trimmed(answers[index]), trimmed(output), text));
  });
}
Deno.test("the guide: the cells of its notebook run, one after the other, and show what they say", async () => {
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
