/**
 * Evaluates cells in a child process, one after the other, and ends them when asked, with everything they declared
 * kept. Used by the REPL and by the Jupyter kernel.
 *
 * @module
 */
import type { CellReport, ChildMessage, CommMessage } from "../bundle.ts";
import { CHILD_NAME } from "../cell/child_name.ts";
import { compileCell, type CompiledCell } from "../cell/compile_cell.ts";
import type { NameKind } from "../cell/declarations.ts";
import { CellSyntaxError } from "../cell/syntax_error.ts";
import type { DCellRequest } from "../d_cell.ts";
import { ChildProcess } from "./child_process.ts";
import { type CellText, frameError, frameSyntaxError } from "./error_frame.ts";
import {
  argument,
  attach,
  type CellOutcome,
  failure,
  interrupted,
  type RunningCell,
  type ShowValue,
} from "./outcome.ts";
import { ConnectionEnded, type Evaluation, InspectorError, type RemoteValue } from "./inspector.ts";
import { Stopper } from "./stopper.ts";
import type { CellOptions, EvaluatorListener, EvaluatorSettings } from "./settings.ts";
import { Suggester } from "./suggester.ts";
import type { Completion, Inspection } from "./suggestions.ts";
import { waitUntil, within } from "./waiting.ts";

/** Waiting times of an interrupt, in milliseconds. */
const TERMINATE_MS = 150;
const TRACE_MS = 3_000;
const MARK_MS = 300;
const LOST_MS = 10_000;
const KEPT_TEXTS = 500;
const START_TRIES = 3;

/** Evaluates cells. */
export class Evaluator {
  #child!: ChildProcess;
  #calls!: string;
  #running?: RunningCell;
  #declared = new Map<string, NameKind>();
  readonly #texts = new Map<number, CellText>();
  #questions = 0;
  #closed = false;
  #restarting?: Promise<void>;
  readonly #stopper = new Stopper(() => this.#child);
  /** Children that were told to end: their end is no news. */
  readonly #dismissed = new WeakSet<ChildProcess>();
  #lastCell = 0;

  readonly #suggester: Suggester;

  private constructor(readonly settings: EvaluatorSettings, readonly listener: EvaluatorListener) {
    this.#suggester = new Suggester(settings);
  }

  /** Starts the child process. */
  static async start(settings: EvaluatorSettings, listener: EvaluatorListener): Promise<Evaluator> {
    const evaluator = new Evaluator(settings, listener);
    await evaluator.#start();
    return evaluator;
  }

  /** Whether a cell runs. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** The process of the child. */
  get pid(): number {
    return this.#child.process.pid;
  }

  /** Evaluates a cell of TypeScript. */
  async evaluate(code: string, options: CellOptions): Promise<CellOutcome> {
    let compiled: CompiledCell;
    try {
      compiled = compileCell(code, options.cell, this.#declared);
    } catch (error) {
      if (!(error instanceof CellSyntaxError)) throw error;
      return { status: "error", error: frameSyntaxError(error, options.cell, code) };
    }
    this.#texts.set(options.cell, { code, map: compiled.map }).delete(options.cell - KEPT_TEXTS);
    const show = !compiled.hasValue || options.show === false ? "no" : options.keep === false ? "only" : "keep";
    return await this.#run(compiled.script, options.cell, show, () => {
      for (const [name, kind] of compiled.names) this.#declared.set(name, kind);
      this.#suggester.ran(code, compiled.names.keys());
    });
  }

  /** Runs a cell of D. */
  async trace(request: Omit<DCellRequest, "signal">): Promise<CellOutcome> {
    const { dCells } = this.settings;
    if (!dCells) throw new Error("this evaluator has no cells of D");
    const { as: name } = request;
    // a variable of a cell would hide the name: then it is that variable which gets the run
    const assign = name && this.#declared.get(name) === "lexical" ? `, (run) => { ${name} = run; }` : "";
    const call = `await ${CHILD_NAME}.runD(${JSON.stringify(dCells)}, ${JSON.stringify(request)}${assign})`;
    return await this.#run(`await ${CHILD_NAME}.begin(${request.cell}, 0); ${call}`, request.cell, "only", () => {});
  }

  /** Loads the module of D cells before it is needed. */
  async prepareTraces(): Promise<void> {
    const call = `${CHILD_NAME}.loadD(${JSON.stringify(this.settings.dCells)})`;
    if (this.settings.dCells) await this.#child.inspector.evaluate(call, { awaitPromise: true });
  }

  /** Tells the child of `settings.terminal` after a change. */
  tellTerminal(): Promise<unknown> {
    return this.#call(`terminal(${JSON.stringify(this.settings.terminal)})`);
  }

  /** Asks the module of D cells; undefined while it is not loaded. */
  async askDCells<T>(question: string, ...given: unknown[]): Promise<T | undefined> {
    const call = `${CHILD_NAME}.askD(${[question, ...given].map((one) => JSON.stringify(one)).join(", ")})`;
    const { value } = await this.#child.inspector.evaluate(call);
    return typeof value === "string" ? JSON.parse(value) as T : undefined;
  }

  /** Ways to go on in a cell of TypeScript; also while a cell runs. */
  complete(text: string, offset: number): Promise<Completion> {
    return this.#suggester.complete(this.#child.inspector, text, offset);
  }

  /** What a name in a cell of TypeScript is; also while a cell runs. */
  inspect(text: string, offset: number): Promise<Inspection | undefined> {
    return this.#suggester.inspect(this.#child.inspector, text, offset);
  }

  /** What an expression of TypeScript is worth, as JSON has it; also while a cell runs. Throws what it throws. */
  async value(expression: string): Promise<unknown> {
    return (await this.#child.inspector.evaluate(`(${expression}\n)`, { returnByValue: true })).value;
  }

  /** Passes on what the page says to a comm. */
  async receiveComm(message: CommMessage): Promise<void> {
    await this.#call(`comm(${JSON.stringify(message)})`);
  }

  /** The comms that cells have open. */
  async openComms(target?: string): Promise<unknown> {
    const call = `${CHILD_NAME}.comms(${target === undefined ? "" : JSON.stringify(target)})`;
    return (await this.#child.inspector.evaluate(call, { returnByValue: true })).value;
  }

  /** Ends the running cell; settles when it has ended. Without one it does nothing. */
  async interrupt(): Promise<void> {
    const running = this.#running;
    if (!running || running.over) return;
    running.interrupting ??= this.#interrupt(running);
    await running.interrupting;
  }

  async #interrupt(running: RunningCell): Promise<void> {
    const still = () => !running.over;
    if (this.#questions > 0) await this.#child.answer({ interrupted: true });
    const marked = within(this.#call(`interrupt(${running.cell})`), TERMINATE_MS);
    running.taken = marked.then((answer) => "value" in answer && answer.value.value === true);
    const taken = await running.taken;
    if (!still()) return;
    if (taken) {
      await waitUntil(() => !still(), TRACE_MS);
      if (!still()) return;
    }
    if (await this.#stopper.end(running)) {
      await this.#call(`abort(${running.cell})`).catch(() => {});
      await this.#endInterrupted(running, false);
    } else if (still()) {
      await this.#restart().catch(() => {});
      await this.#endInterrupted(running, true);
    }
  }

  /** Ends the child. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#child.kill(), this.#suggester.close()]);
  }

  /** A new child: everything declared is gone. */
  async restart(): Promise<void> {
    const running = this.#running;
    await this.#restart();
    if (running) await this.#endInterrupted(running, true);
  }

  async #start(): Promise<void> {
    const child: ChildProcess = await ChildProcess.start(this.settings, {
      text: (stream, text) => this.listener.write(stream, text, this.#running?.cell ?? this.#lastCell),
      message: (json) => this.#receive(child, json),
    });
    this.#child = child;
    this.#declared = new Map();
    this.#suggester.clear();
    this.#questions = 0;
    try {
      this.#calls = await attach(child.inspector, child.token, this.settings.terminal);
    } catch (error) {
      await child.kill();
      throw error;
    }
    child.ended.then((status) => this.#ended(child, status));
    const leave = () => !this.#dismissed.has(child) && !this.#closed && child.kill();
    child.inspector.ended.then(() => setTimeout(leave, 500));
  }

  #restart(): Promise<void> {
    this.#restarting ??= this.#replace().finally(() => this.#restarting = undefined);
    return this.#restarting;
  }

  async #replace(): Promise<void> {
    const old = this.#child;
    this.#dismissed.add(old);
    await old.kill();
    for (let tries = 1;; tries++) {
      try {
        return await this.#start();
      } catch (error) {
        // something ends them as they come: not for ever
        if (tries === START_TRIES) throw error;
      }
    }
  }

  #call(call: string): Promise<RemoteValue> {
    return this.#child.inspector.evaluate(`${CHILD_NAME}.${call}`);
  }

  async #run(script: string, cell: number, show: ShowValue, declared: () => void): Promise<CellOutcome> {
    if (this.#running) throw new Error("a cell runs already");
    const { promise, resolve } = Promise.withResolvers<CellOutcome>();
    const running: RunningCell = {
      cell,
      over: false,
      end: (outcome) => {
        running.over = true;
        resolve(outcome);
      },
    };
    this.#running = running;
    this.#lastCell = cell;
    await this.#restarting?.catch(() => {});
    await this.#stopper.idle();
    // an interrupt may have been quicker
    if (!running.over) this.#begin(running, script, show, declared);
    try {
      return await promise;
    } finally {
      await running.interrupting;
      await this.#stopper.idle();
      this.#running = undefined;
    }
  }

  #begin(running: RunningCell, script: string, show: ShowValue, declared: () => void): void {
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
    declared: () => void,
  ): Promise<CellOutcome | undefined> {
    const child = this.#child;
    const { inspector } = child;
    const evaluation = await inspector.call<Evaluation>("Runtime.evaluate", {
      expression: script,
      replMode: true,
      awaitPromise: true,
      objectGroup: "cell",
    }, true);
    const { exceptionDetails } = evaluation;
    const compiled = exceptionDetails?.exception?.className !== "SyntaxError" || !!exceptionDetails.stackTrace;
    if (compiled) declared();
    // how it ended says nothing then: an interrupt inside of a call into the runtime looks like an error of that call
    if (running.interrupting && !await running.taken) return void await this.#endInterrupted(running, false);
    const mark = child.newMark();
    const value = exceptionDetails ? exceptionDetails.exception ?? { type: "undefined" } : evaluation.result;
    const done = await inspector.call<Evaluation>("Runtime.callFunctionOn", {
      functionDeclaration: "function (value, threw, show, mark) { return this.done(value, threw, show, mark) }",
      objectId: this.#calls,
      arguments: [argument(value), { value: exceptionDetails !== undefined }, { value: show }, { value: mark }],
      awaitPromise: true,
      returnByValue: true,
    }, true);
    await child.reached(mark, MARK_MS);
    inspector.call("Runtime.releaseObjectGroup", { objectGroup: "cell" }).catch(() => {});
    if (typeof done.result.value !== "string") return undefined;
    const report = JSON.parse(done.result.value) as CellReport;
    if (report.status === "ok") return { status: "ok", result: report.result };
    return { status: "error", error: frameError(report.error, this.#texts) };
  }

  async #endInterrupted(running: RunningCell, lost: boolean): Promise<void> {
    if (running.over) return;
    if (!lost) {
      const mark = this.#child.newMark();
      await within(this.#call(`mark(${JSON.stringify(mark)})`), MARK_MS);
      await this.#child.reached(mark, MARK_MS);
    }
    running.end(interrupted(lost));
  }

  /** The child was gone before the cell came to it. */
  async #endLost(running: RunningCell): Promise<void> {
    await waitUntil(() => running.over, LOST_MS);
    const error = new Error("the evaluator has left, and the cell with it");
    if (!running.over) running.end({ status: "error", error: { ...failure(error), name: "Exited" } });
  }

  /** The child has ended without having been told to. */
  async #ended(child: ChildProcess, status: Deno.CommandStatus): Promise<void> {
    if (this.#dismissed.has(child) || this.#closed) return;
    const running = this.#running;
    const how = status.signal ? `was ended by ${status.signal}` : `has left with status ${status.code}`;
    const message = `the evaluator ${how} and was started anew: everything declared is gone`;
    const again = await this.#restart().then(() => "", (error) => `; it does not start again: ${error.message}`);
    const text = message + again;
    if (running) running.end({ status: "error", error: { name: "Exited", message: text, text: `Exited: ${text}` } });
    else this.listener.lost?.(text);
  }

  #receive(child: ChildProcess, payload: string): void {
    const message = JSON.parse(payload) as ChildMessage;
    const { listener } = this;
    switch (message.type) {
      case "write":
        return listener.write(message.stream, message.text, message.cell);
      case "display":
        return listener.display(message.display, message.cell);
      case "clear":
        return listener.clear?.(message.wait, message.cell);
      case "comm":
        return listener.comm?.(message.message, message.cell);
      case "declared":
        return this.#suggester.ran(message.text, message.names);
      case "publish":
        return listener.publish?.(message.kind, message.content, message.cell);
      case "input":
        return void this.#question(child, message.prompt, message.password, message.cell);
      case "trapped":
        return void this.#stopper.stop();
      case "turned":
        return this.#stopper.turned();
      case "exit":
        // an inspected process does not leave while somebody looks at it
        return child.inspector.close();
    }
  }

  async #question(child: ChildProcess, prompt: string, password: boolean, cell: number): Promise<void> {
    this.#questions++;
    try {
      if (!this.listener.input) throw new Error("nobody can be asked here");
      const value = await this.listener.input(prompt, password, cell);
      if (!this.#running?.interrupting) await child.answer({ value: value ?? undefined });
    } catch (error) {
      if (!this.#running?.interrupting) await child.answer({ refused: (error as Error).message });
    } finally {
      this.#questions--;
    }
  }
}
