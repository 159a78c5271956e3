/**
 * What a conversation knows: its sources, options, what was entered, the kept program.
 *
 * @module
 */
import type { LinuxRequest } from "../../evaluator/mod.ts";
import type { CellLanguage } from "../../notebook/text/mod.ts";

/** An input that ran, and what it said. */
export interface ConversationEntry {
  readonly number: number;
  readonly language: CellLanguage;
  /** The program alone. */
  readonly text: string;
  /** Captures that a program of D read. */
  readonly captures: readonly string[];
  /** The kernel that it asked instead. */
  readonly linux?: LinuxRequest;
  /** Options that held. */
  readonly options: readonly (readonly [name: string, value: string | undefined])[];
  output: string;
  error?: { readonly name: string; readonly message: string; readonly text: string };
}

/** A clause (or a declaration) of the kept program. */
export interface KeptClause {
  readonly number: number;
  readonly text: string;
}

/** The state, changed by commands. */
export class ConversationState {
  captures: string[] = [];
  interfaces: string[] = [];
  /** The running kernel is asked instead. */
  linux: LinuxRequest | undefined;
  /** Where runs save what the interfaces show. */
  save: string | undefined;
  readonly options = new Map<string, string | undefined>();
  readonly entries: ConversationEntry[] = [];
  kept: KeptClause[] = [];
  #keptCount = 0;

  /** The last program of D that was entered. */
  get lastProgram(): string | undefined {
    return this.entries.findLast(({ language }) => language === "d")?.text;
  }

  /** The kept program as one text. */
  get keptText(): string {
    return this.kept.map(({ text }) => text).join("\n");
  }

  /** A clause with the next number. */
  newClause(text: string): KeptClause {
    return { number: ++this.#keptCount, text };
  }
}

/** A command that cannot be carried out. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
