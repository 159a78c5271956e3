/**
 * A mistake with the text around it, for people: the line, carets under the span, notes and help.
 *
 * @module
 */
import type { Diagnostic } from "./diagnostic.ts";
import { placeOf } from "./place.ts";
import { partOfLine, shorten } from "./shorten.ts";

/** Turns parts of a frame into what a medium shows: colours, tags of HTML, or nothing. */
export interface DiagnosticPaint {
  title(text: string): string;
  gutter(text: string): string;
  mark(text: string): string;
  help(text: string): string;
}
const NO_PAINT: DiagnosticPaint = { title: same, gutter: same, mark: same, help: same };
function same(text: string): string {
  return text;
}
const sgr = (code: string) => (text: string) => text === "" ? "" : `\x1b[${code}m${text}\x1b[0m`;
export const COLORS: DiagnosticPaint = { title: sgr("1;31"), gutter: sgr("34"), mark: sgr("1;31"), help: sgr("36") };

const TAB = 8;
/** What is not seen, or turns the direction of the text after it: a line of a stranger's program is to be read as it runs. */
const UNSEEN = /[\p{Cf}\u2028\u2029]/u;
/** Control characters cannot be let through to a terminal; tabs become blanks so that carets stand right. */
function visible(text: string): string {
  let shown = "";
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (letter === "\t") shown += " ".repeat(TAB - shown.length % TAB);
    else {shown += code < 0x20 || code === 0x7f || code >= 0x80 && code < 0xa0 || code >= 0xe000 && code < 0xf900 ||
          UNSEEN.test(letter)
        ? "\ufffd"
        : letter;}
  }
  return shown;
}

/** Several lines, the last one ended by a newline. */
export function formatFrame(diagnostic: Diagnostic, paint: DiagnosticPaint = NO_PAINT): string {
  const { span, tag, severity, message, label } = diagnostic;
  let text = `${paint.title(`${severity}[${tag}]`)}: ${visible(shorten(message))}\n`;
  let margin = "";
  if (span) {
    const place = placeOf(span.source, span.start);
    const number = String(place.line);
    margin = " ".repeat(number.length);
    const last = Math.max(span.start + 1, Math.min(span.end, place.end));
    const part = partOfLine(place.end - place.start, place.column - 1, last - place.start);
    const from = place.start + part.start, to = Math.min(last, place.start + part.end);
    const line = span.source.text.slice(from, place.start + part.end);
    const before = visible(span.source.text.slice(from, span.start));
    const width = Math.max(1, visible(line.slice(0, to - from)).length - before.length);
    const bar = paint.gutter("|");
    text += `${margin}${paint.gutter("-->")} ${span.source.name}:${place.line}:${place.column}\n`;
    text += `${margin} ${bar}\n${paint.gutter(number)} ${bar} ${visible(line)}\n`;
    text += `${margin} ${bar} ${" ".repeat(before.length)}${
      paint.mark("^".repeat(width) + (label ? ` ${label}` : ""))
    }\n`;
  }
  for (const note of diagnostic.notes ?? []) text += `${margin} ${paint.gutter("=")} note: ${visible(shorten(note))}\n`;
  for (const help of diagnostic.help ?? []) {
    text += `${margin} ${paint.gutter("=")} ${paint.help("help")}: ${visible(shorten(help))}\n`;
  }
  return text;
}
const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]);

/** The same as HTML, everything from the program escaped. */
export function formatHtml(diagnostic: Diagnostic): string {
  // private letters stand for the tags until all is escaped
  const paint = (name: string) => (text: string) => text === "" ? "" : `\ue001${name}\ue002${text}\ue003`;
  const framed = formatFrame(diagnostic, {
    title: paint("title"),
    gutter: paint("gutter"),
    mark: paint("mark"),
    help: paint("help"),
  });
  const escaped = escapeHtml(framed)
    .replace(/\ue001(\w+)\ue002/g, '<span class="diagnostic-$1">')
    .replaceAll("\ue003", "</span>");
  return `<pre class="diagnostic">${escaped}</pre>`;
}
