/**
 * Captures written: only runs that save packets need it.
 *
 * @module
 */
export { PcapWriter } from "../pcap_writer.ts";
export { type InterfaceCount, type PacketNotes, PcapngWriter } from "../writer.ts";
