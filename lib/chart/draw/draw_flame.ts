/**
 * A flame graph in a terminal: a line for each depth, who calls below, and what is called above.
 *
 * @module
 */
import { quantityTitle } from "../labels.ts";
import type { FlameModel } from "../model.ts";
import { flameLabel, percentOf } from "../spec_flame.ts";
import { type ChartPaint, columnsOf, fitText } from "./paint.ts";

/** Functions that are listed by what is their own. */
const LISTED = 5;

export function drawFlame(model: FlameModel, width: number, paint: ChartPaint): string[] {
  const { boxes, depth, quantity } = model;
  const lines: string[] = [];
  for (let level = depth - 1; level >= 0; level--) {
    let line = "", at = 0;
    for (const box of boxes) {
      if (box.depth !== level) continue;
      const from = Math.round(box.from * width), to = Math.round(box.to * width);
      if (to <= from || from < at) continue;
      line += " ".repeat(from - at);
      const room = to - from, label = flameLabel(box.label, Math.max(0, room - 2));
      const text = room === 1
        ? "|"
        : room === 2
        ? "[]"
        : `[${label.padEnd(room - 2, columnsOf(label) > 0 ? " " : "-")}]`;
      line += paint.color
        ? paint.shade(fitText(text.replace(/^\[|\]$|\|/g, " "), room), 0.9 - 0.15 * (level % 4))
        : text;
      at = to;
    }
    lines.push(line.trimEnd());
  }
  const own = boxes.filter((box) => box.own > 0).sort((a, b) => b.own - a.own).slice(0, LISTED);
  const whole = boxes[0]?.value ?? 0;
  const listed = own.map((box) => {
    const part = whole === 0 ? 0 : box.own / whole;
    return `${percentOf({ ...box, part }).padStart(8)}  ${fitText(box.label, Math.max(8, width - 10))}`;
  });
  return [paint.faint(quantityTitle(quantity)), ...lines, paint.faint("stacks that end in"), ...listed];
}
