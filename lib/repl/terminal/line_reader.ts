/**
 * Reads one input after the other: connects the editor's states with the surface, and asks what it needs to know.
 *
 * @module
 */
import type { Completeness, Completion } from "../../evaluator/mod.ts";
import {
  below,
  type Block,
  clip,
  editOf,
  type EditorEffect,
  type EditorState,
  type EditorStep,
  insert,
  type KeyPress,
  layOut,
  LineHistory,
  menuRows,
  newEditor,
  offer,
  press,
  type StyledPart,
  type StylePaint,
} from "../editor/mod.ts";
import type { ScreenRegion } from "./screen_region.ts";

/** What the reader asks about the text. */
export interface Advice {
  readonly prompt: string;
  readonly continuation: string;
  colorsOf(text: string): readonly StyledPart[];
  judge(text: string): Completeness | Promise<Completeness>;
  complete(text: string, offset: number): Promise<Completion>;
  /** What is typed is not shown. */
  readonly secret?: boolean;
}

const NO_HISTORY = new LineHistory();

/** What reading came to. */
export type LineInput =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "interrupted" | "ended" };

/** Reads inputs. */
export class LineReader {
  #state: EditorState = newEditor();
  #recall = NO_HISTORY;
  #done: ((input: LineInput) => void) | undefined;
  #advice!: Advice;
  /** Keys that came while nothing was read. */
  #ahead: KeyPress[] = [];
  #ended = false;
  #asked = 0;
  #judging = false;

  constructor(
    readonly surface: ScreenRegion,
    readonly history: LineHistory,
    readonly paint: StylePaint,
    readonly suspend: () => void = () => {},
  ) {}

  /** Whether an input is read. */
  get isReading(): boolean {
    return this.#done !== undefined;
  }

  /** Shows a prompt and settles with what is entered. */
  read(advice: Advice): Promise<LineInput> {
    this.#advice = advice;
    this.#recall = this.history;
    this.#state = newEditor(this.#state.edit.cuts);
    const { promise, resolve } = Promise.withResolvers<LineInput>();
    this.#done = resolve;
    this.redraw();
    this.#pressAhead();
    if (this.#ended) this.#finish({ kind: "ended" });
    return promise;
  }

  #pressAhead(): void {
    while (this.#ahead.length > 0 && this.#done && !this.#judging) this.#press(this.#ahead.shift()!);
  }

  /** Asks for a line that is not an input: it is in no history, and a secret is not shown. */
  ask(prompt: string, secret: boolean): Promise<LineInput> {
    const reading = this.read({
      prompt,
      continuation: "",
      secret,
      colorsOf: () => [],
      judge: () => ({ status: "complete" }),
      complete: (_text, offset) => Promise.resolve({ start: offset, end: offset, candidates: [] }),
    });
    this.#recall = NO_HISTORY;
    return reading;
  }

  /** A key; where nothing is read it is kept. */
  key(key: KeyPress): void {
    if (this.#done && !this.#judging) this.#press(key);
    else this.#ahead.push(key);
  }

  /** What was typed ahead is of no use any more. */
  forget(): void {
    this.#ahead = [];
  }

  /** No key will come any more. */
  end(): void {
    this.#ended = true;
    if (this.#done) this.#finish({ kind: "ended" });
  }

  /** Shows the state as it is. */
  redraw(): void {
    if (this.#done) this.surface.show(this.#block());
  }

  #press(key: KeyPress): void {
    this.#asked++;
    this.#step(press(this.#state, key, this.#recall));
  }

  #step({ state, effect }: EditorStep): void {
    this.#state = state;
    if (effect) this.#perform(effect);
    // keys that came together are shown together
    if (this.#done && this.#ahead.length === 0) this.redraw();
  }

  #perform(effect: EditorEffect): void {
    switch (effect.kind) {
      case "enter":
        return void this.#enter();
      case "complete":
        return void this.#complete();
      case "interrupt":
        return this.#interrupt();
      case "leave":
        return this.#finish({ kind: "ended" });
      case "clear":
        return this.surface.clear();
      case "suspend":
        return this.suspend();
      case "bell":
        return this.surface.paper.write("\x07");
    }
  }

  async #enter(): Promise<void> {
    this.#judging = true;
    const { text, cursor } = this.#state.edit;
    const verdict = await this.#advice.judge(text);
    this.#judging = false;
    const atEnd = text.slice(cursor).trim() === "";
    // two empty lines at the end: it is meant as it is
    const insisted = /\n[ \t]*\n[ \t]*$/.test(text) && atEnd;
    if (verdict.status === "incomplete" && !insisted) {
      this.#step({ state: { ...this.#state, edit: insert(this.#state.edit, `\n${atEnd ? verdict.indent : ""}`) } });
    } else {
      this.#state = { ...this.#state, menu: undefined, edit: { ...this.#state.edit, cursor: text.length } };
      this.#finish({ kind: "text", text });
    }
    this.#pressAhead();
  }

  #interrupt(): void {
    const { edit } = this.#state;
    if (edit.text === "") return this.#finish({ kind: "interrupted" });
    this.#state = { ...this.#state, menu: undefined, edit: { ...edit, text: `${edit.text}^C` } };
    this.#finish({ kind: "interrupted" });
  }

  async #complete(): Promise<void> {
    const { text, cursor } = this.#state.edit;
    // at the start of a line there is nothing to complete, and indenting is meant
    if (text.includes("\n") && /(^|\n)[ \t]*$/.test(text.slice(0, cursor))) {
      return this.#step({ state: { ...this.#state, edit: insert(this.#state.edit, "  ") } });
    }
    const asked = this.#asked;
    const completion = await this.#advice.complete(text, cursor)
      .catch(() => ({ start: cursor, end: cursor, candidates: [] }));
    // other keys were quicker
    if (this.#done && asked === this.#asked) this.#step(offer(this.#state, completion));
  }

  #finish(input: LineInput): void {
    const done = this.#done;
    if (!done) return;
    this.surface.show(this.#block());
    this.#done = undefined;
    this.surface.settle();
    done(input);
  }

  #block(): Block {
    const { menu, search } = this.#state;
    const edit = this.#advice.secret ? editOf() : this.#state.edit;
    const { columns, rows } = this.surface.paper.size;
    const advice = this.#advice, paint = this.paint;
    const found = search?.found && { start: search.found.at, end: search.found.at + search.query.length };
    const pieces = found ? [{ ...found, style: "match" as const }] : advice.colorsOf(edit.text);
    const block = layOut({
      text: edit.text,
      cursor: edit.cursor,
      prompt: search ? `(${search.failed ? "nothing more" : "search"}: ${search.query}) ` : advice.prompt,
      continuation: search ? "" : advice.continuation,
      pieces,
      columns,
      paint,
    });
    if (!menu) return clip(block, rows);
    const list = menuRows(menu, columns, Math.max(1, rows - 3), paint);
    return below(clip(block, Math.max(1, rows - list.length)), list);
  }
}
