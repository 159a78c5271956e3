/**
 * What can be wrong with a capture, as data.
 *
 * @module
 */
import type { SourceProblem } from "../source.ts";

/** Damage that a format found; the reader adds the file. */
export interface Damage {
  readonly tag: SourceProblem["tag"];
  /** Lower case, no final period. */
  readonly message: string;
  readonly byteOffset: number;
}

/** Thrown where a source cannot be opened at all. */
export class SourceError extends Error implements SourceProblem {
  override readonly name = "SourceError";
  constructor(
    readonly file: string,
    readonly tag: SourceProblem["tag"],
    message: string,
    /** Suggestions, shown as `= help: …`. */
    readonly help: readonly string[] = [],
    readonly byteOffset: number = 0,
  ) {
    super(message);
  }
}

/** The end of a file inside something that is longer. */
export function truncated(what: string, wanted: number, there: number, byteOffset: number): Damage {
  return { tag: "D_SRC_TRUNCATED", message: `truncated ${what}: ${wanted} bytes expected, ${there} there`, byteOffset };
}

/** Bytes that cannot mean what they say. */
export function corrupt(message: string, byteOffset: number): Damage {
  return { tag: "D_SRC_CORRUPT", message, byteOffset };
}
