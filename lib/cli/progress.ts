/**
 * One line on standard error that says how far a long run is; it leaves nothing behind.
 *
 * @module
 */

/** How far a run is. */
export interface ProgressReport {
  readonly bytesRead: number;
  readonly bytesTotal?: number;
  readonly packets: number;
  readonly elapsedMs: number;
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** `12.3 MB` */
function formatBytes(bytes: number): string {
  let unit = 0;
  while (bytes >= 1000 && unit < UNITS.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(bytes < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** `41% of 1.4 GB, 812,000 packets, 4,100,000/s` */
function progressLine(report: ProgressReport): string {
  const read = report.bytesTotal
    ? `${Math.floor((100 * report.bytesRead) / report.bytesTotal)}% of ${formatBytes(report.bytesTotal)}`
    : formatBytes(report.bytesRead);
  const rate = report.elapsedMs > 0 ? Math.round((report.packets * 1000) / report.elapsedMs) : 0;
  return `${read}, ${grouped(report.packets)} packets, ${grouped(rate)}/s`;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Shown from the first second on, and only on a terminal. */
export class ProgressDisplay {
  #shown = false;
  #last = 0;
  readonly #encoder = new TextEncoder();
  constructor(readonly enabled: boolean) {}
  update(report: ProgressReport): void {
    // nothing is read where only timers fire
    if (report.packets === 0 && report.bytesRead === 0) return;
    if (!this.enabled || report.elapsedMs < 1000 || report.elapsedMs - this.#last < 200) return;
    this.#last = report.elapsedMs;
    this.#shown = true;
    Deno.stderr.writeSync(this.#encoder.encode(`\r\x1b[K${progressLine(report)}`));
  }
  /** Before anything else is printed, and at the end. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    Deno.stderr.writeSync(this.#encoder.encode("\r\x1b[K"));
  }
}
