/**
 * A flame graph as boxes: who calls stands below, and what is called above.
 *
 * @module
 */
import { quantityTitle } from "./labels.ts";
import type { FlameBox, FlameModel } from "./model.ts";
import { amountText, field, fullText, type SpecPart, STEP, WIDTH } from "./spec_parts.ts";

const FLAME_WIDTH = WIDTH * 1.5, LETTER = 6.2, MARGIN = 6;
/** Warm colours, by the name of the function: which it is says nothing. */
export const FLAMES = ["#e8743b", "#ed9150", "#f0a35e", "#f2b56c", "#e5864a", "#f5c77e"] as const;
/** Ink on any of them. */
const FLAME_INK = "#1f2328";

/** The same name has the same colour. */
export function flameOf(label: string): number {
  let hash = 0;
  for (const letter of label) hash = Math.imul(hash, 31) + letter.codePointAt(0)! | 0;
  return (hash >>> 0) % FLAMES.length;
}
/** As much of a name as a box has room for; the function alone where its module does not fit. */
export function flameLabel(label: string, room: number): string {
  if (label.length <= room) return label;
  const name = label.slice(label.indexOf("`") + 1);
  if (name.length <= room) return name;
  return room < 4 ? "" : `${name.slice(0, room - 1)}…`;
}
export function percentOf({ part }: FlameBox): string {
  return `${(100 * part).toFixed(part < 0.1 ? 2 : 1)} %`;
}
export function flameSpec(model: FlameModel): SpecPart {
  const { quantity, boxes, depth } = model;
  const values = boxes.map((box) => ({
    label: box.label,
    from: box.from,
    to: box.to,
    low: box.depth,
    high: box.depth + 1,
    middle: box.depth + 0.5,
    color: flameOf(box.label),
    text: flameLabel(box.label, Math.floor(((box.to - box.from) * FLAME_WIDTH - MARGIN) / LETTER)),
    value: `${fullText({ value: box.value }, quantity)} (${percentOf(box)})`,
    own: amountText({ value: box.own }),
  }));
  const axis = null;
  const x = field("from", "quantitative", { scale: { domain: [0, 1], nice: false }, axis });
  const y = field("low", "quantitative", { scale: { domain: [0, depth], nice: false }, axis });
  return {
    width: FLAME_WIDTH,
    height: depth * STEP,
    data: { values },
    layer: [
      {
        mark: { type: "rect", stroke: "#ffffff", strokeWidth: 0.5 },
        encoding: {
          x,
          x2: { field: "to" },
          y,
          y2: { field: "high" },
          color: field("color", "nominal", {
            scale: { domain: FLAMES.map((_, i) => i), range: [...FLAMES] },
            legend: null,
          }),
          tooltip: [
            field("label", "nominal", { title: "function" }),
            field("value", "nominal", { title: quantityTitle(quantity) }),
            field("own", "nominal", { title: "of its own" }),
          ],
        },
      },
      {
        mark: { type: "text", align: "left", baseline: "middle", dx: 3, color: FLAME_INK },
        encoding: { x, y: { ...y, field: "middle" }, text: { field: "text" } },
      },
    ],
  };
}
