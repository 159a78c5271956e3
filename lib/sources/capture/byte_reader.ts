/**
 * Feeds: where the bytes of one capture come from, before anybody knows what they are.
 *
 * A reader of a file answers at once; one of a pipe may answer with a promise, so that an interrupt is
 * still attended to while nothing comes.
 *
 * @module
 */
import { errorText, FileError, type Files, type OpenFile } from "../../host/mod.ts";
import { SourceError } from "./problem.ts";

/** A stream of bytes that is read into memory somebody else owns. */
export interface ByteReader {
  /** What messages call it. */
  readonly name: string;
  /** Bytes of the file, not of what was decompressed from it. */
  readonly bytesRead: number;
  /** Undefined when it cannot be known, as of a pipe. */
  readonly bytesTotal: number | undefined;
  /** Fills the front of `into` (never empty) and returns how much; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  /** The same beside whatever else is done; only one at a time. Undefined where it is not worth it. */
  readonly readAhead?: (into: Uint8Array) => Promise<number>;
  /** The same bytes from the first on, as a reader of its own. Missing where they come but once, as through a pipe. */
  again?(): ByteReader;
  close(): void;
}
/** A file that is read for so long that reading beside the work is worth a turn of the event loop for each read. */
const LARGE = 0x1000000;

/** Bytes at hand: what tests and callers with a capture in memory read from. */
export class MemoryReader implements ByteReader {
  bytesRead = 0;
  readonly #bytes: Uint8Array;
  readonly #most: number;

  /** @param max Bytes handed out at a time; small numbers try the seams. */
  constructor(readonly name: string, bytes: Uint8Array, max = Infinity) {
    this.#bytes = bytes;
    this.#most = max;
  }
  get bytesTotal(): number {
    return this.#bytes.length;
  }
  read(into: Uint8Array): number {
    const count = Math.min(into.length, this.#most, this.#bytes.length - this.bytesRead);
    into.set(this.#bytes.subarray(this.bytesRead, this.bytesRead + count));
    this.bytesRead += count;
    return count;
  }
  again(): ByteReader {
    return new MemoryReader(this.name, this.#bytes, this.#most);
  }
  close(): void {}
}

class CaptureFileReader implements ByteReader {
  bytesRead = 0;
  readonly readAhead: ByteReader["readAhead"];
  #file: OpenFile | undefined;

  readonly bytesTotal: number | undefined;

  constructor(readonly name: string, file: OpenFile, private readonly files: Files) {
    this.#file = file;
    this.bytesTotal = file.size;
    if (file.size! >= LARGE) this.readAhead = (into) => this.#readAhead(into);
  }
  /** On another thread, straight into the memory that is given. */
  async #readAhead(into: Uint8Array): Promise<number> {
    const count = await this.#file?.read(into) ?? 0;
    this.bytesRead += count;
    return count;
  }
  read(into: Uint8Array): number {
    const count = this.#file?.readNow(into) ?? 0;
    this.bytesRead += count;
    return count;
  }
  again(): ByteReader {
    return openByteReader(this.name, this.files);
  }
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/**
 * Files of which only so many are open at once: the one that was not read for longest is closed for another. Where the
 * system gives fewer, half of what it gave are kept, so that there are some left for all else.
 */
export class OpenFiles {
  readonly #open = new Map<ByteReader, OpenFile>();
  #max: number;

  constructor(private readonly files: Files, max: number) {
    this.#max = max;
  }
  /** The file of a reader, at the place up to which it was read. */
  of(byteReader: ByteReader): OpenFile {
    let file = this.#open.get(byteReader);
    if (file) this.#open.delete(byteReader);
    else {
      this.#keep(this.#max - 1);
      file = this.#openFile(byteReader.name);
      if (byteReader.bytesRead > 0) file.seek(byteReader.bytesRead);
    }
    this.#open.set(byteReader, file);
    return file;
  }
  #openFile(name: string): OpenFile {
    try {
      return this.files.open(name);
    } catch (error) {
      const isTooMany = error instanceof FileError && error.problem === "other" && this.#open.size > 1;
      if (!isTooMany) throw error;
      this.#max = this.#open.size >> 1;
      this.#keep(this.#max - 1);
      return this.files.open(name);
    }
  }
  /** Closes the oldest beyond so many. */
  #keep(count: number): void {
    for (const byteReader of this.#open.keys()) {
      if (this.#open.size <= count) return;
      this.close(byteReader);
    }
  }
  close(byteReader: ByteReader): void {
    this.#open.get(byteReader)?.close();
    this.#open.delete(byteReader);
  }
}
/** A file among many, which is open only from time to time. */
export class RestingReader implements ByteReader {
  bytesRead = 0;

  constructor(readonly name: string, readonly bytesTotal: number, private readonly files: OpenFiles) {}
  read(into: Uint8Array): number {
    const count = this.files.of(this).readNow(into);
    this.bytesRead += count;
    return count;
  }
  close(): void {
    this.files.close(this);
  }
}

/** A pipe: named, standard input, or what a child process writes. Takes what is there rather than wait for more. */
class PipeReader implements ByteReader {
  bytesRead = 0;
  readonly bytesTotal = undefined;
  #closed = false;

  constructor(readonly name: string, private readonly pipe: OpenFile) {}

  async read(into: Uint8Array): Promise<number> {
    if (this.#closed) return 0;
    let count: number;
    try {
      count = await this.pipe.read(into.length > PIPE_READ ? into.subarray(0, PIPE_READ) : into);
    } catch (error) {
      if (this.#closed) return 0;
      throw error;
    }
    this.bytesRead += count;
    return count;
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.pipe.close();
  }
}

/** An asynchronous read allocates a buffer as large as it may fill, and a pipe holds 64 KiB. */
const PIPE_READ = 0x10000;

/** Opens a path, or standard input for `-`. Throws a {@linkcode SourceError} that says what is in the way. */
export function openByteReader(path: string, files: Files): ByteReader {
  if (path === "-") return openStandardInput(files);
  let file: OpenFile;
  try {
    file = files.open(path);
  } catch (error) {
    throw openingError(path, error);
  }
  return file.size === undefined ? new PipeReader(path, file) : new CaptureFileReader(path, file, files);
}

function openStandardInput(files: Files): ByteReader {
  const input = files.standardInput();
  if (!input) {
    throw new SourceError("-", "D_SRC_TERMINAL", "standard input is a terminal, not a capture", [
      "pipe one in, as in `tcpdump -w - | …`",
    ]);
  }
  return new PipeReader("<standard input>", input);
}

function openingError(path: string, error: unknown): SourceError {
  switch (error instanceof FileError ? error.problem : "other") {
    case "missing":
      return new SourceError(path, "D_SRC_NOT_FOUND", "no such file");
    case "denied":
      return new SourceError(path, "D_SRC_PERMISSION", "permission denied");
    case "not permitted":
      return new SourceError(path, "D_SRC_PERMISSION", "this process may not read it", ["run with `--allow-read`"]);
    case "directory":
      return new SourceError(path, "D_SRC_DIRECTORY", "this is a directory, not a capture");
    default:
      return new SourceError(path, "D_SRC_READ", `cannot be opened: ${errorText(error)}`);
  }
}
