/**
 * What pictures are made of: marks, texts, axes.
 *
 * @module
 */
import { type PageElement, svg } from "./dom.ts";
import { shortText, ticks } from "./scale.ts";

export interface Picture {
  /** Pixels; that of the page without. */
  readonly width?: number;
  readonly height: number;
  readonly parts: readonly PageElement[];
}
/** Where marks are drawn. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
const COLORS = 7;
/** The class of the n-th colour; the last is that of others. */
export const colorClass = (n: number) => `c${n % (COLORS + 1)}`;

/** What appears over a mark, and is read out. */
export const hint = (text: string): PageElement => svg("title", {}, text);

export function text(x: number, y: number, content: string, kind = "", anchor = "start"): PageElement {
  return svg(
    "text",
    { x, y, class: kind || undefined, "text-anchor": anchor === "start" ? undefined : anchor },
    content,
  );
}
export function line(x1: number, y1: number, x2: number, y2: number, kind: string): PageElement {
  return svg("line", { x1, y1, x2, y2, class: kind });
}
export function box(x: number, y: number, width: number, height: number, kind: string, about: string): PageElement {
  return svg("rect", { x, y, width: Math.max(0, width), height: Math.max(0, height), class: kind }, hint(about));
}
/** Pixels that a text takes at most. */
export const widthOf = (content: string, size = 12) => content.length * size * 0.6;
export function cropped(content: string, max: number): string {
  return content.length <= max ? content : `${content.slice(0, max - 1)}…`;
}
/** Lines across, with their values at the left, and the place of a value. */
export function valueAxis(area: Area, min: number, max: number, title: string) {
  const span = max - min || 1;
  const place = (value: number) => area.bottom - (value - min) / span * (area.bottom - area.top);
  const parts = ticks(min, max, 4).flatMap((value) => [
    line(area.left, place(value), area.right, place(value), "grid"),
    text(area.left - 6, place(value) + 4, shortText(value), "faint", "end"),
  ]);
  return { place, parts: [...parts, text(area.left - 6, area.top - 10, title, "faint")] };
}
/** Texts under a row of places, as many as there is room for. */
export function thinned(labels: readonly string[], step: number): number {
  const widest = Math.max(1, ...labels.map((label) => widthOf(label, 11)));
  return Math.max(1, Math.ceil((widest + 10) / step));
}
/** Names of series with their colours, in rows. */
export function legend(names: readonly string[], width: number, top: number) {
  const parts: PageElement[] = [];
  let x = 0, y = top;
  names.forEach((name, i) => {
    const shown = cropped(name, 48), needed = widthOf(shown) + 28;
    if (x > 0 && x + needed > width) [x, y] = [0, y + 18];
    parts.push(svg("rect", { x, y: y - 9, width: 10, height: 10, class: colorClass(i) }), text(x + 15, y, shown));
    x += needed;
  });
  return { parts, height: names.length > 0 ? y - top + 22 : 0 };
}
