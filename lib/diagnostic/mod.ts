export type * from "./diagnostic.ts";
export { CompileError } from "./diagnostic.ts";
export { COLORS, escapeHtml, formatFrame, formatHtml, type Paint } from "./frame.ts";
export { formatPlain, plainMessage } from "./plain.ts";
export { markedLine, type Place, placeOf } from "./place.ts";
export { wrap } from "./shorten.ts";
export { type Tag, TAGS } from "./tags.ts";
export { visibleLine, visibleText } from "./visible.ts";
