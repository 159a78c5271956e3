/**
 * A run: over packets or by the clock.
 *
 * @module
 */
export { type ClockedRun, runByClock, setSystemTime, setTimeNs, timeNs } from "./clock.ts";
export { captureOpener } from "./open_captures.ts";
export { type Enabled, enableProgram, lowerProgram, ownProbe } from "./enable.ts";
export type { LiveSettings } from "./open_interfaces.ts";
export type { PacketFiles } from "./packet_files.ts";
export { type OpenedPackets, runPackets } from "./packets.ts";
export { ownProcess } from "./process.ts";
