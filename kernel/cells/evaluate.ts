/**
 * Runs a cell: its magics, then its program in its language.
 *
 * @module
 */
import type { CellOutcome, Display, Evaluator } from "../../lib/evaluator/mod.ts";
import { parseCellText, type ParsedCell } from "./cell.ts";
import { expandMagics } from "./expand.ts";
import { type MagicContext, runMagic } from "./magics.ts";
import type { NotebookState } from "./notebook_settings.ts";
import { publishNotebook } from "./publish_magic.ts";
import { MagicError } from "../../lib/notebook/text/mod.ts";

/** Where cells run. */
export interface CellContext {
  readonly notebook: NotebookState;
  evaluator(): Promise<Evaluator>;
  /** Where the notebook is, when that is not where the process is. */
  readonly directory?: string;
  /** Shows what a magic has to say. */
  show(display: Display, cell: number): void;
}

/** Runs a cell. `show` says whether the value of its last expression is shown. */
export async function evaluateCell(
  code: string,
  { cell, show }: { readonly cell: number; readonly show: boolean },
  context: CellContext,
): Promise<CellOutcome> {
  let parsed: ParsedCell;
  let shownBefore = false;
  try {
    const expanded = await expandMagics(code, async (expression) => (await context.evaluator()).value(expression));
    parsed = parseCellText(expanded);
    for (const magic of parsed.magics) {
      const display = await runMagic(magic, magicContext(context));
      if (!display) continue;
      context.show(display, cell);
      shownBefore = true;
    }
  } catch (error) {
    if (!(error instanceof MagicError)) throw error;
    const { message } = error;
    return { status: "error", error: { name: "MagicError", message, text: `MagicError: ${message}` } };
  }
  const { text, language, options } = parsed;
  if (text.trim() === "") return { status: "ok" };
  const evaluator = await context.evaluator();
  if (language === "typescript") return await evaluator.evaluate(text, { cell, show });
  // what an interrupt ends must be the cell, not the child that still loads what runs it
  await evaluator.prepareTraces().catch(() => {});
  const { notebook } = context;
  const set = [...notebook.options].map(([name, value]) => ({ name, value }));
  return await evaluator.trace({
    ...options,
    text,
    cell,
    shownBefore,
    read: options.read.length + options.interfaces.length > 0 || options.linux ? options.read : notebook.captures,
    options: [...set, ...options.options],
  });
}

function magicContext({ notebook, evaluator, directory }: CellContext): MagicContext {
  return {
    notebook,
    describe: async (what, pattern) => {
      const child = await evaluator();
      await child.prepareTraces();
      return await child.askDCells<Display>("describe", what, pattern);
    },
    publish: (words) => publishNotebook(words, directory ?? Deno.cwd()),
    checkCapture: async (path) => {
      try {
        const { isDirectory } = await Deno.stat(directory && !path.startsWith("/") ? `${directory}/${path}` : path);
        return isDirectory ? `\`${path}\` is a directory` : undefined;
      } catch (error) {
        return `\`${path}\` cannot be read: ${(error as Error).message}`;
      }
    },
  };
}
