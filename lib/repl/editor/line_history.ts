/**
 * What was typed before: recalled by Up and Down, found by Ctrl-R.
 *
 * @module
 */

/** How many entries are kept. */
export const HISTORY_ENTRIES = 10_000;

/** Entries, oldest first. */
export class LineHistory {
  readonly #entries: string[];

  constructor(entries: readonly string[] = []) {
    this.#entries = entries.slice(-HISTORY_ENTRIES);
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds an entry; false where nothing is to be kept: blanks, the same again, or a line that starts with a blank. */
  add(entry: string): boolean {
    const text = entry.trimEnd();
    if (text === "" || /^[ \t]/.test(text) || this.#entries.at(-1) === text) return false;
    this.#entries.push(text);
    if (this.#entries.length > HISTORY_ENTRIES) this.#entries.shift();
    return true;
  }

  /** The next entry that starts with a prefix and is not what is there, going back (-1) or forth (1) from an index. */
  findPrefix(prefix: string, from: number, by: -1 | 1, other: string): number | undefined {
    for (let at = from + by; at >= 0 && at < this.#entries.length; at += by) {
      const entry = this.#entries[at];
      if (entry.startsWith(prefix) && entry !== other) return at;
    }
    return undefined;
  }

  /** The next entry with a text in it, and where; without capitals in it capitals do not count. */
  findText(query: string, from: number, by: -1 | 1, other?: string): { index: number; at: number } | undefined {
    if (query === "") return undefined;
    const folded = query === query.toLowerCase();
    for (let index = from; index >= 0 && index < this.#entries.length; index += by) {
      const entry = this.#entries[index];
      const at = (folded ? entry.toLowerCase() : entry).lastIndexOf(query);
      if (at >= 0 && entry !== other) return { index, at };
    }
    return undefined;
  }
}
