/**
 * Completion and inspection of TypeScript: from what lives in the evaluator at once, and from a language server once it
 * is up. The server is started by the first question, not before: it is large, and most conversations ask nothing.
 *
 * @module
 */
import type { Candidate, Completion } from "../remote/suggestions.ts";
import type { CellPlace } from "../cell/syntax_error.ts";
import { within } from "../remote/waiting.ts";
import type { CellsDocument } from "./cells_document.ts";
import { LanguageServer, type ServerCandidate, type ServerSettings } from "./language_server.ts";

/** Who asks for types waits so long: for a server that is up, and for one that comes up when nothing else is known. */
const QUICK_MS = 400;
const START_MS = 15_000;
const MAX_CANDIDATES = 500;

/** By LSP's numbers for kinds of completion. */
const KINDS: Readonly<Record<number, string>> = {
  2: "function",
  3: "function",
  4: "function",
  5: "property",
  6: "variable",
  7: "class",
  8: "interface",
  9: "module",
  10: "property",
  13: "enum",
  14: "keyword",
  17: "path",
  20: "property",
  21: "constant",
  22: "type",
  25: "type",
};

/** A mistake of types in a cell. */
export interface TypeProblem {
  /** TypeScript's number. */
  readonly code: number;
  readonly message: string;
  readonly place: CellPlace;
  /** How many characters are underlined. */
  readonly length: number;
}

/**
 * What the runtime knows better, or nobody wants to be stopped by: syntax, names and modules (they are there or not when the
 * cell runs), names that are declared again, what may be null, `any` that is not written, what is not used.
 */
const NOT_JUDGED = new Set([
  ...[2300, 2304, 2307, 2318, 2440, 2451, 2503, 2552, 2580, 2582, 2583, 2584, 2591, 2592, 2593],
  // of what language versions allow: this runtime has all of it
  ...[2550, 2568, 2569, 2736, 2737, 2802],
  ...[2531, 2532, 2533, 18046, 18047, 18048, 18049],
]);
function isJudged(code: number): boolean {
  return code >= 2000 && code < 3000 && !NOT_JUDGED.has(code);
}

/** Asks a language server about cells. */
export class TypeScriptLanguage {
  #server?: LanguageServer;
  #starting?: Promise<LanguageServer | undefined>;
  #closed = false;

  constructor(readonly settings: ServerSettings, readonly document: CellsDocument) {}

  /** Adds to what the evaluator itself knows; `known` comes first. */
  async complete(text: string, offset: number, known: Completion): Promise<Completion> {
    const server = await this.#reach(known.candidates.length === 0);
    if (!server) return known;
    const typed = text.slice(known.start, offset);
    const { text: whole, start } = this.document.write(text);
    server.write(whole);
    const answer = await within(server.complete(start + offset), this.#patience(known.candidates.length === 0));
    if (!("value" in answer)) return known;
    return { ...known, candidates: merge(known.candidates, answer.value, typed) };
  }

  /** What the server says of a name, in Markdown. */
  async inspect(text: string, offset: number, needed: boolean): Promise<string | undefined> {
    const server = await this.#reach(needed);
    if (!server) return undefined;
    const { text: whole, start } = this.document.write(text);
    server.write(whole);
    const answer = await within(server.hover(start + offset), this.#patience(needed));
    const said = "value" in answer ? answer.value.join("\n\n").trim() : "";
    // `any` alone is what is said of a name that is not known
    return said === "" || /^```\w*\s*any\s*```$/.test(said) ? undefined : said;
  }

  /**
   * What is wrong with a cell, by its types.
   *
   * @param names what it declares
   * @param needed whether a server that is not up is waited for
   */
  async check(text: string, names: Iterable<string>, needed: boolean): Promise<readonly TypeProblem[]> {
    const server = await this.#reach(needed);
    if (!server) return [];
    const { text: whole, start } = this.document.write(text, names);
    server.write(whole);
    const answer = await within(server.problems(), this.#patience(needed));
    if (!("value" in answer)) return [];
    const before = whole.slice(0, start).split("\n").length - 1;
    return answer.value.filter(({ code, start }) => start.line >= before && isJudged(code))
      .map(({ code, message, start, end }): TypeProblem => ({
        code,
        message,
        place: { line: start.line - before + 1, column: start.character + 1 },
        length: end.line === start.line ? Math.max(1, end.character - start.character) : 1,
      }));
  }

  /** Ends the server. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#starting?.catch(() => {});
    await this.#server?.close();
  }

  #patience(needed: boolean): number {
    return needed ? START_MS : QUICK_MS;
  }

  /** The server; where it is not needed at once, only when it is up. */
  async #reach(needed: boolean): Promise<LanguageServer | undefined> {
    if (this.#server) return this.#server;
    this.#starting ??= this.#start();
    if (!needed) return undefined;
    const started = await within(this.#starting, START_MS);
    return "value" in started ? started.value : undefined;
  }

  async #start(): Promise<LanguageServer | undefined> {
    try {
      const server = await LanguageServer.start(this.settings);
      if (this.#closed) return void await server.close();
      void server.ended.then(() => {
        this.#server = undefined;
        this.#starting = undefined;
      });
      // the first answer loads the libraries' types: the next request does not wait for that
      server.write(this.document.write("").text);
      await within(server.hover(0), START_MS);
      return this.#server = server;
    } catch {
      // no server: what lives in the evaluator has to do
      return undefined;
    }
  }
}

function merge(known: readonly Candidate[], found: readonly ServerCandidate[], typed: string): Candidate[] {
  const details = new Map(found.map((one) => [nameOf(one), one]));
  const names = new Set(known.map(({ text }) => text));
  const detailed = known.map((one) => {
    const more = details.get(one.text);
    return one.detail || !more?.detail ? one : { ...one, detail: more.detail };
  });
  const added = found.filter((one) => nameOf(one).startsWith(typed) && !names.has(nameOf(one)))
    .sort((a, b) => (a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1)
    .map((one): Candidate => ({
      text: nameOf(one),
      kind: KINDS[one.kind ?? 0] ?? "text",
      detail: one.detail ?? one.labelDetails?.description,
    }));
  return [...detailed, ...added].slice(0, MAX_CANDIDATES);
}

/** Members that may be missing are shown with a question mark. */
function nameOf({ label }: ServerCandidate): string {
  return label.replace(/\?$/, "");
}
