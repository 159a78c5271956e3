/**
 * What D may read and where it may store. It reads all of the machine's memory above the first page, but of packets only the
 * captured bytes of the one that fires; it stores into its own variables, elements and scratch, and into nothing of the
 * engine: links between entries, buffers, indices. As DTrace's `dtrace_canload` and `dtrace_canstore` decide it.
 *
 * @module
 */
import { CONTEXT, READABLE_BASE } from "../../../image/mod.ts";
import type { MemoryLayout } from "../../lower/mod.ts";
import { branch, type Code, get, i32, i64, leave, loop, sequence, set, TYPE, when, ZERO } from "../../../wasm/mod.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;
const PAGE_SHIFT = 16;
const word = (at: number): Code => i64.load32_u(ZERO, at);
/** Whether the page of a 64-bit address holds packets. */
const holdsPackets = (address: Code): Code =>
  i32.load8_u(i32.wrap(i64.shr_u(address, i64.const(BigInt(PAGE_SHIFT)))), CONTEXT.PAGES);

/** (address, size) → 1 where D may read so many bytes. Neither sum can wrap: both are looked at on their own. */
export function readable(memoryBytes: number): RuntimeFunction {
  const [address, size, last, page] = [0, 1, 2, 3];
  const base = i64.const(BigInt(READABLE_BASE)), end = i64.const(BigInt(memoryBytes));
  const start = word(CONTEXT.PACKET_START), stop = word(CONTEXT.PACKET_END);
  const inPacket = i32.and(
    i32.and(i64.ge_u(get(address), start), i64.le_u(get(address), stop)),
    i64.le_u(get(size), i64.sub(stop, get(address))),
  );
  return {
    signature: { parameters: [I64, I64], results: [I32] },
    locals: [I64, I64],
    body: sequence(
      when(i64.ge_u(i64.sub(get(address), base), i64.sub(end, base)), leave(ZERO)),
      when(i64.gt_u(get(size), i64.sub(end, get(address))), leave(ZERO)),
      when(i64.eqz(get(size)), leave(i32.const(1))),
      set(last, i64.sub(i64.add(get(address), get(size)), i64.const(1n))),
      set(page, get(address)),
      loop(
        when(holdsPackets(get(page)), leave(inPacket)),
        set(page, i64.add(get(page), i64.const(1n << BigInt(PAGE_SHIFT)))),
        when(i64.lt_u(get(page), get(last)), branch(1)),
      ),
      when(holdsPackets(get(last)), leave(inPacket)),
      i32.const(1),
    ),
  };
}
/** (address) → 1 where a string may be read: it ends before what D may not read, or strsize bytes are there. */
export function readableText(stringSize: number, readableIndex: (address: Code, size: Code) => Code): RuntimeFunction {
  const [address, at] = [0, 1];
  const end = i64.add(get(address), i64.const(BigInt(stringSize)));
  return {
    signature: { parameters: [I64], results: [I32] },
    locals: [I64],
    body: sequence(
      when(readableIndex(get(address), i64.const(BigInt(stringSize))), leave(i32.const(1))),
      // near the end of the packet or of the memory: byte by byte
      set(at, get(address)),
      loop(
        when(i32.eqz(readableIndex(get(at), i64.const(1n))), leave(ZERO)),
        when(i32.eqz(i32.load8_u(i32.wrap(get(at)))), leave(i32.const(1))),
        set(at, i64.add(get(at), i64.const(1n))),
        when(i64.lt_u(get(at), end), branch(1)),
      ),
      i32.const(1),
    ),
  };
}

/** 1 where [address, address + size) lies between two others; nothing of it wraps. */
function within(base: Code, end: Code): Code {
  const length = i64.sub(end, base);
  return i32.and(
    i64.le_u(get(1), length),
    i64.le_u(i64.sub(get(0), base), i64.sub(length, get(1))),
  );
}
/** (address, size) → 1 where D may store so many bytes. */
export function storable(layout: MemoryLayout): RuntimeFunction {
  const constant = (value: number) => i64.const(BigInt(value));
  const { dynamic, elementMap } = layout;
  const at = 2;
  // a word of the map stands for eight bytes: what is not data of an element is 0
  const mapped = i32.load8_u(
    i32.wrap(i64.shr_u(i64.sub(get(at), constant(dynamic.base)), i64.const(3n))),
    elementMap.base,
  );
  const last = i64.sub(i64.add(get(0), get(1)), i64.const(1n));
  const inElement = elementMap.size === 0 ? [] : when(
    within(constant(dynamic.base), constant(dynamic.base + dynamic.size)),
    sequence(
      set(at, get(0)),
      loop(
        when(i32.eqz(mapped), leave(ZERO)),
        set(at, i64.add(get(at), i64.const(8n))),
        when(i64.lt_u(get(at), last), branch(1)),
      ),
      set(at, last),
      leave(mapped),
    ),
  );
  return {
    signature: { parameters: [I64, I64], results: [I32] },
    locals: [I64],
    body: sequence(
      when(within(word(CONTEXT.SCRATCH_BASE), word(CONTEXT.SCRATCH_END)), leave(i32.const(1))),
      inElement,
      inVariables(layout.storableVariables),
    ),
  };
}
/** Whether it lies in one of them, found by halves; they ascend. */
function inVariables(list: readonly { readonly base: number; readonly size: number }[]): Code {
  if (list.length === 0) return ZERO;
  const middle = list.length >> 1, { base, size } = list[middle];
  if (list.length === 1) return within(i64.const(BigInt(base)), i64.const(BigInt(base + size)));
  return when(
    i64.lt_u(get(0), i64.const(BigInt(base))),
    inVariables(list.slice(0, middle)),
    inVariables(list.slice(middle)),
    I32,
  );
}
