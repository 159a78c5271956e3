/**
 * Shows a block of rows where the cursor is, and later another in its place: only what differs is written.
 *
 * Control sequences are those of ECMA-48: cursor up and down, to a column, erase to the end of the line or the screen.
 *
 * @module
 */
import type { Block, ScreenRow } from "./screen_layout.ts";

/** A block on the screen, and how wide the screen was. */
export interface ShownBlock extends Block {
  readonly columns: number;
}

const EMPTY: Block = { rows: [{ text: "", width: 0 }], cursor: { row: 0, column: 0 } };
const HIDE = "\x1b[?25l", SHOW = "\x1b[?25h";

/** What to write so that a block is in the place of another; without one it starts at the beginning of an empty line. */
export function changeTo(old: ShownBlock | undefined, next: Block, columns: number): string {
  if (old && old.columns !== columns) return eraseReflowed(old, columns) + changeTo(undefined, next, columns);
  const before: Block = old ?? EMPTY;
  let out = "", row = before.cursor.row;
  const go = (to: number) => {
    out += to < row ? `\x1b[${row - to}A` : to > row ? `\x1b[${to - row}B` : "";
    row = to;
  };
  const height = Math.max(before.rows.length, next.rows.length);
  for (let at = 0; at < height; at++) {
    const was: ScreenRow | undefined = before.rows[at], is: ScreenRow | undefined = next.rows[at];
    if (was && is && was.text === is.text) continue;
    if (!is) {
      // all that is left of the old block goes
      go(at - 1);
      out += `\r${right(next.rows[at - 1].width)}\x1b[J`;
      break;
    }
    if (was) go(at);
    else {
      // below the old block there may be no line yet
      go(at - 1);
      out += "\n";
      row = at;
    }
    out += `\r${is.text}${was && was.width > is.width ? "\x1b[K" : ""}`;
  }
  go(next.cursor.row);
  const moved = out !== "" || next.cursor.column !== before.cursor.column || !old;
  if (moved) out += `\r${right(next.cursor.column)}`;
  return out === "" ? "" : HIDE + out + SHOW;
}

function right(columns: number): string {
  return columns > 0 ? `\x1b[${columns}C` : "";
}

/** A terminal that was made narrower breaks rows that are too long: the block is higher then than it was. */
function eraseReflowed({ rows, cursor }: ShownBlock, columns: number): string {
  const height = (width: number) => Math.max(1, Math.ceil(width / columns));
  const above = rows.slice(0, cursor.row).reduce((sum, { width }) => sum + height(width), 0) +
    Math.floor(cursor.column / columns);
  return `\r${above > 0 ? `\x1b[${above}A` : ""}\x1b[J`;
}

/** What to write so that the cursor is on the line after the block. */
export function leaveBlock({ rows, cursor }: Block): string {
  const down = rows.length - 1 - cursor.row;
  return `${down > 0 ? `\x1b[${down}B` : ""}\r\n`;
}
