/**
 * A cell that is not a program: what is wrong, and where.
 *
 * @module
 */

/** A place in a cell's text. */
export interface CellPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** The cell does not parse. */
export class CellSyntaxError extends Error {
  override readonly name = "SyntaxError";
  constructor(message: string, readonly place?: CellPlace) {
    super(message);
  }
}

/** The place of an offset. */
export function placeOf(text: string, offset: number): CellPlace {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}

/** The offset of a place. */
export function offsetOf(text: string, place: CellPlace): number {
  let start = 0;
  for (let line = 1; line < place.line; line++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start + place.column - 1;
}
