/**
 * Dynamic variables: elements of associative arrays, found by key in one hash table with chains; freed elements are used
 * again by the same array.
 *
 * @module
 */
import { DYNAMIC_SPACE, type MemoryLayout, round, WORD } from "../../lower/mod.ts";
import {
  branch,
  type Code,
  copyBytes,
  fillBytes,
  get,
  i32,
  leave,
  loop,
  sequence,
  set,
  TYPE,
  when,
  ZERO,
} from "../../../wasm/mod.ts";
import { countDrop, equalWords, hashWords } from "./aggregation.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;
/** As aggregation.ts numbers its locals: both share the hashing. */
const [key, hash, bucket, entry, previous, , found, left] = [0, 1, 2, 3, 4, 5, 6, 7];
const LOCALS = [I64, I32, I32, I32, I32, I32, I32] as const;

/** Sets `bucket` to the bucket's address, and `entry` to the element with the key or 0; `previous` holds its link. */
function search(variable: number, keySize: number, layout: MemoryLayout): Code {
  const { base, size } = layout.dynamicIndex;
  const same = i32.eq(i32.load(get(entry), DYNAMIC_SPACE.HASH), i32.wrap(get(hash)));
  return sequence(
    hashWords(key, keySize, BigInt(variable) * 0x2545f4914f6cdd1dn + 1n),
    set(
      bucket,
      i32.add(i32.const(base), i32.shl(i32.and(i32.wrap(get(hash)), i32.const(size / 4 - 1)), i32.const(2))),
    ),
    set(previous, get(bucket)),
    // as many steps as there can be elements: no chain is longer
    set(left, i32.const(Math.ceil(layout.dynamic.size / DYNAMIC_SPACE.KEY))),
    loop(
      set(entry, i32.load(get(previous))),
      set(left, i32.sub(get(left), i32.const(1))),
      when(i32.lt_s(get(left), ZERO), set(entry, ZERO)),
      when(
        get(entry),
        sequence(
          set(found, ZERO),
          when(
            same,
            when(
              i32.eq(i32.load(get(entry), DYNAMIC_SPACE.VARIABLE), i32.const(variable)),
              when(equalWords(key, keySize, DYNAMIC_SPACE.KEY), set(found, i32.const(1))),
            ),
          ),
          when(i32.eqz(get(found)), sequence(set(previous, get(entry)), branch(2))),
        ),
      ),
    ),
  );
}
/** What D may store into, from now on: the same element of the same variable lies here for ever. */
function noteData({ dynamic, elementMap }: MemoryLayout, value: Code, size: number): Code {
  const first = i32.shr_u(i32.sub(value, i32.const(dynamic.base)), i32.const(3));
  return fillBytes(i32.add(i32.const(elementMap.base), first), i32.const(1), i32.const(size / 8));
}
/** (key) → address of the element's value, or 0. */
export function findFunction(
  variable: number,
  keySize: number,
  valueSize: number,
  allocate: boolean,
  isBytes: boolean,
  layout: MemoryLayout,
): RuntimeFunction {
  const keyBytes = round(keySize, 8), valueAt = DYNAMIC_SPACE.KEY + keyBytes;
  const result = i32.add(get(entry), i32.const(valueAt));
  const freeList = layout.freeList(variable);
  const take = sequence(
    set(entry, i32.load(ZERO, freeList)),
    when(
      get(entry),
      i32.store(ZERO, i32.load(get(entry), DYNAMIC_SPACE.NEXT), freeList),
      sequence(
        set(entry, i32.load(ZERO, WORD.DYNAMIC_NEXT)),
        when(
          i32.gt_u(i32.add(get(entry), i32.const(valueAt + valueSize)), i32.load(ZERO, WORD.DYNAMIC_END)),
          sequence(countDrop("DYNAMIC"), leave(ZERO)),
        ),
        i32.store(ZERO, i32.add(get(entry), i32.const(valueAt + valueSize)), WORD.DYNAMIC_NEXT),
        isBytes ? noteData(layout, result, valueSize) : [],
      ),
    ),
    i32.store(get(entry), i32.load(get(bucket)), DYNAMIC_SPACE.NEXT),
    i32.store(get(bucket), get(entry)),
    i32.store(get(entry), i32.wrap(get(hash)), DYNAMIC_SPACE.HASH),
    i32.store(get(entry), i32.const(variable), DYNAMIC_SPACE.VARIABLE),
    copyBytes(i32.add(get(entry), i32.const(DYNAMIC_SPACE.KEY)), get(key), i32.const(keyBytes)),
    fillBytes(result, ZERO, i32.const(valueSize)),
  );
  return {
    signature: { parameters: [I32], results: [I32] },
    locals: LOCALS,
    body: sequence(
      search(variable, keySize, layout),
      when(i32.eqz(get(entry)), allocate ? take : leave(ZERO)),
      result,
    ),
  };
}
/** (key): forgets the element. */
export function deleteFunction(variable: number, keySize: number, layout: MemoryLayout): RuntimeFunction {
  const freeList = layout.freeList(variable);
  return {
    signature: { parameters: [I32], results: [] },
    locals: LOCALS,
    body: sequence(
      search(variable, keySize, layout),
      when(
        get(entry),
        sequence(
          i32.store(get(previous), i32.load(get(entry), DYNAMIC_SPACE.NEXT)),
          i32.store(get(entry), i32.load(ZERO, freeList), DYNAMIC_SPACE.NEXT),
          i32.store(ZERO, get(entry), freeList),
        ),
      ),
    ),
  };
}
