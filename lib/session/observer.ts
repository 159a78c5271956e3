/**
 * Watching a compilation: what `--dump` shows, and what `--timings` measures. Watching changes nothing, and where nobody
 * does no clock is read.
 *
 * @module
 */
import type { SourceText } from "../diagnostic/mod.ts";
import type { ProgramNode, ReadToken } from "../d/syntax/mod.ts";
import type { Clock } from "../host/mod.ts";

/** The passes, in order; `source` is the preprocessor, `lower` makes the intermediate form, `emit` the program of the machine. */
export type Pass = "libraries" | "source" | "parse" | "check" | "lower" | "emit" | "instantiate" | "run";

/** Who watches. */
export interface CompilationObserver {
  /** It begins, or starts again: with all of D's library, where a part of it was not enough. */
  begin?(): void;
  /** A token of the programs; one that is read in another way afterwards comes again. */
  token?(token: ReadToken, source: SourceText): void;
  /** The tree of a program. */
  parsed?(tree: ProgramNode): void;
  /** A pass is over that took so many milliseconds. A pass that is done for several programs comes as often. */
  passed?(pass: Pass, ms: number): void;
}

/** Measures one pass after the other. */
export class PassClock {
  #since = 0;

  constructor(readonly clock: Clock, readonly observer: CompilationObserver | undefined) {}

  /** From here on the next pass is measured. */
  begin(): void {
    if (this.observer?.passed) this.#since = this.clock.elapsedMs();
  }
  /** The pass is over, and the next one begins. */
  done(pass: Pass): void {
    if (!this.observer?.passed) return;
    const now = this.clock.elapsedMs();
    this.observer.passed(pass, now - this.#since);
    this.#since = now;
  }
}
