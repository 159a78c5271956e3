/**
 * Packets of a live run, kept in a file from which the run can be repeated.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { PcapngWriter } from "../../sources/capture/writing/mod.ts";
import { type LiveSource, openSavedFile, type SavedFile } from "../../sources/live/mod.ts";
import type { Moment, PacketBatch, SourceProblem } from "../../sources/mod.ts";
import type { InterfaceResult } from "../report/mod.ts";
import { SettingError } from "../settings.ts";

/** Of what is not an interface itself. */
const LINKTYPE_LINUX_SLL2 = 276;
const wordsOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/ \(os error \d+\).*/s, "");

/** A file that cannot be written to the end is taken away, and said; the run goes on. */
export class SavedPackets {
  /** What went wrong. */
  readonly problems: SourceProblem[] = [];
  readonly #file: SavedFile;
  readonly #writer: PcapngWriter;
  #from: Moment | undefined;
  #described = 0;
  /** Packets of each interface. */
  readonly #packets: number[] = [];
  #isClosed = false;

  /** @param comment what the packets were captured for */
  constructor(
    readonly path: string,
    comment: string,
    readonly source: LiveSource,
    readonly memory: MachineMemory,
  ) {
    try {
      this.#file = openSavedFile(path);
    } catch (error) {
      throw new SettingError(`failed to open ${path}: ${wordsOf(error)}`);
    }
    this.#writer = new PcapngWriter((bytes) => this.#write(bytes), "probebook", comment);
  }
  /** Called before the first packet, with the time at which probes begin to fire. */
  begin(from: Moment): void {
    this.#from = from;
    this.#describe();
  }
  keep(batch: PacketBatch, count: number): void {
    if (this.#isClosed || count === 0) return;
    this.#describe();
    for (let i = 0; i < count; i++) {
      this.#writer.packet(batch, i, this.memory.bytes);
      const number = batch.interface[i]!;
      this.#packets[number] = (this.#packets[number] ?? 0) + 1;
    }
  }
  /** Interfaces that are new, with when they began to be watched: said before any packet, timers begin as they did. */
  #describe(): void {
    const { interfaces } = this.source;
    if (this.#described === interfaces.length) return;
    this.#writer.describe(interfaces);
    const from = this.#from!;
    for (; this.#described < interfaces.length; this.#described++) this.#writer.count(this.#described, { from }, from);
  }
  /** The file is complete, with what the interfaces' counts came to. */
  finish(until: Moment, counts: readonly InterfaceResult[]): void {
    if (this.#isClosed) return;
    this.#describe();
    const { interfaces } = this.source;
    // what was counted for several interfaces at once is reported of one that stands for them
    const all = counts.filter(({ interface: name }) => !interfaces.some((one) => one.name === name));
    const standing = all.map(({ interface: name }) => ({ linkType: LINKTYPE_LINUX_SLL2, name, file: "" }));
    const listed = [...interfaces, ...standing];
    this.#writer.describe(listed);
    for (const [i, { name }] of listed.entries()) {
      // an interface is described again when its addresses change: its counts are reported once
      const isFirst = listed.findIndex((one) => one.name === name) === i;
      const { received, dropped } = isFirst ? counts.find((one) => one.interface === name) ?? {} : {};
      const number = (count: number | bigint | undefined) => count === undefined ? undefined : Number(count);
      const delivered = this.#packets[i] ?? 0;
      this.#writer.count(i, {
        from: this.#from,
        until,
        received: number(received),
        dropped: number(dropped),
        delivered,
      }, until);
    }
    this.#writer.end();
    this.#close(true);
  }
  /** Without `finish` there is no file. */
  abandon(): void {
    this.#close(false);
  }
  #write(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    try {
      this.#file.write(bytes);
    } catch (error) {
      this.#failed(error);
    }
  }
  #failed(error: unknown): void {
    const message = `the packets could not be saved, and nothing of them is kept: ${wordsOf(error)}`;
    this.problems.push({ file: this.path, message, tag: "D_SRC_WRITE" });
    this.#close(false);
  }
  #close(complete: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#file.close(complete);
    } catch (error) {
      if (complete) this.#failed(error);
    }
  }
}
