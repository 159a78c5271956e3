/**
 * Captures written: only runs that save packets need it.
 *
 * @module
 */
export { type InterfaceCount, type PacketNotes, PcapngWriter } from "../writer.ts";
