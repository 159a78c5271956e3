/**
 * Line magics, from a table that also makes their help.
 *
 * @module
 */
import type { Display, NamedValue } from "../../lib/evaluator/mod.ts";
import { CELL_MAGICS, D_OPTIONS, type LineMagic } from "./cell.ts";
import type { NotebookState } from "./notebook_settings.ts";
import { MagicError, readSetting } from "../../lib/notebook/text/mod.ts";

/** What a line magic works on. */
export interface MagicContext {
  readonly notebook: NotebookState;
  /** Asks about probes; undefined when none matches. */
  describe(what: "probes" | "args", pattern: string): Promise<Display | undefined>;
  /** Whether a file can be read; says why not. */
  checkCapture(path: string): Promise<string | undefined>;
  /** What cells have declared, with what it is now. */
  names(): Promise<readonly NamedValue[]>;
  /** Everything declared is gone. */
  reset(): Promise<void>;
  /** A file as cells may read it. */
  readText(path: string): Promise<string>;
  /** Puts a text into the cell; missing where no frontend does that. */
  replaceCell?: (text: string) => void;
  /** Runs a command of the system. */
  run(command: string): Promise<void>;
  /** Publishes the notebook; throws a {@linkcode MagicError}. */
  publish(words: readonly string[]): Promise<Display>;
}

interface Magic {
  readonly usage: string;
  readonly meaning: string;
  run(words: readonly string[], context: MagicContext): Promise<Display | undefined> | Display | undefined;
}

const MAGICS: Readonly<Record<string, Magic>> = {
  source: {
    usage: "%source [FILE…]",
    meaning: "the captures that cells of D read from here on; without a file, says which they are",
    run: setSource,
  },
  probes: {
    usage: "%probes [PATTERN]",
    meaning: "the probes that match: %probes tcp:::",
    run: (words, context) => describeProbes(context, "probes", words[0] ?? ""),
  },
  args: {
    usage: "%args PROBE",
    meaning: "the arguments of a probe, with types and meaning",
    run: (words, context) => describeProbes(context, "args", wanted(words, "%args PROBE")),
  },
  set: {
    usage: "%set [OPTION[=VALUE]…]",
    meaning: "options of D for all cells from here on; without one, says which are set",
    run: setOptions,
  },
  who: {
    usage: "%who",
    meaning: "the names that cells have declared, and what each is now; what the runs of D take",
    run: listNames,
  },
  reset: {
    usage: "%reset",
    meaning: "everything that cells have declared or gathered is gone; what %source and %set say stays",
    run: async (_, context) => {
      await context.reset();
      return plain("all names and runs are gone; %source and %set stay as they are");
    },
  },
  load: {
    usage: "%load FILE",
    meaning: "puts the text of a file into this cell",
    run: loadFile,
  },
  time: {
    usage: "%time [PROGRAM]",
    meaning: "how long the cell, or the rest of it from this line on, took",
    run: () => undefined,
  },
  lsmagic: {
    usage: "%lsmagic",
    meaning: "the names of all magics",
    run: () =>
      plain(`${magicNames().map((name) => `%${name}`).join("  ")}\n${CELL_MAGICS.map(({ name }) => name).join("  ")}`),
  },
  publish: {
    usage: "%publish [NOTEBOOK] -o FILE [OPTION…]",
    meaning: "the notebook, as it was saved, with its captures, anonymised, as a page that anybody can verify",
    run: (words, context) => context.publish(words),
  },
  help: {
    usage: "%help",
    meaning: "this text",
    run: () => plain(helpText()),
  },
};

/** Runs a line magic; throws a {@linkcode MagicError}. */
export async function runMagic(magic: LineMagic, context: MagicContext): Promise<Display | undefined> {
  if (magic.name === "!") return void await context.run(magic.words[0]);
  const found = Object.hasOwn(MAGICS, magic.name) ? MAGICS[magic.name] : undefined;
  if (!found) {
    throw new MagicError(
      `there is no \`%${magic.name}\`; there are ${magicNames().map((name) => `%${name}`).join(", ")}`,
    );
  }
  return await found.run(magic.words, context);
}

/** Names of the line magics. */
export function magicNames(): string[] {
  return Object.keys(MAGICS);
}

/** How cells are written, in plain text. */
function helpText(): string {
  const table = (rows: (readonly [string, string])[]) => {
    const width = Math.max(...rows.map(([left]) => left.length));
    return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
  };
  return [
    "A cell is D when it starts like D (a probe description, BEGIN, tick-1s, #pragma D, a declaration), else TypeScript.",
    table(CELL_MAGICS.map(({ usage, meaning }) => [usage, meaning] as const)),
    "Options of %%d:",
    table(D_OPTIONS.map((option) => [`${option.name} ${option.value ?? ""}`, option.meaning] as const)),
    "Lines before the program:",
    table([
      ...Object.values(MAGICS).map((magic) => [magic.usage, magic.meaning] as const),
      ["!COMMAND", "runs a command of the system, where cells may run programs"],
      ["NAME?, tcp:::send?, args[4]?", "what it is"],
    ]),
    "In TypeScript: runs and _ hold what cells of D gathered; display(value), notebook.html`…`, notebook.clear(),",
    "notebook.signal (aborted when the cell is interrupted).",
  ].join("\n");
}

async function describeProbes(context: MagicContext, what: "probes" | "args", pattern: string): Promise<Display> {
  const display = await context.describe(what, pattern);
  if (!display) throw new MagicError(`no probe matches \`${pattern}\``);
  return display;
}

async function setSource(
  words: readonly string[],
  { notebook, checkCapture }: MagicContext,
): Promise<Display | undefined> {
  for (const path of words) {
    const problem = await checkCapture(path);
    if (problem) throw new MagicError(problem);
  }
  if (words.length > 0) {
    notebook.captures = [...words];
    return undefined;
  }
  return plain(notebook.captures.length > 0 ? notebook.captures.join("\n") : "no capture is set: %source FILE");
}

function setOptions(words: readonly string[], { notebook }: MagicContext): Display | undefined {
  for (const word of words) {
    const { name, value } = readSetting(word);
    notebook.options.set(name, value);
  }
  if (words.length > 0) return undefined;
  const set = [...notebook.options].map(([name, value]) => value === undefined ? name : `${name}=${value}`);
  return plain(set.length > 0 ? set.join("\n") : "no option is set");
}

async function listNames(_: readonly string[], { names }: MagicContext): Promise<Display> {
  const found = await names();
  if (found.length === 0) return plain("no cell has declared anything");
  const width = Math.max(...found.map(({ name }) => name.length));
  return plain(found.map(({ name, value }) => `${name.padEnd(width)}  ${value}`).join("\n"));
}

async function loadFile(words: readonly string[], context: MagicContext): Promise<Display | undefined> {
  const path = wanted(words, "%load FILE");
  let text: string;
  try {
    text = await context.readText(path);
  } catch (error) {
    throw new MagicError(`\`${path}\` cannot be read: ${(error as Error).message.split("\n", 1)[0]}`);
  }
  if (!context.replaceCell) return plain(text.trimEnd());
  context.replaceCell(`// %load ${path}\n${text.trimEnd()}`);
  return undefined;
}

function wanted(words: readonly string[], usage: string): string {
  if (!words[0]) throw new MagicError(`say ${usage}`);
  return words[0];
}

function plain(text: string): Display {
  return { bundle: { "text/plain": text } };
}
