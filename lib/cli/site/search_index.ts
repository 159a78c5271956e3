/**
 * The index of words that the search of the site reads: a file, as there is no server.
 *
 * @module
 */
import type { Section } from "./markdown.ts";

/** A page as far as the search knows it. */
export interface IndexedPage {
  /** From the top of the site. */
  readonly address: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

/** Characters of text that are shown with what was found. */
const START_MAX = 110;

/** The words of a text, in lower case: names with `_` whole, and their pieces. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) => {
    const chunks = word.split("_").filter(Boolean);
    return chunks.length > 1 ? [word, ...chunks] : [word];
  });
}

/** The text of the file: parts as [address, page, heading, start], words as pairs of part and how often. */
export function searchIndex(pages: readonly IndexedPage[]): string {
  const parts: string[][] = [];
  const words = new Map<string, Map<number, number>>();
  for (const { address, title, sections } of pages) {
    for (const { heading, anchor, text } of sections) {
      const own = heading === title ? "" : heading;
      if (own === "" && text.trim() === "" && heading === "") continue;
      const part = parts.length;
      const start = text.replace(/\s+/g, " ").trim().slice(0, START_MAX);
      parts.push([anchor ? `${address}#${anchor}` : address, title, own, start]);
      for (const word of [...wordsOf(heading), ...wordsOf(text)]) {
        let counts = words.get(word);
        if (!counts) words.set(word, counts = new Map());
        counts.set(part, (counts.get(part) ?? 0) + 1);
      }
    }
  }
  const listed = [...words].sort(([a], [b]) => a < b ? -1 : 1).map(([word, counts]) => [word, [...counts].flat()]);
  return `globalThis.SEARCH = ${JSON.stringify({ parts, words: Object.fromEntries(listed) })};\n`;
}
