/**
 * How far a long run is: one line under the cell, replaced in place, gone at the end.
 *
 * @module
 */
import type { DCellPort } from "../evaluator/mod.ts";
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

/** `1,200,000 packets, 45 MB of 100 MB, 22 MB/s, 3 s left`. */
export function progressText({ packets, bytesRead, bytesTotal, elapsedMs }: Progress): string {
  const rate = bytesRead / (elapsedMs / 1000);
  const parts = [`${packets.toLocaleString("en-US")} packets`];
  parts.push(bytesTotal ? `${size(bytesRead)} of ${size(bytesTotal)}` : size(bytesRead), `${size(rate)}/s`);
  if (bytesTotal && rate > 0) parts.push(`${Math.ceil(Math.max(0, bytesTotal - bytesRead) / rate)} s left`);
  return parts.join(", ");
}

function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
