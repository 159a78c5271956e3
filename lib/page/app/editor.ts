/**
 * The editor: a text field, its colours painted behind it, and what can come next.
 *
 * @module
 */
import type { KnownNames } from "../../notebook/text/mod.ts";
import { painted, rowsOf } from "./paint.ts";
import { make, type PageElement, type PageEvent } from "./dom.ts";

export interface EditorParts {
  readonly field: PageElement;
  readonly paint: PageElement;
  readonly choices: PageElement;
  /** Where it is said, for those who do not see it, that there are choices. */
  readonly statusElement: PageElement;
}
export interface Choice {
  readonly text: string;
  readonly detail?: string;
}
export interface EditorSettings {
  /** At least. */
  readonly rows?: number;
  run(): void;
  changed(): void;
  /** Answered by {@linkcode Editor.offer}. */
  complete(text: string, offset: number): void;
}
/** What asks for completion by itself. */
const OPENS = /(?:->|:|@|\.)\w*$/;

export class Editor {
  #known: KnownNames | undefined;
  #choices: readonly Choice[] = [];
  #chosen = 0;
  #range = { start: 0, end: 0 };

  constructor(readonly parts: EditorParts, readonly settings: EditorSettings) {
    const { field, choices } = parts;
    field.addEventListener("input", () => this.#typed());
    field.addEventListener("scroll", () => this.#scroll());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.#close());
    // before the field loses the focus
    choices.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const index = Number((event.target as unknown as { dataset: Record<string, string> }).dataset.index);
      if (Number.isInteger(index)) this.#take(index);
    });
    this.paint();
  }
  get text(): string {
    return this.parts.field.value;
  }
  set text(text: string) {
    this.parts.field.value = text;
    this.#close();
    this.paint();
    this.settings.changed();
  }
  know(names: KnownNames): void {
    this.#known = names;
    this.paint();
  }
  /** Rows as many as the text has; colours as it is now. */
  paint(): void {
    const { field, paint } = this.parts, { text } = this;
    paint.replaceChildren(...painted(text, this.#known));
    field.setAttribute("rows", String(Math.max(this.settings.rows ?? 2, rowsOf(text))));
    this.#scroll();
  }
  #scroll(): void {
    const { field, paint } = this.parts;
    paint.scrollTop = field.scrollTop;
    paint.scrollLeft = field.scrollLeft;
  }
  #typed(): void {
    this.paint();
    this.settings.changed();
    const { selectionStart } = this.parts.field;
    if (OPENS.test(this.text.slice(0, selectionStart)) || this.#choices.length > 0) this.#ask();
  }
  #ask(): void {
    this.settings.complete(this.text, this.parts.field.selectionStart);
  }
  /** Shows what can stand between two offsets. */
  offer(start: number, end: number, candidates: readonly Choice[]): void {
    if (end !== this.parts.field.selectionStart) return;
    this.#range = { start, end };
    this.#choices = candidates;
    this.#chosen = 0;
    if (candidates.length === 0) return this.#close();
    const count = candidates.length;
    this.parts.statusElement.textContent = `${count} name${count === 1 ? "" : "s"} can come here: ${
      candidates[0].text
    }`;
    this.#showChoices();
  }
  #showChoices(): void {
    const { field, choices } = this.parts;
    const before = this.text.slice(0, this.#range.start).split("\n");
    choices.replaceChildren(...this.#choices.map(({ text, detail = "" }, i) =>
      make(
        "li",
        { role: "option", id: `choice${i}`, "data-index": i, "aria-selected": String(i === this.#chosen) },
        text,
        make("small", { "data-index": i }, detail),
      )
    ));
    choices.style.setProperty("--row", String(before.length));
    choices.style.setProperty("--column", String(Math.min(60, before.at(-1)!.length)));
    choices.hidden = false;
    field.setAttribute("aria-activedescendant", `choice${this.#chosen}`);
  }
  #choose(index: number): void {
    this.#chosen = (index + this.#choices.length) % this.#choices.length;
    this.#showChoices();
    (this.parts.choices as unknown as { children: ArrayLike<PageElement> }).children[this.#chosen]
      .scrollIntoView({ block: "nearest" });
  }
  #take(index: number): void {
    const { start, end } = this.#range;
    this.parts.field.setRangeText(this.#choices[index].text, start, end, "end");
    this.#close();
    this.paint();
    this.settings.changed();
  }
  #close(): void {
    const { field, choices } = this.parts;
    this.#choices = [];
    choices.hidden = true;
    this.parts.statusElement.textContent = "";
    field.removeAttribute("aria-activedescendant");
  }
  #key(event: PageEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#close();
      return this.settings.run();
    }
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return this.#ask();
    }
    if (this.#choices.length > 0 && this.#keyOfChoices(event.key)) event.preventDefault();
  }
  /** True where the key was for the choices. */
  #keyOfChoices(key: string): boolean {
    if (key === "ArrowDown") this.#choose(this.#chosen + 1);
    else if (key === "ArrowUp") this.#choose(this.#chosen - 1);
    else if (key === "Enter" || key === "Tab") this.#take(this.#chosen);
    else if (key === "Escape") this.#close();
    else return false;
    return true;
  }
}
