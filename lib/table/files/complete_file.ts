/**
 * Files of tables, charts and pages: there when they are complete, and not before.
 *
 * @module
 */
import type { Files, PendingFile } from "../../host/mod.ts";
import { reasonOf, TableError } from "./table_error.ts";

/** Writes the pieces. @throws TableError D_TABLE_WRITE; nothing is left behind, what was there before stays */
export async function writeComplete(
  files: Files,
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  let file: PendingFile | undefined;
  try {
    file = files.openPending(path);
    for await (const chunk of chunks) file.write(chunk);
    const whole = file;
    file = undefined;
    whole.close(true);
  } catch (error) {
    discard(file);
    if (error instanceof TableError) throw error;
    throw new TableError("D_TABLE_WRITE", `cannot write ${path}: ${reasonOf(error)}`);
  }
}
function discard(file: PendingFile | undefined): void {
  try {
    file?.close(false);
  } catch { /* it cannot be taken away */ }
}
