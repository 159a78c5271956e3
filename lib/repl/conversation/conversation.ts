/**
 * A conversation: inputs are told apart, run, answered and remembered. It knows no terminal: what it says goes to a
 * voice.
 *
 * @module
 */
import { type DoorWords, languageOf, MagicError, withMeaning } from "../../notebook/text/mod.ts";
import type { CellOutcome, Display, EvaluatorListener, ShowRequest } from "../../evaluator/mod.ts";
import { RUN_TYPE, type RunFacts } from "../child/messages.ts";
import { type CommandContext, CommandError } from "../commands/repl_command.ts";
import { findCommand, inspectedName, meantCommand, parseCommand } from "../commands/command_table.ts";
import { Engine, type TraceRequest } from "./engine.ts";
import { Shower } from "./show.ts";
import { type ConversationEntry, ConversationState } from "./conversation_state.ts";
import type { ConversationOutput } from "./conversation_output.ts";

const REPL_WORDS: DoorWords = { source: ":source FILE", help: ":help", table: "`:table`" };

/** `181 packets in 12 ms` */
function timeText(packets: number, ms: number): string {
  const time = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${packets.toLocaleString("en-US")} packet${packets === 1 ? "" : "s"} in ${time}`;
}

/** Whether a cell of TypeScript gives a name to something. */
function declares(text: string, name: string): boolean {
  return /^\w+$/.test(name) && new RegExp(`\\b(?:let|const|var|function|class|import)\\b[^;]*\\b${name}\\b`).test(text);
}

/** Runs inputs one after the other. */
export class Conversation {
  readonly state = new ConversationState();
  readonly engine: Engine;
  readonly #shower: Shower;
  /** Whether an input runs. */
  busy = false;
  isOver = false;
  /** Whether any input failed. */
  failed = false;
  /** The last argument of exit() that was not 0. */
  exitStatus = 0;
  /** What the last run gathered, for completion. */
  gathered: readonly { readonly name: string; readonly detail: string }[] = [];
  #entry: ConversationEntry | undefined;
  #source = "";

  constructor(readonly output: ConversationOutput, permissions: readonly string[] = []) {
    this.#shower = new Shower(output, (text) => this.#entry && (this.#entry.output += text));
    this.engine = new Engine(this.#listener(), { width: output.width, color: output.color }, permissions);
  }

  /** Runs an input; false when it failed. Never throws for what the input is to blame for. */
  async enter(text: string): Promise<boolean> {
    if (text.trim() === "") return true;
    this.busy = true;
    let good = false;
    try {
      good = await this.#perform(text);
    } catch (error) {
      this.#shower.fail(error instanceof Error ? error.message : String(error));
      if (!(error instanceof CommandError) && !(error instanceof MagicError)) this.#reportOwn(error);
    } finally {
      this.#shower.end();
      this.busy = false;
    }
    if (!good) this.failed = true;
    return good;
  }

  /** Ends what runs. */
  async interrupt(): Promise<void> {
    if (this.busy) await this.engine.interrupt();
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  async #perform(entered: string): Promise<boolean> {
    const isOwn = (name: string) => this.state.entries.some(({ text }) => declares(text, name));
    const text = meantCommand(entered, isOwn);
    const command = parseCommand(text);
    const asked = inspectedName(text);
    if (asked !== undefined) return await this.#inspect(asked);
    if (!command) return await (languageOf(text) === "d" ? this.runD(text) : this.runTypeScript(text));
    const before = this.failed;
    this.failed = false;
    try {
      await findCommand(command.name).run(command.rest, this.#context());
      return !this.failed;
    } finally {
      this.failed = before;
    }
  }

  /** `name?`: what it is, in D or in TypeScript. */
  async #inspect(name: string): Promise<boolean> {
    const found = await this.engine.inspect(name, this.state.linux !== undefined);
    if (!found) throw new CommandError(`nothing is known of \`${name}\``);
    this.output.print(`${String(found.bundle["text/plain"]).trimEnd()}\n`);
    return true;
  }

  #context(): CommandContext {
    const { state, engine, output } = this;
    const noted = async (good: Promise<boolean>) => {
      if (!await good) this.failed = true;
      return await good;
    };
    return {
      state,
      engine,
      output,
      runD: (text, how) => noted(this.runD(text, how)),
      runTypeScript: (text) => noted(this.runTypeScript(text)),
      show: (request) => noted(this.#show(request)),
      leave: () => this.isOver = true,
    };
  }

  /** Runs a program of D with the conversation's source and options. */
  async runD(text: string, how: Partial<TraceRequest> = {}): Promise<boolean> {
    const { captures, interfaces, linux, save, options } = this.state;
    const entry = this.#begin("d", text);
    const request = { text, captures, interfaces, linux, save, options, ...how };
    const source = JSON.stringify([captures, interfaces, linux]);
    if (source !== this.#source) this.#shower.forgetShown();
    this.#source = source;
    return this.#end(entry, await this.engine.trace(request, entry.number));
  }

  async runTypeScript(text: string): Promise<boolean> {
    const entry = this.#begin("typescript", text);
    return this.#end(entry, await this.engine.evaluate(text, entry.number));
  }

  async #show(request: Omit<ShowRequest, "look">): Promise<boolean> {
    // what is shown of a run is not what its program printed
    this.#entry = undefined;
    const outcome = await this.engine.show({ ...request, look: this.engine.look }, this.engine.nextCell());
    if (outcome.status === "ok") {
      if (outcome.result) this.#shower.display(outcome.result);
      return true;
    }
    this.#shower.fail(outcome.error.message);
    return false;
  }

  #begin(language: ConversationEntry["language"], text: string): ConversationEntry {
    const number = this.engine.nextCell();
    const { captures, linux, options } = this.state;
    const entry: ConversationEntry = {
      number,
      language,
      text,
      captures: [...captures],
      linux,
      options: [...options],
      output: "",
    };
    this.state.entries.push(entry);
    return this.#entry = entry;
  }

  #end(entry: ConversationEntry, outcome: CellOutcome): boolean {
    this.#shower.live(undefined);
    if (outcome.status === "ok") {
      const facts = outcome.result?.bundle[RUN_TYPE] as RunFacts | undefined;
      if (facts) return this.#endRun(facts);
      if (outcome.result) this.#shower.display(outcome.result);
      return true;
    }
    entry.error = outcome.error;
    if (outcome.status === "interrupted" && !outcome.lost) this.output.note("interrupted");
    else this.#shower.fail(withMeaning(outcome.error, entry.text, REPL_WORDS).text);
    return false;
  }

  #endRun({ exitStatus, damaged, gathered, packets, ms }: RunFacts): boolean {
    this.gathered = gathered;
    if (this.output.interactive && packets > 0) this.output.note(timeText(packets, ms));
    if (exitStatus !== 0) this.exitStatus = exitStatus & 0xff;
    return !damaged;
  }

  #listener(): EvaluatorListener {
    return {
      write: (stream, text) => this.#shower.write(stream, text),
      display: (display: Display) => this.#shower.display(display),
      input: (prompt, secret) => {
        if (!this.output.ask) throw new Error("questions cannot be asked here: standard input is not a terminal");
        return this.output.ask(prompt, secret);
      },
      lost: (reason) => this.output.error(reason),
    };
  }

  /** A mistake of ours, and not of the input's. */
  #reportOwn(error: unknown): void {
    if (error instanceof Error && error.stack) this.output.note(error.stack);
  }
}
