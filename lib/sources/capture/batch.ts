/**
 * The columns in which packets are handed over.
 *
 * @module
 */
import type { PacketBatch } from "../source.ts";

/** Packets in a batch at most. */
export const BATCH_PACKETS = 16384;

/** Makes an empty batch; it is filled again and again. */
export function makeBatch(): PacketBatch {
  return {
    count: 0,
    firstNumber: 1,
    address: new Int32Array(BATCH_PACKETS),
    capturedLength: new Int32Array(BATCH_PACKETS),
    wireLength: new Int32Array(BATCH_PACKETS),
    seconds: new Float64Array(BATCH_PACKETS),
    nanoseconds: new Int32Array(BATCH_PACKETS),
    interface: new Int32Array(BATCH_PACKETS),
    direction: new Uint8Array(BATCH_PACKETS),
  };
}
