/**
 * What functions of texts ask of the machine: whether D may read, scratch, faults. The same that clauses ask, see
 * lib/codegen/wasm/runtime. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64, u32 } from "../../../wasm/mod.ts";
import { CONTEXT, FAULT, READABLE_BASE } from "../../../image/mod.ts";

const PAGE_SHIFT = 16;

/** Notes the first fault of a clause; `where` is the action and its position. */
export function raise(memory: HotMemory, where: i32, kind: i32, address: i64): void {
  const { words, view } = memory;
  if (words[CONTEXT.FAULT >> 2] !== 0) return;
  words[CONTEXT.FAULT >> 2] = kind;
  view.setBigInt64(CONTEXT.FAULT_ADDRESS, address, true);
  words[CONTEXT.FAULT_ACTION >> 2] = where >>> 16;
  words[CONTEXT.FAULT_OFFSET >> 2] = (where & 0xffff) << 2;
}
/** Scratch of the running clause, 8-byte aligned; 0 and a fault where there is none left. */
export function allocate(memory: HotMemory, where: i32, size: i32): u32 {
  const { words } = memory;
  const at = words[CONTEXT.SCRATCH_NEXT >> 2] >>> 0, end = words[CONTEXT.SCRATCH_END >> 2] >>> 0;
  const room = end - at >>> 0, taken = (size + 7 | 0) & -8;
  if (taken >>> 0 > room) {
    raise(memory, where, FAULT.NOSCRATCH, 0n);
    return 0;
  }
  words[CONTEXT.SCRATCH_NEXT >> 2] = at + taken;
  return at;
}
/** Whether D may read so many bytes: of packets those that were captured of the one that fires. */
function mayRead(memory: HotMemory, address: u32, size: i32): boolean {
  const { bytes, words } = memory;
  const end = words[CONTEXT.MEMORY_END >> 2] >>> 0;
  if (address < READABLE_BASE || address > end || size >>> 0 > (end - address >>> 0)) return false;
  if (size === 0) return true;
  const last = address + size - 1 >>> 0;
  let holdsPackets = false;
  for (let page = address >>> PAGE_SHIFT; page <= last >>> PAGE_SHIFT; page++) {
    if (bytes[page + CONTEXT.PAGES] !== 0) holdsPackets = true;
  }
  if (!holdsPackets) return true;
  const start = words[CONTEXT.PACKET_START >> 2] >>> 0, stop = words[CONTEXT.PACKET_END >> 2] >>> 0;
  return address >= start && last < stop;
}
/** The same; a fault where D may not. */
export function isReadable(memory: HotMemory, where: i32, address: u32, size: i32): boolean {
  if (mayRead(memory, address, size)) return true;
  raise(memory, where, FAULT.BADADDR, BigInt(address));
  return false;
}
/** Bytes up to a NUL or strsize; -1 and a fault where D may not read all of them. */
export function lengthOf(memory: HotMemory, where: i32, address: u32): i32 {
  const { bytes, words } = memory;
  if (!isReadable(memory, where, address, 1)) return -1;
  const size = words[CONTEXT.STRING_SIZE >> 2];
  const isPacket = bytes[(address >>> PAGE_SHIFT) + CONTEXT.PAGES] !== 0;
  const stop = isPacket ? words[CONTEXT.PACKET_END >> 2] >>> 0 : words[CONTEXT.MEMORY_END >> 2] >>> 0;
  const room = stop - address >>> 0, limit = size >>> 0 < room ? size : room | 0;
  let length = 0;
  while (length < limit && bytes[address + length] !== 0) length++;
  if (length < limit) return length;
  if (limit < size) {
    // it does not end where D may read
    raise(memory, where, FAULT.BADADDR, BigInt(address + limit >>> 0));
    return -1;
  }
  return isReadable(memory, where, address, limit) ? limit : -1;
}
/** Copies bytes from below or from elsewhere: eight at a time, for a call for so few would cost more. */
export function copyText(memory: HotMemory, from: u32, to: u32, length: i32): void {
  const { bytes, view } = memory;
  let i = 0;
  for (; (i + 8 | 0) <= length; i += 8) view.setBigInt64(to + i, view.getBigInt64(from + i, true), true);
  for (; i < length; i++) bytes[to + i] = bytes[from + i];
}
