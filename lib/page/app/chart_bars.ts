/**
 * One number, and numbers by key.
 *
 * @module
 */
import type { BarsModel, ValueModel } from "../../chart/mod.ts";
import { type PageElement, svg } from "./dom.ts";
import { box, cropped, hint, line, type Picture, text, widthOf } from "./picture.ts";
import { amountText, shortText, ticks, titleOf } from "./scale.ts";

export function valuePicture({ amount, quantity }: ValueModel): Picture {
  return { height: 58, parts: [text(0, 40, amountText(amount), "big"), text(0, 56, titleOf(quantity), "faint")] };
}
const ROW = 22, LABEL_CHARACTERS = 42;

export function barsPicture(model: BarsModel, width: number): Picture {
  const { rows, quantity, keys } = model;
  const labels = rows.map(({ label }) => cropped(label, LABEL_CHARACTERS));
  const left = Math.min(width / 2, Math.max(...labels.map((label) => widthOf(label)), widthOf(keys)) + 10);
  const amounts = rows.map(amountText);
  const right = Math.max(...amounts.map((amount) => widthOf(amount))) + 14;
  const ends = rows.flatMap(({ value, deviation = 0 }) => [value - deviation, value + deviation]);
  const min = Math.min(0, ...ends), max = Math.max(0, ...ends) || 1;
  const place = (value: number) => left + (value - min) / (max - min || 1) * (width - left - right);
  const bottom = 26 + rows.length * ROW;
  const parts: PageElement[] = [text(left - 10, 14, keys, "faint", "end"), text(left, 14, titleOf(quantity), "faint")];
  for (const value of ticks(min, max, Math.max(2, Math.floor((width - left - right) / 90)))) {
    parts.push(line(place(value), 22, place(value), bottom, "grid"));
    parts.push(text(place(value), bottom + 15, shortText(value), "faint", "middle"));
  }
  rows.forEach((row, i) => {
    const y = 26 + i * ROW,
      about = `${row.label}: ${row.exact ?? row.value}${quantity.unit ? ` ${quantity.unit}` : ""}`;
    parts.push(text(left - 8, y + 14, labels[i], "", "end"));
    if (model.deviations) parts.push(...whisker(place, row.value, row.deviation ?? 0, y + 10, about));
    else {
      const [from, to] = [place(0), place(row.value)].sort((a, b) => a - b);
      parts.push(box(from, y + 3, Math.max(1, to - from), ROW - 7, row.others ? "c7" : "c0", about));
    }
    const beside = model.deviations ? row.value + (row.deviation ?? 0) : Math.max(0, row.value);
    parts.push(text(place(beside) + 6, y + 14, amounts[i], "amount"));
  });
  return { height: bottom + 22, parts };
}
function whisker(
  place: (value: number) => number,
  value: number,
  deviation: number,
  y: number,
  about: string,
): PageElement[] {
  return [
    line(place(value - deviation), y, place(value + deviation), y, "whisker"),
    svg("circle", { cx: place(value), cy: y, r: 4, class: "c0" }, hint(`${about} ± ${shortText(deviation)}`)),
  ];
}
