/**
 * A cell run as a page runs it: what it comes to is what the page shows when it is run there.
 *
 * @module
 */
import { modelOf } from "../chart/mod.ts";
import type { ResultTable } from "../table/mod.ts";
import { PageRun } from "./engine/run.ts";
import { type ProgramRequest, RUN_BOUNDS } from "./messages.ts";
import type { PublishedCapture, PublishedOutcome } from "./published.ts";

/** What a cell is, and what it is run over. */
export interface RunnableCell extends ProgramRequest {
  readonly captures: readonly Pick<PublishedCapture, "name" | "data">[];
  /** False: no charts are made of its tables, as in a page that draws none. */
  readonly charts?: boolean;
}
export interface CellResults {
  readonly outcome: PublishedOutcome;
  /** All that the outcome shows some rows of. */
  readonly tables: readonly ResultTable[];
}
/** @throws what a session throws: ProgramError, SettingError, SourceError */
export async function runCell({ charts = true, ...cell }: RunnableCell): Promise<CellResults> {
  const texts: string[] = [], warnings: string[] = [];
  let tables: readonly ResultTable[] = [];
  const run = new PageRun({ id: 0, ...cell }, { ...RUN_BOUNDS, patienceMs: Infinity }, {
    tell(answer) {
      if (answer.kind === "text") texts.push(answer.text);
      if (answer.kind === "warning") warnings.push(answer.text);
    },
    now: () => performance.now(),
    modelOf: charts ? modelOf : undefined,
  });
  const { lines, results, packets, exitStatus, omittedCharacters } = await run.run((gathered) => tables = gathered);
  return {
    outcome: {
      ...{ text: texts.join(""), omittedCharacters, exitStatus, lines: [...warnings, ...lines], results, packets },
    },
    tables,
  };
}
