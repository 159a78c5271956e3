/**
 * A cell run as a page runs it: what it comes to is what the page shows when it is run there.
 *
 * @module
 */
import { PageRun } from "./engine/run.ts";
import { RUN_BOUNDS, type Setting } from "./messages.ts";
import type { CellOutcome, PublishedCapture } from "./published.ts";

/** @throws what a session throws: ProgramError, SettingError, SourceError */
export async function runCell(
  program: string,
  settings: readonly Setting[],
  captures: readonly Pick<PublishedCapture, "name" | "data">[],
): Promise<CellOutcome> {
  const texts: string[] = [], warnings: string[] = [];
  const run = new PageRun(
    { id: 0, program, settings, captures },
    { ...RUN_BOUNDS, patienceMs: Infinity },
    (answer) => {
      if (answer.kind === "text") texts.push(answer.text);
      if (answer.kind === "warning") warnings.push(answer.text);
    },
    () => performance.now(),
  );
  const { lines, results, packets } = await run.run();
  return { text: texts.join(""), lines: [...warnings, ...lines], results, packets };
}
