/** There is one version, that of `deno.json`. */
import { strictEqual, throws } from "node:assert/strict";
import { PLACES, VERSION, withVersion } from "./version.ts";

for (const [path, before, behind] of PLACES) {
  Deno.test(`${path} says the version of deno.json (deno task ok writes it)`, () => {
    const text = Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
    strictEqual(withVersion(text, before, behind), text);
  });
}
Deno.test("a version is put in its place, or it is said that there is none", () => {
  strictEqual(withVersion('a = "0.0.0"; b', 'a = "', '"'), `a = "${VERSION}"; b`);
  throws(() => withVersion("nothing", 'a = "', '"'));
});
