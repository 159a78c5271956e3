/**
 * What a published investigation says of itself: one JSON, which travels in its page and lies beside its captures. All that a
 * page shows is made of it and of the captures, so that `verify` can make the page again and compare; what is signed is this.
 * Nothing in it depends on when, where or by whom it was made.
 *
 * @module
 */
import type { RunGiven, Setting } from "./messages.ts";
import type { PublishedOutcome } from "./published.ts";

export const MANIFEST_FORMAT = 1;

export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly title: string;
  readonly authors: readonly string[];
  /** `2026-11-30`: what the notebook says, or the day of the last packet; empty where there is neither. */
  readonly date: string;
  /** An address or words. */
  readonly license: string;
  /** What has published it. */
  readonly program: {
    readonly version: string;
    readonly deno: string;
    /** SHA-256 of the scripts that a page runs, in hexadecimal digits. */
    readonly scripts: Readonly<Record<string, string>>;
  };
  readonly anonymisation: ManifestAnonymisation;
  readonly captures: readonly ManifestCapture[];
  readonly cells: readonly ManifestCell[];
  /** Whether charts are drawn of tables. */
  readonly charts: boolean;
}
export interface ManifestAnonymisation {
  readonly profile: string;
  /** Why nothing was changed, with the profile `none`. */
  readonly reason?: string;
  /** Choices beside the profile, as text, by name. */
  readonly choices: Readonly<Record<string, string>>;
  /** Whether others of the series have the same map: its key is kept somewhere, and never here. */
  readonly isSeries: boolean;
  /** What was changed, what is still to be seen, the known attacks: lines, indented where they belong to one above. */
  readonly report: readonly string[];
  /** What the literals of cells and prose have become: how many, and of what kind. */
  readonly literals: Readonly<Record<string, number>>;
}
export interface ManifestCapture {
  /** A path within the package: `captures/who.pcap`. Cells name it by this. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly packets: number;
  /** `2026-11-25T21:08:25.277801000Z`; missing of a capture without packets. */
  readonly first?: string;
  readonly last?: string;
  readonly linkTypes: readonly string[];
  /** What it was made of: nobody without the key can tell whether a guess of the original is right. */
  readonly original?: { readonly bytes: number; readonly keyedHash: string };
}
export type ManifestCell = ManifestProse | ManifestProgram | ManifestCode;

interface CellPart {
  /** As in the notebook. */
  readonly id?: string;
  readonly tags?: readonly string[];
  /** The whole text of the cell, as it stands in the notebook that was published. */
  readonly source: string;
}
export interface ManifestProse extends CellPart {
  /** Markdown. */
  readonly kind: "prose";
  /** The references in it, `{{name.field}}`, in their order, with what each is filled with. */
  readonly values: readonly FilledReference[];
}
export interface FilledReference {
  /** Without its braces. */
  readonly reference: string;
  readonly text: string;
}
/** A cell of D: runs in the page. */
export interface ManifestProgram extends CellPart {
  readonly kind: "d";
  /** The program alone: without lines of magics before it. */
  readonly program: string;
  readonly settings: readonly Setting[];
  readonly given: RunGiven;
  /** Names of captures it is run over. */
  readonly captures: readonly string[];
  /** The author did not want to show its text, or its tables and charts: a page has them folded. */
  readonly isSilent: boolean;
  readonly isHidden: boolean;
  /** What `runCell` comes to, whatever is hidden of it. */
  readonly outcome: PublishedOutcome;
  /** All of each table, not only the rows that are shown. */
  readonly tables: readonly TableDigest[];
  /** How it differs from what comes of the captures before they were anonymised; nothing but addresses where it is empty. */
  readonly differences: readonly string[];
}
export interface TableDigest {
  readonly name: string;
  readonly rows: number;
  /** SHA-256 of its columns and rows as JSON, numbers of 64 bits as text. */
  readonly sha256: string;
}
/** A cell of TypeScript, or of magics alone: run by `verify`, not by the page. */
export interface ManifestCode extends CellPart {
  readonly kind: "code";
  readonly language: "typescript" | "magic";
  readonly outputs: readonly ManifestOutput[];
  /** As of a cell of D. */
  readonly differences: readonly string[];
}
export type ManifestOutput =
  | { readonly kind: "stream"; readonly stream: "stdout" | "stderr"; readonly text: string }
  /**
   * Something shown, by media type: `text/plain` always, `text/markdown`, `application/vnd.vegalite.v5+json` (as JSON text,
   * sorted), `image/png` (base64), `image/svg+xml`. Never HTML: a page makes its own of these.
   */
  | { readonly kind: "shown"; readonly bundle: Readonly<Record<string, string>> }
  | { readonly kind: "error"; readonly text: string };
