import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { D_CELLS } from "../../kernel/mod.ts";
import { joinText, type Notebook, type Output, parseNotebook } from "../../kernel/run/notebook_file.ts";
import { runNotebook } from "../../kernel/run/run_notebook.ts";

const DIRECTORY = new URL("../../notebooks/", import.meta.url).pathname;
const FILES = [...Deno.readDirSync(DIRECTORY)].map(({ name }) => name).filter((name) => name.endsWith(".ipynb")).sort();

Deno.test("notebooks: at least four, numbered, with charts, tables and conclusions in both languages", () => {
  ok(FILES.length >= 4, FILES.join(", "));
  for (const [index, file] of FILES.entries()) {
    match(file, new RegExp(`^0${index + 1}-[a-z-]+\\.ipynb$`));
    const { cells } = parseNotebook(Deno.readTextFileSync(DIRECTORY + file));
    const texts = cells.map(({ source }) => joinText(source));
    ok(texts.some((text) => /^## Conclusions/m.test(text)), `${file} has no conclusions`);
    const shown = cells.flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => Object.keys(data as object)));
    ok(shown.some((types) => types.includes("image/png")), `${file} shows no chart`);
    ok(shown.some((types) => types.includes("text/html")), `${file} shows no table`);
    ok(texts.some((text) => /^import .* from "arquero"/m.test(text)), `${file} has no cell of TypeScript`);
    ok(texts.some((text) => /:::/.test(text)), `${file} has no cell of D`);
  }
});

Deno.test("notebooks: captures are small, and made by the script beside them", () => {
  const script = Deno.readTextFileSync(`${DIRECTORY}captures/make_captures.sh`);
  for (const { name } of Deno.readDirSync(`${DIRECTORY}captures`)) {
    if (!name.endsWith(".pcap")) continue;
    ok(Deno.statSync(`${DIRECTORY}captures/${name}`).size < 500_000, name);
    ok(script.includes(name), `make_captures.sh does not make ${name}`);
  }
});

/** What a cell shows, without what need not be the same on every machine: the bytes of pictures. */
function comparable(notebook: Notebook): Output[][] {
  return notebook.cells.map(({ outputs = [] }) =>
    outputs.map((output) => {
      const { data } = output as { data?: Record<string, unknown> };
      return data?.["image/png"] ? { ...output, data: { ...data, "image/png": "picture" } } : output;
    })
  );
}

for (const file of FILES) {
  Deno.test(`notebook ${file}: run from clean it shows what is committed`, async () => {
    const committed = parseNotebook(Deno.readTextFileSync(DIRECTORY + file));
    const done = await runNotebook(committed, { directory: DIRECTORY, dCells: D_CELLS });
    strictEqual(done.cells.length, committed.cells.length);
    deepStrictEqual(comparable(done), comparable(committed));
  });
}
