/**
 * Where a conversation says what it has to say: a terminal, or two pipes.
 *
 * @module
 */
import type { ScreenRow, StylePaint } from "../editor/mod.ts";

/** How images reach a terminal. */
export type ImageProtocol = "kitty" | "iterm2" | "sixel";

/** Says things. */
export interface ConversationOutput {
  /** Columns. */
  readonly width: number;
  /** Rows; without a terminal as many as there are. */
  readonly height: number;
  readonly color: boolean;
  readonly paint: StylePaint;
  /** Whether a person watches. */
  readonly interactive: boolean;
  readonly images?: ImageProtocol;
  /** Results: what a program printed. */
  print(text: string): void;
  /** Beside the results: a line, without its newline. */
  note(text: string): void;
  /** What failed. */
  error(text: string): void;
  /** Rows at the end that change in place; undefined takes them away. */
  live(rows: readonly ScreenRow[] | undefined): void;
  /** Asks the person; null without an answer. */
  ask?(prompt: string, secret: boolean): Promise<string | null>;
}
