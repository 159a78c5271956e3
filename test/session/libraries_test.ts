import { deepStrictEqual } from "node:assert";
import { orderLibraries } from "../../lib/session/compile/libraries.ts";

const library = (name: string, ...needs: string[]) => ({
  name,
  path: name,
  text: needs.map((need) => `#pragma D depends_on library ${need}\n`).join(""),
});
const order = (...libraries: ReturnType<typeof library>[]) => orderLibraries(libraries).map((l) => l.name);

Deno.test("a library comes after those it depends on", () => {
  deepStrictEqual(order(library("a.d", "z.d"), library("b.d"), library("z.d", "m.d"), library("m.d")), [
    "m.d",
    "z.d",
    "a.d",
    "b.d",
  ]);
});
Deno.test("a circle and a missing library do not hang", () => {
  deepStrictEqual(order(library("a.d", "b.d"), library("b.d", "a.d", "none.d")), ["b.d", "a.d"]);
});
