/**
 * Colours and type. The palette is Okabe and Ito's, which people with any of the common colour blindnesses can tell
 * apart (https://jfly.uni-koeln.de/color/), and which stands out from white and from a dark grey; the scale is viridis,
 * made for the same.
 *
 * @module
 */
export type Theme = "light" | "dark";

export const PALETTE = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#d55e00",
  "#56b4e9",
  "#b8a900",
  "#8c8c8c",
] as const;
/** Bars and points of one sort. */
export const MAIN = "#2b83ba";
/** What is not one key but the rest. */
export const REST = "#8c8c8c";
export const SCHEME = "viridis";
export const FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const INK = {
  light: { background: "#ffffff", text: "#1f2328", faint: "#59636e", grid: "#d9dde2", line: "#8c959f" },
  dark: { background: "#1b1d21", text: "#e6e8eb", faint: "#a9b1ba", grid: "#363b42", line: "#6b737d" },
} as const;
export const inkOf = (theme: Theme) => INK[theme];

/** Vega-Lite's `config`: everything that depends on the theme. The specification itself depends on none. */
export function configOf(theme: Theme): Record<string, unknown> {
  const ink = INK[theme];
  const axis = {
    labelColor: ink.text,
    titleColor: ink.faint,
    gridColor: ink.grid,
    domainColor: ink.line,
    tickColor: ink.line,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: "normal",
    titlePadding: 8,
  };
  return {
    background: ink.background,
    font: FONT,
    padding: 12,
    view: { stroke: "transparent" },
    title: {
      color: ink.text,
      subtitleColor: ink.faint,
      anchor: "start",
      fontSize: 14,
      fontWeight: 600,
      subtitleFontSize: 11,
      subtitlePadding: 4,
      offset: 12,
    },
    axis,
    legend: {
      labelColor: ink.text,
      titleColor: ink.faint,
      titleFontWeight: "normal",
      titleFontSize: 11,
      labelFontSize: 11,
      labelLimit: 260,
      symbolLimit: 40,
      symbolOpacity: 1,
    },
    header: {
      labelColor: ink.text,
      titleColor: ink.faint,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: "normal",
    },
    text: { color: ink.text, fontSize: 11 },
    rule: { color: ink.text },
    range: { category: [...PALETTE], heatmap: { scheme: SCHEME }, ramp: { scheme: SCHEME } },
  };
}
