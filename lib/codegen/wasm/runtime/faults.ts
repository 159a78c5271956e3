/**
 * Faults: noted where they happen, then reported to ERROR's clauses and to the consumer.
 *
 * @module
 */
import { CONTEXT, ERROR_RECORD, FAULT, FIRED, RECORD_HEADER } from "../../../image/mod.ts";
import type { MemoryLayout } from "../../lower/mod.ts";
import {
  block,
  branchIf,
  type Code,
  get,
  i32,
  i64,
  leave,
  rows,
  sequence,
  set,
  TYPE,
  when,
  ZERO,
} from "../../../wasm/mod.ts";
import { countDrop, raiseStatus } from "./aggregation.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;
/** Words of arguments that are put back after ERROR's clauses ran. */
const ARGUMENTS = 10;

/** (kind, address, action << 16 | position) */
export function raise(): RuntimeFunction {
  return {
    signature: { parameters: [I32, I64, I32], results: [] },
    locals: [],
    body: sequence(
      i32.store(ZERO, get(0), CONTEXT.FAULT),
      i64.store(ZERO, get(1), CONTEXT.FAULT_ADDRESS),
      i32.store(ZERO, i32.shr_u(get(2), i32.const(16)), CONTEXT.FAULT_ACTION),
      i32.store(
        ZERO,
        i32.shl(i32.and(get(2), i32.const(0xffff)), i32.const(2)),
        CONTEXT.FAULT_OFFSET,
      ),
    ),
  };
}
/** (bytes) → address of scratch, 8-byte aligned, or 0 when there is none left. */
export function allocate(): RuntimeFunction {
  const [bytes, at, end] = [0, 1, 2];
  return {
    signature: { parameters: [I64], results: [I64] },
    locals: [I64, I64],
    body: sequence(
      set(at, i64.extend_i32_u(i32.load(ZERO, CONTEXT.SCRATCH_NEXT))),
      set(end, i64.and(i64.add(i64.add(get(at), get(bytes)), i64.const(7n)), i64.const(-8n))),
      // a huge size wraps around, so it is compared on its own too
      when(
        i32.or(
          i64.gt_u(get(bytes), i64.const(0xffffffffn)),
          i64.gt_u(get(end), i64.extend_i32_u(i32.load(ZERO, CONTEXT.SCRATCH_END))),
        ),
        leave(i64.const(0n)),
      ),
      i32.store(ZERO, i32.wrap(get(end)), CONTEXT.SCRATCH_NEXT),
      get(at),
    ),
  };
}
/** Packet time in ns. */
export function timeNow(trunc: (value: Code) => Code, seconds: Code): Code {
  return i64.add(
    i64.mul(trunc(seconds), i64.const(1_000_000_000n)),
    i64.load32_s(ZERO, CONTEXT.TIME_NANOSECONDS),
  );
}
const load = (local: number, word: number): Code => set(local, i32.load(ZERO, word));

/** What to call when a clause faulted: (epid). `errorClauses` are calls of ERROR's clauses. */
export function faulted(
  layout: MemoryLayout,
  errorProbe: number,
  errorClauses: readonly Code[],
  now: Code,
): RuntimeFunction {
  const [epid, probe, at, action, offset, kind, exited] = [0, 1, 2, 3, 4, 5, 6];
  const address = 7, saved = 8;
  // as at any probe, no clause runs after one that called exit()
  const unlessExited = branchIf(0, i32.ne(i32.load(ZERO, CONTEXT.EXITED), get(exited)));
  const runError = sequence(
    load(exited, CONTEXT.EXITED),
    block(rows(errorClauses.flatMap((clause) => [unlessExited, clause]))),
  );
  const argument = (n: number): number => CONTEXT.ARG + 8 * n;
  const setArgument = (n: number, value: Code): Code => i64.store(ZERO, value, argument(n));
  const words = Array.from({ length: ARGUMENTS }, (_, n) => n);
  const size = RECORD_HEADER.BYTES + ERROR_RECORD.BYTES;
  return {
    signature: { parameters: [I32], results: [] },
    locals: [I32, I32, I32, I32, I32, I32, I64, ...words.map(() => I64)],
    body: sequence(
      load(kind, CONTEXT.FAULT),
      i32.store(ZERO, i32.const(FAULT.NONE), CONTEXT.FAULT),
      when(i32.load(ZERO, CONTEXT.IN_ERROR), sequence(countDrop("DBLERROR"), leave())),
      load(probe, CONTEXT.PROBE_ID),
      load(action, CONTEXT.FAULT_ACTION),
      load(offset, CONTEXT.FAULT_OFFSET),
      set(address, i64.load(ZERO, CONTEXT.FAULT_ADDRESS)),
      ...words.map((n) => set(saved + n, i64.load(ZERO, argument(n)))),
      setArgument(0, i64.const(0n)),
      setArgument(1, i64.extend_i32_u(get(epid))),
      setArgument(2, i64.extend_i32_s(get(action))),
      setArgument(3, i64.extend_i32_s(get(offset))),
      setArgument(4, i64.extend_i32_u(get(kind))),
      setArgument(5, get(address)),
      i32.store(ZERO, i32.const(1), CONTEXT.IN_ERROR),
      i32.store(ZERO, i32.const(errorProbe), CONTEXT.PROBE_ID),
      runError,
      i32.store(ZERO, ZERO, CONTEXT.IN_ERROR),
      i32.store(ZERO, get(probe), CONTEXT.PROBE_ID),
      ...words.map((n) => setArgument(n, get(saved + n))),
      set(at, i32.load(ZERO, CONTEXT.PRINCIPAL_NEXT)),
      when(
        i32.gt_u(i32.add(get(at), i32.const(size)), i32.load(ZERO, CONTEXT.PRINCIPAL_END)),
        sequence(countDrop("PRINCIPAL"), leave()),
      ),
      i32.store(get(at), ZERO, RECORD_HEADER.EPID),
      i32.store(get(at), i32.const(size), RECORD_HEADER.SIZE),
      i64.store(get(at), now, RECORD_HEADER.TIMESTAMP),
      i32.store(get(at), get(epid), RECORD_HEADER.BYTES + ERROR_RECORD.EPID),
      i32.store(get(at), get(action), RECORD_HEADER.BYTES + ERROR_RECORD.ACTION),
      i32.store(get(at), get(offset), RECORD_HEADER.BYTES + ERROR_RECORD.OFFSET),
      i32.store(get(at), get(kind), RECORD_HEADER.BYTES + ERROR_RECORD.FAULT),
      i64.store(get(at), get(address), RECORD_HEADER.BYTES + ERROR_RECORD.ADDRESS),
      i32.store(ZERO, i32.add(get(at), i32.const(size)), CONTEXT.PRINCIPAL_NEXT),
      when(
        i32.gt_u(get(at), i32.const(layout.principal.base + layout.principal.size / 2 - size)),
        raiseStatus(FIRED.DRAIN),
      ),
    ),
  };
}
