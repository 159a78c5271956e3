/**
 * What a published notebook is to its page: prose, cells with what came of them, the captures they were run over.
 *
 * @module
 */
import type { RunGiven, Setting, ShownResult } from "./messages.ts";

/** What came of a cell of D. */
export interface PublishedOutcome {
  readonly text: string;
  readonly lines: readonly string[];
  readonly results: readonly ShownResult[];
  readonly packets: number;
}
export interface ProgramCell {
  readonly kind: "d";
  readonly program: string;
  readonly settings: readonly Setting[];
  /** Names of the captures it is run over. */
  readonly captures: readonly string[];
  readonly given?: RunGiven;
  readonly outcome: PublishedOutcome;
}
export type PublishedCell =
  /** HTML that the publisher answers for. */
  | { readonly kind: "prose"; readonly html: string }
  | ProgramCell
  /** Shown, and not run in the page. */
  | { readonly kind: "code"; readonly language: string; readonly text: string; readonly output: string };
export interface PublishedCapture {
  readonly name: string;
  readonly data: Uint8Array;
  /** What is said of it: packets, size, hash. */
  readonly about: string;
}
export interface PublishedNotebook {
  readonly title: string;
  /** Who, and when. */
  readonly byline: string;
  /** What the file contains and what was changed, a paragraph each. */
  readonly about: readonly string[];
  readonly captures: readonly PublishedCapture[];
  readonly cells: readonly PublishedCell[];
  /** JSON that travels along: what `verify` reads. */
  readonly manifest: string;
  readonly version: string;
}
/** Whether two runs came to the same: text, tables and what is said of them, not how long they took. */
export function isSameOutcome(a: PublishedOutcome, b: PublishedOutcome): boolean {
  return a.text === b.text && a.packets === b.packets && JSON.stringify(a.lines) === JSON.stringify(b.lines) &&
    JSON.stringify(a.results) === JSON.stringify(b.results);
}
