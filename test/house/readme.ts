/**
 * What the tests of the documents (README.md, the guide, the contributors' page) read from them.
 *
 * @module
 */
import { documents } from "../../lib/cli/examples.ts";
import { withProcesses } from "../../lib/cli/run_example.ts";

const root = new URL("../../", import.meta.url);

/** All documents with examples, the pages of tasks aside, which have tests of their own. */
export const DOCUMENTS = documents(root).filter((path) => !path.startsWith("notebooks/tasks/")).map((name) => ({
  name,
  text: Deno.readTextFileSync(new URL(name, root)),
}));
export const README = DOCUMENTS[0].text;

/** The text between `<!-- begin NAME -->` and `<!-- end NAME -->`, in whichever document it is. */
export function section(name: string): string {
  const begin = `<!-- begin ${name} -->\n`;
  const text = DOCUMENTS.map(({ text }) => text).find((text) => text.includes(begin));
  const from = text?.indexOf(begin) ?? -1, to = text?.indexOf(`<!-- end ${name} -->`) ?? -1;
  if (text === undefined || to < from) throw new Error(`no document has a section ${name}`);
  return text.slice(from + begin.length, to).trim();
}

/** Rows of the path table: step, name, file. */
export function pathTable(): { name: string; file: string }[] {
  return [...section("path").matchAll(/^\| *\d+ *\| *`([^`]+)` *\| *`([^`]+)` *\|/gm)]
    .map(([, name, file]) => ({ name, file }));
}

/** A command shown in the README with the output shown under it. */
export interface Example {
  /** Arguments after `probebook`. */
  readonly command: string;
  /** Text of the block after the command line. */
  readonly output: string;
}

/** Blocks of console: each `$ probebook …`, over several lines while its quotes are open, and its output. */
export function examplesOf(document: string): Example[] {
  const found: Example[] = [];
  for (const [, block] of document.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    for (const part of block.split(/^\$ /m).slice(1)) {
      const lines = part.split("\n");
      let command = lines.shift()!;
      while (lines.length > 0 && (command.split("'").length - 1) % 2 === 1) command += `\n${lines.shift()}`;
      found.push({ command, output: lines.join("\n") });
    }
  }
  return found;
}

/** A conversation with the REPL: blocks of `repl FILE`, with what each input answers. */
export interface ReplExample {
  readonly capture: string;
  readonly inputs: readonly { readonly text: string; readonly output: string }[];
}

export function replExamples(): ReplExample[] {
  return [...DOCUMENTS.map(({ text }) => text).join("\n").matchAll(/^```repl (\S+)\n([\s\S]*?)^```$/gm)].map((
    [, capture, block],
  ) => ({
    capture,
    inputs: block.split(/^probe> /m).slice(1).map((part) => {
      const [first, ...rest] = part.split("\n");
      const more = rest.findIndex((line) => !/^ {2}\.\.\.> /.test(line));
      const text = [first, ...rest.slice(0, more).map((line) => line.slice("  ...> ".length))].join("\n");
      return { text, output: rest.slice(more).join("\n") };
    }),
  }));
}
/** What a command prints, run as the task of its name does; both streams, but for -q the standard output alone. */
export async function runExample(command: string): Promise<string> {
  const shell = withProcesses(command);
  const run = await new Deno.Command("sh", {
    args: ["-c", IS_QUIET.test(command) ? shell : `${shell} 2>&1`],
    cwd: root,
    stdin: "null",
  }).output();
  return trimmed(new TextDecoder().decode(run.stdout));
}
/** What is said under -q is shown once, and not below each example. */
const IS_QUIET = /\bprobebook -\w*q/;
/** Blanks at the ends of lines, which an editor takes away, do not count here. */
export function trimmed(text: string): string {
  return text.split("\n").map((line) => line.trimEnd()).join("\n").trim();
}
