/**
 * What both processes speak of: results as MIME bundles, errors, and the messages of the child.
 *
 * @module
 */

/** What a terminal is like. */
export interface RenderTerminal {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
}

/** A value in several forms, by MIME type, as Jupyter wants it: text, or JSON for types that end in json. */
export type Bundle = Readonly<Record<string, unknown>>;

/** Something to show. */
export interface Display {
  readonly bundle: Bundle;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** With which it can be replaced later. */
  readonly id?: string;
  /** It replaces what was shown under its id. */
  readonly update?: boolean;
}

/** An error of a cell. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  /** As a person reads it: the error, where it happened with the line and a caret, the frames. */
  readonly text: string;
  /** The same as HTML, where there is more to see. */
  readonly html?: string;
}

/** A message about a comm: a line between a widget in the page and an object in a cell. */
export interface CommMessage {
  readonly kind: "open" | "message" | "close";
  readonly id: string;
  /** Of an opening. */
  readonly target?: string;
  readonly data: unknown;
  readonly metadata?: unknown;
}

/** What the child tells its parent. `cell` is the cell whose code says it, also when that cell is long over. */
export type ChildMessage =
  | { readonly type: "write"; readonly stream: "stdout" | "stderr"; readonly text: string; readonly cell: number }
  | { readonly type: "display"; readonly display: Display; readonly cell: number }
  | { readonly type: "clear"; readonly wait: boolean; readonly cell: number }
  | { readonly type: "input"; readonly prompt: string; readonly password: boolean; readonly cell: number }
  | { readonly type: "comm"; readonly message: CommMessage; readonly cell: number }
  | { readonly type: "publish"; readonly kind: string; readonly content: unknown; readonly cell: number }
  /** A cell of D has bound names: as TypeScript declares them. */
  | { readonly type: "declared"; readonly text: string; readonly names: readonly string[]; readonly cell: number }
  /** Code of an interrupted cell is held, to be ended. */
  | { readonly type: "trapped"; readonly cell: number }
  /** The event loop has turned since it was asked. */
  | { readonly type: "turned" }
  | { readonly type: "exit"; readonly status: number; readonly cell: number };

/** How a cell ended in the child. */
export type CellReport =
  | { readonly status: "ok"; readonly result?: Display; readonly interrupted?: boolean }
  | { readonly status: "error"; readonly error: CellError };
