/**
 * Evaluates cells in a child process, one after the other, and ends them when asked, with everything they declared
 * kept. Used by the REPL and by the Jupyter kernel.
 *
 * @module
 */
import type { ChildMessage, CommMessage } from "../mime_bundle.ts";
import { CHILD_NAME } from "../cell/child_name.ts";
import { compileCell, type CompiledCell } from "../cell/compile_cell.ts";
import type { NameKind } from "../cell/cell_declarations.ts";
import { CellSyntaxError } from "../cell/syntax_error.ts";
import type { DCellRequest, LinuxQuestion } from "../d_cell.ts";
import { CellRunner, type RunnerHost } from "./cell_runner.ts";
import { ChildProcess } from "./child_process.ts";
import { type CellText, frameSyntaxError, frameTypeProblems } from "./error_frame.ts";
import type { RemoteValue } from "./inspector.ts";
import { attach, type CellOutcome } from "./outcome.ts";
import type { CellOptions, EvaluatorListener, EvaluatorSettings } from "./child_settings.ts";
import { Suggester } from "./suggester.ts";
import { describeValues } from "./complete.ts";
import type { Completion, Inspection, NamedValue } from "./suggestions.ts";

const KEPT_TEXTS = 500;
const START_TRIES = 3;

/** Evaluates cells. */
export class Evaluator {
  #child!: ChildProcess;
  #calls!: string;
  #declared = new Map<string, NameKind>();
  /** Names that are bound from here: cells of D do it. */
  readonly #bound = new Set<string>();
  readonly #texts = new Map<number, CellText>();
  #closed = false;
  #restarting?: Promise<void>;
  #prepared?: { readonly child: ChildProcess; readonly loaded: Promise<void> };
  /** Children that were asked to end: their end is not news. */
  readonly #dismissed = new WeakSet<ChildProcess>();

  readonly #suggester: Suggester;
  readonly #runner: CellRunner;

  private constructor(readonly settings: EvaluatorSettings, readonly listener: EvaluatorListener) {
    this.#suggester = new Suggester(settings);
    this.#runner = new CellRunner(this.#runnerHost());
  }

  #runnerHost(): RunnerHost {
    const child = () => this.#child, calls = () => this.#calls, restarting = () => this.#restarting;
    return {
      get child() {
        return child();
      },
      get calls() {
        return calls();
      },
      get restarting() {
        return restarting();
      },
      texts: this.#texts,
      listener: this.listener,
      restart: () => this.#restart(),
    };
  }

  /** Starts the child process. */
  static async start(settings: EvaluatorSettings, listener: EvaluatorListener): Promise<Evaluator> {
    const evaluator = new Evaluator(settings, listener);
    await evaluator.#start();
    return evaluator;
  }

  /** Whether a cell runs. */
  get busy(): boolean {
    return this.#runner.running !== undefined;
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
    const problems = options.unchecked
      ? []
      : await this.#suggester.check(code, compiled.names.keys(), compiled.isTyped);
    if (problems.length > 0) return { status: "error", error: frameTypeProblems(problems, options.cell, code) };
    this.#texts.set(options.cell, { code, map: compiled.map }).delete(options.cell - KEPT_TEXTS);
    const show = !compiled.hasValue || options.show === false ? "no" : options.keep === false ? "only" : "keep";
    return await this.#runner.run(compiled.script, options.cell, show, () => {
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
    return await this.#runner.run(`await ${CHILD_NAME}.begin(${request.cell}, 0); ${call}`, request.cell, "only");
  }

  /** Loads the module of D cells before it is needed: once for each child. */
  prepareTraces(): Promise<void> {
    const { dCells } = this.settings, child = this.#child;
    if (!dCells) return Promise.resolve();
    if (this.#prepared?.child !== child) {
      const call = `${CHILD_NAME}.loadD(${JSON.stringify(dCells)})`;
      const loaded = child.inspector.evaluate(call, { awaitPromise: true }).then(() => {});
      this.#prepared = { child, loaded };
      // asked again it is tried again
      loaded.catch(() => this.#prepared = undefined);
    }
    return this.#prepared!.loaded;
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

  /** The same about the running kernel. */
  async askLinux<T>(question: LinuxQuestion): Promise<T | undefined> {
    const call = `${CHILD_NAME}.askLinux(${JSON.stringify(question)})`;
    const { value } = await this.#child.inspector.evaluate(call, { awaitPromise: true });
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

  /** How long the processor has worked for the child, in seconds. */
  async worked(): Promise<number> {
    return Number((await this.#call("worked()")).value) / 1e6;
  }

  /** Binds a value, as JSON has it, to a name that cells find. */
  async assign(name: string, value: unknown): Promise<void> {
    // a variable of a cell would hide the name: then it is that variable which gets the value
    const place = this.#declared.get(name) === "lexical" ? name : `globalThis[${JSON.stringify(name)}]`;
    await this.#child.inspector.evaluate(`${place} = ${JSON.stringify(value)}, undefined`);
    this.#bound.add(name);
    this.#suggester.ran(`declare let ${name}: any;`, [name]);
  }

  /** The names that cells have declared or bound, in alphabetical order, with what each is now. */
  async declaredNow(): Promise<readonly NamedValue[]> {
    const { inspector } = this.#child;
    const names = [...new Set([...this.#declared.keys(), ...this.#bound])].sort();
    const found = await describeValues(inspector, names);
    const kept = await this.#call("keptRuns()");
    const note = typeof kept.value === "string" ? kept.value : undefined;
    return found.map((one) => one.name === "runs" && note ? { ...one, value: note } : one);
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
    await this.#runner.interrupt();
  }

  /** Ends the child. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#child.kill(), this.#suggester.close()]);
  }

  /** A new child: everything declared is gone. */
  async restart(): Promise<void> {
    const { running } = this.#runner;
    await this.#restart();
    if (running) await this.#runner.endInterrupted(running, true);
  }

  async #start(): Promise<void> {
    const child: ChildProcess = await ChildProcess.start(this.settings, {
      text: (stream, text) => this.listener.write(stream, text, this.#runner.cell),
      message: (json) => this.#receive(child, json),
    });
    this.#child = child;
    this.#declared = new Map();
    this.#bound.clear();
    this.#suggester.clear();
    this.#runner.clear();
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

  /** The child has ended without having been asked to. */
  async #ended(child: ChildProcess, status: Deno.CommandStatus): Promise<void> {
    if (this.#dismissed.has(child) || this.#closed) return;
    const { running } = this.#runner;
    const how = status.signal ? `was ended by ${status.signal}` : `has left with status ${status.code}`;
    const message = `the evaluator ${how} and was restarted: everything declared is gone`;
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
        for (const name of message.names) this.#bound.add(name);
        return this.#suggester.ran(message.text, message.names);
      case "publish":
        return listener.publish?.(message.kind, message.content, message.cell);
      case "input":
        return void this.#runner.question(child, message.prompt, message.password, message.cell);
      case "trapped":
        return void this.#runner.stopper.stop();
      case "turned":
        return this.#runner.stopper.turned();
      case "exit":
        // an inspected process does not leave while somebody looks at it
        return child.inspector.close();
    }
  }
}
