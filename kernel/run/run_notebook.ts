/**
 * Runs a notebook from clean, without Jupyter: an evaluator of its own, cell after cell, until one fails.
 *
 * @module
 */
import { type CellError, Evaluator } from "../../lib/evaluator/mod.ts";
import { Captures, type CellContext, evaluateCell, hearing, NotebookState } from "../cells/mod.ts";
import { LANGUAGE_INFO } from "../requests/kernel_info.ts";
import { hasTag, joinText, type Notebook, type NotebookCell } from "./notebook_file.ts";
import { CellOutputs } from "./outputs.ts";

/** How to run. */
export interface RunSettings {
  /** Where the notebook is: relative names lead from there. */
  readonly directory: string;
  /** The module of D cells. */
  readonly dCells: string;
  /** Permissions of cells, as flags of `deno run`. */
  readonly permissions?: readonly string[];
  /** Aborted when the run is to end: the cell under way is interrupted. */
  readonly signal?: AbortSignal;
  /** Called when a cell has run. */
  ran?(cell: NotebookCell, place: CellPosition, ms: number): void;
}

/** Which cell it is. */
export interface CellPosition {
  /** Among the cells that run, from 1: the number in brackets. */
  readonly count: number;
  readonly of: number;
}

/** A cell that has failed, and with it the run. */
export class CellFailure extends Error {
  override readonly name = "CellFailure";
  constructor(readonly place: CellPosition, readonly cell: NotebookCell, readonly error: CellError) {
    super(error.message);
  }
}

/** Tags of cells, in the words of nbclient. */
const SKIPPED = "skip-execution", MAY_FAIL = "raises-exception";

/** Runs all cells; answers with the notebook and what it shows now. Throws a {@linkcode CellFailure}. */
export async function runNotebook(notebook: Notebook, settings: RunSettings): Promise<Notebook> {
  const outputs = new CellOutputs();
  const { directory, dCells, permissions, signal } = settings;
  const captures = new Captures();
  const listener = hearing(outputs, captures);
  const evaluator = await Evaluator.start({ directory, dCells, permissions }, listener);
  const stop = () => void evaluator.interrupt();
  signal?.addEventListener("abort", stop);
  try {
    const context: CellContext = {
      notebook: new NotebookState(),
      captures,
      evaluator: () => Promise.resolve(evaluator),
      directory,
      show: listener.display,
      write: listener.write,
    };
    return await runCells(notebook, settings, context, outputs);
  } finally {
    signal?.removeEventListener("abort", stop);
    await evaluator.close();
  }
}

async function runCells(
  notebook: Notebook,
  { signal, ran }: RunSettings,
  context: CellContext,
  outputs: CellOutputs,
): Promise<Notebook> {
  const runs = (cell: NotebookCell) =>
    cell.cell_type === "code" && !hasTag(cell, SKIPPED) && joinText(cell.source).trim() !== "";
  const of = notebook.cells.filter(runs).length;
  const cells: NotebookCell[] = [];
  let count = 0;
  for (const cell of notebook.cells) {
    if (!runs(cell)) {
      cells.push(cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell);
      continue;
    }
    const place = { count: ++count, of }, start = performance.now();
    signal?.throwIfAborted();
    const outcome = await evaluateCell(joinText(cell.source), { cell: count, show: true }, context);
    if (outcome.status !== "ok") {
      if (!hasTag(cell, MAY_FAIL) || signal?.aborted) throw new CellFailure(place, cell, outcome.error);
      outputs.error(outcome.error, count);
    } else if (outcome.result) outputs.result(outcome.result, count, count);
    ran?.(cell, place, performance.now() - start);
    // its own list: what a cell leaves running may still speak
    cells.push({ ...cell, outputs: outputs.of(count), execution_count: count });
  }
  return { ...notebook, cells, metadata: { ...notebook.metadata, language_info: LANGUAGE_INFO } };
}
