/**
 * Standard output, the file of -o and those of freopen().
 *
 * @module
 */

import { SourceError } from "../sources/capture/mod.ts";
import { openPending, type PendingFile } from "../host/deno/mod.ts";

/** Standard output was closed by its reader (`… | head`): the command ends quietly, with the status of a closed pipe. */
export class ClosedPipe extends Error {
  override readonly name = "ClosedPipe";
}
/** What a shell says of a program that SIGPIPE has ended, as other commands in its place are. */
export const CLOSED_PIPE = 128 + 13;
/** What goes out cannot be written: a full disk. The message names the file. */
class OutputError extends Error {
  override readonly name = "OutputError";
}

const NEWLINE = 0x0a;

/** Writes all of the bytes, at once. The consumer gathers pieces of 64 KiB before it writes. */
export class OutputStream {
  #destination: { writeSync(bytes: Uint8Array): number } | undefined;
  #isTerminal: boolean | undefined;
  /** Called before a terminal is written to: what else stands there is to be taken away. */
  beforeWrite: (() => void) | undefined;
  /** Whether what was written so far ends in a whole line. */
  endsLine = true;

  /** @param path file to append to, from `open()` or the first byte on; standard output without */
  constructor(readonly path?: string) {
    if (path === undefined) this.#destination = Deno.stdout;
  }
  /** Makes the file, if it is not there: of a program that does not compile nothing is left. */
  open(): { writeSync(bytes: Uint8Array): number } {
    return this.#destination ??= Deno.openSync(this.path!, { create: true, append: true });
  }
  /** Whether what is written reaches a person at once: asked for every line, and of the system once. */
  get isTerminal(): boolean {
    return this.path === undefined && (this.#isTerminal ??= Deno.stdout.isTerminal());
  }
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.beforeWrite?.();
    this.endsLine = bytes[bytes.length - 1] === NEWLINE;
    const destination = this.open();
    for (let at = 0; at < bytes.length;) {
      try {
        at += destination.writeSync(bytes.subarray(at));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) throw new ClosedPipe("standard output is closed");
        // a pipe set to non-blocking by the process at its other end
        if (error instanceof Deno.errors.WouldBlock) continue;
        throw new OutputError(`cannot write ${this.path ?? "standard output"}: ${reasonOf(error)}`);
      }
    }
  }
  writeText(text: string): void {
    this.write(new TextEncoder().encode(text));
  }
  /** Runs a command line of the shell, its output in place. */
  system(command: string): void {
    const direct = this.#destination === Deno.stdout;
    const stdout = direct ? "inherit" : "piped";
    const run = new Deno.Command("sh", { args: ["-c", command], stdin: "inherit", stdout, stderr: "inherit" })
      .outputSync();
    if (!direct) this.write(run.stdout);
  }
}

/** Opens a file to append to, or says why not in the system's words. */
export function openToAppend(path: string): OutputStream | string {
  try {
    const stream = new OutputStream(path);
    stream.open();
    return stream;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Opens a file that takes its name when it is complete, or says why not; what goes wrong later is an OutputError. */
export function openWhole(path: string): PendingFile | string {
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw new OutputError(`cannot write ${path}: ${reasonOf(error)}`);
    }
  };
  try {
    const file = openPending(path);
    return {
      partial: file.partial,
      write: (bytes) => guarded(() => file.write(bytes)),
      close: (complete) => guarded(() => file.close(complete)),
    };
  } catch (error) {
    return reasonOf(error);
  }
}

/** The system's words for what went wrong with a file. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "No such file or directory";
  if (error instanceof Deno.errors.IsADirectory) return "Is a directory";
  if (error instanceof Deno.errors.NotADirectory) return "Not a directory";
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "Permission denied";
  }
  return error instanceof Error ? error.message.replace(/ \(os error \d+\).*/s, "") : String(error);
}

/** What is not there is said before what a program matches. @throws SourceError */
export function requireCaptures(paths: readonly string[]): void {
  for (const path of paths) {
    if (path === "-") continue;
    try {
      Deno.statSync(path);
    } catch (error) {
      // whatever else is wrong is said when it is opened
      if (error instanceof Deno.errors.NotFound) throw new SourceError(path, "D_SRC_NOT_FOUND", "no such file");
    }
  }
}
