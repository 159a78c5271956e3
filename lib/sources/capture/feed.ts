/**
 * Feeds: where the bytes of one capture come from, before anybody knows what they are.
 *
 * A feed of a file answers at once; one of a pipe may answer with a promise, so that an interrupt is
 * still attended to while nothing comes.
 *
 * @module
 */
import { SourceError } from "./problem.ts";

/** A stream of bytes that is read into memory somebody else owns. */
export interface Feed {
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
  /** The same bytes from the first on, as a feed of its own. Missing where they come but once, as through a pipe. */
  again?(): Feed;
  close(): void;
}
/** A file that is read for so long that reading beside the work is worth a turn of the event loop for each read. */
const LARGE = 0x1000000;

/** Bytes at hand: what tests and callers with a capture in memory read from. */
export class BytesFeed implements Feed {
  bytesRead = 0;
  readonly #bytes: Uint8Array;
  readonly #most: number;

  /** @param most Bytes handed out at a time; small numbers try the seams. */
  constructor(readonly name: string, bytes: Uint8Array, most = Infinity) {
    this.#bytes = bytes;
    this.#most = most;
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
  again(): Feed {
    return new BytesFeed(this.name, this.#bytes, this.#most);
  }
  close(): void {}
}

class FileFeed implements Feed {
  bytesRead = 0;
  readonly readAhead: Feed["readAhead"];
  #file: Deno.FsFile | undefined;

  constructor(readonly name: string, file: Deno.FsFile, readonly bytesTotal: number | undefined) {
    this.#file = file;
    if (bytesTotal !== undefined && bytesTotal >= LARGE) this.readAhead = (into) => this.#readAhead(into);
  }
  /** On another thread, straight into the memory that is given. */
  async #readAhead(into: Uint8Array): Promise<number> {
    const count = await this.#file?.read(into) ?? 0;
    this.bytesRead += count;
    return count;
  }
  read(into: Uint8Array): number {
    const count = this.#file?.readSync(into) ?? 0;
    this.bytesRead += count;
    return count;
  }
  again(): Feed {
    return openFeed(this.name);
  }
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/** Files of which only so many are open at once: the one that was not read for longest is closed for another. */
export class OpenFiles {
  readonly #open = new Map<Feed, Deno.FsFile>();

  constructor(readonly most: number) {}
  /** The file of a feed, at the place up to which it was read. */
  of(feed: Feed): Deno.FsFile {
    let file = this.#open.get(feed);
    if (file) this.#open.delete(feed);
    else {
      const [oldest] = this.#open.keys();
      if (oldest && this.#open.size >= this.most) this.close(oldest);
      file = Deno.openSync(feed.name, { read: true });
      if (feed.bytesRead > 0) file.seekSync(feed.bytesRead, Deno.SeekMode.Start);
    }
    this.#open.set(feed, file);
    return file;
  }
  close(feed: Feed): void {
    this.#open.get(feed)?.close();
    this.#open.delete(feed);
  }
}
/** A file among many, which is open only from time to time. */
export class RestingFeed implements Feed {
  bytesRead = 0;

  constructor(readonly name: string, readonly bytesTotal: number, private readonly files: OpenFiles) {}
  read(into: Uint8Array): number {
    const count = this.files.of(this).readSync(into) ?? 0;
    this.bytesRead += count;
    return count;
  }
  close(): void {
    this.files.close(this);
  }
}

/** A pipe: named, standard input, or what a child process writes. Takes what is there rather than wait for more. */
class PipeFeed implements Feed {
  bytesRead = 0;
  readonly bytesTotal = undefined;
  #closed = false;

  constructor(
    readonly name: string,
    private readonly pipe: { read(into: Uint8Array): Promise<number | null>; close(): void },
  ) {}

  async read(into: Uint8Array): Promise<number> {
    if (this.#closed) return 0;
    let count: number | null;
    try {
      count = await this.pipe.read(into.length > PIPE_READ ? into.subarray(0, PIPE_READ) : into);
    } catch (error) {
      if (this.#closed) return 0;
      throw error;
    }
    this.bytesRead += count ?? 0;
    return count ?? 0;
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
export function openFeed(path: string): Feed {
  if (path === "-") return openStandardInput();
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(path, { read: true });
    const about = file.statSync();
    if (about.isDirectory) throw new SourceError(path, "D_SRC_DIRECTORY", "this is a directory, not a capture");
    if (about.isFifo || about.isSocket || about.isCharDevice) {
      const pipe = file;
      return new PipeFeed(path, { read: (into) => pipe.read(into), close: () => pipe.close() });
    }
    return new FileFeed(path, file, about.size);
  } catch (error) {
    file?.close();
    throw openingError(path, error);
  }
}

function openStandardInput(): Feed {
  if (Deno.stdin.isTerminal()) {
    throw new SourceError("-", "D_SRC_TERMINAL", "standard input is a terminal, not a capture", [
      "pipe one in, as in `tcpdump -w - | …`",
    ]);
  }
  return new PipeFeed("<standard input>", { read: (into) => Deno.stdin.read(into), close() {} });
}

function openingError(path: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  if (error instanceof Deno.errors.NotFound) return new SourceError(path, "D_SRC_NOT_FOUND", "no such file");
  if (error instanceof Deno.errors.PermissionDenied) {
    return new SourceError(path, "D_SRC_PERMISSION", "permission denied");
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new SourceError(path, "D_SRC_PERMISSION", "this process may not read it", [
      "run with `--allow-read`",
    ]);
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return new SourceError(path, "D_SRC_DIRECTORY", "this is a directory, not a capture");
  }
  return new SourceError(path, "D_SRC_READ", `cannot be opened: ${errorText(error)}`);
}

/** The system's words for an error, as lower case without the number. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/ \(os error \d+\)$/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
