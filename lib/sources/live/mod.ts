/**
 * Interfaces of this host as sources of packets.
 *
 * @module
 */
export type { InterfaceDescription, LiveCount, LiveMethod, LiveOptions, LiveSource } from "./live_source.ts";
export { listInterfaces } from "./interfaces.ts";
export { linkTypeName } from "./link.ts";
export { openSavedFile, type SavedFile } from "./saved_file.ts";
export { openLive } from "./open.ts";
