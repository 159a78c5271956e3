/**
 * Reads one capture: finds out what it is, and lets its format take records until the end or the first damage.
 *
 * @module
 */
import { errorText, FileError, type Host } from "../../host/mod.ts";
import type { CaptureInterface, PacketBatch, RecordRun, SourceProblem } from "../source.ts";
import { capacityFor } from "./batch.ts";
import { type Compression, compressionOf, DecompressingReader } from "./decompress.ts";
import { DecompressionError } from "./decompressor.ts";
import type { ByteReader } from "./feed.ts";
import type { AddInterface, Format } from "./format.ts";
import { isPcap, openPcap, PCAP_HEADER } from "./pcap.ts";
import { isPcapng, openPcapng, SECTION_HEADER } from "./pcapng.ts";
import { type Damage, SourceError, truncated } from "./problem.ts";
import { recognise } from "./recognise.ts";
import { isSnoop, openSnoop, SNOOP_HEADER } from "./snoop.ts";
import type { Room } from "./regions.ts";
import { CHUNK, CHUNK_SMALL, ReadBuffer } from "./window.ts";

/** What several readers of one source share. */
export interface ReaderContext {
  readonly host: Host;
  readonly room: Room;
  readonly interfaces: CaptureInterface[];
  readonly problems: SourceProblem[];
  readonly remarks: SourceProblem[];
}

const FORMATS: readonly {
  readonly is: (view: DataView, at: number) => boolean;
  readonly open: (window: ReadBuffer, add: AddInterface) => Format | Damage;
  readonly header: number;
}[] = [
  { is: isPcap, open: openPcap, header: PCAP_HEADER },
  { is: isPcapng, open: openPcapng, header: SECTION_HEADER },
  { is: isSnoop, open: openSnoop, header: SNOOP_HEADER },
];

/** The first bytes that are needed before a file is judged: enough to recognise text or a tar archive by. */
const HEAD = 512;
/** Packets in a batch at least, where there are many readers. */
const FEW = 64;

export class CaptureReader {
  readonly #window: ReadBuffer;
  readonly #batch: PacketBatch;
  #format: Format | undefined;
  #compression: Compression | undefined;
  #decompressing: DecompressingReader | undefined;
  #ended = false;
  /** Interfaces of this capture. */
  #interfaces = 0;
  readonly #input: number;
  #undecided: SourceError | undefined;
  /** Why nothing more can be read. */
  #failure: Damage | undefined;

  constructor(
    private readonly feed: ByteReader,
    private readonly shared: ReaderContext,
    { chunk = CHUNK, input = 0 }: { readonly chunk?: number; readonly input?: number } = {},
  ) {
    this.#input = input;
    this.#window = new ReadBuffer(shared.room.windows, feed, chunk);
    const least = chunk <= CHUNK_SMALL ? FEW : undefined;
    this.#batch = shared.room.takeBatch(capacityFor(Math.min(feed.bytesTotal ?? chunk, chunk), least));
  }

  /** Reads the head of a feed that answers at once, so that what is not a capture is refused before anything runs. */
  prepare(): void {
    while (this.#format === undefined && !this.#ended) {
      this.#recognise();
      if (this.#undecided !== undefined) throw this.#undecided;
      if (this.#format !== undefined || this.#ended) return;
      if (this.#fill() !== undefined) return;
    }
  }

  /** As {@linkcode PacketSource.next}; packet numbers count in this capture alone. */
  next(most?: number): PacketBatch | undefined | Promise<PacketBatch | undefined> {
    const batch = this.#batch;
    batch.firstNumber += batch.count;
    batch.count = 0;
    while (!this.#ended) {
      if (this.#format === undefined) this.#recognise();
      if (this.#format !== undefined) {
        const damage = this.#format.walk(this.#window, batch, most);
        if (damage !== undefined) this.#stop(damage);
        if (batch.count > 0) {
          return batch;
        }
        if (this.#ended) break;
      }
      const filling = this.#fill();
      if (filling !== undefined) return filling.then(() => this.next(most));
    }
    return undefined;
  }

  /** As {@linkcode PacketSource.records}. */
  records(): RecordRun | undefined {
    return this.#ended ? undefined : this.#format?.records?.(this.#window, this.#batch);
  }

  /** Reads more; at the end of the capture says what is left over, or why there is no more. */
  #fill(): undefined | Promise<void> {
    if (this.#window.ended) {
      this.#stop(this.#failure ?? this.#format?.atEnd(this.#window));
      return;
    }
    try {
      const filling = this.#window.fill();
      if (filling !== undefined) return filling.catch((error) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }
  /** What has come before is handed on first: the window may hold records that nobody has looked at. */
  #failed(error: unknown): void {
    const window = this.#window;
    this.#failure = this.#describe(error, window.offsetOf(window.end));
    if (this.#format === undefined) this.#stop(this.#failure);
    else window.ended = true;
  }
  #describe(error: unknown, byteOffset: number): Damage {
    if (error instanceof DecompressionError) {
      const message = `the ${this.#compression} compression is damaged: ${error.message}`;
      return { tag: "D_SRC_COMPRESSION", message, byteOffset };
    }
    if (error instanceof FileError && error.problem === "directory") {
      return { tag: "D_SRC_DIRECTORY", message: "this is a directory, not a capture", byteOffset };
    }
    return { tag: "D_SRC_READ", message: `cannot be read: ${errorText(error)}`, byteOffset };
  }
  #stop(damage: Damage | undefined): void {
    this.#ended = true;
    this.#window.close();
    const { name: file } = this.feed, remark = this.#decompressing?.remark;
    if (remark !== undefined) this.shared.remarks.push({ file, message: remark, tag: "D_SRC_TRAILING" });
    if (damage === undefined) return;
    const where = this.#compression === undefined ? "" : " (of the decompressed stream)";
    this.shared.problems.push({ file, ...damage, message: damage.message + where });
  }
  #refuse(tag: SourceProblem["tag"], message: string, help: readonly string[] = []): void {
    this.#undecided = new SourceError(this.feed.name, tag, message, help);
    const text = help.length === 0 ? message : `${message}; ${help.join("; ")}`;
    this.#stop({ tag, message: text, byteOffset: 0 });
  }

  /** Decides what the capture is, once enough of it is there. */
  #recognise(): void {
    const window = this.#window;
    const there = window.available;
    const { view, start } = window;
    if (there >= 4) {
      for (const { is, open, header } of FORMATS) {
        if (!is(view, start)) continue;
        if (there < header) {
          if (window.ended) this.#stop(truncated("file header", header, there, 0));
          return;
        }
        const opened = open(window, (added) => this.#add(added));
        if ("walk" in opened) this.#format = opened;
        else this.#stop(opened);
        return;
      }
      const compression = this.#compression === undefined
        ? compressionOf(window.bytes.subarray(start, window.end))
        : undefined;
      // a large frame of nothing before the others: zstd's tools write such
      const isEnough = window.ended || there >= CHUNK;
      if (compression !== undefined && (compression !== "more" || isEnough)) {
        return this.#decompress(compression === "more" ? "zstd" : compression);
      }
      if (compression === "more") return;
    }
    if (window.ended) this.#judge();
    else if (there >= HEAD) this.#judge();
  }
  #decompress(compression: Compression): void {
    this.#compression = compression;
    const { decompression } = this.shared.host;
    this.#window.refeed((head, rest) =>
      this.#decompressing = new DecompressingReader(compression, head, rest, decompression)
    );
  }
  #judge(): void {
    const window = this.#window;
    if (window.available === 0) return this.#refuse("D_SRC_EMPTY", "empty: not even a file header");
    const head = window.bytes.slice(window.start, Math.min(window.end, window.start + HEAD));
    const { looksLike, help } = recognise(head);
    const suggestions = help === undefined ? [] : [help];
    this.#refuse("D_SRC_NOT_A_CAPTURE", `not a capture that can be read: it looks like ${looksLike}`, suggestions);
  }

  #add(added: Omit<CaptureInterface, "file">): number {
    const { interfaces } = this.shared;
    // The format keeps the object: counters in it move while packets are read.
    const place = { file: this.feed.name, input: this.#input, number: this.#interfaces++ };
    return interfaces.push(Object.assign(added, place)) - 1;
  }

  /** Gives back the memory, after the end: no packet of it is needed any more. */
  release(): void {
    this.close();
    this.#window.release();
    this.shared.room.giveBatch(this.#batch);
  }
  get progress(): { bytesRead: number; bytesTotal: number | undefined } {
    return this.#window.progress;
  }
  close(): void {
    this.#ended = true;
    this.#window.close();
  }
}
