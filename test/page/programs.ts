/**
 * The programs of D that documents and notebooks show: what a page must print as the command does.
 *
 * @module
 */
import { parseCommandLine } from "../../lib/cli/command_line.ts";
import { shellWords } from "../../lib/cli/run_example.ts";
import type { RunGiven, Setting } from "../../lib/page/mod.ts";

const root = new URL("../../", import.meta.url);

export interface ShownProgram {
  /** The document. */
  readonly from: string;
  readonly program: string;
  readonly settings: readonly Setting[];
  readonly given: RunGiven;
  /** Paths in the repository. */
  readonly captures: readonly string[];
}
/** Commands of console blocks, each over one line or, while its quotes are open, over several. */
function commandsOf(document: string): string[] {
  const commands: string[] = [];
  for (const [, block] of document.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    for (const part of block.split(/^\$ /m).slice(1)) {
      const lines = part.split("\n");
      let command = lines.shift()!;
      while (lines.length > 0 && command.split("'").length % 2 === 0) command += `\n${lines.shift()}`;
      commands.push(command);
    }
  }
  return commands;
}
/** Of a folder of documents, or one of them: each program once, those that a page can run. */
export function documentPrograms(path: string): ShownProgram[] {
  if (path.endsWith("/")) {
    return [...Deno.readDirSync(new URL(path, root))].map(({ name }) => name).filter((name) => name.endsWith(".md"))
      .sort().flatMap((name) => documentPrograms(path + name));
  }
  const seen = new Set<string>();
  return commandsOf(Deno.readTextFileSync(new URL(path, root))).flatMap((command) => {
    const shown = seen.has(command) ? undefined : programOf(path, command);
    seen.add(command);
    return shown ? [shown] : [];
  });
}
/** What takes more than a page has. */
const BEYOND = /\bsystem\(|freopen|[^:]\bpcap\(|\$\$?target/;

function programOf(from: string, text: string): ShownProgram | undefined {
  // what is done with the text of the command is not the command's
  const command = text.replace(/(?: 2>&1)?(?: \|[^'"]*)?$/, "");
  if (!command.startsWith("probebook ") || / anonymise /.test(command)) return undefined;
  const line = parseCommandLine(shellWords(command).slice(1));
  const [only] = line.programs, { mode, compileOnly, command: target } = line;
  if (line.programs.length !== 1 || only.flag !== "n" || mode !== "run" || compileOnly || target) return undefined;
  // what a folder or a missing file is answered with is another matter
  if (!line.captures.every(isFile)) return undefined;
  if (
    BEYOND.test(only.text) ||
    line.options.some(({ name }) => /^(?:cpp|stdc|setenv|unsetenv|libdir|incdir|define|undef)/.test(name))
  ) {
    return undefined;
  }
  return {
    from,
    program: only.text,
    settings: line.options.map(({ name, value }) => ({ name, value })),
    given: { arguments: line.operands, limits: { packets: line.count, nanoseconds: line.forNs } },
    captures: line.captures,
  };
}
function isFile(path: string): boolean {
  try {
    return Deno.statSync(new URL(path, root)).isFile;
  } catch {
    return false;
  }
}
/** The cells of D of the notebooks, over what they name as their source. */
export function notebookPrograms(): ShownProgram[] {
  const names = [...Deno.readDirSync(new URL("notebooks", root))].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).sort();
  return names.flatMap((name) => {
    const { cells } = JSON.parse(Deno.readTextFileSync(new URL(`notebooks/${name}`, root))) as {
      cells: { cell_type: string; source: string | string[] }[];
    };
    const constants = new Map<string, string>(), shown: ShownProgram[] = [];
    let captures: string[] = [], settings: Setting[] = [];
    for (const { cell_type, source } of cells) {
      if (cell_type !== "code") continue;
      const text = [source].flat().join("");
      for (const [, constant, value] of text.matchAll(/^const (\w+) = "([^"]*)";$/gm)) constants.set(constant, value);
      const filled = (words: string) =>
        words.replace(/\{(\w+)\}/g, (_, name) => constants.get(name)!).split(/\s+/).filter((word) => word !== "");
      const given = /^%source (.*)$/m.exec(text), options = /^%set (.*)$/m.exec(text);
      if (given) captures = filled(given[1]).map((path) => `notebooks/${path}`);
      if (options) settings = filled(options[1]).map(settingOf);
      const program = /^%%d\b.*\n([^]*)$/.exec(text)?.[1] ?? (/^\w*:\w*:\w*:/.test(text) ? text : undefined);
      if (program !== undefined) shown.push({ from: name, program, settings, given: {}, captures });
    }
    return shown;
  });
}
function settingOf(word: string): Setting {
  const at = word.indexOf("=");
  return at < 0 ? { name: word } : { name: word.slice(0, at), value: word.slice(at + 1) };
}
