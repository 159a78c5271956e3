/**
 * Opens what a session watches: saved captures, or interfaces of this host with what they were asked to keep.
 *
 * @module
 */
import type { ProbeCatalog, TypedProgram } from "../d/check/mod.ts";
import type { MachineMemory } from "../image/mod.ts";
import { openCapture, PcapngWriter } from "../sources/capture/mod.ts";
import { describeNeed, disassembleFilter, filterNeed, FULL_SNAP_LENGTH } from "../sources/filter/mod.ts";
import { type LiveSource, openLive } from "../sources/live/mod.ts";
import type { PacketBatch } from "../sources/mod.ts";
import type { OpenedPackets } from "./packets.ts";
import type { PacketOutput } from "./settings.ts";

export interface LiveSettings {
  readonly interfaces: readonly string[];
  /** -b: bytes of each interface's ring. */
  readonly bufferBytes?: number;
  /** Writes the bytes of --write. */
  readonly write?: PacketOutput;
  /** What the saved packets say of how they came about. */
  readonly comment: string;
  readonly verbose: boolean;
  hasEnded(): boolean;
  tell(message: string): void;
}
export function openCaptures(paths: readonly string[], memory: MachineMemory): OpenedPackets {
  return { source: openCapture(paths, { memory }) };
}

/** Only what the program needs leaves the kernel, and only headers unless a clause reads more or the packets are saved. */
export function openInterfaces(
  settings: LiveSettings,
  typed: TypedProgram,
  catalog: ProbeCatalog,
  memory: MachineMemory,
): OpenedPackets {
  const need = filterNeed(typed, catalog);
  const source = openLive(settings.interfaces, {
    memory,
    need,
    ...(settings.write ? { snapLength: FULL_SNAP_LENGTH } : {}),
    ...(settings.bufferBytes === undefined ? {} : { bufferBytes: settings.bufferBytes }),
    notice: (message) => settings.tell(message),
  });
  if (settings.verbose) describe(source, describeNeed(need), settings);
  const saved = settings.write && new SavedPackets(source, settings.write, settings.comment, memory);
  return {
    source,
    live: { stop: () => source.stop(), hasEnded: () => settings.hasEnded(), counts: () => source.counts() },
    keep: saved && ((batch, count) => saved.keep(batch, count)),
    close: saved && ((complete) => saved.close(complete)),
  };
}
function describe(source: LiveSource, need: readonly string[], { tell }: LiveSettings): void {
  for (const line of source.description) tell(line);
  for (const line of need) tell(line);
  for (const { interface: name, program } of source.filters) {
    tell(`filter of ${name}:`);
    for (const line of disassembleFilter(program)) tell(`  ${line}`);
  }
}
class SavedPackets {
  readonly #writer: PcapngWriter;
  #last = { seconds: 0, nanoseconds: 0 };

  constructor(
    readonly source: LiveSource,
    readonly output: PacketOutput,
    comment: string,
    readonly memory: MachineMemory,
  ) {
    this.#writer = new PcapngWriter((bytes) => output.write(bytes), "probebook", comment);
    this.#writer.describe(source.interfaces);
  }
  keep(batch: PacketBatch, count: number): void {
    this.#writer.describe(this.source.interfaces);
    for (let i = 0; i < count; i++) this.#writer.packet(batch, i, this.memory.bytes);
    if (count > 0) this.#last = { seconds: batch.seconds[count - 1], nanoseconds: batch.nanoseconds[count - 1] };
  }
  close(complete: boolean): void {
    if (complete) {
      const names = this.source.interfaces.map(({ name }) => name);
      for (const { interface: name, received, dropped } of this.source.counts()) {
        const index = names.indexOf(name);
        if (index >= 0) this.#writer.count(index, { received, dropped }, this.#last);
      }
      this.#writer.end();
    }
    this.output.close(complete);
  }
}
