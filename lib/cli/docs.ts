/**
 * `deno task docs`: writes what is generated: in README.md, the guide and the pages of tasks the flags, the REPL's commands and
 * what the examples print; the reference page of the providers; the reference of the language; the manual page.
 *
 * @module
 */
import { documentStructs, referencePage } from "../providers/documentation/mod.ts";
import { LIBRARIES, providers } from "../providers/mod.ts";
import { documents, withTypeScriptOutput } from "./examples.ts";
import { anonymiseTable } from "./commands/mod.ts";
import { writeReference } from "./reference_docs.ts";
import { flagTable } from "./usage.ts";
import { publishTables } from "./commands/mod.ts";
import { withProcesses } from "./run_example.ts";

const root = new URL("../../", import.meta.url);

/** The text between two markers, replaced, where a document has them. */
function withSection(document: string, name: string, body: string): string {
  const section = new RegExp(`(<!-- begin ${name} -->\n)[\\s\\S]*?(<!-- end ${name} -->)`);
  return document.replace(section, (_all, begin, end) => `${begin}\n${body.trim()}\n\n${end}`);
}

/**
 * Runs `$ probebook …` as the task of that name does; both streams, but for -q the standard output alone; blanks at the ends
 * of lines taken off.
 */
function outputOf(command: string): string {
  const shell = `${withProcesses(command)}${/\bprobebook -\w*q/.test(command) ? "" : " 2>&1"}`;
  const { stdout } = new Deno.Command("sh", { args: ["-c", shell], cwd: root, stdin: "null" }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").map((line) => line.trimEnd()).join("\n").replace(
    /^\n+|\n+$/g,
    "",
  );
}

/** The commands of a console block, each over one line or, while its quotes are open, over several. */
function commandsOf(block: string): string[] {
  const commands: string[] = [];
  for (const part of block.split(/^\$ /m).slice(1)) {
    const lines = part.split("\n");
    let command = lines.shift()!;
    while (lines.length > 0 && (command.split("'").length - 1) % 2 === 1) command += `\n${lines.shift()}`;
    commands.push(command);
  }
  return commands;
}

const examples = (document: string) =>
  document.replace(/^(```console\n)([\s\S]*?)^(```)$/gm, (_all, open, block, close) => {
    const parts = commandsOf(block).map((command) => `$ ${command}\n${outputOf(command)}\n`);
    return `${open}${parts.join("")}${close}`;
  });

// a door beside this one
const { replCommandTable } = await import(new URL("../repl/mod.ts", import.meta.url).href);
const SECTIONS = {
  flags: flagTable(),
  repl: replCommandTable(),
  anonymise: anonymiseTable(),
  publish: publishTables(),
} as const;

for (const path of documents(root)) {
  const page = new URL(path, root), before = Deno.readTextFileSync(page);
  let text = before;
  for (const [name, body] of Object.entries(SECTIONS)) text = withSection(text, name, body);
  const after = await withTypeScriptOutput(examples(text), root);
  if (after !== before) Deno.writeTextFileSync(page, after);
}

Deno.writeTextFileSync(
  new URL("lib/providers/README.md", root),
  referencePage(providers, documentStructs(LIBRARIES.map(({ text }) => text))),
);
await writeReference(root);
