import { ok, strictEqual } from "node:assert";
import { commentExamples, runTypeScript, typeScriptExamples } from "../../lib/cli/examples.ts";
import { DOCUMENTS, examplesOf, runExample, trimmed } from "./readme.ts";

const root = new URL("../../", import.meta.url);
const tasks = new URL("notebooks/tasks/", root);
const pages = [...Deno.readDirSync(tasks)].map(({ name }) => ({
  name,
  text: Deno.readTextFileSync(new URL(name, tasks)),
}));

for (const { name, text } of [...DOCUMENTS, ...pages]) {
  // cells of notebooks are run as such
  const examples = typeScriptExamples(text).filter(({ output }) =>
    name !== "notebooks/guide/notebooks.md" || output !== undefined
  );
  examples.forEach(({ program, output }, i) => {
    Deno.test(`${name}: TypeScript ${i + 1} (deno task docs writes what it prints)`, async () => {
      const run = await runTypeScript(program, root);
      ok(run.success, run.text);
      ok(output !== undefined, "no output is shown");
      strictEqual(run.text, trimmed(output));
    });
  });
}
for (const { name, text } of pages) {
  Deno.test(`${name}: a question in D and in TypeScript`, async () => {
    const inD = examplesOf(text);
    ok(inD.length > 0 && typeScriptExamples(text).length > 0);
    for (const { command, output } of inD) strictEqual(await runExample(command), trimmed(output));
  });
}
Deno.test("examples in the comments of the library run", async () => {
  const found = [
    "mod.ts",
    "lib/api/trace.ts",
    "lib/api/d.ts",
    "lib/api/clauses/clause.ts",
    "lib/api/clauses/flow.ts",
    "lib/api/files.ts",
  ]
    .flatMap((path) => commentExamples(Deno.readTextFileSync(new URL(path, root))));
  ok(found.length >= 7);
  const folder = Deno.makeTempDirSync();
  try {
    for (const { program } of found) {
      const { success, text } = await runTypeScript(program, root, folder);
      ok(success, `${program}\n${text}`);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
