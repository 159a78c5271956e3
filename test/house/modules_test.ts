/** Lists of modules that are loaded together are complete, and nothing is on them that a run does without. */
import { strictEqual } from "node:assert/strict";
import { MODULE_LISTS, moduleList } from "../../lib/cli/list_modules.ts";

Deno.test("lists of modules are what `deno task modules` writes", async () => {
  for (const list of MODULE_LISTS) {
    const written = Deno.readTextFileSync(new URL(`../../${list.path}`, import.meta.url));
    strictEqual(written, await moduleList(list), `${list.path} is old: deno task modules`);
  }
});
