/**
 * A browser's host: captures that the reader of a page has chosen, no processes, no other files.
 *
 * @module
 */
import { errorText, FileError, type Host, type OpenFile } from "../host.ts";
import { crc32 } from "./crc32.ts";
import { Inflate } from "./inflate.ts";

/** What a browser can hand over, by the name under which a session asks for it: a file that was chosen or dropped, or bytes. */
export type BrowserFiles = ReadonlyMap<string, Blob | Uint8Array>;

/** @param files what can be read; nothing else can */
export function browserHost(files: BrowserFiles): Host {
  const find = (path: string) => {
    const file = files.get(path);
    if (file === undefined) throw new FileError("missing", "no such file: a page reads what was given to it");
    return file;
  };
  return {
    clock: {
      nowMs: () => performance.timeOrigin + performance.now(),
      systemMs: () => Date.now(),
      elapsedMs: () => performance.now(),
    },
    identity: { pid: 0, ppid: 0, uid: 0, gid: 0, os: "browser", architecture: "" },
    files: {
      open(path) {
        const file = find(path);
        return file instanceof Uint8Array ? new BytesFile(file) : new BlobFile(file);
      },
      standardInput: () => undefined,
      readText(path) {
        const file = find(path);
        if (file instanceof Uint8Array) return new TextDecoder().decode(file);
        throw new FileError("other", "only bytes can be read at once");
      },
      async read(path) {
        const file = find(path);
        return file instanceof Uint8Array ? file.slice() : new Uint8Array(await file.arrayBuffer());
      },
      list: () => {
        throw new FileError("missing", "a page has no folders");
      },
      openPending: () => {
        throw new FileError("not permitted", "a page writes no files");
      },
    },
    decompression: { inflate: () => new Inflate(), crc32 },
  };
}

class BytesFile implements OpenFile {
  readonly size: number;
  #at = 0;
  constructor(readonly bytes: Uint8Array) {
    this.size = bytes.length;
  }
  readNow(into: Uint8Array): number {
    const from = this.bytes.subarray(this.#at, this.#at + into.length);
    into.set(from);
    this.#at += from.length;
    return from.length;
  }
  read(into: Uint8Array): Promise<number> {
    return Promise.resolve(this.readNow(into));
  }
  seek(offset: number): void {
    this.#at = offset;
  }
  close(): void {}
}

/** In a worker, what reads a part of a file at once. */
declare const FileReaderSync: (new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer }) | undefined;

/** A file of the reader's: never in memory as a whole. */
class BlobFile implements OpenFile {
  /** Undefined outside of workers, where a file can be read with a promise only. */
  readonly size: number | undefined;
  readonly #reader = typeof FileReaderSync === "undefined" ? undefined : new FileReaderSync();
  #at = 0;
  constructor(readonly blob: Blob) {
    this.size = this.#reader && blob.size;
  }
  readNow(into: Uint8Array): number {
    try {
      return this.#took(this.#reader!.readAsArrayBuffer(this.#next(into)), into);
    } catch (error) {
      throw new FileError("other", errorText(error));
    }
  }
  async read(into: Uint8Array): Promise<number> {
    try {
      return this.#took(await this.#next(into).arrayBuffer(), into);
    } catch (error) {
      throw new FileError("other", errorText(error));
    }
  }
  #next(into: Uint8Array): Blob {
    return this.blob.slice(this.#at, this.#at + into.length);
  }
  #took(part: ArrayBuffer, into: Uint8Array): number {
    into.set(new Uint8Array(part));
    this.#at += part.byteLength;
    return part.byteLength;
  }
  seek(offset: number): void {
    this.#at = offset;
  }
  close(): void {}
}
