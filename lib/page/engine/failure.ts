/**
 * Why a program did not run, as a page says it.
 *
 * @module
 */
import { formatFrame, visibleText } from "../../diagnostic/mod.ts";
import { ProgramError } from "../../session/mod.ts";

/** In frames where it is the program's fault. */
export function failureText(error: unknown): string {
  if (error instanceof ProgramError && error.diagnostics.length > 0) {
    return error.diagnostics.map((diagnostic) => formatFrame(diagnostic)).join("\n");
  }
  const { message, file, help = [] } = error as Error & { file?: string; help?: readonly string[] };
  const lines = [file === undefined ? message : `${file}: ${message}`, ...help.map((line) => `  = help: ${line}`)];
  return visibleText(`${lines.join("\n")}\n`);
}
