/**
 * What a published notebook is to its page: prose, cells with what came of them, the captures they were run over.
 *
 * @module
 */
import type { ProgramRequest, ShownResult } from "./messages.ts";

/** What came of a cell of D. */
export interface PublishedOutcome {
  readonly text: string;
  /** Of {@linkcode PublishedOutcome.text}, characters that were left out: a page shows a million. */
  readonly omittedCharacters: number;
  readonly exitStatus: number;
  readonly lines: readonly string[];
  readonly results: readonly ShownResult[];
  readonly packets: number;
}
export interface ProgramCell extends Omit<ProgramRequest, "recordedMs"> {
  readonly kind: "d";
  /** Names of the captures it is run over. */
  readonly captures: readonly string[];
  readonly outcome: PublishedOutcome;
  /** The author did not want to show the text that it prints, or its tables and charts: they are folded. */
  readonly isSilent?: boolean;
  readonly isHidden?: boolean;
  /** How it differs from what comes of the captures before they were anonymised. */
  readonly differences?: readonly string[];
}
/** Something that a cell has shown which does not run in the page. */
export type CodeOutput =
  | { readonly kind: "text"; readonly text: string; readonly isError?: boolean }
  /** HTML that the publisher answers for: without scripts and addresses. */
  | { readonly kind: "html"; readonly html: string }
  /** In both themes: the text of an SVG, or the bytes of a PNG. `text` is for those who do not see it. */
  | {
    readonly kind: "picture";
    readonly light: string | Uint8Array;
    readonly dark: string | Uint8Array;
    readonly text: string;
  };
export type PublishedCell =
  /** HTML that the publisher answers for. */
  | { readonly kind: "prose"; readonly html: string }
  | ProgramCell
  /** Shown, and not run in the page. */
  | {
    readonly kind: "code";
    readonly language: string;
    readonly text: string;
    readonly outputs: readonly CodeOutput[];
  };
export interface PublishedCapture {
  readonly name: string;
  readonly data: Uint8Array;
  /** What is said of it: packets, size, hash. */
  readonly about: string;
}
/** A part of what the file contains and what was changed: lines, indented where they belong to one above. */
export interface AboutPart {
  readonly title: string;
  readonly lines: readonly string[];
}
export interface PublishedNotebook {
  readonly title: string;
  /** Who, and when. */
  readonly byline: string;
  /** What the file contains and what was changed. */
  readonly about: readonly AboutPart[];
  readonly captures: readonly PublishedCapture[];
  readonly cells: readonly PublishedCell[];
  /** JSON that travels along: what `verify` reads. */
  readonly manifest: string;
  /** {@linkcode ProgramRequest.recordedMs} of its cells. */
  readonly recordedMs: number;
  /** False: the page shows text and tables, draws no charts, and is smaller by what draws them. */
  readonly charts?: boolean;
  /** Who has signed the manifest; a page cannot check it. */
  readonly signature?: string;
  /** The signature itself, as ssh-keygen has made it; it travels along. */
  readonly armoredSignature?: string;
  readonly version: string;
}
/** In what two runs differ, in words: text, tables, what is said of them, not how long they took; empty where they agree. */
export function differencesOf(made: PublishedOutcome, published: PublishedOutcome): string[] {
  const parts: [isSame: boolean, name: string][] = [
    [made.packets === published.packets, "the number of packets"],
    [made.exitStatus === published.exitStatus, "the exit status"],
    [made.text === published.text && made.omittedCharacters === published.omittedCharacters, "the text"],
    [isEqual(made.results, published.results), "the tables"],
    [isEqual(made.lines, published.lines), "the messages"],
  ];
  return parts.filter(([isSame]) => !isSame).map(([, name]) => name);
}
/** In a manifest names are sorted. */
const isEqual = (a: unknown, b: unknown) => JSON.stringify(a, withSortedNames) === JSON.stringify(b, withSortedNames);
function withSortedNames(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}
