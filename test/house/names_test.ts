/** A type or a constant that several rooms know has a name of its own: who reads one need not ask which one it is. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { bannedIn, NAMES, TEXT } from "../../.lint/words.ts";

const root = new URL("../../", import.meta.url);
/** Of declarations; `export { … } from` only passes one on. Functions are left out: their names are verbs of what they take. */
const EXPORT = /^export (?:abstract |declare )?(?:(?:interface|type|class|enum) (\w+)|const ([A-Z][A-Z0-9_]*)\b)/gm;

function* modules(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) yield* modules(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}
/** The names that more than one file declares and exports, with these files. */
function repeatedNames(texts: ReadonlyMap<string, string>): string[] {
  const files = new Map<string, string[]>();
  for (const [path, text] of texts) {
    for (const [, type, constant] of text.matchAll(EXPORT)) {
      const of = files.get(type ?? constant) ?? [];
      files.set(type ?? constant, of.includes(path) ? of : [...of, path]);
    }
  }
  return [...files].filter(([, of]) => of.length > 1).map(([name, of]) => `${name}: ${of.sort().join(", ")}`);
}

Deno.test("no two files export types or constants of one name", () => {
  const texts = new Map<string, string>();
  for (const folder of ["lib/", "kernel/"]) {
    for (const path of modules(folder)) {
      // writes the text of another module
      if (path !== "lib/api/types/generate.ts") texts.set(path, Deno.readTextFileSync(new URL(path, root)));
    }
  }
  deepStrictEqual(repeatedNames(texts), []);
});
Deno.test("a name that two files export is found", () => {
  const texts = new Map([
    ["a.ts", "export interface Part {\n}\nexport const MOST = 1;\n"],
    ["b.ts", 'export type Part = string;\nexport { MOST } from "./a.ts";\n'],
  ]);
  deepStrictEqual(repeatedNames(texts), ["Part: a.ts, b.ts"]);
});

Deno.test("banned words are found in names and texts, and what may be said is not", () => {
  for (
    const name of [
      "MOST_FLOWS",
      "told",
      "isTold",
      "TOLD_DIRECTION",
      "findLately",
      "takeOrdinary",
      "CourseModel",
      "PipeFeed",
      "Lane",
    ]
  ) {
    strictEqual(bannedIn(name, NAMES) !== undefined, true, name);
  }
  for (const name of ["courses", "almost", "totalled", "Panel", "feedback", "atLeast", "max"]) {
    strictEqual(bannedIn(name, NAMES), undefined, name);
  }
  for (const text of ["it is told once", "the short way", "whoever asks", "found lately", "the standing program"]) {
    strictEqual(bannedIn(text, TEXT) !== undefined, true, text);
  }
  for (const text of ["keys are told apart", "the way to a file", "a long wait"]) {
    strictEqual(bannedIn(text, TEXT), undefined, text);
  }
});
