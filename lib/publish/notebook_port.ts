/**
 * What publishing asks of those who know notebooks: a door hands it in, as notebooks are run above this shelf.
 *
 * @module
 */
import type { FilledReference, ManifestOutput, RunGiven, Setting } from "../page/mod.ts";

/** A cell as it stands in a notebook. */
export interface SourceCell {
  readonly kind: "prose" | "program";
  readonly source: string;
  readonly id?: string;
  readonly tags?: readonly string[];
}
export interface SourceNotebook {
  readonly cells: readonly SourceCell[];
  readonly metadata: Readonly<Record<string, unknown>>;
}
/** What a cell of D was run with. */
export interface ProgramRun {
  /** The program, without lines of magics before it. */
  readonly program: string;
  readonly settings: readonly Setting[];
  readonly given: RunGiven;
  /** Captures, as the notebook names them. */
  readonly captures: readonly string[];
  readonly isSilent: boolean;
  readonly isHidden: boolean;
}
/** What came of a cell. */
export type RecordedCell =
  | { readonly kind: "prose"; readonly values: readonly FilledReference[] }
  | { readonly kind: "d"; readonly run: ProgramRun }
  | {
    readonly kind: "code";
    readonly language: "typescript" | "magic";
    readonly outputs: readonly ManifestOutput[];
    /** Captures that cells read from here on, where it says so. */
    readonly sources?: readonly string[];
  };
export interface RecordSettings {
  /** Where relative names lead. */
  readonly directory: string;
  /** Cells read this folder, and nothing else of anybody's; without, they may do what cells usually may. */
  readonly isConfined?: boolean;
  readonly signal?: AbortSignal;
}
/** Those who know notebooks. */
export interface NotebookPort {
  /** @throws an Error that says what is wrong with it */
  parse(text: string): SourceNotebook;
  /** The text of a file. */
  format(notebook: SourceNotebook): string;
  /**
   * Runs all cells from clean. Cells of D are described, and run only where a cell of TypeScript or a reference after them may
   * ask for what they gathered.
   * @throws an Error that says which cell has failed, and why
   */
  record(cells: readonly SourceCell[], settings: RecordSettings): Promise<readonly RecordedCell[]>;
}
/** A reference to a value in prose: `{{name.field}}`. */
export const REFERENCE = /\{\{\s*([^{}]*[^{}\s])\s*\}\}/g;
