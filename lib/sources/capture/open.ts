/**
 * Opens captures as a source of packets.
 *
 * @module
 */
import type { CaptureInterface, OpenOptions, PacketSource, SourceProblem } from "../source.ts";
import { type Feed, openFeed } from "./feed.ts";
import { HeldFeed } from "./held_feed.ts";
import { Merger } from "./merge.ts";
import { FeedPreview } from "./preview.ts";
import { CaptureReader } from "./reader.ts";
import { CHUNK, CHUNK_AHEAD } from "./window.ts";

/** Above this many captures at once each gets a smaller window. */
const MANY = 8;

/**
 * Opens captures (pcap, pcapng or snoop; plain, gzip, zstd or lz4; `-` is standard input) as one stream by time.
 *
 * Throws a {@linkcode SourceError} for the first that cannot be opened or is no capture. What is found
 * out only later (a pipe that carries no capture, damage) is in `problems` at the end.
 */
export function openCapture(paths: readonly string[], options: OpenOptions): PacketSource {
  const feeds: Feed[] = [];
  try {
    for (const path of paths) feeds.push(openFeed(path));
  } catch (error) {
    for (const feed of feeds) feed.close();
    throw error;
  }
  return openFeeds(feeds, options);
}

/** The same for feeds: bytes in memory, what a child process writes. */
export function openFeeds(opened: readonly Feed[], options: OpenOptions): PacketSource {
  const feeds = opened.map((feed) => feed.again ? feed : new HeldFeed(feed));
  const interfaces: CaptureInterface[] = [];
  const problems: SourceProblem[] = [];
  const remarks: SourceProblem[] = [];
  const shared = { memory: options.memory, interfaces, problems, remarks };
  const chunkOf = (feed: Feed) => feeds.length > MANY ? CHUNK / 8 : feed.readAhead ? CHUNK_AHEAD : CHUNK;
  try {
    const readers = feeds.map((feed, input) => new CaptureReader(feed, shared, { chunk: chunkOf(feed), input }));
    // A pipe may have nothing to say for a long time: it is judged when its packets are asked for.
    for (const [index, reader] of readers.entries()) {
      if (feeds[index]!.bytesTotal !== undefined) reader.prepare();
    }
    const only = readers.length === 1 ? readers[0]! : undefined;
    const stream = only ?? new Merger(readers, options.memory);
    let closed = false;
    return {
      next: (most) => closed ? undefined : stream.next(most),
      records: () => closed ? undefined : only?.records(),
      interfaces,
      problems,
      remarks,
      preview: new FeedPreview(feeds),
      get progress() {
        return totalProgress(readers);
      },
      close() {
        closed = true;
        for (const reader of readers) reader.close();
      },
    };
  } catch (error) {
    for (const feed of feeds) feed.close();
    throw error;
  }
}

function totalProgress(readers: readonly CaptureReader[]): { bytesRead: number; bytesTotal: number | undefined } {
  let bytesRead = 0;
  let bytesTotal: number | undefined = 0;
  for (const { progress } of readers) {
    bytesRead += progress.bytesRead;
    if (bytesTotal !== undefined) {
      bytesTotal = progress.bytesTotal === undefined ? undefined : bytesTotal + progress.bytesTotal;
    }
  }
  return { bytesRead, bytesTotal };
}
