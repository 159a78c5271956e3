/**
 * Where in a text an offset lies: its line as written, and the line and file that a preprocessor's markers give it.
 *
 * @module
 */
import type { SourceText } from "./diagnostic.ts";

export interface SourcePlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Offsets of the whole line, without its newline. */
  readonly start: number;
  readonly end: number;
}
export function placeOf(source: SourceText, offset: number): SourcePlace {
  const { text } = source;
  const at = Math.min(Math.max(0, offset), text.length);
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const newline = text.indexOf("\n", at);
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < start; i = text.indexOf("\n", i + 1)) line++;
  return { line, column: at - start + 1, start, end: newline < 0 ? text.length : newline };
}

const MARKER = /^#[ \t]*(?:line[ \t]+|pragma[ \t]+(?:D[ \t]+)?line[ \t]+)?([0-9]+)(?:[ \t]+"([^"]*)")?/;

/** The line as `#line` and a preprocessor's markers count it; the file where they name another one. */
export function markedLine(source: SourceText, offset: number): { readonly line: number; readonly file?: string } {
  const { line: own } = placeOf(source, offset);
  let line = 1, file: string | undefined;
  for (const text of source.text.split("\n").slice(0, own - 1)) {
    const marker = text.startsWith("#") ? MARKER.exec(text) : null;
    if (!marker) {
      line++;
      continue;
    }
    line = Number(marker[1]);
    if (marker[2] !== undefined) file = marker[2];
  }
  const isOwn = file === undefined || file === source.name || file.startsWith("/dev/fd/") || file === "<stdin>";
  return isOwn ? { line } : { line, file };
}
