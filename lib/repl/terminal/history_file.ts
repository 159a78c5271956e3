/**
 * The history between runs: a file that only its owner can read, an entry a line (as JSON, since entries have several
 * lines). Several REPLs may add to it at the same time.
 *
 * @module
 */
import { writeWhole } from "../../host/deno/mod.ts";
import { HISTORY_ENTRIES } from "../editor/mod.ts";

const PRIVATE_FILE = 0o600, PRIVATE_DIRECTORY = 0o700;

/** Where it lies: `$XDG_STATE_HOME/probebook/history`, as the XDG base directory specification has it. */
export function historyPath(variable: (name: string) => string | undefined): string | undefined {
  const state = variable("XDG_STATE_HOME");
  if (state?.startsWith("/")) return `${state}/probebook/history`;
  const home = variable("HOME");
  return home ? `${home}/.local/state/probebook/history` : undefined;
}

/** Reads and adds. What cannot be read or written is not a reason to stop: there is a warning, once. */
export class HistoryFile {
  #failed = false;

  constructor(readonly path: string | undefined, readonly warn: (message: string) => void) {}

  /** The entries, oldest first. A file that others may read is made private; one that is too long is cut. */
  load(): string[] {
    if (this.path === undefined) return [];
    try {
      const entries = Deno.readTextFileSync(this.path).split("\n").flatMap(parseEntry);
      if (((Deno.statSync(this.path).mode ?? PRIVATE_FILE) & 0o077) !== 0) Deno.chmodSync(this.path, PRIVATE_FILE);
      if (entries.length > HISTORY_ENTRIES * 2) this.#rewrite(entries.slice(-HISTORY_ENTRIES));
      return entries.slice(-HISTORY_ENTRIES);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#fail("read", error);
      return [];
    }
  }

  /** Adds an entry. */
  add(entry: string): void {
    if (this.path === undefined || this.#failed) return;
    try {
      Deno.mkdirSync(this.path.slice(0, this.path.lastIndexOf("/")), { recursive: true, mode: PRIVATE_DIRECTORY });
      const line = `${JSON.stringify(entry)}\n`;
      Deno.writeTextFileSync(this.path, line, { append: true, create: true, mode: PRIVATE_FILE });
    } catch (error) {
      this.#fail("written", error);
    }
  }

  #rewrite(entries: readonly string[]): void {
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    writeWhole(this.path!, text, { mode: PRIVATE_FILE });
  }

  #fail(what: string, error: unknown): void {
    this.#failed = true;
    this.warn(`the history cannot be ${what}: ${this.path}: ${error instanceof Error ? error.message : error}`);
  }
}

/** A line that is not an entry is left out. */
function parseEntry(line: string): string[] {
  try {
    const entry = JSON.parse(line);
    return typeof entry === "string" && entry !== "" ? [entry] : [];
  } catch {
    return [];
  }
}
