/**
 * Saved captures as sources of packets.
 *
 * @module
 */
export { type ByteReader, MemoryReader } from "./byte_reader.ts";
export { openCapture, openFeeds } from "./open.ts";
export { SourceError } from "./problem.ts";
export { ScratchMemory } from "./scratch.ts";
