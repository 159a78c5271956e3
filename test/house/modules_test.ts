/** The list of modules that the command loads is complete, and nothing is on it that a start does without. */
import { strictEqual } from "node:assert/strict";
import { moduleList } from "../../lib/cli/list_modules.ts";

Deno.test("the list of modules is what `deno task modules` writes", async () => {
  const written = Deno.readTextFileSync(new URL("../../lib/cli/modules.ts", import.meta.url));
  strictEqual(written, await moduleList(), "lib/cli/modules.ts is old: deno task modules");
});
