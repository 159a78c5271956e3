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
  /** Milliseconds that it may take. */
  readonly limitMs?: number;
  /** False: no charts are made of its tables, as in a page that draws none. */
  readonly charts?: boolean;
}
export interface CellResults {
  readonly outcome: PublishedOutcome;
  /** All that the outcome shows some rows of. */
  readonly tables: readonly ResultTable[];
}
/** @throws what a session throws: ProgramError, SettingError, SourceError; an Error where it takes longer than it may */
export async function runCell({ charts = true, limitMs = Infinity, ...cell }: RunnableCell): Promise<CellResults> {
  let isLate = false;
  const texts: string[] = [], warnings: string[] = [];
  let tables: readonly ResultTable[] = [];
  const run = new PageRun({ id: 0, ...cell }, { ...RUN_BOUNDS, patienceMs: limitMs }, {
    tell(answer) {
      if (answer.kind === "text") texts.push(answer.text);
      if (answer.kind === "warning") warnings.push(answer.text);
      if (answer.kind === "long") {
        isLate = true;
        // it waits for an answer by then
        queueMicrotask(() => run.stop());
      }
    },
    now: () => performance.now(),
    modelOf: charts ? modelOf : undefined,
  });
  const { lines, results, packets, exitStatus, omittedCharacters } = await run.run((gathered) => tables = gathered);
  if (isLate) throw new Error(`a cell takes longer than ${limitMs / 1000} seconds`);
  return {
    outcome: {
      ...{ text: texts.join(""), omittedCharacters, exitStatus, lines: [...warnings, ...lines], results, packets },
    },
    tables,
  };
}
