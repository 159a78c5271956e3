/**
 * The cells of a conversation as one document, which a language server can judge: what is declared first (by any that
 * made the evaluator, and by cells of D), then the cells that have run, then the cell that is being written.
 *
 * @module
 */

interface CellPart {
  readonly names: ReadonlySet<string>;
  readonly text: string;
}

const KEPT = 200;

/** Gathers what has been declared. */
export class CellsDocument {
  readonly #prelude: string;
  #parts: CellPart[] = [];

  /** @param prelude declarations of what every cell finds */
  constructor(prelude: string) {
    this.#prelude = prelude;
  }

  /** A cell has run, or has been run for: what it declares takes the place of what had the same names. */
  add(text: string, names: Iterable<string>): void {
    const own = new Set([...names, ...typeNames(text)]);
    this.#parts = this.#parts.map((part) => without(part, own)).filter(({ names }) => names.size > 0).slice(-KEPT);
    if (own.size > 0) this.#parts.push({ names: own, text });
  }

  /** Everything declared is gone. */
  clear(): void {
    this.#parts = [];
  }

  /**
   * The document with a cell at its end; `start` is where that begins.
   *
   * @param names what the cell declares: they are not what they were before
   */
  write(cell: string, names: Iterable<string> = []): { readonly text: string; readonly start: number } {
    const own = new Set([...names, ...typeNames(cell)]);
    // it is a module, whatever the cells say
    const before = ["export {};", this.#prelude, ...this.#parts.map((part) => without(part, own).text), ""].join("\n");
    return { text: before + cell, start: before.length };
  }
}

/** Types are gone when a cell runs: their names are found by how they are declared. */
function typeNames(text: string): string[] {
  return [
    ...text.matchAll(/^[ \t]*(?:export\s+)?(?:declare\s+)?(?:interface|type|enum|namespace)\s+([A-Za-z_$][\w$]*)/gm),
  ]
    .map(([, name]) => name);
}

/** A part that no longer declares some names. */
function without(part: CellPart, names: ReadonlySet<string>): CellPart {
  const gone = [...part.names].filter((name) => names.has(name));
  if (gone.length === 0) return part;
  let { text } = part;
  for (const name of gone) {
    // where it is declared it gets another name; elsewhere in that cell it is now what the new cell says, which is near
    // enough for a document that nobody runs
    const escaped = name.replaceAll("$", "\\$");
    text = text.replaceAll(
      new RegExp(`(\\b(?:let|const|var|class|function|enum|interface|type)\\s+)${escaped}(?![\\w$])`, "g"),
      (_, word) => `${word}${name}_before`,
    );
  }
  return { names: new Set([...part.names].filter((name) => !names.has(name))), text };
}
