/**
 * The screen as a roll of paper with a live block at its end: text that is printed goes above the block and stays, the
 * block (a line that is edited, progress, a table that is watched) changes in place.
 *
 * @module
 */
import { type Block, changeTo, leaveBlock, type ShownBlock } from "../editor/mod.ts";

/** What a surface is on. */
export interface Paper {
  write(text: string): void;
  readonly size: { readonly columns: number; readonly rows: number };
}

/** Prints, and keeps a live block. */
export class ScreenRegion {
  #live?: ShownBlock;
  /** Whether what was printed last has ended with a newline. */
  #atStart = true;
  /** The start of a line that came while there was a block: a block stands under whole lines. */
  #waiting = "";

  constructor(readonly paper: Paper) {}

  /** Shows a block at the end, in place of the one that is there. */
  show(block: Block): void {
    const { columns } = this.paper.size;
    if (!this.#live) this.endLine();
    const change = changeTo(this.#live, block, columns);
    if (change) this.paper.write(change);
    this.#live = { ...block, columns };
  }

  /** The live block stays as it is; what comes is under it. */
  settle(): void {
    if (!this.#live) return;
    this.paper.write(leaveBlock(this.#live));
    this.#ended();
  }

  /** The live block goes. */
  drop(): void {
    if (!this.#live) return;
    this.paper.write(eraseBlock(this.#live, this.paper.size.columns));
    this.#ended();
  }

  /** Prints text that stays. */
  print(text: string): void {
    if (text === "") return;
    if (!this.#live) {
      this.paper.write(text);
      this.#atStart = text.endsWith("\n");
      return;
    }
    this.#waiting += text;
    const end = this.#waiting.lastIndexOf("\n") + 1;
    if (end === 0) return;
    const { columns } = this.paper.size;
    const whole = this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(end);
    this.paper.write(eraseBlock(this.#live, columns) + whole + changeTo(undefined, this.#live, columns));
    this.#live = { ...this.#live, columns };
  }

  /** Shows the live block again: somebody else has written where it is. */
  refresh(): void {
    const live = this.#live;
    if (!live) return;
    const { columns } = this.paper.size;
    this.paper.write(eraseBlock(live, columns) + changeTo(undefined, live, columns));
    this.#live = { ...live, columns };
  }

  /** What was printed last gets its newline. */
  endLine(): void {
    if (!this.#atStart) this.paper.write("\n");
    this.#atStart = true;
  }

  /** The screen is empty; the live block must be shown again. */
  clear(): void {
    this.#live = undefined;
    this.#atStart = true;
    this.paper.write("\x1b[H\x1b[2J");
  }

  #ended(): void {
    this.#live = undefined;
    const waiting = this.#waiting;
    this.#waiting = "";
    this.print(waiting);
  }
}

const NOTHING: Block = { rows: [{ text: "", width: 0 }], cursor: { row: 0, column: 0 } };

function eraseBlock(block: ShownBlock, columns: number): string {
  return `${changeTo(block, NOTHING, columns)}\r\x1b[J`;
}
