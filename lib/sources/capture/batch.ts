/**
 * The columns in which packets are handed over.
 *
 * @module
 */
import type { PacketBatch } from "../source.ts";

/** Packets in a batch at most. */
export const BATCH_PACKETS = 16384;

/** Makes an empty batch; it is filled again and again. Its capacity is the length of any of its columns. */
export function makeBatch(capacity: number = BATCH_PACKETS): PacketBatch {
  return {
    count: 0,
    firstNumber: 1,
    address: new Int32Array(capacity),
    capturedLength: new Int32Array(capacity),
    wireLength: new Int32Array(capacity),
    seconds: new Float64Array(capacity),
    nanoseconds: new Int32Array(capacity),
    interface: new Int32Array(capacity),
    direction: new Uint8Array(capacity),
  };
}

/** Packets that are worth room for in a capture of this size: a small one is read the sooner for small columns. */
export function capacityFor(bytes: number | undefined): number {
  return bytes === undefined ? BATCH_PACKETS : Math.max(256, Math.min(bytes >>> 6, BATCH_PACKETS));
}
