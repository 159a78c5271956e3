/**
 * `deno task ok`: writes all that is generated and says what was old, then checks what can be checked without running the tests:
 * format, lint, types, dead exports, public names.
 */
import { deadExports } from "./dead_exports.ts";
import { writeVersion } from "./version.ts";

const ROOT = new URL("../../", import.meta.url);
/** Tasks that write, each after what it reads. */
const WRITING = ["libraries", "hot", "types", "modules", "docs"];
const CHECKING: readonly (readonly string[])[] = [["fmt", "--check"], ["lint"], ["check", "--quiet"], [
  "doc",
  "--lint",
  "mod.ts",
]];
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** Of what a step says. */
const MAX_LINES = 40;
let good = true;

function run(...args: readonly string[]): { readonly success: boolean; readonly text: string } {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).outputSync();
  return { success, text: (decode(stdout) + decode(stderr)).trim() };
}

/** Every text that may be generated. */
function texts(folder = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder || ".", ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory && /^(?:lib|kernel|notebooks|test)$/.test(path.split("/")[0])) {
      for (const [one, text] of texts(`${path}/`)) found.set(one, text);
    } else if (!isDirectory && /\.(?:ts|md|json|1)$/.test(name)) {
      found.set(path, Deno.readTextFileSync(new URL(path, ROOT)));
    }
  }
  return found;
}

function report(what: string, isGood: boolean, detail = ""): void {
  good &&= isGood;
  const lines = detail.split("\n").filter((line) => line !== ""), shown = lines.slice(0, MAX_LINES);
  if (lines.length > MAX_LINES) shown.push(`and ${lines.length - MAX_LINES} lines more`);
  console.log([`${isGood ? "ok " : "BAD"} ${what}`, ...shown.map((line) => `    ${line}`)].join("\n"));
}

/** An example that prints something else is no text that was old: it may be a fault. */
function changedOutputs(before: string | undefined, after: string): string[] {
  const old = examplesIn(before ?? "");
  return [...examplesIn(after)].filter(([example, output]) => (old.get(example) ?? output) !== output).map((
    [example],
  ) => example.split("\n")[0]);
}
/** By what is asked, what it prints: blocks of console, programs of TypeScript with the text behind them, outputs in JSON. */
function examplesIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, block] of text.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    const lines = block.split("\n"), asked = lines.findIndex((line, i) => i > 0 && !/^( {2,}|\$ )/.test(line));
    found.set(lines.slice(0, Math.max(1, asked)).join("\n"), block);
  }
  for (const [, program, output] of text.matchAll(/^```ts\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm)) {
    found.set(program, output);
  }
  for (const [, command, output] of text.matchAll(/^ {2}"(probebook (?:[^"\\]|\\.)*)": (".*"),?$/gm)) {
    found.set(command, output);
  }
  return found;
}

/** Says which files a step has changed: they were old. */
function written(what: string, step: () => { readonly success: boolean; readonly text: string }): void {
  const before = texts(), { success, text } = step(), after = texts();
  const changed = [...after].filter(([path, now]) => before.get(path) !== now).map(([path]) => path);
  const outputs = changed.flatMap((path) => changedOutputs(before.get(path), after.get(path)!));
  const lines = changed.map((path) => `${path} was old`);
  if (outputs.length > 0) lines.push("these examples print something else now: read whether they should", ...outputs);
  report(what, success && outputs.length === 0, success ? lines.join("\n") : text);
}

written("version", () => {
  writeVersion();
  return { success: true, text: "" };
});
for (const task of WRITING) written(`deno task ${task}`, () => run("task", "-q", task));
for (const args of CHECKING) {
  const { success, text } = run(...args);
  report(`deno ${args.join(" ")}`, success, success ? "" : text);
}
const dead = deadExports();
report("no export is dead", dead.length === 0, dead.join("\n"));
Deno.exitCode = good ? 0 : 1;
