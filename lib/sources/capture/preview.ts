/**
 * The first packets of each capture, apart from those that are handed out: whose view a capture is must be known before the
 * first packet fires.
 *
 * @module
 */
import type { Host } from "../../host/mod.ts";
import type { CaptureInterface, PacketSource, Preview, SourceProblem } from "../source.ts";
import type { ByteReader } from "./byte_reader.ts";
import { CaptureReader } from "./reader.ts";
import { RegionAllocator } from "./regions.ts";
import { ScratchMemory } from "./scratch.ts";

/** Bytes read at a time. */
const CHUNK = 0x10000;
/** Room for a buffer that has to make room for the largest packet. */
const MEGABYTES = 20;

/** What can be read from the first byte, and then once more. */
interface Inspected {
  readonly name: string;
  again?(): ByteReader;
  /** Nothing more is looked at. */
  release?(): void;
}
/** Looks at readers that can be read again from the first byte. */
export class FeedPreview implements Preview {
  readonly #feeds: readonly Inspected[];
  #scratch: ScratchMemory | undefined;

  constructor(byteReaders: readonly Inspected[], private readonly host: Host) {
    this.#feeds = byteReaders;
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
    const byteReader = withoutAhead(this.#feeds[input]!.again!());
    const interfaces: CaptureInterface[] = [], problems: SourceProblem[] = [];
    const shared = { host: this.host, regions: new RegionAllocator(scratch), interfaces, problems, remarks: [] };
    const reader = new CaptureReader(byteReader, shared, { chunk: CHUNK, input });
    return {
      next: (max) => reader.next(max),
      interfaces,
      problems,
      progress: { bytesRead: 0, bytesTotal: undefined },
      close: () => reader.close(),
    };
  }
  end(): void {
    this.#scratch = undefined;
    for (const byteReader of this.#feeds) byteReader.release?.();
  }
}

/** Read beside the work little would be gained, and each read waited for: with a timer, which is yet to be loaded. */
function withoutAhead(byteReader: ByteReader): ByteReader {
  const { name, bytesTotal } = byteReader;
  return { name, bytesTotal, bytesRead: 0, read: (into) => byteReader.read(into), close: () => byteReader.close() };
}
