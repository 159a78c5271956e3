/**
 * How far a long run is: one line under the cell, replaced in place, gone at the end.
 *
 * @module
 */
import type { DCellPort } from "../evaluator/mod.ts";
import { progressText } from "./text/mod.ts";
import type { Progress } from "../session/mod.ts";

/** Runs that take less say nothing. */
const QUIET_MS = 500;
const EVERY_MS = 200;

/** Shows progress. */
export class ProgressLine {
  readonly #id = crypto.randomUUID();
  #shown = false;
  #last = 0;

  constructor(readonly port: DCellPort) {}

  /** Shows it, unless it was shown a moment ago. */
  update(progress: Progress): void {
    if (progress.elapsedMs < QUIET_MS || progress.elapsedMs - this.#last < EVERY_MS) return;
    this.#last = progress.elapsedMs;
    const text = progressText(progress);
    const share = progress.bytesTotal ? Math.min(1, progress.bytesRead / progress.bytesTotal) : undefined;
    const bar = share === undefined ? "" : `<progress max="1" value="${share.toFixed(3)}"></progress> `;
    this.#show({ "text/html": `<div>${bar}${text}</div>`, "text/plain": text });
  }

  /** Takes it away. */
  end(): void {
    if (this.#shown) this.#show({ "text/html": "", "text/plain": "" });
  }

  #show(bundle: Record<string, string>): void {
    this.port.display({ bundle, id: this.#id, update: this.#shown });
    this.#shown = true;
  }
}
