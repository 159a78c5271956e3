/**
 * Runs a cell: its magics, then its program in its language.
 *
 * @module
 */
import type { CellOutcome, Display, Evaluator } from "../../lib/evaluator/mod.ts";
import { parseCellText, type ParsedCell } from "./cell.ts";
import { expandMagics } from "./expand.ts";
import { type MagicContext, runMagic } from "./magics.ts";
import type { Captures } from "./captures.ts";
import type { NotebookState } from "./notebook_settings.ts";
import { publishNotebook } from "./publish_magic.ts";
import { CELL_WORDS, MagicError, withMeaning } from "../../lib/notebook/text/mod.ts";

/** Where cells run. */
export interface CellContext {
  readonly notebook: NotebookState;
  /** Cells whose output is kept: who shows things asks. */
  readonly captures: Captures;
  evaluator(): Promise<Evaluator>;
  /** Where the notebook is, when that is not where the process is. */
  readonly directory?: string;
  /** Shows what a magic has to say. */
  show(display: Display, cell: number): void;
  write(stream: "stdout" | "stderr", text: string, cell: number): void;
  /** Puts a text into the cell, where the frontend does that. */
  replaceCell?(text: string): void;
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
      const display = await runMagic(magic, magicContext(context, cell));
      if (magic.name === "!") shownBefore = true;
      if (!display) continue;
      context.show(display, cell);
      shownBefore = true;
    }
  } catch (error) {
    if (!(error instanceof MagicError)) throw error;
    const { message } = error;
    return { status: "error", error: { name: "MagicError", message, text: `MagicError: ${message}` } };
  }
  if (parsed.writes) return await writeFile(parsed.text, parsed.writes, cell, context);
  if (parsed.text.trim() === "") return { status: "ok" };
  const run = () => runProgram(parsed, { cell, show, shownBefore }, context);
  const { capture } = parsed;
  const shown = capture ? () => captured(run, capture.name, cell, context) : run;
  return parsed.timed ? await inTime(shown, cell, context) : await shown();
}

async function runProgram(
  { text, language, options, timed, unchecked }: ParsedCell,
  { cell, show, shownBefore }: { readonly cell: number; readonly show: boolean; readonly shownBefore: boolean },
  context: CellContext,
): Promise<CellOutcome> {
  const evaluator = await context.evaluator();
  if (language === "typescript") {
    const outcome = await evaluator.evaluate(text, { cell, show, unchecked });
    return outcome.status === "error" ? { ...outcome, error: withMeaning(outcome.error, text, CELL_WORDS) } : outcome;
  }
  // what an interrupt ends must be the cell, not the child that still loads what runs it
  await evaluator.prepareTraces().catch(() => {});
  const { notebook } = context;
  const set = [...notebook.options].map(([name, value]) => ({ name, value }));
  return await evaluator.trace({
    ...options,
    text,
    cell,
    shownBefore: shownBefore || timed,
    read: options.read.length + options.interfaces.length > 0 || options.linux ? options.read : notebook.captures,
    options: [...set, ...options.options],
  });
}

/** Runs, and says how long it took, and how much of that the processor worked for it. */
async function inTime(run: () => Promise<CellOutcome>, cell: number, context: CellContext): Promise<CellOutcome> {
  const used = async () => await (await context.evaluator()).worked();
  const before = await used(), start = performance.now();
  const outcome = await run();
  const seconds = (performance.now() - start) / 1e3, after = await used();
  // a new process has used nothing
  const cpu = after < before ? "" : `, CPU ${inWords(after - before)}`;
  context.write("stdout", `wall ${inWords(seconds)}${cpu}\n`, cell);
  return outcome;
}
const inWords = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(seconds < 100 ? 2 : 0)} s`;

/** Runs with what it shows kept, under a name where there is one. */
async function captured(
  run: () => Promise<CellOutcome>,
  name: string | undefined,
  cell: number,
  context: CellContext,
): Promise<CellOutcome> {
  const kept = context.captures.begin(cell);
  let outcome: CellOutcome;
  try {
    outcome = await run();
  } finally {
    context.captures.end(cell);
  }
  if (outcome.status === "ok" && outcome.result) kept.display(outcome.result);
  if (name !== undefined) await (await context.evaluator()).assign(name, kept.value);
  return outcome.status === "ok" ? { status: "ok" } : outcome;
}

/** In the process of cells, which may write what cells may. */
async function writeFile(
  text: string,
  { path, append }: NonNullable<ParsedCell["writes"]>,
  cell: number,
  context: CellContext,
): Promise<CellOutcome> {
  const evaluator = await context.evaluator();
  const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const call = `{ Deno.writeTextFileSync(${JSON.stringify(path)}, ${JSON.stringify(whole)}, { append: ${append} }) }`;
  const outcome = await evaluator.evaluate(call, { cell, show: false, unchecked: true });
  if (outcome.status !== "ok") {
    const { name, message } = outcome.error;
    return { ...outcome, error: { name, message, text: `${name}: ${message}` } };
  }
  const bytes = new TextEncoder().encode(whole).length;
  context.show({ bundle: { "text/plain": `${append ? "added" : "wrote"} ${bytes} bytes: ${path}` } }, cell);
  return outcome;
}

function magicContext(context: CellContext, cell: number): MagicContext {
  const { notebook, directory } = context;
  return {
    notebook,
    describe: async (what, pattern) => {
      const child = await context.evaluator();
      await child.prepareTraces();
      return await child.askDCells<Display>("describe", what, pattern);
    },
    names: async () => await (await context.evaluator()).declaredNow(),
    reset: async () => await (await context.evaluator()).restart(),
    readText: async (path) => {
      const text = await (await context.evaluator()).value(`Deno.readTextFileSync(${JSON.stringify(path)})`);
      return String(text);
    },
    replaceCell: context.replaceCell && ((text) => context.replaceCell!(text)),
    run: async (command) => await runCommand(command, cell, context),
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

/** A command of the system, where cells may run any. */
async function runCommand(command: string, cell: number, context: CellContext): Promise<void> {
  const evaluator = await context.evaluator();
  const state = await evaluator.value('Deno.permissions.querySync({ name: "run", command: "sh" }).state');
  if (state !== "granted") {
    throw new MagicError(
      "`!` runs other programs, which these cells may not: `probebook kernel install --allow-run` allows it",
    );
  }
  const call = `{ const { code } = await new Deno.Command("sh", { args: ["-c", ${JSON.stringify(command)}], ` +
    'stdin: "null", stdout: "inherit", stderr: "inherit" }).spawn().status; ' +
    'if (code !== 0) Deno.stderr.writeSync(new TextEncoder().encode("status " + code + "\\n")); }';
  const outcome = await evaluator.evaluate(call, { cell, show: false, unchecked: true });
  if (outcome.status !== "ok") throw new MagicError(outcome.error.message);
}
