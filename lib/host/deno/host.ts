/**
 * Deno's host.
 *
 * @module
 */
import { FileError, type Host, type OpenFile, type PendingFile } from "../host.ts";
import { fileError } from "./errors.ts";
import { openPending } from "./pending.ts";
import { runProcess } from "./processes.ts";
import { zlibDecompression } from "./zlib_handle.ts";

export const denoHost: Host = {
  clock: {
    nowMs: () => performance.timeOrigin + performance.now(),
    systemMs: () => Date.now(),
    elapsedMs: () => performance.now(),
  },
  identity: {
    get pid() {
      return Deno.pid;
    },
    get ppid() {
      return Deno.ppid;
    },
    get uid() {
      return permittedNumber(() => Deno.uid());
    },
    get gid() {
      return permittedNumber(() => Deno.gid());
    },
    os: Deno.build.os,
    architecture: Deno.build.arch,
  },
  files: {
    open: (path) => attempt(() => openFile(path)),
    standardInput: () => Deno.stdin.isTerminal() ? undefined : standardInput,
    readText: (path) => attempt(() => Deno.readTextFileSync(path)),
    async read(path) {
      try {
        return await Deno.readFile(path);
      } catch (error) {
        throw fileError(error);
      }
    },
    list: (folder) => attempt(() => [...Deno.readDirSync(folder)].filter((e) => !e.isDirectory).map((e) => e.name)),
    openPending: (path, options) => attempt(() => translated(openPending(path, options))),
  },
  decompression: zlibDecompression,
  processes: { run: runProcess, writeError: (bytes) => void Deno.stderr.writeSync(bytes) },
};

/** 0 where the process may not know. */
function permittedNumber(ask: () => number | null): number {
  try {
    return ask() ?? 0;
  } catch {
    return 0;
  }
}
function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw fileError(error);
  }
}
/** The same file, whose errors are those of the seam. */
function translated({ partial, write, close }: PendingFile): PendingFile {
  return {
    partial,
    write: (bytes) => attempt(() => write(bytes)),
    close: (complete) => attempt(() => close(complete)),
  };
}
function openFile(path: string): OpenFile {
  const file = Deno.openSync(path, { read: true });
  try {
    const { isDirectory, isFifo, isSocket, isCharDevice, size } = file.statSync();
    if (isDirectory) throw new FileError("directory", "it is a directory");
    return new DenoFile(file, isFifo || isSocket || isCharDevice ? undefined : size);
  } catch (error) {
    file.close();
    throw error;
  }
}
class DenoFile implements OpenFile {
  constructor(readonly file: Deno.FsFile, readonly size: number | undefined) {}
  readNow(into: Uint8Array): number {
    try {
      return this.file.readSync(into) ?? 0;
    } catch (error) {
      throw fileError(error);
    }
  }
  async read(into: Uint8Array): Promise<number> {
    try {
      return await this.file.read(into) ?? 0;
    } catch (error) {
      throw fileError(error);
    }
  }
  seek(offset: number): void {
    this.file.seekSync(offset, Deno.SeekMode.Start);
  }
  close(): void {
    this.file.close();
  }
}
const standardInput: OpenFile = {
  size: undefined,
  readNow: () => 0,
  async read(into) {
    try {
      return await Deno.stdin.read(into) ?? 0;
    } catch (error) {
      throw fileError(error);
    }
  },
  seek() {},
  close() {},
};
