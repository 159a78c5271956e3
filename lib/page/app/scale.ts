/**
 * Scales of charts: round steps, and how numbers and times are written at them.
 *
 * @module
 */
import type { Amount, Quantity } from "../../chart/mod.ts";

/** Round values from 0 (or below it) to the greatest, `count` at most. */
export function ticks(min: number, max: number, count = 5): number[] {
  const span = max - min || Math.abs(max) || 1;
  const rough = span / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough)!;
  const first = Math.ceil(min / step - 1e-9);
  return Array.from({ length: Math.floor(max / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}
const NUMBER = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });
export function shortText(value: number): string {
  return Math.abs(value) >= 1e5 ? SHORT.format(value) : NUMBER.format(value);
}
/** What stands beside a bar. */
export function amountText({ value, exact }: Amount): string {
  return exact ?? shortText(value);
}
export function titleOf({ label, unit }: Quantity): string {
  return unit === "" ? label : `${label} (${unit})`;
}
/** A moment on an axis: of the day, as exact as the steps are. */
export function timeText(ms: number, stepMs: number): string {
  const text = new Date(ms).toISOString();
  return stepMs >= 60_000 ? text.slice(11, 16) : stepMs >= 1000 ? text.slice(11, 19) : text.slice(11, 23);
}
const TIME_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((s) => s * 1000),
  [1, 2, 5, 10, 15, 30].map((m) => m * 60_000),
  [1, 2, 3, 6, 12, 24].map((h) => h * 3_600_000),
);
export function timeTicks(from: number, to: number, count = 6): { readonly at: number[]; readonly stepMs: number } {
  const rough = (to - from) / count;
  const stepMs = TIME_STEPS.find((step) => step >= rough) ?? Math.ceil(rough / 86_400_000) * 86_400_000;
  const first = Math.ceil(from / stepMs) * stepMs, at: number[] = [];
  for (let time = first; time <= to; time += stepMs) at.push(time);
  return { at, stepMs };
}
