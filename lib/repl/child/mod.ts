/**
 * Programs of D in the evaluator's child, for a terminal: DTrace's own text, progress and what is watched as rows that
 * change in place, tables and charts when they are asked for.
 *
 * @module
 */
import { openDCells as openCells } from "../../notebook/mod.ts";
import type { DCellOutcome, DCellPort, DCellRequest, DCellRunner } from "../../evaluator/mod.ts";
import { ReplRun } from "./child_run.ts";
import { showRequested } from "./show.ts";
import { preload } from "./preload.ts";

/** What the evaluator asks of this module. */
export function openDCells(): DCellRunner {
  let running: ReplRun | undefined;
  let cells: DCellRunner | undefined;
  let warming: Promise<void> | undefined;
  const hurry = new AbortController();
  const asked = () => cells ??= openCells();
  return {
    async run(request: DCellRequest, port: DCellPort): Promise<DCellOutcome> {
      if (request.show) return await showRequested(request.show, port);
      running = new ReplRun(request, port);
      try {
        return await running.run();
      } finally {
        running = undefined;
      }
    },
    interrupt() {
      running?.interrupt();
      return running !== undefined;
    },
    prepare() {
      // asked again: somebody wants to run something, and does not wait for more than there is
      if (warming) hurry.abort();
      return warming ??= preload(hurry.signal);
    },
    isComplete: (text) => asked().isComplete(text),
    complete: (text, offset) => asked().complete(text, offset),
    inspect: (text, offset) => asked().inspect(text, offset),
    describe: (what, pattern) => asked().describe(what, pattern),
    aboutLinux: async (question) => await asked().aboutLinux?.(question),
  };
}
