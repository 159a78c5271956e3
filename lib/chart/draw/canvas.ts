/**
 * A canvas of braille dots: two by four in a character, for lines and points.
 *
 * @module
 */
const DOTS = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]] as const;

export class Canvas {
  readonly #cells: Uint8Array;
  /** Series of the last dot in each character. */
  readonly #series: Int16Array;

  /** @param columns characters @param rows characters */
  constructor(readonly columns: number, readonly rows: number) {
    this.#cells = new Uint8Array(columns * rows);
    this.#series = new Int16Array(columns * rows).fill(-1);
  }
  /** Dots across and down. */
  get width(): number {
    return this.columns * 2;
  }
  get height(): number {
    return this.rows * 4;
  }
  dot(x: number, y: number, series: number): void {
    const column = Math.round(x), row = Math.round(y);
    if (!(column >= 0 && row >= 0 && column < this.width && row < this.height)) return;
    const at = (row >> 2) * this.columns + (column >> 1);
    this.#cells[at] |= DOTS[row & 3][column & 1];
    this.#series[at] = series;
  }
  line(x0: number, y0: number, x1: number, y1: number, series: number): void {
    const steps = Math.min(
      4 * (this.width + this.height),
      Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1)),
    );
    for (let i = 0; i <= steps; i++) this.dot(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, series);
  }
  /** A row of characters, painted in pieces of one series. */
  row(row: number, paint: (text: string, series: number) => string): string {
    let text = "", piece = "", of = -1;
    for (let column = 0; column < this.columns; column++) {
      const at = row * this.columns + column;
      const series = this.#series[at];
      if (series !== of) {
        text += of < 0 ? piece : paint(piece, of);
        piece = "";
        of = series;
      }
      piece += this.#cells[at] === 0 ? " " : String.fromCharCode(0x2800 + this.#cells[at]);
    }
    return text + (of < 0 ? piece : paint(piece, of));
  }
}
