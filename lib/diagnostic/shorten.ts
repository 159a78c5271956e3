/**
 * Texts made to fit. Names and numbers of a program can be as long as the program: messages show where they begin and end.
 *
 * @module
 */
const LONGEST_WORD = 120, LONGEST_MESSAGE = 1000;

/** A message with the middle of what is too long left out. */
export function shorten(text: string): string {
  if (text.length <= LONGEST_WORD) return text;
  const words = text.replace(/[^\s`]{121,}/gu, (word) => `${word.slice(0, 80)}…${word.slice(-20)}`);
  return words.length <= LONGEST_MESSAGE ? words : `${words.slice(0, LONGEST_MESSAGE - 100)} … ${words.slice(-80)}`;
}

const WIDEST_LINE = 400, SHOWN_BEFORE = 60, SHOWN_AFTER = 160;
/** The part of a long line around a place in it: where it begins and ends. */
export function partOfLine(length: number, from: number, to: number): { readonly start: number; readonly end: number } {
  if (length <= WIDEST_LINE) return { start: 0, end: length };
  const start = Math.max(0, from - SHOWN_BEFORE);
  return {
    start,
    end: Math.min(length, Math.max(start + SHOWN_BEFORE, Math.min(to, start + WIDEST_LINE)) + SHOWN_AFTER),
  };
}

/** Breaks a text between words into lines of so many columns, of 20 at least. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > Math.max(20, columns)) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
