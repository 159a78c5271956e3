/**
 * As much of a terminal as the REPL writes for: rows of characters, some wide, and the control sequences of ECMA-48 that
 * it uses. Everything else is an error.
 *
 * @module
 */
import { graphemesOf, widthOf } from "../../lib/repl/editor/mod.ts";

export class PaperTerminal {
  #rows: string[][];
  #row = 0;
  #column = 0;

  constructor(readonly columns: number, readonly height: number) {
    this.#rows = [this.#empty()];
  }

  /** Rows that have something on them, and those above. */
  lines(): string[] {
    const lines = this.#rows.map((row) => row.join("").trimEnd());
    while (lines.length > this.#row + 1 && lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** The cursor, in the last `rows` rows. */
  cursorAbove(rows: number): { row: number; column: number } {
    return { row: this.#row - (this.lines().length - rows), column: this.#column };
  }

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [piece] of text.matchAll(/\x1b\[[0-9;?]*[A-Za-z]|[\r\n\x07]|[^\x1b\r\n\x07]+|\x1b/g)) {
      if (piece[0] === "\x1b") this.#control(piece);
      else if (piece === "\r") this.#column = 0;
      else if (piece === "\n") this.#newLine();
      else if (piece !== "\x07") this.#print(piece);
    }
  }

  #control(sequence: string): void {
    const number = Number(sequence.slice(2, -1)) || 1;
    switch (sequence.at(-1)) {
      case "A":
        this.#row = Math.max(0, this.#row - number);
        break;
      case "B":
        this.#row = Math.min(this.#rows.length - 1, this.#row + number);
        break;
      case "C":
        this.#column = Math.min(this.columns - 1, this.#column + number);
        break;
      case "K":
        this.#rows[this.#row].fill(" ", this.#column);
        break;
      case "J":
        this.#rows[this.#row].fill(" ", this.#column);
        this.#rows.length = this.#row + 1;
        break;
      case "h":
      case "l":
      case "m":
        break;
      default:
        throw new Error(`no such sequence here: ${JSON.stringify(sequence)}`);
    }
  }

  #newLine(): void {
    // the line discipline makes a carriage return of it too
    this.#column = 0;
    this.#row++;
    if (this.#row === this.#rows.length) this.#rows.push(this.#empty());
  }

  #print(text: string): void {
    for (const character of graphemesOf(text)) {
      const width = widthOf(character);
      if (this.#column + width > this.columns) this.#newLine();
      this.#rows[this.#row][this.#column] = character;
      for (let more = 1; more < width; more++) this.#rows[this.#row][this.#column + more] = "";
      this.#column += width;
    }
  }

  #empty(): string[] {
    return Array(this.columns).fill(" ");
  }
}
