export type * from "./diagnostic.ts";
export { CompileError } from "./diagnostic.ts";
export { COLORS, type DiagnosticPaint, formatFrame, formatHtml } from "./frame.ts";
export { formatPlain } from "./plain.ts";
export { markedLine, type SourcePlace } from "./place.ts";
export { wrap } from "./shorten.ts";
export { type Tag, TAGS } from "./tags.ts";
export { visibleLine, visibleText } from "./visible.ts";
