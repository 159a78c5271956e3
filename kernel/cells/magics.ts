/**
 * Line magics, from a table that also makes their help.
 *
 * @module
 */
import type { Display } from "../../lib/evaluator/mod.ts";
import { D_OPTIONS, type LineMagic } from "./cell.ts";
import type { NotebookState } from "./notebook_settings.ts";
import { MagicError, readSetting } from "../../lib/notebook/text/mod.ts";

/** What a line magic works on. */
export interface MagicContext {
  readonly notebook: NotebookState;
  /** Asks about probes; undefined when none matches. */
  describe(what: "probes" | "args", pattern: string): Promise<Display | undefined>;
  /** Whether a file can be read; says why not. */
  checkCapture(path: string): Promise<string | undefined>;
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
    table([["%%d [OPTIONS]", "the cell is D"], ["%%ts", "the cell is TypeScript"]]),
    "Options of %%d:",
    table(D_OPTIONS.map((option) => [`${option.name} ${option.value ?? ""}`, option.meaning] as const)),
    "Lines before the program:",
    table(Object.values(MAGICS).map((magic) => [magic.usage, magic.meaning] as const)),
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

function wanted(words: readonly string[], usage: string): string {
  if (!words[0]) throw new MagicError(`say ${usage}`);
  return words[0];
}

function plain(text: string): Display {
  return { bundle: { "text/plain": text } };
}
