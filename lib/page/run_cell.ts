/**
 * A cell run as a page runs it: what it comes to is what the page shows when it is run there.
 *
 * @module
 */
import { PageRun } from "./engine/run.ts";
import type { ResultTable } from "../table/mod.ts";
import { RUN_BOUNDS } from "./messages.ts";
import type { ProgramCell, PublishedCapture, PublishedOutcome } from "./published.ts";

/** What a cell is, and what it is run over. */
export interface RunnableCell extends Pick<ProgramCell, "program" | "settings" | "given"> {
  readonly captures: readonly Pick<PublishedCapture, "name" | "data">[];
}
export interface CellResults {
  readonly outcome: PublishedOutcome;
  /** All that the outcome shows some rows of. */
  readonly tables: readonly ResultTable[];
}
/** @throws what a session throws: ProgramError, SettingError, SourceError */
export async function runCell(cell: RunnableCell): Promise<CellResults> {
  const texts: string[] = [], warnings: string[] = [];
  let gathered: readonly ResultTable[] = [];
  const run = new PageRun(
    { id: 0, ...cell },
    { ...RUN_BOUNDS, patienceMs: Infinity },
    (answer) => {
      if (answer.kind === "text") texts.push(answer.text);
      if (answer.kind === "warning") warnings.push(answer.text);
    },
    () => performance.now(),
    (tables) => gathered = tables,
  );
  const { lines, results, packets } = await run.run();
  return { outcome: { text: texts.join(""), lines: [...warnings, ...lines], results, packets }, tables: gathered };
}
