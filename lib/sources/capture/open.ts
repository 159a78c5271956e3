/**
 * Opens captures as a source of packets.
 *
 * @module
 */
import type { CaptureInterface, Moment, OpenOptions, PacketSource } from "../source.ts";
import { type ByteReader, openByteReader, OpenFiles, RestingReader } from "./byte_reader.ts";
import { HeldReader } from "./held_reader.ts";
import { Merger, type PendingCapture } from "./merge.ts";
import { FeedPreview } from "./preview.ts";
import { SourceError } from "./problem.ts";
import { CaptureReader, type ReaderContext } from "./reader.ts";
import { RegionAllocator } from "./regions.ts";
import { CHUNK_AHEAD, CHUNK_BYTES, CHUNK_SMALL } from "./read_buffer.ts";

/** Above this many captures at once each gets a smaller buffer; above the second a small one. */
const MANY = 8, VERY_MANY = 64;
/** So many of very many files are open at once, if the system allows it: to open one again costs more than to read it. */
const OPEN_FILES = 900;

type ReadProgress = { readonly bytesRead: number; readonly bytesTotal: number | undefined };

/**
 * Opens captures (pcap, pcapng or snoop; plain, gzip, zstd or lz4; `-` is standard input) as one stream by time. Of several
 * the heads are read, and each is opened when its time has come.
 *
 * Throws a {@linkcode SourceError} for the first that cannot be opened or is not a capture. What is found
 * out only later (a pipe that carries no capture, damage) is in `problems` at the end.
 */
export function openCapture(paths: readonly string[], options: OpenOptions): PacketSource {
  if (paths.length === 1) return openFeeds([openByteReader(paths[0], options.host.files)], options);
  const shared = shareRoom(options);
  const captures: CaptureFile[] = [];
  const files = new OpenFiles(options.host.files, OPEN_FILES);
  try {
    for (const path of paths) captures.push(new CaptureFile(path, captures.length, paths.length, files, shared));
  } catch (error) {
    for (const capture of captures) capture.close();
    throw error;
  }
  return Object.assign(mergedSource(captures, captures, shared), { preview: new FeedPreview(captures, options.host) });
}

/** The same for readers: bytes in memory, what a child process writes. */
export function openFeeds(opened: readonly ByteReader[], options: OpenOptions): PacketSource {
  const byteReaders = opened.map((byteReader) => byteReader.again ? byteReader : new HeldReader(byteReader));
  const shared = shareRoom(options);
  try {
    const readers = byteReaders.map((byteReader, input) =>
      new CaptureReader(byteReader, shared, { chunk: chunkFor(byteReaders.length, byteReader), input })
    );
    // A pipe may have nothing to say for a long time: it is judged when its packets are asked for.
    for (const [index, reader] of readers.entries()) {
      if (byteReaders[index]!.bytesTotal !== undefined) reader.prepare();
    }
    const source = readers.length === 1
      ? singleSource(readers[0]!, shared)
      : mergedSource(readers.map((reader) => ({ first: undefined, open: () => reader })), readers, shared);
    return Object.assign(source, { preview: new FeedPreview(byteReaders, options.host) });
  } catch (error) {
    for (const byteReader of byteReaders) byteReader.close();
    throw error;
  }
}
function shareRoom({ memory, host }: OpenOptions): ReaderContext {
  return { host, regions: new RegionAllocator(memory), interfaces: [], problems: [], remarks: [] };
}
function chunkFor(count: number, byteReader: ByteReader): number {
  if (count > VERY_MANY) return CHUNK_SMALL;
  return count > MANY ? CHUNK_BYTES / 8 : byteReader.readAhead ? CHUNK_AHEAD : CHUNK_BYTES;
}

/** A capture among several: nothing but its head is read before its time has come. */
class CaptureFile implements PendingCapture {
  readonly first: Moment | undefined;
  readonly #bytesTotal: number | undefined;
  /** A pipe, which cannot be read twice. */
  readonly #byteReader: HeldReader | undefined;
  #reader: CaptureReader | undefined;

  constructor(
    private readonly path: string,
    private readonly input: number,
    private readonly count: number,
    private readonly files: OpenFiles,
    private readonly shared: ReaderContext,
  ) {
    const byteReader = openByteReader(path, shared.host.files);
    this.#bytesTotal = byteReader.bytesTotal;
    if (byteReader.bytesTotal === undefined) this.#byteReader = new HeldReader(byteReader);
    else this.first = firstMoment(byteReader, shared);
  }
  open(): CaptureReader | undefined {
    const { path, shared } = this;
    try {
      const byteReader = this.#byteReader ?? this.#openAgain();
      return this.#reader = new CaptureReader(byteReader, shared, {
        chunk: chunkFor(this.count, byteReader),
        input: this.input,
      });
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const { tag, message } = error;
      shared.problems.push({ file: path, tag, message, byteOffset: 0 });
    }
  }
  get name(): string {
    return this.#byteReader?.name ?? this.path;
  }
  again(): ByteReader {
    return this.#byteReader?.again() ?? openByteReader(this.path, this.shared.host.files);
  }
  /** Nothing more is looked at beforehand. */
  release(): void {
    this.#byteReader?.release();
  }
  #openAgain(): ByteReader {
    return this.count > VERY_MANY
      ? new RestingReader(this.path, this.#bytesTotal!, this.files)
      : openByteReader(this.path, this.shared.host.files);
  }
  get progress(): ReadProgress {
    return { bytesRead: this.#reader?.progress.bytesRead ?? 0, bytesTotal: this.#bytesTotal };
  }
  close(): void {
    this.#byteReader?.close();
    this.#reader?.close();
  }
}
/**
 * When the first packet of a file was captured, or its first interface began to be watched, if that was before.
 * @throws SourceError for what is not a capture
 */
function firstMoment(byteReader: ByteReader, shared: ReaderContext): Moment | undefined {
  const interfaces: CaptureInterface[] = [];
  const reader = new CaptureReader(byteReader, { ...shared, interfaces, problems: [], remarks: [] }, {
    chunk: CHUNK_SMALL,
  });
  try {
    reader.prepare();
    const batch = reader.next(1);
    if (batch === undefined || batch instanceof Promise) return undefined;
    let first: Moment = { seconds: batch.seconds[0]!, nanoseconds: batch.nanoseconds[0]! };
    for (const { watchedFrom } of interfaces) if (watchedFrom && isBefore(watchedFrom, first)) first = watchedFrom;
    return first;
  } finally {
    reader.release();
  }
}
const isBefore = (a: Moment, b: Moment): boolean =>
  a.seconds < b.seconds || a.seconds === b.seconds && a.nanoseconds < b.nanoseconds;

function singleSource(reader: CaptureReader, { interfaces, problems, remarks }: ReaderContext): PacketSource {
  let closed = false;
  return {
    next: (max) => closed ? undefined : reader.next(max),
    records: () => closed ? undefined : reader.records(),
    interfaces,
    problems,
    remarks,
    get progress() {
      return reader.progress;
    },
    close() {
      closed = true;
      reader.close();
    },
  };
}
function mergedSource(
  captures: readonly PendingCapture[],
  parts: readonly { readonly progress: ReadProgress; close(): void }[],
  { regions, interfaces, problems, remarks }: ReaderContext,
): PacketSource {
  const merger = new Merger(captures, regions);
  let closed = false;
  return {
    next: (max) => closed ? undefined : merger.next(max),
    interfaces,
    problems,
    remarks,
    get progress() {
      return totalProgress(parts);
    },
    close() {
      closed = true;
      merger.close();
      for (const part of parts) part.close();
    },
  };
}

function totalProgress(parts: readonly { readonly progress: ReadProgress }[]): ReadProgress {
  let bytesRead = 0;
  let bytesTotal: number | undefined = 0;
  for (const { progress } of parts) {
    bytesRead += progress.bytesRead;
    if (bytesTotal !== undefined) {
      bytesTotal = progress.bytesTotal === undefined ? undefined : bytesTotal + progress.bytesTotal;
    }
  }
  return { bytesRead, bytesTotal };
}
