/**
 * Entries of aggregations: one hash index over all, entries one after the other in the buffer. A function is made for each
 * aggregation, so that sizes are constants and short keys are compared without a loop.
 *
 * @module
 */
import { CONTEXT, DROP_KINDS, FIRED } from "../../../image/mod.ts";
import { type AggregationPlan, ENTRY, type MemoryLayout, WORD } from "../../lower/mod.ts";
import {
  branch,
  call,
  type Code,
  copyBytes,
  fillBytes,
  get,
  i32,
  i64,
  leave,
  loop,
  sequence,
  set,
  TYPE,
  when,
  ZERO,
} from "../../../wasm/mod.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;
/** Keys up to so many words are handled without a loop. */
const UNROLLED = 8;
const [key, hash, slot, entry, next, i] = [0, 1, 2, 3, 4, 5];
const MULTIPLIER = 0x9e3779b97f4a7c15n;

const dropAddress = (kind: typeof DROP_KINDS[number]): number => CONTEXT.DROPS + 8 * DROP_KINDS.indexOf(kind);
export function countDrop(kind: typeof DROP_KINDS[number]): Code {
  const at = dropAddress(kind);
  return i64.store(ZERO, i64.add(i64.load(ZERO, at), i64.const(1n)), at);
}
/** Sets bits of the firing's status. */
export function raiseStatus(bits: number): Code {
  return i32.store(ZERO, i32.or(i32.load(ZERO, CONTEXT.STATUS), i32.const(bits)), CONTEXT.STATUS);
}
/** hash = mix(hash, word) */
const mix = (word: Code): Code =>
  set(hash, i64.mul(i64.xor(i64.rotl(get(hash), i64.const(29n)), word), i64.const(MULTIPLIER)));

/**
 * Bytes of a key that were stored one by one must be loaded so: a word that is wider than the last store to it waits until
 * that store has left the processor. What lies behind the key in its last word is zero.
 */
function loadWord(at: number, n: number, size: number, offset = 0): Code {
  const left = size - 8 * n;
  const load = left === 1 ? i64.load8_u : left === 2 ? i64.load16_u : left === 4 ? i64.load32_u : i64.load;
  return load(get(at), offset + 8 * n);
}
/** Hashes the words of a key of `size` bytes at local `at`; `seed` sets the start. */
export function hashWords(at: number, size: number, seed: bigint): Code {
  const words = Math.ceil(size / 8);
  const start = set(hash, i64.const(seed));
  const finish = set(hash, i64.xor(get(hash), i64.shr_u(get(hash), i64.const(32n))));
  if (words <= UNROLLED) {
    const parts = Array.from({ length: words }, (_, n) => mix(loadWord(at, n, size)));
    return sequence(start, ...parts, finish);
  }
  return sequence(
    start,
    set(i, ZERO),
    // most words of a long key are the zeros behind its text
    loop(
      when(
        i32.eqz(i64.eqz(i64.load(i32.add(get(at), get(i))))),
        mix(i64.add(i64.load(i32.add(get(at), get(i))), i64.extend_i32_u(get(i)))),
      ),
      set(i, i32.add(get(i), i32.const(8))),
      when(i32.lt_u(get(i), i32.const(8 * words)), branch(1)),
    ),
    finish,
  );
}
/** 1 when a key of `size` bytes at `at` equals that `offset` beyond local `entry`. Long keys need local `i`. */
export function equalWords(at: number, size: number, offset: number): Code {
  const words = Math.ceil(size / 8);
  if (words === 0) return i32.const(1);
  const difference = (n: number): Code => i64.xor(loadWord(at, n, size), loadWord(entry, n, size, offset));
  if (words <= UNROLLED) {
    let all = difference(0);
    for (let n = 1; n < words; n++) all = i64.or(all, difference(n));
    return i64.eqz(all);
  }
  // four words at a time, and the one to three that are left first
  const first = words % 4;
  const differ = (n: number): Code =>
    i64.xor(i64.load(i32.add(get(at), get(i)), 8 * n), i64.load(i32.add(get(entry), get(i)), offset + 8 * n));
  let any = i64.const(0n);
  for (let n = 0; n < first; n++) any = i64.or(any, i64.xor(loadWord(at, n, size), loadWord(entry, n, size, offset)));
  const four = i64.or(i64.or(differ(0), differ(1)), i64.or(differ(2), differ(3)));
  return sequence(
    set(i, i32.const(8 * first)),
    when(
      i64.eqz(any),
      loop(when(
        i64.eqz(four),
        sequence(
          set(i, i32.add(get(i), i32.const(32))),
          when(i32.lt_u(get(i), i32.const(8 * words)), branch(2)),
        ),
      )),
    ),
    i32.eq(get(i), i32.const(8 * words)),
  );
}
/** Doubles the index: its entries go to one that lies behind it. */
export function growIndex({ aggregationIndex }: MemoryLayout): RuntimeFunction {
  const [old, end, base, mask, entry, slot] = [0, 1, 2, 3, 4, 5];
  const four = i32.const(4);
  const place = i32.add(get(base), i32.shl(get(slot), i32.const(2)));
  return {
    signature: { parameters: [], results: [] },
    locals: [I32, I32, I32, I32, I32, I32],
    body: sequence(
      set(old, i32.load(ZERO, WORD.INDEX_BASE)),
      set(mask, i32.add(i32.shl(i32.load(ZERO, WORD.INDEX_MASK), i32.const(1)), i32.const(1))),
      set(base, i32.add(i32.const(aggregationIndex.base), i32.shl(i32.add(get(mask), i32.const(1)), i32.const(2)))),
      set(end, get(base)),
      fillBytes(get(base), ZERO, i32.shl(i32.add(get(mask), i32.const(1)), i32.const(2))),
      i32.store(ZERO, get(base), WORD.INDEX_BASE),
      i32.store(ZERO, get(mask), WORD.INDEX_MASK),
      loop(
        set(entry, i32.load(get(old))),
        when(
          get(entry),
          sequence(
            set(slot, i32.and(i32.load(get(entry), ENTRY.HASH), get(mask))),
            loop(when(
              i32.load(place),
              sequence(set(slot, i32.and(i32.add(get(slot), i32.const(1)), get(mask))), branch(1)),
            )),
            i32.store(place, get(entry)),
          ),
        ),
        set(old, i32.add(get(old), four)),
        when(i32.lt_u(get(old), get(end)), branch(1)),
      ),
    ),
  };
}
/** (key address) → address of the value, or 0. */
export function entryFunction(
  plan: AggregationPlan,
  layout: MemoryLayout,
  fixed: boolean,
  grow: number,
): RuntimeFunction {
  const { id, valueSize, parameters } = plan.description;
  const compared = plan.description.comparedSize ?? plan.description.keySize;
  const valueAt = ENTRY.KEY + plan.keyBytes;
  const mask = i32.load(ZERO, WORD.INDEX_MASK);
  const slotAddress = i32.add(i32.load(ZERO, WORD.INDEX_BASE), i32.shl(get(slot), i32.const(2)));
  const initial = plan.lowered.initial?.(parameters) ?? [];
  const found = sequence(
    when(
      i32.eq(i32.load(get(entry), ENTRY.HASH), i32.wrap(get(hash))),
      when(
        i32.eq(i32.load(get(entry), ENTRY.AGGREGATION), i32.const(id)),
        when(equalWords(key, compared, ENTRY.KEY), leave(i32.add(get(entry), i32.const(valueAt)))),
      ),
    ),
  );
  return {
    signature: { parameters: [I32], results: [I32] },
    locals: [I64, I32, I32, I32, I32],
    body: sequence(
      hashWords(key, compared, BigInt(id) * MULTIPLIER),
      set(slot, i32.and(i32.wrap(get(hash)), mask)),
      loop(
        set(entry, i32.load(slotAddress)),
        when(
          get(entry),
          sequence(found, set(slot, i32.and(i32.add(get(slot), i32.const(1)), mask)), branch(1)),
        ),
      ),
      set(entry, i32.load(ZERO, WORD.AGGREGATION_NEXT)),
      set(next, i32.add(get(entry), i32.const(valueAt + valueSize))),
      when(
        i32.gt_u(get(next), i32.load(ZERO, WORD.AGGREGATION_END)),
        sequence(countDrop("AGGREGATION"), leave(ZERO)),
      ),
      i32.store(ZERO, get(next), WORD.AGGREGATION_NEXT),
      i32.store(get(entry), i32.wrap(get(hash)), ENTRY.HASH),
      i32.store(get(entry), i32.const(id), ENTRY.AGGREGATION),
      copyBytes(i32.add(get(entry), i32.const(ENTRY.KEY)), get(key), i32.const(plan.keyBytes)),
      fillBytes(i32.add(get(entry), i32.const(valueAt)), ZERO, i32.const(valueSize)),
      ...initial.map((word, n) => word === 0n ? [] : i64.store(get(entry), i64.const(word), valueAt + 8 * n)),
      i32.store(slotAddress, get(entry)),
      set(next, i32.add(i32.load(ZERO, WORD.INDEX_USED), i32.const(1))),
      i32.store(ZERO, get(next), WORD.INDEX_USED),
      when(i32.gt_u(i32.shl(get(next), i32.const(1)), mask), call(grow)),
      fixed ? [] : when(
        i32.gt_u(
          i32.load(ZERO, WORD.AGGREGATION_NEXT),
          i32.const(layout.aggregation.base + layout.aggregation.size / 2),
        ),
        raiseStatus(FIRED.DRAIN),
      ),
      i32.add(get(entry), i32.const(valueAt)),
    ),
  };
}
