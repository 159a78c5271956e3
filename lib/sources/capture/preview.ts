/**
 * The first packets of each capture, apart from those that are handed out: whose view a capture is must be known before the
 * first packet fires.
 *
 * @module
 */
import type { Host } from "../../host/mod.ts";
import type { CaptureInterface, PacketSource, Preview, SourceProblem } from "../source.ts";
import type { ByteReader } from "./feed.ts";
import { CaptureReader } from "./reader.ts";
import { Room } from "./regions.ts";
import { ScratchMemory } from "./scratch.ts";

/** Bytes read at a time. */
const CHUNK = 0x10000;
/** Room for a window that has to make room for the largest packet. */
const MEGABYTES = 20;

/** What can be read from the first byte, and then once more. */
interface Inspected {
  readonly name: string;
  again?(): ByteReader;
  /** Nothing more is looked at. */
  release?(): void;
}
/** Looks at feeds that can be read again from the first byte. */
export class FeedPreview implements Preview {
  readonly #feeds: readonly Inspected[];
  #scratch: ScratchMemory | undefined;

  constructor(feeds: readonly Inspected[], private readonly host: Host) {
    this.#feeds = feeds;
  }
  get inputs(): number {
    return this.#feeds.length;
  }
  get bytes(): Uint8Array {
    return (this.#scratch ??= new ScratchMemory(MEGABYTES)).bytes;
  }
  name(input: number): string {
    return this.#feeds[input]!.name;
  }
  open(input: number): PacketSource {
    const scratch = this.#scratch ??= new ScratchMemory(MEGABYTES);
    scratch.reset();
    const feed = withoutAhead(this.#feeds[input]!.again!());
    const interfaces: CaptureInterface[] = [], problems: SourceProblem[] = [];
    const shared = { host: this.host, room: new Room(scratch), interfaces, problems, remarks: [] };
    const reader = new CaptureReader(feed, shared, { chunk: CHUNK, input });
    return {
      next: (most) => reader.next(most),
      interfaces,
      problems,
      progress: { bytesRead: 0, bytesTotal: undefined },
      close: () => reader.close(),
    };
  }
  end(): void {
    this.#scratch = undefined;
    for (const feed of this.#feeds) feed.release?.();
  }
}

/** Read beside the work little would be gained, and each read waited for: with a timer, which is yet to be loaded. */
function withoutAhead(feed: ByteReader): ByteReader {
  const { name, bytesTotal } = feed;
  return { name, bytesTotal, bytesRead: 0, read: (into) => feed.read(into), close: () => feed.close() };
}
