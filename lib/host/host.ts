/**
 * The one seam between the engine and what it runs in: Deno's host and a browser's stand beside it. What is below a session
 * asks its host for files, the time, decompression and what the process is, and nothing else of its surroundings.
 *
 * @module
 */

/** What a session is handed to reach the outside. */
export interface Host {
  readonly clock: Clock;
  readonly identity: Identity;
  readonly files: Files;
  readonly decompression: Decompression;
  /** Of a machine's memory; what the engine takes for itself where it is missing. */
  readonly memoryBytes?: number;
  /** Missing where no other program can be run. */
  readonly processes?: Processes;
}
export interface Clock {
  /** Milliseconds since 1970, UTC, with parts of them as fine as the host tells. Goes as {@linkcode Clock.elapsedMs} does. */
  nowMs(): number;
  /** By the clock that packets are stamped by, which may be set while the process runs: whole milliseconds since 1970. */
  systemMs(): number;
  /** Milliseconds since some moment; never goes back. */
  elapsedMs(): number;
  /**
   * Lets so many milliseconds go by, for {@linkcode Clock.nowMs}, without waiting for them. Missing where time passes by
   * itself.
   */
  pass?(ms: number): Promise<void>;
  /** Times as text are in UTC, and not in the zone of who runs the program. */
  readonly isUtc?: true;
}
/** The process that traces. 0 is what the host does not tell. */
export interface Identity {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly gid: number;
  /** `linux`, `darwin`, `windows` …; `browser`. */
  readonly os: string;
  /** `x86_64`, `aarch64` …; empty where it is not known. */
  readonly architecture: string;
}
/** All methods throw a {@linkcode FileError}. */
export interface Files {
  /** Opens a file to be read. */
  open(path: string): OpenFile;
  /** Undefined where it is a terminal. */
  standardInput(): OpenFile | undefined;
  readText(path: string): string;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Names of the files in a folder, in no order. */
  list(folder: string): string[];
  /** Opens a file to be written, which is there when it is closed as complete and not before. */
  openPending(path: string, options?: PendingOptions): PendingFile;
}
export interface OpenFile {
  /** Bytes; undefined for a pipe or a device, which are read by `read` alone. */
  readonly size: number | undefined;
  /** Fills the front of `into` (never empty) and returns how much; 0 at the end. */
  readNow(into: Uint8Array): number;
  /** The same beside other work; of a pipe what has come, as soon as anything has. */
  read(into: Uint8Array): Promise<number>;
  /** The next read begins there. */
  seek(offset: number): void;
  close(): void;
}
/** A file that has not got its name yet. */
export interface PendingFile {
  /** Where it lies meanwhile; its own path where it is not a file (a device, a pipe), which is written to as it is. */
  readonly partial: string;
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): void;
  /** Puts the file in its place, or takes it away: then what was there before is still there. */
  close(complete: boolean): void;
}
export interface PendingOptions {
  /** Permissions; without, those of the file that it replaces, or what is usual. */
  readonly mode?: number;
}
/**
 * - `missing`: there is no such file
 * - `denied`: the system refuses it
 * - `not permitted`: the process was not given the permission
 * - `directory`: it is a folder
 */
export type FileProblem = "missing" | "denied" | "not permitted" | "directory" | "other";

/** A file that cannot be used; the message is the system's, in lower case and without its number. */
export class FileError extends Error {
  override readonly name = "FileError";
  constructor(readonly problem: FileProblem, message: string) {
    super(message);
  }
}
/** The system's words for an error, as lower case without the number. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/ \(os error \d+\)$/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** What a stream of compressed bytes is decompressed by: as much is taken and made as fits. */
export interface RawDecompressor {
  /** Bytes taken and made by the last {@linkcode RawDecompressor.write}. */
  readonly taken: number;
  readonly made: number;
  /** Why it cannot go on. What was made with it counts nevertheless. */
  readonly error: string | undefined;
  /** @param isLast nothing comes after `input` */
  write(input: Uint8Array, isLast: boolean, into: Uint8Array): void;
  /** Ready for another stream of the same kind. */
  reset(): void;
  close(): void;
}
export interface Decompression {
  /** Raw deflate (RFC 1951): neither header nor check. */
  inflate(): RawDecompressor;
  /** CRC-32 of data that follow those of which `before` is it. */
  crc32(data: Uint8Array, before?: number): number;
  /** Frames of zstd (RFC 8878); missing where the host has no decompressor for them. */
  zstd?(): RawDecompressor;
}
/** What a program that was run to its end wrote and said. */
export interface ProcessOutput {
  readonly success: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}
export interface Processes {
  /** Runs a program with the bytes as its standard input. @throws FileError */
  run(path: string, args: readonly string[], input: Uint8Array<ArrayBuffer>): Promise<ProcessOutput>;
  /** Writes to this process's standard error. */
  writeError(bytes: Uint8Array): void;
}
/** A program that a run watches. */
export interface WatchedProgram {
  readonly pid: number;
  /** Lets it begin: everything is ready to see what it does. */
  start(): Promise<void>;
  hasEnded(): boolean;
  /** How it ended, in DTrace's words: `pid 71 has exited`, `pid 71 exited with status 2`; undefined while it runs. */
  readonly outcome: string | undefined;
  /** The trace is over: ends what is left of it. */
  end(): void;
}
