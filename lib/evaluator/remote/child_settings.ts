/**
 * How an evaluator is made, and who hears it.
 *
 * @module
 */
import type { CommMessage, Display, RenderTerminal } from "../mime_bundle.ts";
import type { ChildSettings } from "./child_process.ts";
import type { SuggesterSettings } from "./suggester.ts";

/** How an evaluator is made. */
export interface EvaluatorSettings extends ChildSettings, SuggesterSettings {
  /** The module of D cells, see {@linkcode DCellModule}. */
  readonly dCells?: string;
  /** Results are for a terminal: text fitted to it, in colour where it has some. */
  readonly terminal?: RenderTerminal;
}

/** Who hears what cells say. `cell` is the cell that says it. */
export interface EvaluatorListener {
  write(stream: "stdout" | "stderr", text: string, cell: number): void;
  display(display: Display, cell: number): void;
  clear?(wait: boolean, cell: number): void;
  /** A cell asks; null when there is no answer. Throws when nobody can be asked. */
  input?(prompt: string, password: boolean, cell: number): Promise<string | null>;
  comm?(message: CommMessage, cell: number): void;
  /** A message of a kind that only the front knows. */
  publish?(kind: string, content: unknown, cell: number): void;
  /** The child has ended by itself while no cell ran. */
  lost?(reason: string): void;
}

/** How to evaluate. */
export interface CellOptions {
  /** Its number: `<cell 3>` in errors. Numbers must not be used twice. */
  readonly cell: number;
  /** Whether the value is to be shown; true unless said. */
  readonly show?: boolean;
  /** Whether the value becomes `_`; true unless said. */
  readonly keep?: boolean;
  /** It runs whatever its types are. */
  readonly unchecked?: boolean;
}
