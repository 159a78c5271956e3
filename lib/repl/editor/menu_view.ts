/**
 * The menu of completions under the line: columns of names, and what the chosen one is.
 *
 * @module
 */
import type { StylePaint } from "./colors.ts";
import { cut, pad, widthOf } from "./graphemes.ts";
import type { ScreenRow } from "./screen_layout.ts";
import type { Menu } from "./line_editor.ts";

const GAP = 2;
const MAX_ROWS = 8;
const WIDEST = 40;

/** Rows of a menu. */
export function menuRows(menu: Menu, columns: number, lines: number, paint: StylePaint): ScreenRow[] {
  const { candidates, selected } = menu;
  const space = columns - 1;
  const width = Math.min(space, Math.max(...candidates.map(({ text }) => Math.min(WIDEST, widthOf(text)))) + GAP);
  const across = Math.max(1, Math.floor(space / width));
  const all = Math.ceil(candidates.length / across);
  const height = Math.max(1, Math.min(all, MAX_ROWS, lines));
  const top = Math.max(0, Math.min(Math.floor(Math.max(0, selected) / across) - height + 1, all - height));
  const rows: ScreenRow[] = [];
  for (let row = top; row < top + height; row++) {
    let text = "";
    for (let at = row * across; at < Math.min(candidates.length, (row + 1) * across); at++) {
      const name = cut(candidates[at].text, width - GAP);
      text += paint(at === selected ? "chosen" : "plain", name) + " ".repeat(width - widthOf(name));
    }
    rows.push({ text, width: space });
  }
  const note = noteOf(menu, all - height > 0 ? candidates.length : 0);
  if (note) rows.push(rowOf(note, space, paint));
  return rows;
}

function noteOf({ candidates, selected }: Menu, hidden: number): string {
  const chosen = candidates[selected];
  if (chosen?.detail) return chosen.detail.replaceAll(/\s+/g, " ");
  return hidden > 0 ? `${hidden} ways to go on` : "";
}

function rowOf(text: string, space: number, paint: StylePaint): ScreenRow {
  return { text: paint("faint", pad(cut(text, space), 0)), width: Math.min(space, widthOf(text)) };
}
