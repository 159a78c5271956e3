/**
 * Deno's errors in the words of the seam.
 *
 * @module
 */
import { errorText, FileError, type FileProblem } from "../host.ts";

/** What went wrong, in the words of the seam. */
export function fileError(error: unknown): FileError {
  return error instanceof FileError ? error : new FileError(problemOf(error), errorText(error));
}
function problemOf(error: unknown): FileProblem {
  if (error instanceof Deno.errors.NotFound) return "missing";
  if (error instanceof Deno.errors.PermissionDenied) return "denied";
  if (error instanceof Deno.errors.NotCapable) return "not permitted";
  return error instanceof Deno.errors.IsADirectory ? "directory" : "other";
}
