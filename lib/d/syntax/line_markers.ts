/**
 * Lines as the program counts them: `#line` and a preprocessor's line markers move them.
 *
 * @module
 */

export class LineMap {
  #starts: number[] | undefined;
  readonly #marks: {
    readonly offset: number;
    readonly physical: number;
    readonly line: number;
    readonly file?: string;
  }[] = [];

  constructor(private readonly text: string) {}

  /** The line after the one that holds `offset` is `line` of `file` (undefined: the main file). */
  mark(offset: number, line: number, file: string | undefined): void {
    this.#marks.push({ offset, physical: this.#physical(offset) + 1, line, file });
  }
  get lastFile(): string | undefined {
    return this.#marks.at(-1)?.file;
  }
  at(offset: number): { line: number; file?: string } {
    const physical = this.#physical(offset);
    let last;
    for (const mark of this.#marks) if (mark.offset < offset && mark.physical <= physical) last = mark;
    return last ? { line: last.line + physical - last.physical, file: last.file } : { line: physical };
  }
  /** 1-based line in the text as it stands. */
  #physical(offset: number): number {
    this.#starts ??= this.#findStarts();
    let low = 0, high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  #findStarts(): number[] {
    const starts = [0];
    for (let i = this.text.indexOf("\n"); i >= 0; i = this.text.indexOf("\n", i + 1)) starts.push(i + 1);
    return starts;
  }
}
