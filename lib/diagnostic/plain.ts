/**
 * DTrace's own one line for a mistake: `line 3: operands have incompatible types …`.
 *
 * @module
 */
import type { Diagnostic } from "./diagnostic.ts";
import { markedLine } from "./place.ts";
import { shorten } from "./shorten.ts";

/** DTrace's wording; without one, ours with the backticks taken off. */
function plainMessage(diagnostic: Diagnostic): string {
  return shorten(diagnostic.plain ?? diagnostic.message.replaceAll("`", ""));
}
/** What DTrace prints after `failed to compile script NAME: ` or `invalid probe specifier TEXT: `. */
export function formatPlain(diagnostic: Diagnostic, options: { readonly tags?: boolean } = {}): string {
  const { span, region } = diagnostic;
  const tag = options.tags ? `[${diagnostic.tag}] ` : "";
  const message = plainMessage(diagnostic);
  if (!span) return tag + message;
  if (span.source.kind === "specifier") return `${tag}${region === undefined ? "" : `${region}: `}${message}`;
  const { line, file } = markedLine(span.source, diagnostic.plainOffset ?? span.start);
  return `${tag}${file === undefined ? "" : `"${shorten(file)}", `}line ${line}: ${message}`;
}
