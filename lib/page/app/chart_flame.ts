/**
 * A flame graph.
 *
 * @module
 */
import { flameLabel, type FlameModel, flameOf, FLAMES, percentOf } from "../../chart/mod.ts";
import { type PageElement, svg } from "./dom.ts";
import { hint, type Picture } from "./picture.ts";

const ROW = 18, LETTER = 6.4;

export function flamePicture({ boxes, depth, quantity }: FlameModel, width: number): Picture {
  const parts: PageElement[] = [];
  for (const box of boxes) {
    const x = box.from * width, across = (box.to - box.from) * width, y = (depth - 1 - box.depth) * ROW;
    const about = `${box.label}: ${box.value}${quantity.unit ? ` ${quantity.unit}` : ""} (${percentOf(box)})`;
    parts.push(
      svg(
        "rect",
        { x, y, width: Math.max(0.5, across - 0.5), height: ROW - 1, fill: FLAMES[flameOf(box.label)] },
        hint(about),
      ),
    );
    const label = flameLabel(box.label, Math.floor((across - 6) / LETTER));
    if (label !== "") parts.push(svg("text", { x: x + 3, y: y + 13, class: "flame" }, label));
  }
  return { height: depth * ROW + 2, parts };
}
