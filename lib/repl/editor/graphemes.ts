/**
 * What a person takes for one character (Unicode's extended grapheme clusters, UAX 29), and how wide it is on a terminal.
 *
 * @module
 */
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Where most of the wide characters are: East Asian scripts, emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u;
/** Nearly all of what is typed: one column each. */
const PLAIN = /^[ -~]*$/;

/** The characters of a text. */
export function graphemesOf(text: string): string[] {
  return PLAIN.test(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let stringWidth: typeof import("npm:string-width@9.0.0").default | undefined;

/** Loads the tables of widths. The prompt does not wait for them, and until they are there a rough rule serves. */
export async function loadWidths(): Promise<void> {
  // computed, since what a literal names is loaded at the start
  const name = "npm:string-width@9.0.0";
  ({ default: stringWidth } = await import(name) as typeof import("npm:string-width@9.0.0"));
}

/** Columns that a text takes; it has no tabs and no newlines. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  if (stringWidth) return stringWidth(text, { ambiguousIsNarrow: true });
  return graphemesOf(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

/** Where the character before an offset starts. */
export function before(text: string, offset: number): number {
  if (offset <= 0) return 0;
  // clusters do not reach over a newline: a line is enough to look at
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  if (line === offset) return offset - 1;
  const last = graphemesOf(text.slice(line, offset)).at(-1)!;
  return offset - last.length;
}

/** Where the character at an offset ends. */
export function after(text: string, offset: number): number {
  if (offset >= text.length) return text.length;
  const newline = text.indexOf("\n", offset);
  if (newline === offset) return offset + 1;
  return offset + graphemesOf(text.slice(offset, newline < 0 ? undefined : newline))[0].length;
}

/** A text cut to so many columns; `…` says that it was. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let result = "", width = 0;
  for (const character of graphemesOf(text)) {
    const next = widthOf(character);
    if (width + next > columns - 1) break;
    result += character;
    width += next;
  }
  return columns > 0 ? `${result}…` : "";
}

/** A text with spaces after it, up to so many columns. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}
