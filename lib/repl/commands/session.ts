/**
 * Commands of the conversation itself: forcing a language, saving, loading, the end.
 *
 * @module
 */
import { writeWhole } from "../../host/deno/mod.ts";
import { lazy } from "../lazy_modules.ts";
import { type CommandContext, CommandError, type ReplCommand } from "./repl_command.ts";

export const d: ReplCommand = {
  name: "d",
  argument: "d",
  usage: ":d PROGRAM",
  meaning: "what follows is D, however it starts",
  async run(rest, { runD }) {
    await runD(rest.trim());
  },
};

export const ts: ReplCommand = {
  name: "ts",
  argument: "typescript",
  usage: ":ts TEXT",
  meaning: "what follows is TypeScript, however it starts",
  async run(rest, { runTypeScript }) {
    await runTypeScript(rest.trim());
  },
};

export const save: ReplCommand = {
  name: "save",
  argument: "file",
  usage: ":save FILE",
  meaning: "the conversation as a notebook (.ipynb), a script of D (.d) or of TypeScript (.ts)",
  more:
    "What failed is left out of scripts. Several programs of D are a file each (questions-1.d, questions-2.d …), as each " +
    "ran by itself. A file that is there already is only replaced with `:save! FILE`.",
  run: (rest, context) => saveTo(rest, context),
};

async function saveTo(rest: string, { state, output }: CommandContext): Promise<void> {
  const [, force, path] = rest.match(/^(!?)\s*(.*?)\s*$/s)!;
  if (!path) throw new CommandError("say where: :save questions.ipynb, questions.d or questions.ts");
  const { savedTexts } = await lazy.save();
  const files = savedTexts(path, state);
  for (const { path: own } of files) {
    if (force || !await exists(own)) continue;
    throw new CommandError(`${own} is there already: \`:save! ${path}\` replaces it`);
  }
  for (const { path: own, text } of files) {
    try {
      writeWhole(own, text);
    } catch (error) {
      throw new CommandError(`${own} cannot be written: ${(error as Error).message}`);
    }
  }
  output.note(`saved in ${files.map(({ path }) => path).join(", ")}`);
}

export const publish: ReplCommand = {
  name: "publish",
  argument: "file",
  usage: ":publish FILE [OPTION…]",
  meaning: "the conversation as a page (.html) or a package that anybody can verify, with its captures, anonymised",
  more:
    "The file's name ends in .html or .zip, or is a folder. Options are those of `probebook publish`. What failed is " +
    "left out; what was watched on an interface is saved first (:source … --write) and asked as a capture.",
  async run(rest, { state, output }) {
    const { splitWords } = await lazy.words();
    const [path, ...options] = splitWords(rest);
    if (path === undefined) throw new CommandError("say where: :publish questions.html");
    const entries = state.entries.filter(({ error }) => error === undefined);
    if (entries.length === 0) throw new CommandError("nothing was entered yet");
    if (state.interfaces.length > 0) {
      throw new CommandError("what an interface shows cannot be verified: save it, and ask the capture");
    }
    if (entries.some(({ linux }) => linux)) throw new CommandError("what the running kernel said cannot be verified");
    const { notebookText } = await lazy.save(), { publishText } = await lazy.cli();
    const status = await publishText(
      ["-o", path, ...options],
      { text: notebookText({ entries }), directory: Deno.cwd() },
      {
        out: (line) => output.print(`${line}\n`),
        err: (line) => output.note(line),
        ...output.ask &&
          { confirm: async (question) => /^y/i.test(await output.ask!(`${question} [y/N] `, false) ?? "") },
      },
    );
    if (status !== 0) throw new CommandError("it was not published");
  },
};

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

export const load: ReplCommand = {
  name: "load",
  argument: "file",
  files: /\.(d|[mc]?[tj]s)$/,
  usage: ":load FILE",
  meaning: "runs a script of D (.d) or TypeScript (.ts) as if it were entered here",
  async run(rest, { runD, runTypeScript }) {
    const path = rest.trim();
    if (!path) throw new CommandError("say which: :load top.d");
    const text = await Deno.readTextFile(path).catch((error) => {
      throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
    });
    if (/\.[mc]?[tj]s$/.test(path)) await runTypeScript(text);
    else await runD(text.replace(/^#!.*/, ""));
  },
};

export const history: ReplCommand = {
  name: "history",
  argument: "none",
  usage: ":history [N]",
  meaning: "the inputs of this conversation, the last N",
  run(rest, { state, output }) {
    const max = Number(rest.trim() || 20);
    if (!Number.isInteger(max) || max < 1) throw new CommandError(`\`${rest.trim()}\` is not a count`);
    for (const { number, text } of state.entries.slice(-max)) {
      output.print(`${String(number).padStart(4)}  ${text.replaceAll("\n", "\n      ")}\n`);
    }
  },
};

export const quit: ReplCommand = {
  name: "quit",
  argument: "none",
  usage: ":quit",
  meaning: "leaves, as Ctrl-D does",
  run: (_rest, { leave }) => leave(),
};
