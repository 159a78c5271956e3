/**
 * Colours of a terminal, and blocks of eighths.
 *
 * @module
 */
/** The palette of the pictures in the nearest of the 256 colours. */
const SERIES = [33, 214, 36, 175, 166, 75, 142, 245] as const;
/** viridis, from low to high. */
const SCALE = [54, 60, 61, 31, 30, 36, 72, 77, 113, 148, 190, 226] as const;

export interface ChartPaint {
  series(text: string, index: number): string;
  faint(text: string): string;
  bold(text: string): string;
  /** A part of 0 to 1 as the colour behind the text; without colours the text with a shade. */
  shade(text: string, part: number): string;
  readonly color: boolean;
}
const SHADES = " ░▒▓█";

export function paintOf(color: boolean): ChartPaint {
  const code = (codes: string, text: string) => color && text !== "" ? `\x1b[${codes}m${text}\x1b[0m` : text;
  return {
    color,
    series: (text, index) => code(`38;5;${SERIES[index % SERIES.length]}`, text),
    faint: (text) => code("2", text),
    bold: (text) => code("1", text),
    shade(text, part) {
      const clamped = Math.min(1, Math.max(0, part));
      if (color) {
        const ink = clamped > 0.6 ? 16 : 231;
        return code(`48;5;${SCALE[Math.round(clamped * (SCALE.length - 1))]};38;5;${ink}`, text);
      }
      if (text.trim() !== "") return text;
      return SHADES[Math.max(1, Math.ceil(clamped * (SHADES.length - 1)))].repeat(text.length);
    },
  };
}
/** A bar of whole and partial blocks, at least a sliver for what is not zero. */
export function blockBar(part: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  const shown = part > 0 ? Math.max(1, eighths) : 0;
  const rest = shown % 8;
  return "█".repeat(shown >> 3) + (rest > 0 ? String.fromCharCode(0x2590 - rest) : "");
}
/** A column of eighths: ` ▁▂▃▄▅▆▇█`. */
export function columnBlock(part: number): string {
  if (!(part > 0)) return " ";
  return String.fromCharCode(0x2580 + Math.max(1, Math.min(8, Math.round(part * 8))));
}
/** As many columns as it takes in a terminal: wide characters are two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const c of text) columns += WIDE.test(c) ? 2 : ZERO.test(c) ? 0 : 1;
  return columns;
}
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const ZERO = /\p{Mn}/u;
/** Labels to the right, cut so that no two look the same: what is cut alike is cut in the middle, then numbered. */
export function fitLabels(labels: readonly string[], width: number): string[] {
  const fitted = labels.map((label) => fitText(label, width, true));
  const alike = (texts: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return (text: string) => counts.get(text)! > 1;
  };
  const wasCutAlike = alike(fitted);
  const head = Math.floor(width / 3);
  const again = fitted.map((text, i) => {
    if (!wasCutAlike(text)) return text;
    let end = "";
    for (const c of [...labels[i]].reverse()) {
      if (columnsOf(c + end) > width - head - 1) break;
      end = c + end;
    }
    return fitText(fitText(labels[i], head).trimEnd().replace(/…$/, "") + "…" + end, width, true);
  });
  const isStillAlike = alike(again);
  return again.map((text, i) => isStillAlike(text) ? fitText(`${i + 1} ${text.trim()}`, width, true) : text);
}
/** Cut or filled to so many columns. */
export function fitText(text: string, width: number, right = false): string {
  let fitted = text;
  if (columnsOf(text) > width) {
    fitted = "";
    for (const c of text) {
      if (columnsOf(fitted + c) > width - 1) break;
      fitted += c;
    }
    fitted += "…";
  }
  const fill = " ".repeat(Math.max(0, width - columnsOf(fitted)));
  return right ? fill + fitted : fitted + fill;
}
