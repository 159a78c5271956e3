/** Each tag has a test that bears its name. */
import { deepStrictEqual } from "node:assert";
import { TAGS } from "../../lib/diagnostic/mod.ts";

function* testFiles(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* testFiles(new URL(`${name}/`, folder));
    else if (name.endsWith("_test.ts") && name !== "tags_test.ts") yield new URL(name, folder);
  }
}
/** These take a system that runs out of memory, or a program of the system that dies. */
const CANNOT_BE_PROVOKED = ["D_SRC_BUFFER", "D_SRC_CAPTURE_ENDED"];

Deno.test("each tag has a test", () => {
  const texts = [...testFiles(new URL("../", import.meta.url))].map((file) => Deno.readTextFileSync(file)).join("\n");
  deepStrictEqual(TAGS.filter((tag) => !new RegExp(`\\b${tag}(?![A-Z_])`).test(texts)), CANNOT_BE_PROVOKED);
});
Deno.test("the list of tags is in order, and has none twice", () => {
  const groups = [TAGS.filter((tag) => !isOurs(tag)), TAGS.filter(isOurs)];
  deepStrictEqual(groups.flatMap((group) => group.toSorted()), [...TAGS]);
  deepStrictEqual(new Set(TAGS).size, TAGS.length);
});
function isOurs(tag: string): boolean {
  return /^D_(NET|SRC|WASM)_/.test(tag);
}
