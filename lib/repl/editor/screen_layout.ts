/**
 * From the text, its colours and the width of the terminal to rows, and the place of the cursor in them.
 *
 * @module
 */
import type { Style, StylePaint } from "./colors.ts";
import { graphemesOf, widthOf } from "./graphemes.ts";
import type { HighlightedPart as TextPiece } from "../../notebook/text/mod.ts";

/** A piece of a text, in the colours of the terminal. */
export type StyledPart = TextPiece<Style>;
/** A row of the screen. */
export interface ScreenRow {
  /** With its colours. */
  readonly text: string;
  /** Columns that it takes. */
  readonly width: number;
}

/** Rows with a cursor. */
export interface Block {
  readonly rows: readonly ScreenRow[];
  readonly cursor: { readonly row: number; readonly column: number };
}

/** What is laid out. */
export interface LayoutSettings {
  readonly text: string;
  readonly cursor: number;
  /** In front of the first line, and in front of the others. */
  readonly prompt: string;
  readonly continuation: string;
  readonly pieces: readonly StyledPart[];
  readonly columns: number;
  readonly paint: StylePaint;
}

const TAB = 8;

/** Lays out a text; long lines go on in the next row. The last column stays free for the cursor. */
export function layOut(settings: LayoutSettings): Block {
  const { text, cursor, prompt, continuation, pieces, paint } = settings;
  const columns = Math.max(8, settings.columns);
  const rows = new RowWriter(columns - 1, paint);
  const indent = widthOf(prompt);
  let offset = 0, piece = 0;
  let place = { row: 0, column: 0 };
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) rows.newRow();
    // a terminal that is hardly wider than the prompt is for the text
    if (indent * 2 < columns) rows.add("prompt", index === 0 ? prompt : continuation);
    const first = rows.column;
    for (const character of graphemesOf(line)) {
      while (piece < pieces.length && pieces[piece].end <= offset) piece++;
      const style = piece < pieces.length && pieces[piece].start <= offset ? pieces[piece].style : "plain";
      const shown = character === "\t" ? " ".repeat(TAB - (rows.column - first) % TAB) : visible(character);
      rows.fit(widthOf(shown));
      if (offset === cursor) place = rows.place;
      rows.add(style, shown);
      offset += character.length;
    }
    if (offset === cursor) place = rows.place;
    offset++;
  }
  return { rows: rows.finish(), cursor: place };
}

/** Control characters as `^X`. */
function visible(character: string): string {
  const code = character.charCodeAt(0);
  return code < 32 ? `^${String.fromCharCode(code + 64)}` : code === 127 ? "^?" : character;
}

class RowWriter {
  readonly #rows: ScreenRow[] = [];
  #text = "";
  #run = "";
  #style: Style = "plain";
  column = 0;

  constructor(readonly columns: number, readonly paint: StylePaint) {}

  get place(): { row: number; column: number } {
    return { row: this.#rows.length, column: this.column };
  }

  /** Goes on in the next row where so many columns are not left. */
  fit(width: number): void {
    if (this.column + width > this.columns) this.newRow();
  }

  add(style: Style, text: string): void {
    if (style !== this.#style) this.#endRun();
    this.#style = style;
    this.#run += text;
    this.column += widthOf(text);
  }

  newRow(): void {
    this.#endRun();
    this.#rows.push({ text: this.#text, width: this.column });
    this.#text = "";
    this.column = 0;
  }

  finish(): ScreenRow[] {
    this.newRow();
    return this.#rows;
  }

  #endRun(): void {
    this.#text += this.paint(this.#style, this.#run);
    this.#run = "";
  }
}

/** At most so many rows, those around the cursor. */
export function clip(block: Block, height: number): Block {
  const { rows, cursor } = block;
  if (rows.length <= height) return block;
  const top = Math.max(0, Math.min(cursor.row - (height >> 1), rows.length - height));
  return { rows: rows.slice(top, top + height), cursor: { ...cursor, row: cursor.row - top } };
}

/** Rows under a block. */
export function below(block: Block, rows: readonly ScreenRow[]): Block {
  return { rows: [...block.rows, ...rows], cursor: block.cursor };
}
