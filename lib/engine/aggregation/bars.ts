/**
 * Bars of distributions: 40 columns, ASCII or UTF-8, to one side or both.
 *
 * @module
 */
import { pad } from "../format/mod.ts";

const BAR = 40n;
/** With aggzoom the tallest bar takes 19 twentieths of the width. */
const ZOOM = { part: 19n, whole: 20n } as const;

/** What bars are measured against. A value is `value * unit / total` of the whole width: exact, as doubles are not. */
export interface BarScale {
  /** Sum of the magnitudes, or the greatest of them enlarged when zoomed; both times `unit`. */
  readonly total: bigint;
  readonly unit: bigint;
  readonly positives: boolean;
  readonly negatives: boolean;
}

/** Measures the values of one distribution. */
export function scaleBars(values: readonly bigint[], zoom: boolean): BarScale {
  let sum = 0n;
  let greatest = 0n;
  let positives = false;
  let negatives = false;
  for (const value of values) {
    positives ||= value > 0n;
    negatives ||= value < 0n;
    const magnitude = magnitudeOf(value);
    sum += magnitude;
    if (magnitude > greatest) greatest = magnitude;
  }
  return zoom
    ? { total: greatest * ZOOM.whole, unit: ZOOM.part, positives, negatives }
    : { total: sum, unit: 1n, positives, negatives };
}
/** Bars by key (agghist): there DTrace cuts the enlarged total to a whole number. */
export function scaleKeyBars(values: readonly bigint[], zoom: boolean): BarScale {
  const { total, unit, positives, negatives } = scaleBars(values, zoom);
  return { total: total / unit, unit: 1n, positives, negatives };
}
const magnitudeOf = (value: bigint): bigint => value < 0n ? -value : value;

/** So many columns of `width`, rounded half up. */
function columns(value: bigint, { total, unit }: BarScale, width: bigint): number {
  return total === 0n ? 0 : Number((2n * magnitudeOf(value) * unit * width + total) / (2n * total));
}

/** From the bar to the end of the line: `|@@@@      3        ` and a newline. */
export function formatBar(value: bigint, normal: bigint, scale: BarScale, encoding: "ascii" | "utf8"): string {
  const count = ` ${pad(String(value / (normal || 1n)), -9)}\n`;
  const width = Number(BAR);
  if (!scale.negatives) {
    if (scale.positives && encoding === "utf8") return blockBar(value, scale) + count;
    return `|${"@".repeat(columns(value, scale, BAR)).padEnd(width)}${count}`;
  }
  if (!scale.positives) return `${"@".repeat(columns(value, scale, BAR)).padStart(width)}|${count}`;
  const half = width / 2;
  const bar = "@".repeat(columns(value, scale, BAR / 2n));
  return value <= 0n
    ? `${bar.padStart(half)}|${" ".repeat(half)}${count}`
    : `${" ".repeat(half)}|${bar.padEnd(half)}${count}`;
}

/** Full blocks, then a block of so many eighths. */
function blockBar(value: bigint, { total, unit }: BarScale): string {
  const eighths = Number(magnitudeOf(value) * unit * BAR * 8n / total);
  const partial = eighths % 8;
  const bar = "\u2588".repeat(Math.floor(eighths / 8)) + (partial > 0 ? String.fromCharCode(0x2590 - partial) : "");
  return "|" + bar.padEnd(Number(BAR));
}

/** `------------- Distribution -------------` over the bars; the first column is `key` or `value`. */
export function formatBarHeading(label: string, width: number): string {
  return `\n${pad(label, width)}  ------------- Distribution ------------- ${pad("count", -9)}\n`;
}

/** One cell of a packed distribution. */
export function formatCell(count: bigint, scale: BarScale, encoding: "ascii" | "utf8"): string {
  if (count === 0n) return " ";
  if (count < 0n) return "vvvvVV"[columns(count, scale, 5n)] ?? "V";
  const level = columns(count, scale, 7n);
  return encoding === "utf8" ? String.fromCharCode(0x2581 + level) : "__xxxxXX"[level] ?? "X";
}
