/**
 * Arithmetic of the distributions and of stddev.
 *
 * @module
 */
import {
  block,
  branch,
  branchIf,
  get,
  i64,
  leave,
  loop,
  select,
  sequence,
  set,
  TYPE,
  when,
} from "../../../wasm/mod.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;

/** (value) → bucket 0…126 of powers of two: 63 is zero, 64 is 1, 62 is -1. */
export function quantizeIndex(): RuntimeFunction {
  const negated = i64.sub(i64.const(0n), get(0));
  // the least value of all has no room of its own: it falls into bucket 0
  const below = i64.sub(i64.clz(negated), i64.const(1n));
  return {
    signature: { parameters: [I64], results: [I64] },
    locals: [],
    body: select(
      select(i64.const(0n), below, i64.lt_s(below, i64.const(0n))),
      i64.sub(i64.const(127n), i64.clz(get(0))),
      i64.lt_s(get(0), i64.const(0n)),
    ),
  };
}
/** (value, factor, low, high, steps) → bucket of the log-linear distribution; 0 below, the last one above. */
export function llquantizeIndex(): RuntimeFunction {
  const [value, factor, low, high, steps, order, size, last, base, buckets, next] = Array.from(
    { length: 11 },
    (_, i) => i,
  );
  const one = i64.const(1n);
  const grow = set(size, i64.mul(get(size), get(factor)));
  return {
    signature: { parameters: [I64, I64, I64, I64, I64], results: [I64] },
    locals: [I64, I64, I64, I64, I64, I64],
    body: sequence(
      set(size, one),
      loop(when(
        i64.lt_s(get(order), get(low)),
        sequence(grow, set(order, i64.add(get(order), one)), branch(1)),
      )),
      set(last, get(size)),
      when(i64.lt_s(get(value), get(size)), leave(i64.const(0n))),
      set(base, one),
      grow,
      block(loop(
        branchIf(1, i64.gt_s(get(order), get(high))),
        set(buckets, select(get(steps), get(size), i64.gt_s(get(size), get(steps)))),
        set(next, i64.mul(get(size), get(factor))),
        when(
          i64.lt_s(get(value), get(size)),
          leave(i64.add(
            get(base),
            i64.div_s(i64.sub(get(value), get(last)), i64.div_s(get(size), get(buckets))),
          )),
        ),
        set(base, i64.add(get(base), i64.sub(get(buckets), i64.div_s(get(buckets), get(factor))))),
        set(last, get(size)),
        set(size, get(next)),
        set(order, i64.add(get(order), one)),
        branch(0),
      )),
      get(base),
    ),
  };
}
/** (address of two words, value): adds the square of the value to the 128-bit sum there. */
export function addSquare(): RuntimeFunction {
  const [at, value, high, low, cross, sum] = [0, 1, 2, 3, 4, 5];
  const half = i64.const(32n), mask = i64.const(0xffffffffn);
  return {
    signature: { parameters: [I32, I64], results: [I64] },
    locals: [I64, I64, I64, I64],
    body: sequence(
      when(i64.lt_s(get(value), i64.const(0n)), set(value, i64.sub(i64.const(0n), get(value)))),
      set(high, i64.shr_u(get(value), half)),
      set(low, i64.and(get(value), mask)),
      set(cross, i64.mul(get(high), get(low))),
      // value² = high²·2^64 + 2·cross·2^32 + low²
      set(high, i64.add(i64.mul(get(high), get(high)), i64.shr_u(get(cross), i64.const(31n)))),
      set(low, i64.mul(get(low), get(low))),
      set(cross, i64.shl(get(cross), i64.const(33n))),
      set(sum, i64.add(get(low), get(cross))),
      set(high, i64.add(get(high), i64.extend_i32_u(i64.lt_u(get(sum), get(cross))))),
      set(low, i64.add(i64.load(get(at)), get(sum))),
      set(high, i64.add(get(high), i64.extend_i32_u(i64.lt_u(get(low), get(sum))))),
      i64.store(get(at), get(low)),
      i64.store(get(at), i64.add(i64.load(get(at), 8), get(high)), 8),
      i64.const(0n),
    ),
  };
}
