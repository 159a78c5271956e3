/**
 * The script of a published notebook: cells of D can be changed and run again, each over the captures it was published with,
 * and it is said whether what comes of it is what was published. Nothing runs without being asked to.
 *
 * @module
 */
import type { KnownNames } from "../../notebook/text/mod.ts";
import type { Answer, CaptureFile, Outcome } from "../messages.ts";
import { isSameOutcome, type ProgramCell, type PublishedOutcome } from "../published.ts";
import { Editor } from "./editor.ts";
import { find, page } from "./dom.ts";
import { part } from "./parts.ts";
import { Results } from "./results.ts";
import { EngineWorker } from "./worker.ts";

const json = async (id: string) => JSON.parse(new TextDecoder().decode(await part(id)));
const CHECK_AFTER_MS = 400;

/** What all cells share. */
interface CellsShared {
  /** A number for a question. */
  next(): number;
  engine: EngineWorker;
  files: readonly CaptureFile[];
  /** Some cell is no longer what was published, or all are again. */
  changed(): void;
  /** Told which cell runs; false where another one does. */
  begin(cell: PageCell): boolean;
  end(): void;
}
class PageCell {
  readonly #editor: Editor;
  readonly #results: Results;
  #run = 0;
  #checking = 0;
  #completion = 0;
  #text: string[] = [];
  #warnings: string[] = [];
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  /** It shows something else than was published. */
  isOther = false;

  constructor(readonly published: ProgramCell, readonly number: number, readonly shared: CellsShared) {
    const at = (id: string) => find(id + number);
    this.#results = new Results(String(number));
    this.#editor = new Editor(
      { field: at("editor"), paint: at("paint"), choices: at("choices"), told: at("told") },
      {
        run: () => this.run(),
        changed: () => this.#changed(),
        complete: (program, offset) =>
          shared.engine.ask({ kind: "complete", id: this.#completion = shared.next(), program, offset }),
      },
    );
    at("run").addEventListener("click", () => this.run());
    at("stop").addEventListener("click", () => shared.engine.ask({ kind: "stop" }));
    at("reset").addEventListener("click", () => this.#reset());
    at("run").disabled = false;
  }
  know(names: KnownNames): void {
    this.#editor.know(names);
  }
  get isEdited(): boolean {
    return this.#editor.text !== this.published.program;
  }
  run(): void {
    const { shared, published } = this;
    if (!shared.begin(this)) return;
    clearTimeout(this.#checkTimer);
    this.#run = shared.next();
    this.#text = [];
    this.#warnings = [];
    this.#results.clear();
    this.#results.status("running …");
    this.#setRunning(true);
    shared.engine.captures(shared.files.filter(({ name }) => published.captures.includes(name)));
    shared.engine.ask({
      kind: "run",
      id: this.#run,
      program: this.#editor.text,
      settings: published.settings,
      given: published.given,
    });
  }
  #setRunning(isRunning: boolean): void {
    find(`run${this.number}`).hidden = isRunning;
    find(`stop${this.number}`).hidden = !isRunning;
  }
  #changed(): void {
    find(`reset${this.number}`).hidden = !this.isEdited && !this.isOther;
    this.shared.changed();
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => {
      const { program, settings } = { program: this.#editor.text, settings: this.published.settings };
      this.shared.engine.ask({ kind: "check", id: this.#checking = this.shared.next(), program, settings });
    }, CHECK_AFTER_MS);
  }
  #reset(): void {
    const { outcome, program } = this.published;
    this.isOther = false;
    this.#editor.text = program;
    this.#results.clear();
    this.#results.write(outcome.text);
    this.#results.end({ ...outcome, exitStatus: 0, interrupted: false, elapsedMs: 0, omittedCharacters: 0 });
    this.#results.status(`${outcome.packets.toLocaleString("en-US")} packets`);
    this.#mark("as published", "");
    this.#changed();
  }
  #mark(text: string, kind: "same" | "other" | ""): void {
    const mark = find(`mark${this.number}`);
    mark.textContent = text;
    mark.className = `mark ${kind}`;
  }
  /** True where the answer was for this cell. */
  hear(answer: Answer): boolean {
    if (answer.kind === "ready") return false;
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
      case "progress":
        return this.#results.status(`running … ${answer.packets.toLocaleString("en-US")} packets`);
      case "done":
        return this.#done(answer.outcome);
      case "failed":
        this.#results.fault(answer.text);
        return this.fail("the program did not run");
    }
  }
  #done(outcome: Outcome): void {
    this.#results.end(outcome);
    const made: PublishedOutcome = {
      ...outcome,
      text: this.#text.join(""),
      lines: [...this.#warnings, ...outcome.lines],
    };
    const isSame = isSameOutcome(made, this.published.outcome);
    this.isOther = !isSame;
    this.#mark(isSame ? "✓ the same as published" : "≠ not what was published", isSame ? "same" : "other");
    this.#end();
  }
  fail(why: string): void {
    this.#results.status(why);
    this.isOther = true;
    this.#mark("≠ not what was published", "other");
    this.#end();
  }
  #end(): void {
    this.#setRunning(false);
    find(`reset${this.number}`).hidden = !this.isEdited && !this.isOther;
    this.shared.end();
    this.shared.changed();
  }
}

async function load(): Promise<void> {
  const names: string[] = await json("captures");
  const files = await Promise.all(
    names.map(async (name, i) => ({ name, data: new Blob([await part(`capture${i}`)]) })),
  );
  const published: [ProgramCell, number][] = await json("cells");
  const engine = new Blob([await part("engine")], { type: "text/javascript" });
  const cells: PageCell[] = [];
  let id = 0, running: PageCell | undefined;
  const hear = (answer: Answer) => {
    if (answer.kind === "ready") {
      const names = { variables: new Set(answer.variables), functions: new Set(answer.functions) };
      cells.forEach((cell) => cell.know(names));
      return page.documentElement.setAttribute("data-ready", "true");
    }
    if (answer.kind === "long") {
      find("long").hidden = false;
      return find("on").focus();
    }
    cells.some((cell) => cell.hear(answer));
  };
  const shared: CellsShared = {
    next: () => ++id,
    engine: new EngineWorker(URL.createObjectURL(engine), hear, (why) => running?.fail(why)),
    files,
    changed() {
      const isChanged = cells.some((cell) => cell.isEdited || cell.isOther);
      find("state").textContent = isChanged ? "Changed by you" : "As published";
      find("state").classList.toggle("changed", isChanged);
    },
    begin: (cell) => !running && Boolean(running = cell),
    end() {
      running = undefined;
      find("long").hidden = true;
    },
  };
  find("on").addEventListener("click", () => {
    find("long").hidden = true;
    shared.engine.ask({ kind: "go on" });
  });
  find("halt").addEventListener("click", () => shared.engine.ask({ kind: "stop" }));
  for (const [cell, number] of published) cells.push(new PageCell(cell, number, shared));
}
load().catch((error) => {
  find("state").textContent = `this browser shows what was published, and cannot run it: ${(error as Error).message}`;
});
