/**
 * Images for terminals that show sixel graphics (DEC's VT340 programmer reference): rows of six pixels each, a colour
 * after the other. Colours are those of a cube of 6 by 6 by 6, which is enough for charts.
 *
 * @module
 */
import type { Pixels } from "./png.ts";

const LEVELS = 6;
const BAND = 6;

/** An image as sixels, over white where it can be seen through. */
export function sixelText(pixels: Pixels): string {
  const { width, height } = pixels;
  const colors = indexed(pixels);
  const used = [...new Set(colors)].sort((a, b) => a - b);
  // P2=1: pixels that are not drawn stay as they are; raster attributes: square pixels, the size
  let text = `\x1bP0;1;0q"1;1;${width};${height}`;
  for (const color of used) {
    const [red, green, blue] = [color / 36, color / 6 % 6, color % 6].map((level) =>
      Math.round(Math.floor(level) * 100 / (LEVELS - 1))
    );
    text += `#${color};2;${red};${green};${blue}`;
  }
  for (let top = 0; top < height; top += BAND) text += `${bandText(colors, width, height, top)}-`;
  return `${text}\x1b\\`;
}

/** Half the size each way: charts are made for screens with twice as many dots. */
export function halved({ width, height, data }: Pixels): Pixels {
  const half = { width: width >> 1, height: height >> 1 };
  const pixels = new Uint8Array(half.width * half.height * 4);
  for (let at = 0; at < pixels.length; at++) {
    const x = (at >> 2) % half.width, y = Math.floor((at >> 2) / half.width);
    const from = (2 * y * width + 2 * x) * 4 + at % 4;
    pixels[at] = (data[from] + data[from + 4] + data[from + 4 * width] + data[from + 4 * width + 4]) >> 2;
  }
  return { ...half, data: pixels };
}

function indexed({ width, height, data }: Pixels): Uint8Array {
  const colors = new Uint8Array(width * height);
  for (let at = 0; at < colors.length; at++) {
    const alpha = data[4 * at + 3] / 255;
    const level = (channel: number) => {
      const value = data[4 * at + channel] * alpha + 255 * (1 - alpha);
      return Math.round(value * (LEVELS - 1) / 255);
    };
    colors[at] = (level(0) * LEVELS + level(1)) * LEVELS + level(2);
  }
  return colors;
}

/** Six rows: each colour draws its own pixels from the left. */
function bandText(colors: Uint8Array, width: number, height: number, top: number): string {
  const rows = new Map<number, Uint8Array>();
  for (let y = top; y < Math.min(height, top + BAND); y++) {
    for (let x = 0; x < width; x++) {
      const color = colors[y * width + x];
      let row = rows.get(color);
      if (!row) rows.set(color, row = new Uint8Array(width));
      row[x] |= 1 << (y - top);
    }
  }
  return [...rows].map(([color, row]) => `#${color}${runs(row)}`).join("$");
}

/** Runs of the same sixel: `!12~`. */
function runs(row: Uint8Array): string {
  let text = "";
  for (let at = 0; at < row.length;) {
    let end = at;
    while (end < row.length && row[end] === row[at]) end++;
    const sixel = String.fromCharCode(63 + row[at]);
    if (end < row.length || row[at] !== 0) text += end - at > 3 ? `!${end - at}${sixel}` : sixel.repeat(end - at);
    at = end;
  }
  return text;
}
