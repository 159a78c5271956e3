/**
 * The cells of this kernel's life, for frontends that recall them.
 *
 * @module
 */

/** A cell as history keeps it. */
export interface HistoryEntry {
  readonly line: number;
  readonly input: string;
  output?: string;
}

/** What a history_request asks. */
export interface HistoryQuery {
  readonly hist_access_type?: string;
  readonly output?: boolean;
  readonly raw?: boolean;
  readonly session?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly n?: number;
  readonly pattern?: string;
  readonly unique?: boolean;
}

type HistoryItem = [session: number, line: number, input: string | [string, string | null]];

const KEPT = 10_000;

/** Keeps cells in the order in which they ran. */
export class CellHistory {
  readonly #entries: HistoryEntry[] = [];

  /** Remembers a cell. */
  add(entry: HistoryEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  /** Answers a query; nothing of what it says is trusted. */
  find(query: HistoryQuery): HistoryItem[] {
    return this.#select(query).map(({ line, input, output }) =>
      [1, line, query.output ? [input, output ?? null] : input] satisfies HistoryItem
    );
  }

  #select(query: HistoryQuery): HistoryEntry[] {
    const max = typeof query.n === "number" && query.n >= 0 ? query.n : this.#entries.length;
    switch (query.hist_access_type) {
      case "range":
        if (query.session !== undefined && query.session !== 0 && query.session !== 1) return [];
        return this.#entries.filter(({ line }) => line >= (query.start ?? 1) && line < (query.stop ?? Infinity));
      case "search": {
        const fits = globPattern(String(query.pattern ?? "*"));
        let found = this.#entries.filter(({ input }) => fits.test(input));
        if (query.unique) {
          const last = new Map(found.map((entry) => [entry.input, entry]));
          found = found.filter((entry) => last.get(entry.input) === entry);
        }
        return max === 0 ? [] : found.slice(-max);
      }
      default:
        return max === 0 ? [] : this.#entries.slice(-max);
    }
  }
}

/** `*` and `?`, over the whole of the text. */
function globPattern(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll(/\*+/g, "*");
  return new RegExp(`^${source.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}
