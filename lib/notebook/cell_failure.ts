/**
 * Mistakes in cells of D, in the frame of the design, as text and as HTML.
 *
 * @module
 */
import { type Diagnostic, formatFrame, formatHtml } from "../diagnostic/mod.ts";
import { DCellError } from "../evaluator/mod.ts";
import { LibraryError, ProgramError } from "../session/mod.ts";

/**
 * The title and the mark stand out; the rest is as the frontend's text. Each element says it for itself: frontends take
 * style sheets out of what they do not trust.
 */
const STYLES: Readonly<Record<string, string>> = {
  title: "color:#c4302b;font-weight:bold",
  mark: "color:#c4302b;font-weight:bold",
  gutter: "color:#5a7ea6",
  help: "color:#2a7f7f",
};

const NOT_PERMITTED = /(?:NotCapable: )?Requires write access to .*/s;
const ELSEWHERE =
  "cells write in their own folder only: --allow-write=FOLDER, given when they are started, allows others";
const DESTRUCTIVE = /Destructive actions not allowed$/;
const ALLOWING = " (the option `destructive` allows them: `%set destructive`, `:set destructive`, `-w`)";
const NO_SOURCE = "say %source FILE, or %%d --read FILE";

/** What to throw for a failure of a session. */
export function cellFailure(error: unknown): unknown {
  if (error instanceof ProgramError) {
    if (error.diagnostics.length > 0) return framed(error.diagnostics);
    return plain(error.name, `${error.detail}${error.message}`);
  }
  if (error instanceof LibraryError) return plain(error.name, error.message, error.diagnostics);
  if (error instanceof Error && /^(Setting|Session|Source)Error$/.test(error.name)) {
    const message = error.message.replace(NOT_PERMITTED, ELSEWHERE).replace(DESTRUCTIVE, `$&${ALLOWING}`);
    return plain(error.name, message.startsWith("no source:") ? `${message}: ${NO_SOURCE}` : message);
  }
  return error;
}

/** A failure that is a sentence. */
function plain(name: string, message: string, diagnostics: readonly Diagnostic[] = []): DCellError {
  const frames = diagnostics.map((diagnostic) => formatFrame(diagnostic));
  return new DCellError({ name, message, text: [`${name}: ${message}`, ...frames].join("\n") });
}

function framed(diagnostics: readonly Diagnostic[]): DCellError {
  const [first] = diagnostics;
  return new DCellError({
    name: `error[${first.tag}]`,
    message: first.message,
    text: diagnostics.map((diagnostic) => formatFrame(diagnostic)).join("\n").trimEnd(),
    html: diagnostics.map(formatHtml).join("").replaceAll(
      /<span class="diagnostic-(\w+)">/g,
      (span, part) => span.replace(">", ` style="${STYLES[part]}">`),
    ),
  });
}
