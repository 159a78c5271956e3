/**
 * The WebAssembly that measures and draws distributions.
 *
 * @module
 */
import {
  add,
  call,
  type Code,
  copyBytes,
  doWhile,
  get,
  i32,
  i64,
  leave,
  type ModuleFunction,
  select,
  sequence,
  set,
  TYPE,
  when,
  whileDo,
  ZERO,
} from "../../../wasm/mod.ts";
import { formatBarHeading } from "../bars.ts";
import { AREA, BAR, BUCKET, COUNT, LABEL, RECORD } from "./area.ts";
import type { RowCode, RowKind } from "./code.ts";
import { copyWords, putBlanks, putNewline } from "./pieces.ts";

const { I32, I64 } = TYPE;
/** Buckets that are looked at in one go while there is nothing in them. */
const STRIDE = 8, STRIDE_BYTES = 8 * STRIDE;
const NOTHING = i64.const(0n);

/** What follows a key. */
export const HEADING: Uint8Array = new TextEncoder().encode(formatBarHeading("value", LABEL));
export const DISTRIBUTIONS: RowKind = {
  recordBytes: RECORD.DISTRIBUTION_BYTES,
  measure: measureDistribution,
  put: putDistribution,
};

/** Whether there is nothing in so many buckets. Written where it is needed: a call would cost as much again. */
function isStrideEmpty(address: Code): Code {
  let all = i64.load(address);
  for (let i = 1; i < STRIDE; i++) all = i64.or(all, i64.load(address, 8 * i));
  return i64.eqz(all);
}
/** (key, record) → whether it is plain: something was counted, nothing below zero or too great. */
function measureDistribution(code: RowCode): ModuleFunction {
  const [key, record, value, end, first, last, bucket, to, count, total, weight] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const stride = i32.const(STRIDE_BYTES), word = i32.const(8);
  const findFirst = sequence(
    set(first, get(value)),
    whileDo(
      i32.and(i32.le_u(i32.add(get(first), stride), get(end)), isStrideEmpty(get(first))),
      add(first, STRIDE_BYTES),
    ),
    whileDo(i32.and(i32.lt_u(get(first), get(end)), i64.eqz(i64.load(get(first)))), add(first, 8)),
    when(i32.ge_u(get(first), get(end)), leave(ZERO)),
  );
  const findLast = sequence(
    set(last, get(end)),
    whileDo(
      i32.and(i32.ge_u(i32.sub(get(last), stride), get(first)), isStrideEmpty(i32.sub(get(last), stride))),
      add(last, -STRIDE_BYTES),
    ),
    whileDo(i64.eqz(i64.load(i32.sub(get(last), word))), add(last, -8)),
  );
  const offset = (local: number) => i32.sub(get(local), get(value));
  const keep = (at: number, isBeyond: Code, offset: Code) => when(isBeyond, code.storeWord(at, offset));
  return code.function([I32, I32], [I32], [I32, I32, I32, I32, I32, I32, I64, I64, I64], [
    set(value, i32.add(get(key), code.loadWord(AREA.VALUE))),
    set(end, i32.add(get(value), code.loadWord(AREA.VALUE_SIZE))),
    findFirst,
    findLast,
    // one more is shown on each side
    when(i32.ne(get(first), get(value)), add(first, -8)),
    when(i32.ne(get(last), get(end)), add(last, 8)),
    keep(AREA.LEAST, i32.lt_u(offset(first), code.loadWord(AREA.LEAST)), offset(first)),
    keep(AREA.GREATEST, i32.gt_u(offset(last), code.loadWord(AREA.GREATEST)), offset(last)),
    set(bucket, i32.add(code.loadWord(AREA.BUCKETS), i32.mul(offset(first), i32.const(BUCKET.BYTES / 8)))),
    i32.store(get(record), get(bucket), RECORD.BUCKET),
    set(to, code.loadWord(AREA.COUNTS)),
    i32.store(get(record), get(to), RECORD.FIRST),
    doWhile(
      i32.lt_u(get(first), get(last)),
      set(count, i64.load(get(first))),
      when(i64.gt_u(get(count), i64.load(get(bucket), BUCKET.LIMIT)), leave(ZERO)),
      i64.store(get(to), get(count)),
      set(total, i64.add(get(total), get(count))),
      set(weight, i64.add(get(weight), i64.mul(get(count), i64.load(get(bucket), BUCKET.WEIGHT)))),
      add(bucket, BUCKET.BYTES),
      add(to, 8),
      add(first, 8),
    ),
    i32.store(get(record), get(to), RECORD.END),
    code.storeWord(AREA.COUNTS, get(to)),
    i64.store(get(record), get(total), RECORD.TOTAL),
    i64.store(get(record), tieOf(code, value), RECORD.TIE),
    call(code.note.index, get(record), get(key), get(weight)),
    code.varyField(record, RECORD.TIE, AREA.TIES_VARY),
    i32.const(1),
  ]);
}
const tieOf = (code: RowCode, value: number): Code =>
  when(
    i32.lt_s(code.loadWord(AREA.ZERO), ZERO),
    NOTHING,
    i64.load(i32.add(get(value), code.loadWord(AREA.ZERO))),
    I64,
  );

/** (record, at) → where it ends: key and heading, a line for each bucket, an empty one. */
function putDistribution(code: RowCode): ModuleFunction {
  const [record, at, from, end, bucket, bar, digits, count, total] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  return code.function([I32, I32], [I32], [I32, I32, I32, I32, I32, I64, I64], [
    set(at, call(code.putKey.index, get(record), get(at))),
    copyBytes(get(at), i32.const(code.base + AREA.HEADING), i32.const(HEADING.length)),
    add(at, HEADING.length),
    set(from, i32.load(get(record), RECORD.FIRST)),
    set(end, i32.load(get(record), RECORD.END)),
    set(bucket, i32.load(get(record), RECORD.BUCKET)),
    set(total, i64.load(get(record), RECORD.TOTAL)),
    doWhile(
      i32.lt_u(get(from), get(end)),
      code.room(at),
      copyWords(at, get(bucket), BUCKET.LABEL_BYTES, BUCKET.LABEL),
      add(at, i32.load(get(bucket), BUCKET.LABEL_LENGTH)),
      set(count, i64.load(get(from))),
      set(bar, barOf(code, count, total)),
      copyWords(at, get(bar), BAR),
      putBlanks(at, 1 + COUNT, BAR),
      add(at, BAR + 1),
      set(digits, call(code.digits.index, get(count))),
      call(code.putDigits.index, get(count), i32.add(get(at), get(digits))),
      add(at, select(get(digits), i32.const(COUNT), i32.gt_u(get(digits), i32.const(COUNT)))),
      putNewline(at),
      add(bucket, BUCKET.BYTES),
      add(from, 8),
    ),
    code.room(at),
    putNewline(at),
    get(at),
  ]);
}
/** The bar of so many columns of the whole width, rounded half up. */
function barOf({ base }: RowCode, count: number, total: number): Code {
  const twice = i64.shl(get(total), i64.const(1n));
  const columns = i64.div_u(i64.add(i64.mul(get(count), i64.const(BigInt(2 * BAR))), get(total)), twice);
  return i32.add(i32.mul(i32.wrap(columns), i32.const(BAR)), i32.const(base + AREA.BARS));
}
