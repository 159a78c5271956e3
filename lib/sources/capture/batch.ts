/**
 * The columns in which packets are handed over.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { PacketBatch } from "../source.ts";

/** Packets in a batch at most. */
export const BATCH_PACKETS = 16384;

/** Bytes that one packet takes in all columns: a double, five words and a byte. */
const PACKET_BYTES = 8 + 5 * 4 + 1;

/**
 * Makes an empty batch in the machine's memory; it is filled again and again. Its capacity is the length of any of its
 * columns, a multiple of 8.
 */
export function makeBatch(
  memory: MachineMemory,
  capacity: number = BATCH_PACKETS,
  take: (bytes: number) => number = (bytes) => memory.reserve(bytes, "columns of packets"),
): PacketBatch {
  const { buffer } = memory.memory;
  let at = take(capacity * PACKET_BYTES);
  const place = (bytes: number): number => {
    const here = at;
    at += bytes * capacity;
    return here;
  };
  const words = () => new Int32Array(buffer, place(4), capacity);
  return {
    count: 0,
    firstNumber: 1,
    seconds: new Float64Array(buffer, place(8), capacity),
    address: words(),
    capturedLength: words(),
    wireLength: words(),
    nanoseconds: words(),
    interface: words(),
    direction: new Uint8Array(buffer, place(1), capacity),
  };
}

/** Packets that are worth room for where so many bytes are read at a time: of a small capture the sooner for small columns. */
export function capacityFor(bytes: number, min = 256): number {
  return Math.max(min, Math.min(Math.floor(bytes / 512) * 8, BATCH_PACKETS));
}
