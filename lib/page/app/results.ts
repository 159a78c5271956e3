/**
 * What came of a run: its text, what it has to say, charts and tables. All of it goes into the page as text.
 *
 * @module
 */
import type { ChartModel } from "../../chart/mod.ts";
import type { Outcome, ShownResult } from "../messages.ts";
import { find, make, type PageElement } from "./dom.ts";

/** What draws charts; a page that leaves them out has none. */
export const drawing: { chart?: (model: ChartModel, width: number) => PageElement | undefined } = {};

/** Pixels at both sides of a chart. */
const FRAME = 42;

export class Results {
  readonly #output: PageElement;
  readonly #warnings: PageElement;
  readonly #results: PageElement;
  readonly #status: PageElement;
  readonly #faults: PageElement;
  #pending: string[] = [];
  #isWaiting = false;
  #last: readonly ShownResult[] = [];

  /**
   * @param of what the ids of its elements end in: a page has these once for each program
   * @param last what is shown before anything runs
   */
  constructor(of = "", last: readonly ShownResult[] = []) {
    this.#last = last;
    [this.#output, this.#warnings, this.#results, this.#status, this.#faults] = [
      ...["output", "warnings", "results", "status", "faults"],
    ].map((id) => find(id + of));
  }
  /** A run begins. */
  clear(): void {
    this.#pending = [];
    this.#last = [];
    this.#output.replaceChildren();
    this.#output.hidden = true;
    this.#warnings.replaceChildren();
    this.#results.replaceChildren();
    this.fault("");
  }
  status(text: string): void {
    this.#status.textContent = text;
  }
  /** What is wrong with the program, in frames. */
  fault(text: string): void {
    this.#faults.textContent = text;
    this.#faults.hidden = text === "";
  }
  warn(text: string): void {
    this.#warnings.append(make("li", {}, text));
  }
  /** Shown with the next picture of the screen: there may be many pieces. */
  write(text: string): void {
    this.#pending.push(text);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestFrame(() => this.#flush());
  }
  #flush(): void {
    this.#isWaiting = false;
    if (this.#pending.length === 0) return;
    this.#output.append(this.#pending.join(""));
    this.#output.hidden = false;
    this.#pending = [];
  }
  end(outcome: Outcome): void {
    this.#flush();
    const { packets, elapsedMs, interrupted, exitStatus, omittedCharacters, lines, results } = outcome;
    lines.forEach((line) => this.warn(line));
    if (omittedCharacters > 0) {
      this.warn(`${omittedCharacters.toLocaleString("en-US")} characters of text more are not shown`);
    }
    const parts = [
      interrupted ? "stopped" : "done",
      `${packets.toLocaleString("en-US")} packet${packets === 1 ? "" : "s"}`,
      `${elapsedMs < 995 ? `${Math.max(1, Math.round(elapsedMs))} ms` : `${(elapsedMs / 1000).toFixed(2)} s`}`,
      ...(exitStatus === 0 ? [] : [`exit status ${exitStatus}`]),
    ];
    this.status(parts.join(" · "));
    this.#last = results;
    this.draw();
  }
  /** Again, as wide as the page is; what is folded has no width, and is drawn when it is opened. */
  draw(): void {
    const width = this.#results.clientWidth;
    if (width === 0) return;
    this.#results.replaceChildren(...this.#last.map((result) => resultElement(result, width - FRAME)));
  }
}
/** @param rows how many of those that there are stand in the table */
export function resultElement(result: ShownResult, width: number, rows = Infinity): PageElement {
  const { title, chart } = result;
  const drawn = chart && drawing.chart?.(chart, width);
  const table = make(
    "details",
    drawn ? {} : { open: true },
    make("summary", {}, `Table: ${countText(result, rows)}`),
    tableElement(result, rows),
  );
  return make("section", { class: "result" }, make("h3", {}, title), ...(drawn ? [drawn] : []), table);
}
function countText({ note, rows: { length } }: ShownResult, rows: number): string {
  if (rows < length) return `the first ${rows} rows; with scripts ${length.toLocaleString("en-US")}`;
  return note || `${length.toLocaleString("en-US")} row${length === 1 ? "" : "s"}`;
}
function tableElement({ title, columns, rows }: ShownResult, max: number): PageElement {
  const kind = (isNumeric: boolean) => isNumeric ? "number" : undefined;
  const head = columns.map(({ name, unit, isNumeric }) =>
    make("th", { scope: "col", class: kind(isNumeric) }, name, ...(unit ? [make("small", {}, ` ${unit}`)] : []))
  );
  const body = rows.slice(0, max).map((row) =>
    make("tr", {}, ...row.map((cell, i) => make("td", { class: kind(columns[i].isNumeric) }, cell)))
  );
  return make(
    "div",
    { class: "table", role: "group", tabindex: 0, "aria-label": `table: ${title}` },
    make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)),
  );
}
function requestFrame(act: () => void): void {
  (globalThis as unknown as { requestAnimationFrame(act: () => void): void }).requestAnimationFrame(act);
}
