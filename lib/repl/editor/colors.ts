/**
 * Colours of what is typed and shown: the terminal's own sixteen, so that they fit its theme.
 *
 * @module
 */

/** What a piece of text is. */
export type Style =
  | "plain"
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "probe"
  | "builtin"
  | "aggregation"
  | "type"
  | "command"
  | "prompt"
  | "faint"
  | "match"
  | "chosen"
  | "error";

/** Select Graphic Rendition of ECMA-48. */
const CODES: Readonly<Record<Style, string>> = {
  plain: "",
  keyword: "35",
  string: "32",
  number: "33",
  comment: "2",
  probe: "1;36",
  builtin: "34",
  aggregation: "1;33",
  type: "36",
  command: "1;34",
  prompt: "1;32",
  faint: "2",
  match: "4;1",
  chosen: "7",
  error: "1;31",
};

/** Puts a text into a style. */
export type StylePaint = (style: Style, text: string) => string;

/** With colours. */
export const inColor: StylePaint = (style, text) =>
  text === "" || CODES[style] === "" ? text : `\x1b[${CODES[style]}m${text}\x1b[0m`;

/** Without: what is chosen must still be seen, and inverse is not a colour. */
export const plainPaint: StylePaint = (style, text) => style === "chosen" ? inColor(style, text) : text;
