/** What `deno task hot` writes is current. */
import { strictEqual } from "node:assert/strict";
import { HOT, hotModule, hotPath } from "../../lib/cli/write_hot.ts";

for (const module of HOT) {
  const path = hotPath(module.path);
  Deno.test(`${path} is what \`deno task hot\` writes`, () => {
    const written = Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
    strictEqual(written, hotModule(module), `${path} is old: deno task hot`);
  });
}
