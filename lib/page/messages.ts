/**
 * What a page and its worker tell each other. The worker has no other way out: all that it makes is text and numbers, which
 * the page puts into its document as text, and draws.
 *
 * @module
 */
import type { ChartModel } from "../chart/mod.ts";

export interface CaptureFile {
  readonly name: string;
  readonly data: Blob | Uint8Array;
}
/** What a page says of a capture that it brings along. */
export interface CapturePart {
  readonly name: string;
  /** It is in gzip, which a browser decompresses by itself; without, in LZMA, which is smaller. */
  readonly isLarge: boolean;
}
/** A large capture as a page brings it along: gzip, as text ({@linkcode readText}), which the worker unpacks. */
export interface PackedCapture {
  readonly name: string;
  readonly packed: string;
}
/** What is never exceeded in a run, so that no program makes a page stand still. */
export interface RunBounds {
  /** Milliseconds after which it is asked whether to go on. */
  readonly patienceMs: number;
  /** Characters of text that are shown. */
  readonly textCharacters: number;
  /** Rows of a table that are kept, and that are shown. */
  readonly rowsKept: number;
  readonly rowsShown: number;
  /** Bytes of memory for the program, its packets and its flows. */
  readonly memoryBytes: number;
}
export const RUN_BOUNDS: RunBounds = {
  patienceMs: 10_000,
  textCharacters: 1_000_000,
  rowsKept: 100_000,
  rowsShown: 1000,
  memoryBytes: 384 * 2 ** 20,
};

export interface Setting {
  readonly name: string;
  readonly value?: string;
}
/** What a run is given beside program and options; nothing as a rule. */
export interface RunGiven {
  /** `$1`, `$2` … */
  readonly arguments?: readonly string[];
  /** Where it ends before its captures do. */
  readonly limits?: { readonly packets?: number; readonly nanoseconds?: number };
}
/** A program, and how it is run. */
export interface ProgramRequest {
  readonly program: string;
  readonly settings: readonly Setting[];
  readonly given?: RunGiven;
  /**
   * Milliseconds since 1970: the program is run as what is published is, by nobody's process and in UTC; without captures time
   * begins then, and passes without being waited for. Missing: by the clock and in the zone of who runs it.
   */
  readonly recordedMs?: number;
}
/** To the worker. */
export type Question =
  /** All captures there are. */
  | { readonly kind: "captures"; readonly files: readonly (CaptureFile | PackedCapture)[] }
  /** Over the captures of these names, or over all. */
  | { readonly kind: "run"; readonly id: number; readonly over?: readonly string[] } & ProgramRequest
  /** Ends the run: END fires, and what was gathered is the result. */
  | { readonly kind: "stop" }
  /** The run took long, and may go on. */
  | { readonly kind: "go on" }
  | { readonly kind: "check"; readonly id: number } & ProgramRequest
  | { readonly kind: "complete"; readonly id: number; readonly program: string; readonly offset: number }
  | { readonly kind: "inspect"; readonly id: number; readonly program: string; readonly offset: number };

/** From the worker. */
export type Answer =
  /** It listens; names of D that have a colour. */
  | { readonly kind: "ready"; readonly variables: readonly string[]; readonly functions: readonly string[] }
  /** The captures it was given can be read. */
  | { readonly kind: "captures ready" }
  | { readonly kind: "text"; readonly id: number; readonly text: string }
  | { readonly kind: "warning"; readonly id: number; readonly text: string }
  | { readonly kind: "progress"; readonly id: number; readonly packets: number; readonly part?: number }
  /** It waits for `go on` or `stop`. */
  | { readonly kind: "long"; readonly id: number }
  | { readonly kind: "done"; readonly id: number; readonly outcome: Outcome }
  /** The program does not compile, or cannot run: in frames. */
  | { readonly kind: "failed"; readonly id: number; readonly text: string }
  /** What is wrong with the program as it stands; empty where nothing is. */
  | { readonly kind: "checked"; readonly id: number; readonly text: string }
  | {
    readonly kind: "completed";
    readonly id: number;
    readonly start: number;
    readonly end: number;
    readonly candidates: readonly { readonly text: string; readonly detail?: string }[];
  }
  | { readonly kind: "inspected"; readonly id: number; readonly text: string };

export interface Outcome {
  readonly exitStatus: number;
  readonly interrupted: boolean;
  readonly packets: number;
  readonly elapsedMs: number;
  /** Characters of text that were left out. */
  readonly omittedCharacters: number;
  /** What the run has to say besides its text, a line each. */
  readonly lines: readonly string[];
  readonly results: readonly ShownResult[];
}
/** A table as text, and its chart. */
export interface ShownResult {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly unit: string; readonly isNumeric: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** What is said below: rows that are not shown, or were not kept. */
  readonly note: string;
  /** Missing where none are drawn. */
  readonly chart?: ChartModel;
}
