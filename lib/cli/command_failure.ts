/**
 * What the command says when it cannot go on.
 *
 * @module
 */
import type { SourceProblem } from "../sources/mod.ts";
import { COLORS, formatFrame, formatPlain, visibleText } from "../diagnostic/mod.ts";
import { LibraryError, ProgramError, SessionError, SettingError } from "../session/mod.ts";

export interface FailureStyle {
  /** DTrace's one line instead of frames. */
  readonly plain: boolean;
  /** Below that line, what may help; frames always have it. */
  readonly help?: boolean;
  readonly tags?: boolean;
  readonly color?: boolean;
}
/** Lines for standard error. */
export function errorText(name: string, error: unknown, style: FailureStyle): string {
  if (error instanceof ProgramError) {
    // frames are painted, and show the program's text as it can be shown
    return style.plain || error.diagnostics.length === 0
      ? visibleText(programText(name, error, style))
      : programText(name, error, style);
  }
  return visibleText(failureText(name, error, style));
}
function failureText(name: string, error: unknown, style: FailureStyle): string {
  if (error instanceof LibraryError) {
    const [first] = error.diagnostics;
    return `${name}: failed to compile library ${error.path}: ${first ? formatPlain(first, style) : error.message}\n`;
  }
  if (isSourceError(error)) {
    const help = style.plain && !style.help ? "" : helpLines(error.help);
    return `${name}: ${error.file}: ${error.message}\n${help}`;
  }
  if (isTagged(error)) {
    const help = style.plain && !style.help ? "" : helpLines(error.help);
    return `${name}: ${style.tags ? `[${error.tag}] ` : ""}${error.message}\n${help}`;
  }
  if (error instanceof SettingError) {
    return `${name}: ${error.message}\n${style.plain && !style.help ? "" : helpLines(error.help)}`;
  }
  if (error instanceof SessionError) return `${name}: ${error.message}\n`;
  return `${name}: ${error instanceof Error ? error.message : String(error)}\n`;
}
function helpLines(help: readonly string[] = []): string {
  return help.map((line) => `  = help: ${line}\n`).join("");
}
/** Known by their names: their modules are loaded only where tables and partial results are written or read. */
function isTagged(error: unknown): error is Error & { readonly tag: string; readonly help?: readonly string[] } {
  return error instanceof Error && (error.name === "TableError" || error.name === "PartialError");
}
/** Known by its name: its module is loaded only where captures are read. */
function isSourceError(error: unknown): error is Error & SourceProblem & { readonly help: readonly string[] } {
  return error instanceof Error && error.name === "SourceError";
}
function programText(name: string, error: ProgramError, style: FailureStyle): string {
  const { program, diagnostics, detail } = error;
  const what = program.flag === "s"
    ? `failed to compile script ${program.name}`
    : `invalid probe specifier ${program.text}`;
  if (diagnostics.length === 0) return `${detail}${name}: ${what}: ${error.message}\n`;
  if (style.plain) {
    const help = style.help ? helpLines(diagnostics[0].help) : "";
    return `${name}: ${what}: ${formatPlain(diagnostics[0], style)}\n${help}`;
  }
  const paint = style.color ? COLORS : undefined;
  return diagnostics.map((diagnostic) => formatFrame(diagnostic, paint)).join("\n");
}
