/**
 * Cells of D in the child: loads their module, binds what they gathered.
 *
 * @module
 */
import type { DCellModule, DCellOutcome, DCellPort, DCellRequest, DCellRunner } from "../d_cell.ts";
import { currentCell } from "./cells.ts";
import { sendToParent, write } from "./parent_channel.ts";
import { JUPYTER_DISPLAY, withPictureSize } from "./render.ts";

let runner: DCellRunner | undefined;
let loading: Promise<DCellRunner> | undefined;
let running = false;

/** The last runs of this conversation, oldest first: not all, since each holds what it gathered. */
const runs: unknown[] = [];
const KEPT_RUNS = 100;

/** Where cells of D print. */
const port: DCellPort = {
  write: (stream, text) => write(stream, text, currentCell().number),
  display: (display) =>
    sendToParent({ type: "display", display: withPictureSize(display), cell: currentCell().number }),
  clear: (wait) => sendToParent({ type: "clear", wait, cell: currentCell().number }),
};

/** Loads the module of D cells, once. */
export function loadDCells(url: string): Promise<DCellRunner> {
  loading ??= import(url).then(async (module: DCellModule) => runner = await module.openDCells());
  loading.catch(() => loading = undefined);
  return loading;
}

/** The runner, when it is loaded. */
export function loadedDCells(): DCellRunner | undefined {
  return runner;
}

/** Runs a cell of D; what comes back shows itself as the outcome says. */
export async function runDCell(
  url: string,
  request: Omit<DCellRequest, "signal">,
  assign?: (run: unknown) => void,
): Promise<unknown> {
  const cells = await loadDCells(url);
  running = true;
  try {
    const outcome = await cells.run({ ...request, signal: currentCell().signal }, port);
    if ("run" in outcome) assign?.(outcome.run);
    return bind(outcome, request.as);
  } finally {
    running = false;
  }
}

/** Ends a trace that is under way. */
export function interruptDCell(): boolean {
  return running && (runner?.interrupt() ?? false);
}

function bind(outcome: DCellOutcome, name: string | undefined): unknown {
  const scope = globalThis as Record<string, unknown>;
  if ("run" in outcome) {
    runs.push(outcome.run);
    if (runs.length > KEPT_RUNS) runs.shift();
    scope.runs = runs;
    scope._ = outcome.run;
    if (name) scope[name] = outcome.run;
  }
  Object.assign(scope, outcome.names);
  const names = ["runs", "_", ...name ? [name] : [], ...Object.keys(outcome.names ?? {})];
  sendToParent({ type: "declared", text: outcome.declarations ?? "", names, cell: currentCell().number });
  const { shown } = outcome;
  return shown && { [JUPYTER_DISPLAY]: () => shown.bundle };
}
