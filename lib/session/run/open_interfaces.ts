/**
 * Opens interfaces of this host, with what they were asked to keep: loaded only by live runs.
 *
 * @module
 */
import type { ProbeCatalog, TypedProgram } from "../../d/check/mod.ts";
import type { MachineMemory } from "../../image/mod.ts";
import { describeNeed, disassembleFilter, EVERYTHING, filterNeed, FULL_SNAP_LENGTH } from "../../sources/filter/mod.ts";
import { type LiveSource, openLive } from "../../sources/live/mod.ts";
import type { OpenedPackets } from "./packets.ts";
import { SavedPackets } from "./saved_packets.ts";

export interface LiveSettings {
  readonly interfaces: readonly string[];
  /** -b: bytes of each interface's ring. */
  readonly bufferBytes?: number;
  /** --write: a file for the packets. */
  readonly save?: string;
  /** What the saved packets say of how they came about. */
  readonly comment: string;
  readonly verbose: boolean;
  /** Tunnels are opened: what a probe wants may be in any packet, behind all headers. */
  readonly opensTunnels: boolean;
  hasEnded(): boolean;
  tell(message: string): void;
}
/** Only what the program needs leaves the kernel, and only headers unless a clause reads more or the packets are saved. */
export function openInterfaces(
  settings: LiveSettings,
  typed: TypedProgram,
  catalog: ProbeCatalog,
  memory: MachineMemory,
): OpenedPackets {
  const { save } = settings;
  const need = settings.opensTunnels ? EVERYTHING : filterNeed(typed, catalog);
  const source = openLive(settings.interfaces, {
    memory,
    need,
    ...(save === undefined ? {} : { snapLength: FULL_SNAP_LENGTH }),
    ...(settings.bufferBytes === undefined ? {} : { bufferBytes: settings.bufferBytes }),
    notice: (message) => settings.tell(message),
  });
  try {
    if (settings.verbose) describe(source, describeNeed(need), settings);
    return {
      source,
      live: {
        latenessMs: source.latenessMs,
        stop: () => source.stop(),
        hasEnded: () => settings.hasEnded(),
        counts: () => source.counts(),
      },
      saved: save === undefined ? undefined : new SavedPackets(save, settings.comment, source, memory),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}
function describe(source: LiveSource, need: readonly string[], { tell }: LiveSettings): void {
  for (const line of source.description) tell(line);
  tell(`packets that the program needs: ${need.length === 0 ? "none" : need.join("; ")}`);
  for (const { interface: name, program } of source.filters) {
    tell(`filter of ${name}:`);
    for (const line of disassembleFilter(program)) tell(`  ${line}`);
  }
}
