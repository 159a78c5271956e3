/**
 * Parts that several specifications share.
 *
 * @module
 */
import { grouped, quantityTitle, shortNumber } from "./labels.ts";
import type { Amount, Quantity } from "./model.ts";

export type SpecPart = Record<string, unknown>;

/** Bars and steps, px. */
export const STEP = 20;
export const WIDTH = 600;
/** Beyond the labels of an axis text is cut, px. */
export const LABELS = 300;

/**
 * Vega-Lite makes a part of an expression of a tooltip's title, and loses its way over quotes in it: a title has none.
 */
export const field = (
  name: string,
  type: "quantitative" | "nominal" | "ordinal" | "temporal",
  more: SpecPart = {},
): SpecPart => ({
  field: name,
  type,
  ...more,
  ...(typeof more.title === "string" ? { title: more.title.replace(/["\\]/g, "'") } : {}),
});
/** No prefix at zero: `0`, not `0k`. */
const ZERO = "datum.value === 0 ? '0' : datum.label";
/** SI prefixes where numbers are large, no fraction where they are whole. */
export function axisOf(quantity: Quantity, amounts: readonly Amount[] = [], more: SpecPart = {}): SpecPart {
  const whole = amounts.length > 0 && amounts.every(({ value }) => Number.isInteger(value));
  return {
    title: quantityTitle(quantity),
    format: "~s",
    labelExpr: ZERO,
    tickCount: 6,
    ...whole ? { tickMinStep: 1 } : {},
    ...more,
  };
}
/** The text beside a mark: short where that loses little, all digits where the number cannot hold them. */
export function amountText({ value, exact }: Amount): string {
  return exact === undefined ? shortNumber(value) : grouped(exact);
}
/** For the tooltip: exact. */
export function fullText({ value, exact }: Amount, { unit }: Quantity): string {
  const digits = exact ?? (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(12))));
  return unit === "" ? digits : exact === undefined ? `${digits} ${unit}` : digits;
}
export const timeEncoding = (name: string, relative: boolean, title: string): SpecPart =>
  relative
    ? field(name, "quantitative", { title, axis: { format: "~g", grid: false }, scale: { zero: false, nice: false } })
    : field(name, "temporal", { title, scale: { type: "utc" }, axis: { grid: false, labelOverlap: true } });

/** Amounts so far apart that only their logarithms can be told apart by colour. */
export function isSpread(values: readonly number[]): boolean {
  let min = Infinity, max = 0;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min > 0 && max / min > 50;
}

/** The widest letter, px. */
const WIDEST = 12;
/** Where labels are cut, px: nowhere (0) if two of them could look the same then. */
export function limitOf(labels: readonly string[], limit: number): number {
  const shown = Math.floor(limit / WIDEST) - 1;
  return new Set(labels.map((label) => label.slice(0, shown))).size === new Set(labels).size ? limit : 0;
}
/** A description of each mark for screen readers, unless there are so many that nobody would listen to them. */
export const ariaOf = (marks: number): SpecPart => marks > 200 ? { aria: false } : {};
