/**
 * What stands under a cell while its run is under way: how far it is, and its charts as they are now. At the end nothing
 * of it is left: what the cell has said and come to takes its place.
 *
 * @module
 */
import type { Bundle, DCellPort } from "../evaluator/mod.ts";
import type { Progress } from "../session/mod.ts";
import { progressText } from "./text/mod.ts";

/** Runs that take less say nothing. */
const QUIET_MS = 500;
const EVERY_MS = 200;
/** Charts cost more than a line: they take so much of the run's time at most. */
const CHARTS_EVERY_MS = 1_000, CHARTS_SHARE = 1 / 20;
/** What was printed is kept to be said again, up to so many characters. */
const KEPT = 400_000;

/** Something that can be shown while the run goes on. */
export type LiveBundles = () => Promise<readonly Bundle[]> | readonly Bundle[];

/** The port of a cell, with a view of its run that comes and goes. */
export class LiveView {
  readonly #progressId = crypto.randomUUID();
  readonly #chartIds: string[] = [];
  #said: { readonly stream: "stdout" | "stderr"; readonly text: string }[] = [];
  #characters = 0;
  #shown = false;
  #last = 0;
  #nextCharts = CHARTS_EVERY_MS;
  #drawing?: Promise<void>;

  /** @param alone whether nothing else stands under the cell, so that all of it may be taken away */
  constructor(readonly port: DCellPort, readonly alone: boolean) {}

  /** What the run prints. */
  write(stream: "stdout" | "stderr", text: string): void {
    this.#characters += text.length;
    if (this.#characters <= KEPT) this.#said.push({ stream, text });
    else this.#said = [];
    this.port.write(stream, text);
  }

  /**
   * How far it is; shown unless it was shown a moment ago.
   *
   * @param obstacle why there are no charts meanwhile, where there are none
   */
  update(progress: Progress, charts: LiveBundles, obstacle?: string): void {
    const { elapsedMs } = progress;
    if (elapsedMs < QUIET_MS || elapsedMs - this.#last < EVERY_MS) return;
    this.#last = elapsedMs;
    const text = [progressText(progress), obstacle].filter(Boolean).join("; ");
    const share = progress.bytesTotal ? Math.min(1, progress.bytesRead / progress.bytesTotal) : undefined;
    const bar = share === undefined ? "" : `<progress max="1" value="${share.toFixed(3)}"></progress> `;
    this.port.display({
      bundle: { "text/html": `<div>${bar}${text}</div>`, "text/plain": text },
      id: this.#progressId,
      update: this.#shown,
    });
    this.#shown = true;
    if (obstacle || this.#drawing || elapsedMs < this.#nextCharts) return;
    const start = performance.now();
    this.#drawing = this.#draw(charts).finally(() => {
      this.#drawing = undefined;
      const tookMs = performance.now() - start;
      this.#nextCharts = elapsedMs + Math.max(CHARTS_EVERY_MS, tookMs / CHARTS_SHARE);
    });
  }

  /** The run is over; what it came to follows when `more` says so. Settles when nothing is under way any more. */
  async end(more: boolean): Promise<void> {
    await this.#drawing;
    if (!this.#shown) return;
    this.#shown = false;
    if (!this.alone || this.#characters > KEPT) {
      const nothing = { "text/html": "", "text/plain": "" };
      for (const id of [this.#progressId, ...this.#chartIds]) {
        this.port.display({ bundle: nothing, id, update: true });
      }
      return;
    }
    this.port.clear(more || this.#said.length > 0);
    for (const { stream, text } of this.#said) this.port.write(stream, text);
  }

  async #draw(charts: LiveBundles): Promise<void> {
    try {
      const bundles = await charts();
      bundles.forEach((bundle, index) => {
        const update = index < this.#chartIds.length;
        if (!update) this.#chartIds.push(crypto.randomUUID());
        this.port.display({ bundle, id: this.#chartIds[index], update });
      });
    } catch {
      // a chart that cannot be drawn now is drawn at the end, or said to be impossible
    }
  }
}
