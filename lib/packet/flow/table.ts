/**
 * Flows: one record for each pair of endpoints and protocol, found by hash. Records lie in the machine's memory, so that
 * D reads them through pointers; a full table forgets the flow that has been quiet longest among a few.
 *
 * @module
 */
import { TCP_BYTES } from "../tcp/mod.ts";

/** Byte offsets within a record. The first 48 bytes are what D sees as `struct flow`. */
export const FLOW = {
  ID: 0,
  PROTOCOL: 8,
  FAMILY: 9,
  LOCAL_SIDE: 10,
  DIRECTION: 11,
  PORT: 12,
  ADDRESS: 16,
  /** Next record of the same hash: index plus 1, 0 at the end. */
  NEXT: 48,
  HASH: 52,
  /** Seconds of the last packet, modulo 2^32. */
  LAST: 56,
  TCP: 60,
  BYTES: 60 + TCP_BYTES,
} as const;

export interface FlowMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  reserve(size: number, what: string): number;
}
/** Records that are looked at when one must go. */
const CANDIDATES = 16;
const MIX = 0x9e3779b1;

export class FlowTable {
  /** Which end of the flow found last has sent the packet: 0 or 1. */
  side = 0;
  /** The flow found last was not there before. */
  isNew = false;
  evicted = 0;
  readonly #memory: FlowMemory;
  readonly #heads: Int32Array;
  readonly #mask: number;
  readonly #base: number;
  #used = 0;
  #hand = 0;
  #nextId = 1;

  /** @param capacity most flows kept at once */
  constructor(memory: FlowMemory, readonly capacity: number) {
    this.#memory = memory;
    this.#base = memory.reserve(capacity * FLOW.BYTES, "flows");
    const heads = 2 ** Math.ceil(Math.log2(capacity));
    this.#heads = new Int32Array(heads);
    this.#mask = heads - 1;
  }
  get size(): number {
    return this.#used;
  }
  /** Address of a record by its place. */
  #record(index: number): number {
    return this.#base + index * FLOW.BYTES;
  }

  /**
   * The flow of a packet from one endpoint to another; addresses are of 4 or 16 bytes in memory, ports in host order.
   * A new record is all zero but for its key and id.
   */
  find(
    family: number,
    protocol: number,
    from: number,
    to: number,
    sourcePort: number,
    targetPort: number,
    seconds: number,
  ): number {
    const { bytes, words } = this.#memory;
    const length = family === 4 ? 4 : 16;
    // the lesser endpoint is side 0
    let order = 0;
    for (let i = 0; i < length && order === 0; i++) order = bytes[from + i] - bytes[to + i];
    if (order === 0) order = sourcePort - targetPort;
    const side = order > 0 ? 1 : 0;
    const low = side === 0 ? from : to, high = side === 0 ? to : from;
    const lowPort = side === 0 ? sourcePort : targetPort, highPort = side === 0 ? targetPort : sourcePort;
    const ports = lowPort | highPort << 16;
    let hash = Math.imul(ports ^ protocol, MIX);
    for (let i = 0; i < length; i += 4) {
      hash = Math.imul(
        hash ^ (bytes[low + i] << 24 | bytes[low + i + 1] << 16 | bytes[low + i + 2] << 8 | bytes[low + i + 3]),
        MIX,
      );
      hash = hash << 13 | hash >>> 19;
      hash = Math.imul(
        hash ^ (bytes[high + i] << 24 | bytes[high + i + 1] << 16 | bytes[high + i + 2] << 8 | bytes[high + i + 3]),
        MIX,
      );
      hash ^= hash >>> 15;
    }
    this.side = side;
    const slot = hash & this.#mask;
    const kind = protocol | family << 8;
    for (let index = this.#heads[slot]; index !== 0;) {
      const at = this.#record(index - 1);
      if (
        words[at + FLOW.HASH >> 2] === hash && words[at + FLOW.PORT >> 2] === ports &&
        (words[at + FLOW.PROTOCOL >> 2] & 0xffff) === kind && this.#sameAddresses(at, low, high, length)
      ) {
        words[at + FLOW.LAST >> 2] = seconds | 0;
        this.isNew = false;
        return at;
      }
      index = words[at + FLOW.NEXT >> 2];
    }
    return this.#add(hash, kind, ports, low, high, length, seconds);
  }
  #sameAddresses(at: number, low: number, high: number, length: number): boolean {
    const { bytes } = this.#memory;
    const first = at + FLOW.ADDRESS, second = first + 16;
    for (let i = 0; i < length; i++) {
      if (bytes[first + i] !== bytes[low + i] || bytes[second + i] !== bytes[high + i]) return false;
    }
    return true;
  }
  #add(hash: number, kind: number, ports: number, low: number, high: number, length: number, seconds: number): number {
    const { bytes, words } = this.#memory;
    const index = this.#used < this.capacity ? this.#used++ : this.#evict(seconds);
    const at = this.#record(index);
    words.fill(0, at >> 2, at + FLOW.BYTES >> 2);
    words[at + FLOW.ID >> 2] = this.#nextId | 0;
    words[(at + FLOW.ID >> 2) + 1] = this.#nextId / 4294967296;
    this.#nextId++;
    words[at + FLOW.PROTOCOL >> 2] = kind;
    words[at + FLOW.PORT >> 2] = ports;
    bytes.copyWithin(at + FLOW.ADDRESS, low, low + length);
    bytes.copyWithin(at + FLOW.ADDRESS + 16, high, high + length);
    words[at + FLOW.HASH >> 2] = hash;
    words[at + FLOW.LAST >> 2] = seconds | 0;
    const slot = hash & this.#mask;
    words[at + FLOW.NEXT >> 2] = this.#heads[slot];
    this.#heads[slot] = index + 1;
    this.isNew = true;
    return at;
  }
  /** Takes the quietest of the next few records out of its chain; returns its place. */
  #evict(seconds: number): number {
    const { words } = this.#memory;
    let best = this.#hand, oldest = -1;
    for (let i = 0; i < CANDIDATES; i++) {
      const index = (this.#hand + i) % this.capacity;
      const quiet = (seconds - words[this.#record(index) + FLOW.LAST >> 2]) | 0;
      if (quiet > oldest) [best, oldest] = [index, quiet];
    }
    this.#hand = (this.#hand + CANDIDATES) % this.capacity;
    this.evicted++;
    const at = this.#record(best);
    const slot = words[at + FLOW.HASH >> 2] & this.#mask;
    const next = words[at + FLOW.NEXT >> 2];
    if (this.#heads[slot] === best + 1) this.#heads[slot] = next;
    else {
      let before = this.#record(this.#heads[slot] - 1);
      while (words[before + FLOW.NEXT >> 2] !== best + 1) before = this.#record(words[before + FLOW.NEXT >> 2] - 1);
      words[before + FLOW.NEXT >> 2] = next;
    }
    return best;
  }
}
