/**
 * Writes pcap (draft-ietf-opsawg-pcap): little-endian, times in nanoseconds, packets of one link type.
 *
 * @module
 */
import type { PacketBatch } from "../source.ts";

const NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER = 24, RECORD_HEADER = 16;
/** Bytes gathered before they are handed on. */
const GATHERED = 0x40000;
/** What other programs take for the largest packet of most link types. */
const SNAP_LENGTH = 0x40000;
const SECONDS_MAX = 0xffffffff;

/** Writes packets of batches. Its maker closes what it writes to, after {@linkcode PcapWriter.end}. */
export class PcapWriter {
  #buffer = new Uint8Array(GATHERED);
  #view = new DataView(this.#buffer.buffer);
  #at = FILE_HEADER;

  /**
   * @param write Takes all the bytes it is given, which are its own only until it returns.
   */
  constructor(private readonly write: (bytes: Uint8Array) => void, linkType: number, snapLength = SNAP_LENGTH) {
    const view = this.#view;
    view.setUint32(0, NANOSECONDS, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, snapLength, true);
    view.setUint32(20, linkType, true);
  }
  /** Writes one packet of a batch. Times before 1970 and after 2106 cannot be written in this format. */
  packet(batch: PacketBatch, index: number, bytes: Uint8Array): void {
    const captured = batch.capturedLength[index], from = batch.address[index];
    this.#makeRoom(RECORD_HEADER + captured);
    const view = this.#view, at = this.#at;
    view.setUint32(at, Math.max(0, Math.min(batch.seconds[index], SECONDS_MAX)), true);
    view.setUint32(at + 4, batch.nanoseconds[index], true);
    view.setUint32(at + 8, captured, true);
    view.setUint32(at + 12, batch.wireLength[index], true);
    this.#buffer.set(bytes.subarray(from, from + captured), at + RECORD_HEADER);
    this.#at += RECORD_HEADER + captured;
  }
  /** Hands on what is gathered. */
  end(): void {
    if (this.#at > 0) this.write(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
  }
  #makeRoom(size: number): void {
    if (this.#at + size <= this.#buffer.length) return;
    this.end();
    if (size <= this.#buffer.length) return;
    this.#buffer = new Uint8Array(size);
    this.#view = new DataView(this.#buffer.buffer);
  }
}
