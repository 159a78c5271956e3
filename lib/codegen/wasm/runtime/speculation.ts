/**
 * Speculations: buffers that a clause fills on trial, and that are committed to the principal buffer or discarded.
 * One thread traces, so a speculation is free again as soon as it was committed or discarded.
 *
 * @module
 */
import { CONTEXT, FAULT, FIRED } from "../../../image/mod.ts";
import { type MemoryLayout, round, SPECULATION, SPECULATION_STATE } from "../../lower/mod.ts";
import {
  branchIf,
  type Code,
  copyBytes,
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
import { countDrop, raiseStatus } from "./aggregation.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;
const NONE = i64.const(0n);

const stateAddress = (layout: MemoryLayout, number: Code): Code =>
  i32.add(
    i32.const(layout.speculationStates.base - SPECULATION.BYTES),
    i32.mul(number, i32.const(SPECULATION.BYTES)),
  );
const bufferSize = (layout: MemoryLayout): number => round(layout.sizes.speculation, 8);
const bufferBase = (layout: MemoryLayout, number: Code): Code =>
  i32.add(
    i32.const(layout.speculations.base - bufferSize(layout)),
    i32.mul(number, i32.const(bufferSize(layout))),
  );
/**
 * Leaves with 0 unless local 0 (i64) is the number of an active speculation; sets local 1 to it, 2 to its state. A number
 * above all that there can be is a fault of commit() and discard(); a clause that speculates with it is dropped, which in
 * DTrace goes before the fault. 0, which is what speculation() gives when none is free, is not.
 */
const find = (layout: MemoryLayout, faults: boolean): Code =>
  sequence(
    // a specid_t has 32 bits
    set(1, i32.wrap(get(0))),
    when(i32.eqz(get(1)), leave(NONE)),
    when(
      i32.gt_u(get(1), i32.const(layout.sizes.speculations)),
      sequence(faults ? i32.store(ZERO, i32.const(FAULT.ILLOP), CONTEXT.FAULT) : [], leave(NONE)),
    ),
    set(2, stateAddress(layout, get(1))),
    when(i32.eqz(i32.load(get(2), SPECULATION.STATE)), leave(NONE)),
  );

/** () → number of a speculation, or 0 when none is free. */
export function speculation(layout: MemoryLayout): RuntimeFunction {
  const [number, at] = [0, 1];
  const count = layout.sizes.speculations;
  const take = sequence(
    i32.store(get(at), i32.const(SPECULATION_STATE.ACTIVE), SPECULATION.STATE),
    i32.store(get(at), bufferBase(layout, get(number)), SPECULATION.NEXT),
    leave(i64.extend_i32_u(get(number))),
  );
  return {
    signature: { parameters: [], results: [I64] },
    locals: [I32, I32],
    body: sequence(
      loop(
        set(number, i32.add(get(number), i32.const(1))),
        set(at, stateAddress(layout, get(number))),
        count === 0 ? [] : when(i32.eqz(i32.load(get(at), SPECULATION.STATE)), take),
        branchIf(0, i32.lt_u(get(number), i32.const(count))),
      ),
      countDrop("SPECUNAVAIL"),
      NONE,
    ),
  };
}
/** (number) → address of the word that holds where its next record goes, or 0. */
export function speculate(layout: MemoryLayout): RuntimeFunction {
  return {
    signature: { parameters: [I64], results: [I64] },
    locals: [I32, I32],
    body: sequence(find(layout, false), i64.extend_i32_u(i32.add(get(2), i32.const(SPECULATION.NEXT)))),
  };
}
/** End of the buffer whose next word is at the address. */
export function speculationEnd(layout: MemoryLayout, next: Code): Code {
  const number = i32.add(
    i32.shr_u(i32.sub(next, i32.const(layout.speculationStates.base)), i32.const(Math.log2(SPECULATION.BYTES))),
    i32.const(2),
  );
  return bufferBase(layout, number);
}
/** (number): moves its records to the principal buffer. */
export function commit(layout: MemoryLayout): RuntimeFunction {
  const [number, state, base, size, to] = [1, 2, 3, 4, 5];
  return {
    signature: { parameters: [I64], results: [I64] },
    locals: [I32, I32, I32, I32, I32],
    body: sequence(
      find(layout, true),
      i32.store(get(state), i32.const(SPECULATION_STATE.FREE), SPECULATION.STATE),
      set(base, bufferBase(layout, get(number))),
      set(size, i32.sub(i32.load(get(state), SPECULATION.NEXT), get(base))),
      set(to, i32.load(ZERO, CONTEXT.PRINCIPAL_NEXT)),
      when(
        i32.gt_u(i32.add(get(to), get(size)), i32.load(ZERO, CONTEXT.PRINCIPAL_END)),
        sequence(countDrop("PRINCIPAL"), leave(NONE)),
      ),
      copyBytes(get(to), get(base), get(size)),
      i32.store(ZERO, i32.add(get(to), get(size)), CONTEXT.PRINCIPAL_NEXT),
      raiseStatus(FIRED.DRAIN),
      NONE,
    ),
  };
}
/** (number) */
export function discard(layout: MemoryLayout): RuntimeFunction {
  return {
    signature: { parameters: [I64], results: [I64] },
    locals: [I32, I32],
    body: sequence(
      find(layout, true),
      i32.store(get(2), i32.const(SPECULATION_STATE.FREE), SPECULATION.STATE),
      NONE,
    ),
  };
}
