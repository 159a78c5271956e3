/**
 * Files that are written beside their place and moved into it when they are complete. The name meanwhile cannot be known
 * before, and must be nobody's: other users of the folder can prepare no link through which something is written
 * elsewhere. A link under the name itself is replaced, not followed.
 *
 * @module
 */
import type { PendingFile, PendingOptions } from "../host.ts";

export function openPending(path: string, { mode }: PendingOptions = {}): PendingFile {
  const before = statOf(path);
  if (isSpecial(before)) return openSpecial(path);
  const partial = partialName(path);
  // a name that is always the same: a process that was killed has left it
  if (given.has(path)) removeIfThere(partial);
  const file = Deno.openSync(partial, { write: true, createNew: true, mode: mode ?? 0o666 });
  let isOpen = true;
  const close = () => {
    if (isOpen) file.close();
    isOpen = false;
  };
  return {
    partial,
    write: (bytes) => writeAll(file, bytes),
    close(complete) {
      try {
        close();
        if (!complete) return Deno.removeSync(partial);
        const kept = mode ?? before?.mode ?? undefined;
        if (kept !== undefined && Deno.build.os !== "windows") Deno.chmodSync(partial, kept & 0o777);
        Deno.renameSync(partial, path);
      } catch (error) {
        removeIfThere(partial);
        throw error;
      }
    },
  };
}
/** Everything at once. */
export function writeWhole(path: string, content: string | Uint8Array, options: PendingOptions = {}): void {
  const file = openPending(path, options);
  try {
    file.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
  } catch (error) {
    file.close(false);
    throw error;
  }
  file.close(true);
}

/** The longest name of a file, bytes. */
const LONGEST = 255;
/** Names that were given beforehand, where a process may write under nothing else. */
const given = new Map<string, string>();
/** The name that a file has until it is complete: somebody has made it by {@linkcode partialName}, for this process alone. */
export function givePartialName(path: string, partial: string): void {
  given.set(path, partial);
}
/** A name in the same folder that nobody could know: 64 random bits. */
export function partialName(path: string): string {
  return given.get(path) ?? newName(path);
}
function newName(path: string): string {
  const random = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  const ending = `.${random}.part`;
  const from = path.lastIndexOf("/") + 1;
  const isLong = new TextEncoder().encode(path.slice(from)).length + ending.length > LONGEST;
  return isLong ? path.slice(0, from) + ending : path + ending;
}
/** Devices and pipes are written to as they are. */
export function isSpecialFile(path: string): boolean {
  return isSpecial(statOf(path));
}
const isSpecial = (info: Deno.FileInfo | undefined): boolean => info !== undefined && !info.isFile && !info.isDirectory;

function openSpecial(path: string): PendingFile {
  const file = Deno.openSync(path, { write: true });
  return { partial: path, write: (bytes) => writeAll(file, bytes), close: () => file.close() };
}
function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}
function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* it is gone, or cannot be taken away */ }
}
