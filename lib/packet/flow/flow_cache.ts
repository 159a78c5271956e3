/**
 * A cache of flows: those that talk at a time are few, so that nearly every packet's flow is found again with one look.
 *
 * Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64 } from "../../wasm/mod.ts";
import { FLOW, MIX, MIX_AGAIN } from "./record.ts";

const CACHE_BITS = 12;
export const CACHE_SLOTS: number = 2 ** CACHE_BITS;
/** Offsets in the cache's head: addresses of what lies in the same memory. */
export const CACHE = {
  /** The records, one after the other. */
  RECORDS: 0,
  /** i32 by {@linkcode cacheSlot}: the place of the flow found last there, plus 1; 0 where none was. */
  SLOTS: 4,
  /** u16 by place: seconds of the last packet, modulo 2^16. */
  LAST: 8,
  BYTES: 16,
} as const;

/** Of all words of both addresses, and the sum of both ports: the same for both directions of a flow. */
export function cacheSlot(addresses: i32, ports: i32): i32 {
  return Math.imul(addresses ^ Math.imul(ports, MIX_AGAIN), MIX) >>> 32 - CACHE_BITS | 0;
}
/** The record in a slot if it is of this kind (protocol and family), or 0. @inline */
function cachedRecord(memory: HotMemory, cache: i32, slot: i32, kind: i32): i32 {
  const { words } = memory;
  const index = words[(words[cache + CACHE.SLOTS >> 2] >> 2) + slot] - 1 | 0;
  if (index < 0) return 0;
  const record = words[cache + CACHE.RECORDS >> 2] + index * FLOW.BYTES | 0;
  return (words[record + FLOW.PROTOCOL >> 2] & 0xffff) === kind ? record : 0;
}
/** @inline */
function noteTime(memory: HotMemory, cache: i32, record: i32, seconds: i32): void {
  const { words, view } = memory;
  const index = (record - words[cache + CACHE.RECORDS >> 2] | 0) / FLOW.BYTES | 0;
  view.setUint16(words[cache + CACHE.LAST >> 2] + (index << 1), seconds, true);
}

/**
 * The flow of a packet of IPv4: its record, plus the side that has sent the packet; 0 if it is not in the cache. What is
 * remembered is compared with the record, which may have been given to another flow since.
 *
 * @param source address of the source's address; `target` of the target's
 * @param seconds of the packet, modulo 2^32
 */
export function lookUpCached4(
  memory: HotMemory,
  cache: i32,
  protocol: i32,
  source: i32,
  target: i32,
  sourcePort: i32,
  targetPort: i32,
  seconds: i32,
): i32 {
  const { words, view } = memory;
  const a = view.getInt32(source, true), b = view.getInt32(target, true);
  const record = cachedRecord(memory, cache, cacheSlot(a ^ b, sourcePort + targetPort | 0), protocol | 4 << 8);
  if (record === 0) return 0;
  const ports = words[record + FLOW.PORT >> 2];
  const first = words[record + FLOW.ADDRESS >> 2], second = words[record + FLOW.ADDRESS + 16 >> 2];
  let side = 0;
  if (ports !== (sourcePort | targetPort << 16) || first !== a || second !== b) {
    if (ports !== (targetPort | sourcePort << 16) || first !== b || second !== a) return 0;
    side = 1;
  }
  noteTime(memory, cache, record, seconds);
  return record | side;
}
/** The same of IPv6. */
export function lookUpCached6(
  memory: HotMemory,
  cache: i32,
  protocol: i32,
  source: i32,
  target: i32,
  sourcePort: i32,
  targetPort: i32,
  seconds: i32,
): i32 {
  const { words, view } = memory;
  const a: i64 = view.getBigInt64(source, true), b: i64 = view.getBigInt64(source + 8, true);
  const c: i64 = view.getBigInt64(target, true), d: i64 = view.getBigInt64(target + 8, true);
  const all = a ^ b ^ c ^ d, addresses = Number(BigInt.asIntN(32, all ^ all >> 32n));
  const record = cachedRecord(memory, cache, cacheSlot(addresses, sourcePort + targetPort | 0), protocol | 6 << 8);
  if (record === 0) return 0;
  const ports = words[record + FLOW.PORT >> 2], at = record + FLOW.ADDRESS | 0;
  let side = 0;
  if (ports !== (sourcePort | targetPort << 16) || !areEnds(view, at, a, b, c, d)) {
    if (ports !== (targetPort | sourcePort << 16) || !areEnds(view, at, c, d, a, b)) return 0;
    side = 1;
  }
  noteTime(memory, cache, record, seconds);
  return record | side;
}
function areEnds(view: DataView, at: i32, a: i64, b: i64, c: i64, d: i64): boolean {
  return (view.getBigInt64(at, true) ^ a | view.getBigInt64(at + 8, true) ^ b | view.getBigInt64(at + 16, true) ^ c |
    view.getBigInt64(at + 24, true) ^ d) === 0n;
}
