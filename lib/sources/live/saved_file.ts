/**
 * A file that is there when it is complete, and else never was: not when the run fails, not when the process is killed.
 *
 * On Linux it has no name until then (O_TMPFILE). Elsewhere, and on file systems that cannot do that, it has another name
 * meanwhile, and a shell removes it if this process dies.
 *
 * @module
 */
import { type Guard, guardAgainstDeath, isSpecialFile, openPending, partialName } from "../../host/deno/mod.ts";
import { errorNumber, type Libc, openLibc } from "./libc.ts";

export interface SavedFile {
  /** Writes all of the bytes. Throws in the system's words. */
  write(bytes: Uint8Array): void;
  /** Puts the file in its place, or takes it away. */
  close(complete: boolean): void;
}

/** Opens a file that takes its name when it is closed as complete. What is there under the name stays until then. */
export function openSavedFile(path: string): SavedFile {
  return (isSpecialFile(path) ? undefined : tryNameless(path)) ?? named(path);
}
function named(path: string): SavedFile {
  const file = openPending(path);
  // a device has no other name meanwhile
  if (file.partial === path) return file;
  const guard: Guard | undefined = guardAgainstDeath("rm", "-f", "--", file.partial);
  return {
    write: file.write,
    close(complete) {
      file.close(complete);
      guard?.dismiss();
    },
  };
}

/** fcntl.h. O_DIRECTORY, a part of O_TMPFILE, differs between machines. */
const DIRECTORY: Readonly<Record<string, number>> = { x86_64: 0o200000, aarch64: 0o40000 };
const TMPFILE = 0o20000000, CLOSE_ON_EXEC = 0o2000000, WRITE_ONLY = 1;
const CURRENT_FOLDER = -100, FOLLOW = 0x400;
const FILE_EXISTS = 17, INTERRUPTED = 4;
const WORDS: Readonly<Record<number, string>> = {
  5: "Input/output error",
  27: "File too large",
  28: "No space left on device",
  122: "Disk quota exceeded",
};
const text = (path: string) => new TextEncoder().encode(`${path}\0`);

/** Undefined where it cannot be done, or may not. */
function tryNameless(path: string): SavedFile | undefined {
  const directory = DIRECTORY[Deno.build.arch];
  if (Deno.build.os !== "linux" || directory === undefined) return undefined;
  if (Deno.permissions.querySync({ name: "write", path }).state !== "granted") return undefined;
  let libc: Libc;
  try {
    libc = openLibc();
  } catch {
    return undefined;
  }
  const folder = /^(.*\/)?[^/]+$/.exec(path)?.[1] ?? (path.includes("/") ? undefined : "./");
  if (folder === undefined) return undefined;
  const file = libc.open(text(folder), TMPFILE | directory | CLOSE_ON_EXEC | WRITE_ONLY, 0o666);
  return file < 0 ? undefined : namelessFile(libc, file, path);
}
function namelessFile(libc: Libc, file: number, path: string): SavedFile {
  const link = (name: string) =>
    libc.linkat(CURRENT_FOLDER, text(`/proc/self/fd/${file}`), CURRENT_FOLDER, text(name), FOLLOW) === 0
      ? 0
      : errorNumber(libc);
  const give = () => {
    const error = link(path);
    if (error === 0) return;
    if (error !== FILE_EXISTS) throw new Error(reason(error));
    const partial = partialName(path);
    const fault = link(partial);
    if (fault !== 0) throw new Error(reason(fault));
    Deno.renameSync(partial, path);
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length;) {
        const rest = bytes.subarray(at) as Uint8Array<ArrayBuffer>;
        const written = Number(libc.write(file, rest, BigInt(rest.length)));
        if (written >= 0) at += written;
        else if (errorNumber(libc) !== INTERRUPTED) throw new Error(reason(errorNumber(libc)));
      }
    },
    close(complete) {
      try {
        if (complete) give();
      } finally {
        libc.close(file);
      }
    },
  };
}
const reason = (error: number) => WORDS[error] ?? `error ${error}`;
