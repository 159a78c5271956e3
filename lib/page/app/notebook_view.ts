/**
 * A published notebook in a browser. Nothing runs without being asked to.
 *
 * @module
 */
import type { Answer, CapturePart } from "../messages.ts";
import type { ProgramCell } from "../published.ts";
import { type CellSurroundings, PageCell } from "./cell.ts";
import { find, page } from "./dom.ts";
import { broughtEngine, partCapture, partJson, textOf } from "./parts.ts";
import { EngineWorker } from "./worker.ts";

/** What the page's part of that name holds. */
interface NotebookPart {
  readonly cells: readonly (readonly [cell: ProgramCell, number: number])[];
  /** Their bytes are parts of their own. */
  readonly captures: readonly CapturePart[];
  readonly recordedMs: number;
}
class Notebook implements CellSurroundings {
  readonly engine: EngineWorker;
  readonly recordedMs: number;
  readonly #cells: PageCell[];
  #id = 0;
  #running: PageCell | undefined;
  /** What is to be run after it. */
  #queue: PageCell[] = [];
  #isEngineReady = false;
  #areCapturesReady = false;
  #isReady = false;

  constructor({ cells, captures, recordedMs }: NotebookPart) {
    this.recordedMs = recordedMs;
    const files = captures.map((capture, i) => partCapture(capture, `capture${i}`));
    this.engine = new EngineWorker(broughtEngine(), files, (answer) => this.#hear(answer), (why) => this.#lose(why));
    this.#cells = cells.map(([cell, number]) => new PageCell(cell, number, this, find(`status${number}`).textContent));
    this.#listen();
  }
  #listen(): void {
    find("on").addEventListener("click", () => {
      find("long").hidden = true;
      this.engine.ask({ kind: "go on" });
    });
    find("halt").addEventListener("click", () => this.stop());
    find("manifest-part").addEventListener("toggle", () => {
      find("manifest-text").textContent = textOf("manifest");
    });
    let width = 0;
    addEventListener("resize", () => {
      if (width !== (width = page.documentElement.clientWidth)) this.#draw();
    });
    if (this.#cells.length === 0) return;
    find("run-all").disabled = false;
    find("run-all").addEventListener("click", () => this.#runAll());
    find("stop-all").addEventListener("click", () => this.stop());
    find("reset-all").addEventListener("click", () => {
      this.stop();
      this.#cells.forEach((cell) => cell.reset());
    });
  }
  /** Charts as wide as the page is, and tables with all rows that are shown. */
  #draw(): void {
    this.#cells.forEach((cell) => cell.draw());
  }
  next(): number {
    return ++this.#id;
  }
  /** A cell that another one keeps waiting comes after it. */
  ask(cell: PageCell): void {
    if (this.#running === cell || this.#queue.includes(cell)) return;
    this.#queue.push(cell);
    this.#runNext();
  }
  #runAll(): void {
    this.#queue = this.#cells.filter((cell) => cell !== this.#running);
    this.#runNext();
  }
  #runNext(): void {
    if (!this.#running) this.#running = this.#queue.shift();
    else return this.#showState();
    this.#showState();
    this.#running?.run();
  }
  stop(): void {
    this.#queue = [];
    find("long").hidden = true;
    if (this.#running) this.engine.ask({ kind: "stop" });
  }
  ended(): void {
    this.#running = undefined;
    find("long").hidden = true;
    this.#runNext();
  }
  changed(): void {
    this.#showState();
  }
  #showState(): void {
    const others = this.#cells?.filter((cell) => cell.isEdited || cell.isOther) ?? [];
    const isRunning = this.#running !== undefined;
    find("run-all").hidden = isRunning;
    find("stop-all").hidden = !isRunning;
    find("reset-all").hidden = others.length === 0;
    find("state").classList.toggle("changed", others.length > 0);
    const state = others.length > 0 ? `Changed by you: ${cellsText(others)}` : "As published";
    const all = this.#cells?.every(({ isSame }) => isSame) ? "; all cells were run again, and came to the same" : "";
    const text = this.#running ? `Running cell ${this.#running.number} … ${state}` : `${state}${all}`;
    if (find("shown").textContent !== text) find("shown").textContent = text;
  }
  #lose(why: string): void {
    this.#queue = [];
    this.#running?.fail(why);
  }
  #hear(answer: Answer): void {
    switch (answer.kind) {
      case "ready": {
        const names = { variables: new Set(answer.variables), functions: new Set(answer.functions) };
        this.#cells.forEach((cell) => cell.know(names));
        this.#isEngineReady = true;
        return this.#sayReady();
      }
      case "captures ready":
        this.#areCapturesReady = true;
        return this.#sayReady();
      case "long":
        find("long").hidden = false;
        return find("on").focus();
      default:
        this.#cells.some((cell) => cell.hear(answer));
    }
  }
  #sayReady(): void {
    if (!this.#isEngineReady || !this.#areCapturesReady || this.#isReady) return;
    this.#isReady = true;
    page.documentElement.setAttribute("data-ready", "true");
    // a reader who asks at once does not wait for what only becomes wider
    setTimeout(() => this.#draw());
  }
}
/** `cell 2`; `cells 2 and 3`; `7 cells`. */
function cellsText(cells: readonly PageCell[]): string {
  const numbers = cells.map(({ number }) => number);
  if (numbers.length === 1) return `cell ${numbers[0]}`;
  if (numbers.length > 4) return `${numbers.length} cells`;
  return `cells ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}
/** Begins; says so where the browser cannot run it. */
export function openNotebook(): void {
  try {
    new Notebook(partJson<NotebookPart>("notebook"));
  } catch (error) {
    find("shown").textContent = `this browser shows what was published, and cannot run it: ${(error as Error).message}`;
  }
}
