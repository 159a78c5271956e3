/**
 * Bars of distributions: 40 columns, ASCII or UTF-8, to one side or both.
 *
 * @module
 */
import { pad } from "./text.ts";

const BAR = 40;
/** With aggzoom the tallest bar takes this part of the width. */
const ZOOM_PART = 0.95;

/** What bars are measured against. */
export interface BarScale {
  /** Sum of the magnitudes, or the greatest of them enlarged when zoomed. */
  readonly total: number;
  readonly positives: boolean;
  readonly negatives: boolean;
}

/** Measures the values of one distribution. */
export function scaleBars(values: readonly bigint[], zoom: boolean): BarScale {
  let total = 0;
  let positives = false;
  let negatives = false;
  for (const value of values) {
    positives ||= value > 0n;
    negatives ||= value < 0n;
    const magnitude = Math.abs(Number(value));
    total = zoom ? Math.max(total, magnitude / ZOOM_PART) : total + magnitude;
  }
  return { total, positives, negatives };
}

/** From the bar to the end of the line: `|@@@@      3        ` and a newline. */
export function formatBar(value: bigint, normal: bigint, scale: BarScale, encoding: "ascii" | "utf8"): string {
  const count = ` ${pad(String(value / (normal || 1n)), -9)}\n`;
  const part = scale.total > 0 ? Math.abs(Number(value)) / scale.total : 0;
  if (!scale.negatives) {
    if (scale.positives && encoding === "utf8") return blockBar(part) + count;
    const depth = Math.floor(part * BAR + 0.5);
    return `|${"@".repeat(depth).padEnd(BAR)}${count}`;
  }
  if (!scale.positives) return `${"@".repeat(Math.floor(part * BAR + 0.5)).padStart(BAR)}|${count}`;
  const half = BAR / 2;
  const bar = "@".repeat(Math.floor(part * half + 0.5));
  return value <= 0n
    ? `${bar.padStart(half)}|${" ".repeat(half)}${count}`
    : `${" ".repeat(half)}|${bar.padEnd(half)}${count}`;
}

/** Full blocks, then a block of so many eighths. */
function blockBar(part: number): string {
  const length = part * BAR;
  const whole = Math.floor(length);
  const eighths = Math.floor((length - whole) * 8);
  const bar = "\u2588".repeat(whole) + (eighths > 0 ? String.fromCharCode(0x2590 - eighths) : "");
  return "|" + bar.padEnd(BAR);
}

/** `------------- Distribution -------------` over the bars; the first column is `key` or `value`. */
export function formatBarHeading(label: string, width: number): string {
  return `\n${pad(label, width)}  ------------- Distribution ------------- ${pad("count", -9)}\n`;
}

/** One cell of a packed distribution. */
export function formatCell(count: bigint, total: number, encoding: "ascii" | "utf8"): string {
  if (count === 0n) return " ";
  const value = Number(count);
  if (value < 0) return "vvvvVV"[Math.floor(Math.abs(value * 5) / total + 0.5)] ?? "V";
  if (encoding === "utf8") return String.fromCharCode(0x2581 + Math.floor(value * 7 / total + 0.5));
  return "__xxxxXX"[Math.floor(value * 7 / total + 0.5)] ?? "X";
}
