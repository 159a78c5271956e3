/**
 * `:table` and `:chart` in the child, where what was gathered is.
 *
 * @module
 */
import { DCellError, type DCellOutcome, type ShowRequest } from "../../evaluator/mod.ts";
import type { Run } from "../../run/mod.ts";

let last: Run | undefined;

/** The run of which tables and charts are asked. */
export function rememberRun(run: Run): void {
  last = run;
}

/** Shows what was asked for. */
export function showRequested(request: ShowRequest): Promise<DCellOutcome> {
  if (!last) throw failure("nothing was gathered yet: enter a program of D first");
  throw failure(`${request.what}: not yet`);
}

function failure(message: string): DCellError {
  return new DCellError({ name: "CommandError", message, text: message });
}
