/**
 * Options of pcapng blocks: code, length, value, padding to four bytes.
 *
 * @module
 */

/** Visits options until the list ends, by its end mark or by running out of the block. */
export function eachOption(
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  visit: (code: number, value: number, length: number) => void,
): void {
  while (at + 4 <= end) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0 || at + 4 + length > end) return;
    visit(code, at + 4, length);
    at += 4 + (length + 3 & ~3);
  }
}
