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
/** How much each of them holds, about. */
const sizes: number[] = [];
const KEPT_RUNS = 100, KEPT_BYTES = 64 * 1024 * 1024;
/** Runs that are kept no longer. */
let dropped = 0;

/** What is kept of runs, in words; undefined where nothing has run. */
export function keptRuns(): string | undefined {
  if (runs.length + dropped === 0) return undefined;
  const bytes = sizes.reduce((sum, one) => sum + one, 0);
  const gone = dropped === 0 ? "" : `; ${dropped} before them ${dropped === 1 ? "is" : "are"} gone`;
  return `${runs.length} run${runs.length === 1 ? "" : "s"}, ${inMegabytes(bytes)} (at most ${KEPT_RUNS} and ` +
    `${inMegabytes(KEPT_BYTES)} are kept)${gone}`;
}
const inMegabytes = (bytes: number): string => `${(bytes / 1048576).toFixed(bytes < 10 * 1048576 ? 1 : 0)} MB`;

/** The last one is kept however large it is. */
function keep(run: unknown, bytes: number): void {
  runs.push(run);
  sizes.push(bytes);
  let held = sizes.reduce((sum, one) => sum + one, 0);
  while (runs.length > KEPT_RUNS || held > KEPT_BYTES && runs.length > 1) {
    runs.shift();
    held -= sizes.shift()!;
    dropped++;
  }
}

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
    keep(outcome.run, outcome.bytes ?? 0);
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
