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
import type { ByteReader } from "./byte_reader.ts";
import type { AddInterface, Format } from "./capture_format.ts";
import { isPcap, openPcap, PCAP_HEADER } from "./pcap.ts";
import { isPcapng, openPcapng, SECTION_HEADER } from "./pcapng.ts";
import { type Damage, SourceError, truncated } from "./problem.ts";
import { recognise } from "./recognise.ts";
import { isSnoop, openSnoop, SNOOP_HEADER } from "./snoop.ts";
import type { RegionAllocator } from "./regions.ts";
import { CHUNK_BYTES, CHUNK_SMALL, ReadBuffer } from "./read_buffer.ts";

/** What several readers of one source share. */
export interface ReaderContext {
  readonly host: Host;
  readonly regions: RegionAllocator;
  readonly interfaces: CaptureInterface[];
  readonly problems: SourceProblem[];
  readonly remarks: SourceProblem[];
}

const FORMATS: readonly {
  readonly is: (view: DataView, at: number) => boolean;
  readonly open: (buffer: ReadBuffer, add: AddInterface) => Format | Damage;
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
  readonly #buffer: ReadBuffer;
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
    private readonly byteReader: ByteReader,
    private readonly shared: ReaderContext,
    { chunk = CHUNK_BYTES, input = 0 }: { readonly chunk?: number; readonly input?: number } = {},
  ) {
    this.#input = input;
    this.#buffer = new ReadBuffer(shared.regions.windows, byteReader, chunk);
    const min = chunk <= CHUNK_SMALL ? FEW : undefined;
    this.#batch = shared.regions.takeBatch(capacityFor(Math.min(byteReader.bytesTotal ?? chunk, chunk), min));
  }

  /** Reads the head of a reader that answers at once, so that what is not a capture is refused before anything runs. */
  prepare(): void {
    while (this.#format === undefined && !this.#ended) {
      this.#recognise();
      if (this.#undecided !== undefined) throw this.#undecided;
      if (this.#format !== undefined || this.#ended) return;
      if (this.#fill() !== undefined) return;
    }
  }

  /** As {@linkcode PacketSource.next}; packet numbers count in this capture alone. */
  next(max?: number): PacketBatch | undefined | Promise<PacketBatch | undefined> {
    const batch = this.#batch;
    batch.firstNumber += batch.count;
    batch.count = 0;
    while (!this.#ended) {
      if (this.#format === undefined) this.#recognise();
      if (this.#format !== undefined) {
        const damage = this.#format.walk(this.#buffer, batch, max);
        if (damage !== undefined) this.#stop(damage);
        if (batch.count > 0) {
          return batch;
        }
        if (this.#ended) break;
      }
      const filling = this.#fill();
      if (filling !== undefined) return filling.then(() => this.next(max));
    }
    return undefined;
  }

  /** As {@linkcode PacketSource.records}. */
  records(): RecordRun | undefined {
    return this.#ended ? undefined : this.#format?.records?.(this.#buffer, this.#batch);
  }

  /** Reads more; at the end of the capture says what is left over, or why there is no more. */
  #fill(): undefined | Promise<void> {
    if (this.#buffer.ended) {
      this.#stop(this.#failure ?? this.#format?.atEnd(this.#buffer));
      return;
    }
    try {
      const filling = this.#buffer.fill();
      if (filling !== undefined) return filling.catch((error) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }
  /** What has come before is handed on first: the buffer may hold records that nobody has looked at. */
  #failed(error: unknown): void {
    const buffer = this.#buffer;
    this.#failure = this.#describe(error, buffer.offsetOf(buffer.end));
    if (this.#format === undefined) this.#stop(this.#failure);
    else buffer.ended = true;
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
    this.#buffer.close();
    const { name: file } = this.byteReader, remark = this.#decompressing?.remark;
    if (remark !== undefined) this.shared.remarks.push({ file, message: remark, tag: "D_SRC_TRAILING" });
    if (damage === undefined) return;
    const where = this.#compression === undefined ? "" : " (of the decompressed stream)";
    this.shared.problems.push({ file, ...damage, message: damage.message + where });
  }
  #refuse(tag: SourceProblem["tag"], message: string, help: readonly string[] = []): void {
    this.#undecided = new SourceError(this.byteReader.name, tag, message, help);
    const text = help.length === 0 ? message : `${message}; ${help.join("; ")}`;
    this.#stop({ tag, message: text, byteOffset: 0 });
  }

  /** Decides what the capture is, once enough of it is there. */
  #recognise(): void {
    const buffer = this.#buffer;
    const there = buffer.available;
    const { view, start } = buffer;
    if (there >= 4) {
      for (const { is, open, header } of FORMATS) {
        if (!is(view, start)) continue;
        if (there < header) {
          if (buffer.ended) this.#stop(truncated("file header", header, there, 0));
          return;
        }
        const opened = open(buffer, (added) => this.#add(added));
        if ("walk" in opened) this.#format = opened;
        else this.#stop(opened);
        return;
      }
      const compression = this.#compression === undefined
        ? compressionOf(buffer.bytes.subarray(start, buffer.end))
        : undefined;
      // a large frame of nothing before the others: zstd's tools write such
      const isEnough = buffer.ended || there >= CHUNK_BYTES;
      if (compression !== undefined && (compression !== "more" || isEnough)) {
        return this.#decompress(compression === "more" ? "zstd" : compression);
      }
      if (compression === "more") return;
    }
    if (buffer.ended) this.#judge();
    else if (there >= HEAD) this.#judge();
  }
  #decompress(compression: Compression): void {
    this.#compression = compression;
    const { decompression } = this.shared.host;
    this.#buffer.refeed((head, rest) =>
      this.#decompressing = new DecompressingReader(compression, head, rest, decompression)
    );
  }
  #judge(): void {
    const buffer = this.#buffer;
    if (buffer.available === 0) return this.#refuse("D_SRC_EMPTY", "empty: not even a file header");
    const head = buffer.bytes.slice(buffer.start, Math.min(buffer.end, buffer.start + HEAD));
    const { looksLike, help } = recognise(head);
    const suggestions = help === undefined ? [] : [help];
    this.#refuse("D_SRC_NOT_A_CAPTURE", `not a capture that can be read: it looks like ${looksLike}`, suggestions);
  }

  #add(added: Omit<CaptureInterface, "file">): number {
    const { interfaces } = this.shared;
    // The format keeps the object: counters in it move while packets are read.
    const place = { file: this.byteReader.name, input: this.#input, number: this.#interfaces++ };
    return interfaces.push(Object.assign(added, place)) - 1;
  }

  /** Gives back the memory, after the end: no packet of it is needed any more. */
  release(): void {
    this.close();
    this.#buffer.release();
    this.shared.regions.giveBatch(this.#batch);
  }
  get progress(): { bytesRead: number; bytesTotal: number | undefined } {
    return this.#buffer.progress;
  }
  close(): void {
    this.#ended = true;
    this.#buffer.close();
  }
}
