/**
 * Runs one cell after the other in the child, and ends the running one when asked.
 *
 * @module
 */
import type { CellReport } from "../mime_bundle.ts";
import { CHILD_NAME } from "../cell/child_name.ts";
import type { ChildProcess } from "./child_process.ts";
import { type CellText, frameError } from "./error_frame.ts";
import { argument, type CellOutcome, failure, interrupted, type RunningCell, type ShowValue } from "./outcome.ts";
import { ConnectionEnded, type Evaluation, InspectorError, type RemoteValue } from "./inspector.ts";
import type { EvaluatorListener } from "./child_settings.ts";
import { Stopper } from "./stopper.ts";
import { waitUntil, within } from "./waiting.ts";

/** Waiting times of an interrupt, in milliseconds. */
const TERMINATE_MS = 150;
/** A turn of the event loop while a trace runs; and what it may take to hand over what it gathered: it is not lost for being much. */
const TRACE_MS = 3_000, HAND_OVER_MS = 60_000;
const MARK_MS = 5_000;
const LOST_MS = 10_000;
/** The evaluator, as far as running cells goes: its child changes. */
export interface RunnerHost {
  readonly child: ChildProcess;
  /** Id of the object in the child that ends cells. */
  readonly calls: string;
  readonly listener: EvaluatorListener;
  readonly texts: ReadonlyMap<number, CellText>;
  /** While a new child is started. */
  readonly restarting?: Promise<void>;
  restart(): Promise<void>;
}

export class CellRunner {
  #running?: RunningCell;
  #lastCell = 0;
  #questions = 0;
  readonly stopper = new Stopper(() => this.host.child);

  constructor(readonly host: RunnerHost) {}

  get running(): RunningCell | undefined {
    return this.#running;
  }
  /** Number of the cell that output without one belongs to. */
  get cell(): number {
    return this.#running?.cell ?? this.#lastCell;
  }
  /** There is a new child. */
  clear(): void {
    this.#questions = 0;
  }

  /**
   * Runs a script as a cell.
   *
   * @param declared called once what it declares is known; undefined: it is a program of D, and declares nothing
   */
  async run(script: string, cell: number, show: ShowValue, declared?: () => void): Promise<CellOutcome> {
    if (this.#running) throw new Error("a cell runs already");
    const { promise, resolve } = Promise.withResolvers<CellOutcome>();
    const running: RunningCell = {
      cell,
      isTrace: declared === undefined,
      over: false,
      end: (outcome) => {
        running.over = true;
        resolve(outcome);
      },
    };
    this.#running = running;
    this.#lastCell = cell;
    await this.host.restarting?.catch(() => {});
    await this.stopper.idle();
    // an interrupt may have been quicker
    if (!running.over) this.#begin(running, script, show, declared);
    try {
      return await promise;
    } finally {
      await running.interrupting;
      await this.stopper.idle();
      this.#running = undefined;
    }
  }

  #begin(running: RunningCell, script: string, show: ShowValue, declared?: () => void): void {
    this.#evaluate(running, script, show, declared).then(
      (outcome) => outcome && running.end(outcome),
      (error) => {
        // an interrupt or the end of the child settles the cell
        if (!running.interrupting && error instanceof InspectorError && !/collected/.test(error.message)) {
          running.end({ status: "error", error: failure(error) });
        }
        if (error instanceof ConnectionEnded) void this.#endLost(running);
      },
    );
  }

  async #evaluate(
    running: RunningCell,
    script: string,
    show: ShowValue,
    declared?: () => void,
  ): Promise<CellOutcome | undefined> {
    const { child } = this.host;
    const { inspector } = child;
    const evaluation = await inspector.call<Evaluation>("Runtime.evaluate", {
      expression: script,
      replMode: true,
      awaitPromise: true,
      objectGroup: "cell",
    }, true);
    const { exceptionDetails } = evaluation;
    const compiled = exceptionDetails?.exception?.className !== "SyntaxError" || !!exceptionDetails.stackTrace;
    if (compiled) declared?.();
    // how it ended says nothing then: an interrupt inside of a call into the runtime looks like an error of that call
    if (running.interrupting && !await running.taken) return void await this.endInterrupted(running, false);
    const mark = child.newMark();
    const value = exceptionDetails ? exceptionDetails.exception ?? { type: "undefined" } : evaluation.result;
    const done = await inspector.call<Evaluation>("Runtime.callFunctionOn", {
      functionDeclaration: "function (value, threw, show, mark) { return this.done(value, threw, show, mark) }",
      objectId: this.host.calls,
      arguments: [argument(value), { value: exceptionDetails !== undefined }, { value: show }, { value: mark }],
      awaitPromise: true,
      returnByValue: true,
    }, true);
    await child.reached(mark, MARK_MS);
    inspector.call("Runtime.releaseObjectGroup", { objectGroup: "cell" }).catch(() => {});
    if (typeof done.result.value !== "string") return undefined;
    const report = JSON.parse(done.result.value) as CellReport;
    if (report.status === "ok") return { status: "ok", result: report.result };
    return { status: "error", error: frameError(report.error, this.host.texts) };
  }

  /** Ends the running cell; settles when it has ended. Without one it does nothing. */
  async interrupt(): Promise<void> {
    const running = this.#running;
    if (!running || running.over) return;
    if (running.interrupting) running.insisted = true;
    running.interrupting ??= this.#interrupt(running);
    await running.interrupting;
  }

  async #interrupt(running: RunningCell): Promise<void> {
    const still = () => !running.over;
    if (this.#questions > 0) await this.host.child.answer({ interrupted: true });
    // code of ours does not run for long without a turn of the event loop, and modules that are loaded must not be stopped
    const turnMs = running.isTrace ? TRACE_MS : undefined;
    const marked = within(this.#call(`interrupt(${running.cell})`), turnMs ?? TERMINATE_MS);
    running.taken = marked.then((answer) => "value" in answer && answer.value.value === true);
    const taken = await running.taken;
    if (!still()) return;
    if (taken) {
      // who asks again does not want to wait for it
      await waitUntil(() => !still() || running.insisted === true, HAND_OVER_MS);
      if (!still()) return;
    }
    const { child } = this.host;
    if (await this.stopper.end(running, turnMs)) {
      await this.#call(`abort(${running.cell})`).catch(() => {});
      await this.endInterrupted(running, false);
    } else if (still()) {
      // one that has gone may have its successor already
      if (this.host.child === child) await this.host.restart().catch(() => {});
      await this.endInterrupted(running, true);
    }
  }

  async endInterrupted(running: RunningCell, lost: boolean): Promise<void> {
    if (running.over) return;
    if (!lost) {
      const { child } = this.host, mark = child.newMark();
      const written = await within(this.#call(`mark(${JSON.stringify(mark)})`), MARK_MS);
      if ("value" in written) await child.reached(mark, MARK_MS);
    }
    running.end(interrupted(lost));
  }

  /** The child was gone before the cell came to it. */
  async #endLost(running: RunningCell): Promise<void> {
    await waitUntil(() => running.over, LOST_MS);
    const error = new Error("the evaluator has left, and the cell with it");
    if (!running.over) running.end({ status: "error", error: { ...failure(error), name: "Exited" } });
  }

  /** What the listener answers to a question of a cell. */
  async question(child: ChildProcess, prompt: string, password: boolean, cell: number): Promise<void> {
    this.#questions++;
    try {
      if (!this.host.listener.input) throw new Error("questions cannot be asked here");
      const value = await this.host.listener.input(prompt, password, cell);
      if (!this.#running?.interrupting) await child.answer({ value: value ?? undefined });
    } catch (error) {
      if (!this.#running?.interrupting) await child.answer({ refused: (error as Error).message });
    } finally {
      this.#questions--;
    }
  }

  #call(call: string): Promise<RemoteValue> {
    return this.host.child.inspector.evaluate(`${CHILD_NAME}.${call}`);
  }
}
