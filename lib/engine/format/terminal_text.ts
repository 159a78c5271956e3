/**
 * What is printed to a terminal: control characters of traced data are shown as `\u001b`, those of a program's own formats
 * are obeyed (a program clears the screen by `printf("\033[2J")`). Until text is written, the latter are marked.
 *
 * @module
 */
import { visibleText } from "../../diagnostic/mod.ts";

/** A half of a character that is nobody's: U+DC00 plus the control's code. Halves that belong to a character follow one. */
const MARKED = /(?<![\ud800-\udbff])[\udc00-\udc1f\udc7f]/g;
const CONTROL = /(?![\n\t])\p{Cc}/gu;
const PLAIN = /^[\n\t\x20-\x7e]*$/;
/** Bytes of traced data, each as the character that stands for it. */
const BYTES = /[\udc80-\udcff]+/g;
const decoder = new TextDecoder();

/** Marks the control characters of a format as its own. */
export function markControls(text: string): string {
  // those of C1 have bytes of their own
  return text.replace(
    CONTROL,
    (control) => control < "\x80" ? String.fromCharCode(0xdc00 + control.charCodeAt(0)) : control,
  );
}
/** The same text without marks. */
export function unmarkControls(text: string): string {
  return text.replace(MARKED, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xdc00));
}
/** Text as a terminal gets it. */
export function terminalText(text: string): string {
  if (PLAIN.test(text)) return text;
  const decoded = text.replace(
    BYTES,
    (bytes) => decoder.decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0) - 0xdc00)),
  );
  let shown = "", from = 0;
  for (const mark of decoded.matchAll(MARKED)) {
    shown += visibleText(decoded.slice(from, mark.index)) + unmarkControls(mark[0]);
    from = mark.index + 1;
  }
  return shown + visibleText(decoded.slice(from));
}
