/**
 * Flows that were found lately, each found again with one look: those that talk at a time are few. Machine code, for it
 * is asked for nearly every packet.
 *
 * @module
 */
import {
  type Code,
  get,
  i32,
  i64,
  leave,
  type ModuleWriter,
  sequence,
  set,
  tee,
  TYPE,
  when,
  ZERO,
} from "../../wasm/mod.ts";
import { FLOW, MIX, MIX_AGAIN } from "./record.ts";

const { I32, I64 } = TYPE;
export const LATELY_BITS = 12;
const ONE = i32.const(1);

/** Addresses of what lies in the machine's memory. */
export interface LatelyPlaces {
  /** The records, one after the other. */
  readonly records: number;
  /** i32 by {@linkcode latelySlot}: the place of the flow found last there, plus 1; 0 where none was. */
  readonly lately: number;
  /** u16 by place: seconds of the last packet, modulo 2^16. */
  readonly last: number;
}
/** Of all words of both addresses, and the sum of both ports: the same for both directions of a flow. */
export function latelySlot(addresses: number, ports: number): number {
  return Math.imul(addresses ^ Math.imul(ports, MIX_AGAIN), MIX) >>> 32 - LATELY_BITS;
}

const [source, target, sourcePort, targetPort, seconds, index, record, swapped] = [0, 1, 2, 3, 4, 5, 6, 7];
/** Of two addresses of 16 bytes: their first and last halves, all of them in one. */
const [a, b, c, d] = [8, 9, 10, 11];
const PARAMETERS = [I32, I32, I32, I32, I32] as const;

/**
 * A function of the module: (addresses of the source's and the target's addresses, ports, seconds modulo 2^32) → the flow's
 * record, plus the side that has sent the packet; 0 if it was not found lately. What is remembered is compared with the
 * record, which may have been given to another flow since.
 */
export function findLately(module: ModuleWriter, places: LatelyPlaces, family: 4 | 6, protocol: number): number {
  const ports = (low: number, high: number) => i32.or(get(low), i32.shl(get(high), i32.const(16)));
  const isFlow = (low: number, high: number, isPair: Code) =>
    i32.and(i32.eq(i32.load(get(record), FLOW.PORT), ports(low, high)), isPair);
  const { load, addresses, isPair, locals } = family === 4 ? FOUR : SIX;
  const hash = i32.mul(
    i32.xor(addresses, i32.mul(i32.add(get(sourcePort), get(targetPort)), i32.const(MIX_AGAIN))),
    i32.const(MIX),
  );
  const slot = i32.shl(i32.shr_u(hash, i32.const(32 - LATELY_BITS)), i32.const(2));
  return module.function({ parameters: PARAMETERS, results: [I32] }, [I32, I32, I32, ...locals], [
    load,
    when(i32.eqz(tee(index, i32.load(slot, places.lately))), leave(ZERO)),
    set(index, i32.sub(get(index), ONE)),
    set(record, i32.add(i32.mul(get(index), i32.const(FLOW.BYTES)), i32.const(places.records))),
    when(i32.ne(i32.load16_u(get(record), FLOW.PROTOCOL), i32.const(protocol | family << 8)), leave(ZERO)),
    when(
      isFlow(sourcePort, targetPort, isPair(false)),
      set(swapped, ZERO),
      sequence(when(i32.eqz(isFlow(targetPort, sourcePort, isPair(true))), leave(ZERO)), set(swapped, ONE)),
    ),
    i32.store16(i32.shl(get(index), ONE), get(seconds), places.last),
    i32.or(get(record), get(swapped)),
  ]).index;
}
/** Whether what lies in the record is what was asked for, there and back. */
const FOUR = {
  locals: [I32, I32],
  load: sequence(set(a, i32.load(get(source))), set(b, i32.load(get(target)))),
  addresses: i32.xor(get(a), get(b)),
  isPair: (isSwapped: boolean): Code =>
    i32.and(
      i32.eq(i32.load(get(record), FLOW.ADDRESS), get(isSwapped ? b : a)),
      i32.eq(i32.load(get(record), FLOW.ADDRESS + 16), get(isSwapped ? a : b)),
    ),
} as const;
const both = (at: number, offset: number, first: number, last: number): Code =>
  i64.eqz(
    i64.or(
      i64.xor(i64.load(get(at), FLOW.ADDRESS + offset), get(first)),
      i64.xor(i64.load(get(at), FLOW.ADDRESS + offset + 8), get(last)),
    ),
  );
const all = i64.xor(i64.xor(get(a), get(b)), i64.xor(get(c), get(d)));
const SIX = {
  locals: [I64, I64, I64, I64],
  load: sequence(
    set(a, i64.load(get(source))),
    set(b, i64.load(get(source), 8)),
    set(c, i64.load(get(target))),
    set(d, i64.load(get(target), 8)),
  ),
  addresses: i32.xor(i32.wrap(all), i32.wrap(i64.shr_u(all, i64.const(32n)))),
  isPair: (isSwapped: boolean): Code =>
    isSwapped
      ? i32.and(both(record, 0, c, d), both(record, 16, a, b))
      : i32.and(both(record, 0, a, b), both(record, 16, c, d)),
} as const;
