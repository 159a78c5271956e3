/**
 * Files that are there when they are complete, and not before: written beside their place and moved into it.
 *
 * @module
 */
import { reasonOf, TableError } from "./table_error.ts";

/** Writes the pieces. @throws TableError D_TABLE_WRITE; nothing is left behind, what was there before stays */
export async function writeComplete(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const special = isSpecial(path);
  const partial = special ? path : `${path}.${Deno.pid}.part`;
  let file: Deno.FsFile | undefined;
  try {
    file = special ? Deno.openSync(path, { write: true }) : Deno.openSync(partial, { write: true, createNew: true });
    for await (const piece of pieces) for (let at = 0; at < piece.length;) at += file.writeSync(piece.subarray(at));
    file.close();
    if (!special) Deno.renameSync(partial, path);
  } catch (error) {
    if (file) discard(file, special ? undefined : partial);
    if (error instanceof TableError) throw error;
    throw new TableError("D_TABLE_WRITE", `cannot write ${path}: ${reasonOf(error)}`);
  }
}
function discard(file: Deno.FsFile, partial: string | undefined): void {
  try {
    file.close();
  } catch { /* it was closed */ }
  try {
    if (partial) Deno.removeSync(partial);
  } catch { /* it was moved, or cannot be taken away */ }
}
/** Devices and pipes are written to as they are. */
function isSpecial(path: string): boolean {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    return !isFile && !isDirectory;
  } catch {
    return false;
  }
}
