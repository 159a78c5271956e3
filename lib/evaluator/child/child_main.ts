/**
 * The child process in which cells run. It does nothing by itself: its parent drives it over the inspector, and calls
 * what is put under {@linkcode CHILD_NAME} here.
 *
 * @module
 */
import type { LinuxQuestion } from "../d_cell.ts";
import process from "node:process";
import type { CellError, CellReport, CommMessage, RenderTerminal } from "../mime_bundle.ts";
import { CHILD_NAME } from "../cell/child_name.ts";
import { asCell, beginCell, cellNumbered, currentCell, outside, setTrap, tick } from "./cells.ts";
import { openComms, receiveComm } from "./comms.ts";
import { installConsole, installErrorReports } from "./console.ts";
import { interruptDCell, keptRuns, loadDCells, loadedDCells, runDCell } from "./d_cells.ts";
import { installQuestions } from "./input.ts";
import { importAddress, moduleMeta } from "./import_addresses.ts";
import { jsonInteger, openParentChannel, sendToParent, writeMark } from "./parent_channel.ts";
import { installNotebook, isShown } from "./notebook_object.ts";
import { bundleOf, setTerminal, textOf, withPictureSize } from "./render.ts";
import { installStackTraces } from "./stack.ts";
import { installTimers } from "./timers.ts";

/** Everything that the parent and compiled cells call. */
const calls = {
  attach(token: string, terminal?: RenderTerminal): void {
    openParentChannel(token);
    setTerminal(terminal);
  },
  terminal: setTerminal,
  begin: beginCell,
  tick,
  at: importAddress,
  meta: moduleMeta,
  /** Ends a cell whose code has ended: shows its value or its error. */
  async done(value: unknown, threw: boolean, show: "no" | "only" | "keep", mark: string): Promise<string> {
    await tick();
    const report = threw ? { status: "error", error: errorOf(value) } satisfies CellReport : await result(value, show);
    writeMark(mark);
    return JSON.stringify(report, (_, part) => typeof part === "bigint" ? jsonInteger(part) : part);
  },
  mark: writeMark,
  /** Marks a cell as interrupted; true when a trace takes it and will end by itself. */
  interrupt(number: number): boolean {
    const taken = interruptDCell();
    const cell = cellNumbered(number);
    if (!cell || taken) return taken;
    cell.interrupted = true;
    setTrap(() => sendToParent({ type: "trapped", cell: number }));
    return false;
  },
  /** Says so when the event loop has turned: then no code is busy. (A promise answered to the parent would belong to the cell.) */
  turn(): void {
    asCell(outside, () => tick().then(tick).then(() => sendToParent({ type: "turned" })));
  },
  /** Tells the code of an interrupted cell, once nothing can be hit by the interrupt any more. */
  abort(number: number): void {
    asCell(outside, () => tick().then(() => cellNumbered(number)?.abort()));
  },
  comm: (message: CommMessage) => void receiveComm(message),
  comms: openComms,
  keptRuns,
  /** How long the processor has worked for this process, in microseconds. */
  worked(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  runD: runDCell,
  loadD: (url: string) => loadDCells(url).then((runner) => runner.prepare?.()),
  /** Asks the module of D cells a question that needs no run; undefined before it is loaded. */
  askD(question: "isComplete" | "complete" | "inspect" | "describe", ...given: [never, never]): string | undefined {
    return JSON.stringify(loadedDCells()?.[question](...given));
  },
  /** The same about the running kernel. */
  async askLinux(question: LinuxQuestion): Promise<string | undefined> {
    return JSON.stringify(await loadedDCells()?.aboutLinux?.(question));
  },
};

async function result(value: unknown, show: "no" | "only" | "keep"): Promise<CellReport> {
  if (show === "no" || value === undefined || isShown(value)) return { status: "ok" };
  try {
    const bundle = await bundleOf(value);
    if (show === "keep") (globalThis as Record<string, unknown>)._ = value;
    return { status: "ok", result: withPictureSize({ bundle }) };
  } catch (error) {
    return { status: "error", error: errorOf(error) };
  }
}

function errorOf(error: unknown): CellError {
  const report = (error as { report?: CellError } | null)?.report;
  if (report && typeof report.text === "string" && error instanceof Error) return report;
  try {
    if (!(error instanceof Error)) return { name: "Thrown", message: textOf(error), text: `Thrown: ${textOf(error)}` };
    return { name: String(error.name), message: String(error.message), text: textOf(error) };
  } catch (second) {
    return { name: "Error", message: "an error that cannot be shown", text: String(second) };
  }
}

function install(): void {
  Object.defineProperty(globalThis, CHILD_NAME, { value: Object.freeze(calls), enumerable: false });
  installStackTraces();
  installTimers();
  installConsole();
  installErrorReports(textOf);
  installQuestions();
  installNotebook();
  const exit = Deno.exit;
  Deno.exit = (status = 0): never => {
    sendToParent({ type: "exit", status, cell: currentCell().number });
    return exit(status);
  };
  // with a listener SIGINT reaches the programs that a cell waits for, and not this process
  Deno.addSignalListener("SIGINT", () => {});
}

const parent = Deno.ppid;
// also keeps the process alive
setInterval(() => {
  if (Deno.ppid !== parent) Deno.exit(0);
}, 500);
install();
