/**
 * How far a run is, in a line.
 *
 * @module
 */
import type { Progress } from "../../session/mod.ts";

/** `1,200,000 packets, 45 MB of 100 MB, 22 MB/s, 3 s left`. */
export function progressText({ packets, bytesRead, bytesTotal, elapsedMs }: Progress): string {
  // only timers fire: there is nothing to read
  if (packets === 0 && bytesRead === 0) return `${Math.floor(elapsedMs / 1000)} s`;
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
