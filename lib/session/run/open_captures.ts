/**
 * How captures are opened for a run: all of their packets, or those of a part.
 *
 * @module
 */
import type { Host } from "../../host/mod.ts";
import type { MachineMemory } from "../../image/mod.ts";
import { openCapture } from "../../sources/capture/mod.ts";
import { loadLazily } from "../lazy_modules.ts";
import type { SessionSettings } from "../settings.ts";
import type { OpenedPackets } from "./packets.ts";

export async function captureOpener(
  { captures = [], shard }: SessionSettings,
  host: Host,
): Promise<(memory: MachineMemory) => OpenedPackets> {
  const open = (memory: MachineMemory) => openCapture(captures, { memory, host });
  if (!shard) return (memory) => ({ source: open(memory) });
  const { shardSource } = await loadLazily<typeof import("./shard.ts")>("./shard.ts", import.meta.url);
  return (memory) => ({ source: shardSource(open(memory), shard, memory) });
}
