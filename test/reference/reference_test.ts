/** The reference of the language: each definition has a sentence and an example, and each example prints what is shown. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { builtins } from "../../lib/builtins/mod.ts";
import { documentation } from "../../lib/builtins/documentation/mod.ts";
import { REFERENCE_FOLDER } from "../../lib/cli/reference_docs.ts";
import { needsProcess, runExample, runProcess, shellWords } from "../../lib/cli/run_example.ts";
import { OPTIONS } from "../../lib/engine/options/mod.ts";
import {
  cannotBeShown,
  type ConstantEntry,
  ownLibraries,
  readOutputs,
  referenceEntries,
  type ReferenceEntry,
  referencePages,
} from "../../lib/reference/mod.ts";

const root = new URL("../../", import.meta.url);
const entries = referenceEntries(), outputs = readOutputs();
const EXAMPLES = new Set<ReferenceEntry["kind"]>([
  "variable",
  "subroutine",
  "action",
  "aggregating function",
  "option",
  "constant",
  "error",
]);
const hasPreprocessor = (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
  try {
    return Deno.statSync(`${folder}/cpp`).isFile;
  } catch {
    return false;
  }
});

Deno.test("the reference: each definition has a sentence that says what it is", () => {
  const silent = entries.filter(({ kind, paragraphs }) =>
    kind !== "struct" && !/^\S.*[.?!`)]$/s.test(paragraphs[0] ?? "")
  );
  deepStrictEqual(silent.map(({ kind, name }) => `${kind} ${name}`), []);
});
Deno.test("the reference: each definition has an example", () => {
  const without = entries.filter(({ kind, examples }) => EXAMPLES.has(kind) && examples.length === 0);
  deepStrictEqual(without.map(({ name }) => name).filter((name) => !cannotBeShown(name)), []);
});
Deno.test("the reference: documentation is of builtins that there are, and each has its own", () => {
  for (const group of Object.keys(builtins) as (keyof typeof builtins)[]) {
    deepStrictEqual(Object.keys(documentation[group]).sort(), [...builtins[group].keys()].sort(), group);
  }
});
Deno.test("the reference: all that D's libraries define with `inline` is a constant with its meaning", () => {
  const known = new Set(
    entries.filter(({ kind }) => kind === "constant" || kind === "variable").map(({ name }) => name),
  );
  const defined = ownLibraries().flatMap(({ text }) => [...text.matchAll(/^inline [\w *]+?(\w+)(?:\[.*?\])? =/gm)]);
  // parts of translators
  const others = /^flow_/;
  deepStrictEqual(defined.map(([, name]) => name).filter((name) => !known.has(name) && !others.test(name)), []);
});
Deno.test("the reference: a constant's value is what D prints", async () => {
  const constants = entries.filter((entry): entry is ConstantEntry => entry.kind === "constant" && "value" in entry);
  ok(constants.length > 300);
  for (let at = 0; at < constants.length; at += 50) {
    const part = constants.slice(at, at + 50);
    const program = part.map(({ name }) => `printf("%d\\n", ${name});`).join(" ");
    const printed = await runExample(`probebook -qn 'BEGIN { ${program} exit(0); }'`, root);
    deepStrictEqual(printed.split("\n").map(Number), part.map(({ value }) => Number(value)));
  }
});
Deno.test("the reference: an option says that it has no effect where nothing reads it", () => {
  const text = ["session", "engine", "d/check", "builtins/actions", "cli/main.ts"].flatMap((path) =>
    path.endsWith(".ts")
      ? [Deno.readTextFileSync(new URL(`lib/${path}`, root))]
      : [...sources(new URL(`lib/${path}/`, root))]
  ).join("\n");
  for (const { name, doc } of OPTIONS) {
    // a class of attributes has the name of an option
    strictEqual(doc.includes("no effect"), name === "cpu" || !text.includes(`"${name}"`), name);
  }
});
function* sources(folder: URL): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts") && !/^(?:option_table|packet_options)\.ts$/.test(name)) {
      yield Deno.readTextFileSync(new URL(name, folder));
    }
  }
}

for (const kind of EXAMPLES) {
  Deno.test(`the reference: examples of each ${kind} print what is shown (deno task docs writes it)`, async () => {
    const commands = new Set(entries.filter((entry) => entry.kind === kind).flatMap(({ examples }) => examples));
    for (const command of commands) {
      if (!hasPreprocessor && / -s -$/.test(command)) continue;
      strictEqual(await runExample(command, root), outputs[command], command);
    }
  });
}
Deno.test("the reference: no output is kept of an example that is gone", () => {
  const commands = new Set(entries.flatMap(({ examples }) => examples));
  deepStrictEqual(Object.keys(outputs).filter((command) => !commands.has(command)), []);
});
Deno.test("the reference: the command prints what its examples print in this process", async () => {
  const commands = Object.keys(outputs).filter((command) => !needsProcess(command));
  for (let i = 0; i < commands.length; i += 60) {
    strictEqual(await runProcess(commands[i], root), outputs[commands[i]], commands[i]);
  }
});
Deno.test("the reference: words of a command line are those of a shell", () => {
  deepStrictEqual(shellWords(`a -n 'b "c"' "d 'e'" f\\ g 'h'\\''i'`), ["a", "-n", 'b "c"', "d 'e'", "f g", "h'i"]);
});
Deno.test("the reference: the pages are what `deno task docs` writes", () => {
  const pages = referencePages(entries, ownLibraries(), outputs);
  for (const [file, text] of pages) {
    const written = Deno.readTextFileSync(new URL(REFERENCE_FOLDER + file, root));
    strictEqual(withoutLayout(written), withoutLayout(text), `${file} is old: deno task docs`);
  }
});
/** What the formatter changes: blanks, the width of tables. */
function withoutLayout(text: string): string {
  return text.replace(/-{3,}/g, "---").replace(/\s+/g, "");
}
