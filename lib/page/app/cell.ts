/**
 * A cell of a published notebook: it can be changed, run over the captures it was published with, and set back; and it is said
 * in what the result differs from what was published.
 *
 * @module
 */
import type { KnownNames } from "../../notebook/text/mod.ts";
import type { Answer, Outcome } from "../messages.ts";
import { differencesOf, type ProgramCell, type PublishedOutcome } from "../published.ts";
import { Editor } from "./editor.ts";
import { find } from "./dom.ts";
import { Results } from "./results.ts";
import type { EngineWorker } from "./worker.ts";

const CHECK_AFTER_MS = 400;

/** What all cells share. */
export interface CellSurroundings {
  /** A number for a question. */
  next(): number;
  readonly engine: EngineWorker;
  readonly recordedMs: number;
  /** Some cell is not any more what was published, or is again. */
  changed(): void;
  /** A reader asks for a cell to be run. */
  ask(cell: PageCell): void;
  stop(): void;
  /** The run is over. */
  ended(): void;
}
export class PageCell {
  readonly #editor: Editor;
  readonly #results: Results;
  #run = 0;
  #checking = 0;
  #completion = 0;
  #text: string[] = [];
  #warnings: string[] = [];
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  /** What stands in the page is not what was published. */
  isOther = false;
  /** It was run, and came to what was published. */
  isSame = false;

  /** @param publishedStatus what stood below the program before any script ran */
  constructor(
    readonly published: ProgramCell,
    readonly number: number,
    readonly shared: CellSurroundings,
    readonly publishedStatus: string,
  ) {
    const at = (id: string) => find(id + number);
    this.#results = new Results(String(number), published.outcome.results);
    this.#editor = new Editor(
      { field: at("editor"), paint: at("paint"), choices: at("choices"), statusElement: at("announcement") },
      {
        run: () => shared.ask(this),
        changed: () => this.#changed(),
        complete: (program, offset) =>
          shared.engine.ask({ kind: "complete", id: this.#completion = shared.next(), program, offset }),
      },
    );
    at("run").addEventListener("click", () => shared.ask(this));
    at("stop").addEventListener("click", () => shared.stop());
    at("reset").addEventListener("click", () => this.reset());
    at("run").disabled = false;
    if (published.isSilent) this.#results.write(published.outcome.text);
  }
  draw(): void {
    this.#results.draw();
  }
  know(names: KnownNames): void {
    this.#editor.know(names);
  }
  get isEdited(): boolean {
    return this.#editor.text !== this.published.program;
  }
  run(): void {
    const { shared, published } = this;
    clearTimeout(this.#checkTimer);
    this.#run = shared.next();
    this.#text = [];
    this.#warnings = [];
    this.#results.clear();
    this.#results.status("running …");
    this.#setRunning(true);
    shared.engine.ask({ kind: "run", id: this.#run, over: published.captures, ...this.#request() });
  }
  #request() {
    const { settings, given } = this.published;
    return { program: this.#editor.text, settings, given, recordedMs: this.shared.recordedMs };
  }
  #setRunning(isRunning: boolean): void {
    find(`run${this.number}`).hidden = isRunning;
    find(`stop${this.number}`).hidden = !isRunning;
  }
  #changed(): void {
    this.#offerReset();
    this.shared.changed();
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => {
      this.shared.engine.ask({ kind: "check", id: this.#checking = this.shared.next(), ...this.#request() });
    }, CHECK_AFTER_MS);
  }
  #offerReset(): void {
    find(`reset${this.number}`).hidden = !this.isEdited && !this.isOther;
  }
  /** As it was published, program and results. */
  reset(): void {
    const { outcome, program } = this.published;
    this.isOther = this.isSame = false;
    this.#run = 0;
    if (this.isEdited) this.#editor.text = program;
    clearTimeout(this.#checkTimer);
    this.#checking = 0;
    this.#results.clear();
    this.#results.write(outcome.text);
    this.#results.end({ ...outcome, interrupted: false, elapsedMs: 0 });
    this.#results.status(this.publishedStatus);
    this.#mark("", "");
    this.#offerReset();
    this.shared.changed();
  }
  #mark(text: string, kind: "same" | "other" | ""): void {
    const mark = find(`mark${this.number}`);
    mark.textContent = text;
    mark.className = `mark ${kind}`;
  }
  /** True where the answer was for this cell. */
  hear(answer: Answer): boolean {
    if (answer.kind === "ready" || answer.kind === "captures ready") return false;
    if (answer.kind === "checked" && answer.id === this.#checking) this.#results.fault(answer.text);
    else if (answer.kind === "completed" && answer.id === this.#completion) {
      this.#editor.offer(answer.start, answer.end, answer.candidates);
    } else if (answer.id === this.#run) this.#hearOfRun(answer);
    else return false;
    return true;
  }
  #hearOfRun(answer: Answer): void {
    switch (answer.kind) {
      case "text":
        this.#text.push(answer.text);
        return this.#results.write(answer.text);
      case "warning":
        this.#warnings.push(answer.text);
        return this.#results.warn(answer.text);
      case "progress": {
        const part = answer.part === undefined ? "" : ` · ${Math.floor(answer.part * 100)} %`;
        return this.#results.status(`running … ${answer.packets.toLocaleString("en-US")} packets${part}`);
      }
      case "done":
        return this.#done(answer.outcome);
      case "failed":
        this.#results.fault(answer.text);
        this.#results.status("the program did not run");
        return this.#end(["it does not run"]);
    }
  }
  #done(outcome: Outcome): void {
    this.#results.end(outcome);
    const { exitStatus, omittedCharacters, results, packets } = outcome;
    const lines = [...this.#warnings, ...outcome.lines];
    const made: PublishedOutcome = {
      ...{ text: this.#text.join(""), omittedCharacters, exitStatus, lines, results, packets },
    };
    this.#end(differencesOf(made, this.published.outcome));
  }
  /** The run was ended from outside. */
  fail(why: string): void {
    this.#results.status(why);
    this.#results.warn(why);
    this.#end(["it did not come to its end"]);
  }
  /** @param differences from what was published */
  #end(differences: readonly string[]): void {
    this.isSame = differences.length === 0;
    this.isOther = !this.isSame;
    this.#run = 0;
    if (this.isSame) this.#mark("✓ the same as published", "same");
    else this.#mark(`≠ not what was published: ${differences.join(", ")}`, "other");
    this.#setRunning(false);
    this.#offerReset();
    this.shared.ended();
    this.shared.changed();
  }
}
