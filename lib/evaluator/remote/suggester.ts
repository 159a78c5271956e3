/**
 * Completion and inspection of TypeScript, from both who know something: the evaluator's process, where the values are,
 * and a language server, which has the types and the documentation.
 *
 * @module
 */
import { CellsDocument } from "../language/cells_document.ts";
import { CELL_SCOPE } from "../language/prelude.ts";
import { type TypeProblem, TypeScriptLanguage } from "../language/typescript_language.ts";
import { completeTypeScript, inspectTypeScript } from "./complete.ts";
import type { Inspector } from "./inspector.ts";
import type { Completion, Inspection } from "./suggestions.ts";

/** What it depends on. */
export interface SuggesterSettings {
  /** Whether there may be a language server: it takes seconds to start, when it is first asked, and 300 MB. */
  readonly languageServer?: boolean;
  readonly directory?: string;
  readonly deno?: string;
}

/** Answers questions about TypeScript. */
export class Suggester {
  readonly #document = new CellsDocument(CELL_SCOPE);
  readonly #language?: TypeScriptLanguage;

  constructor({ languageServer, directory, deno }: SuggesterSettings) {
    if (!languageServer) return;
    const settings = { deno: deno ?? Deno.execPath(), directory: directory ?? Deno.cwd() };
    this.#language = new TypeScriptLanguage(settings, this.#document);
  }

  /** A cell has run that declares names. */
  ran(text: string, names: Iterable<string>): void {
    this.#document.add(text, names);
  }

  /** Everything declared is gone. */
  clear(): void {
    this.#document.clear();
  }

  /** All ways to go on. */
  async complete(inspector: Inspector, text: string, offset: number): Promise<Completion> {
    const known = await completeTypeScript(inspector, text, offset);
    return this.#language ? await this.#language.complete(text, offset, known) : known;
  }

  /** What a name is: its type and documentation, then its value. */
  async inspect(inspector: Inspector, text: string, offset: number): Promise<Inspection | undefined> {
    const known = await inspectTypeScript(inspector, text, offset);
    const said = await this.#language?.inspect(text, offset, known === undefined);
    if (said === undefined) return known;
    const value = known?.bundle["text/plain"];
    const plain = said.replaceAll(/^```\w*\n?/gm, "").trim();
    return {
      bundle: {
        "text/plain": value === undefined ? plain : `${plain}\n\n${value}`,
        "text/markdown": value === undefined ? said : `${said}\n\n\`\`\`\n${value}\n\`\`\``,
      },
    };
  }

  /**
   * What is wrong with a cell, by its types. Where types are written in it they are judged, however long that takes; where
   * there are none it does not wait for a language server that is not up.
   */
  async check(text: string, names: Iterable<string>, isTyped: boolean): Promise<readonly TypeProblem[]> {
    return await this.#language?.check(text, names, isTyped) ?? [];
  }

  /** Ends what was started. */
  async close(): Promise<void> {
    await this.#language?.close();
  }
}
