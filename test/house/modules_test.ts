/** What is generated is not old: D's library as a module; the list of modules that the command loads is complete, and nothing is on it that a start does without. */
import { strictEqual } from "node:assert/strict";
import { libraryTexts } from "../../lib/cli/list_libraries.ts";
import { moduleList } from "../../lib/cli/list_modules.ts";

Deno.test("the list of modules is what `deno task modules` writes", async () => {
  const written = Deno.readTextFileSync(new URL("../../lib/cli/modules.ts", import.meta.url));
  strictEqual(written, await moduleList(), "lib/cli/modules.ts is old: deno task modules");
});
Deno.test("D's library as a module is what `deno task libraries` writes", () => {
  for (const path of ["../../lib/providers/", "../../lib/providers/linux/"]) {
    const folder = new URL(path, import.meta.url);
    const written = Deno.readTextFileSync(new URL("library_texts.ts", folder));
    strictEqual(written, libraryTexts(folder), `${path}library_texts.ts is old: deno task libraries`);
  }
});
