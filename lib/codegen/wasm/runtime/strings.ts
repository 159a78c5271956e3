/**
 * Strings inside the machine. Addresses were checked before; strsize bounds every loop.
 *
 * @module
 */
import {
  block,
  branch,
  branchIf,
  type Code,
  copyBytes,
  fillBytes,
  get,
  i32,
  i64,
  leave,
  loop,
  select,
  sequence,
  set,
  TYPE,
  when,
  ZERO,
} from "../../../wasm/mod.ts";
import type { RuntimeFunction } from "./function.ts";

const { I32, I64 } = TYPE;

const LOW_BITS = i64.const(0x0101010101010101n), HIGH_BITS = i64.const(-0x7f7f7f7f7f7f7f80n);

/**
 * The length of the string at local `at`, at most `limit`, into local `length`: eight bytes at a time up to one in which
 * there is a NUL. The bytes behind it are loaded and nothing else: memory ends with a page that is nobody's.
 */
function measure(at: number, length: number, word: number, limit: number): Code {
  const next = i32.add(get(at), get(length));
  // the lowest bit that is left is that of the first NUL
  const marks = i64.and(
    i64.and(i64.sub(get(word), LOW_BITS), i64.xor(get(word), i64.const(-1n))),
    HIGH_BITS,
  );
  return sequence(
    set(length, ZERO),
    block(loop(
      branchIf(1, i32.ge_u(get(length), i32.const(limit))),
      set(word, i64.load(next)),
      set(word, marks),
      branchIf(1, i32.eqz(i64.eqz(get(word)))),
      set(length, i32.add(get(length), i32.const(8))),
      branch(0),
    )),
    when(
      i32.lt_u(get(length), i32.const(limit)),
      set(length, i32.add(get(length), i32.wrap(i64.shr_u(i64.ctz(get(word)), i64.const(3n))))),
    ),
    set(length, select(get(length), i32.const(limit), i32.lt_u(get(length), i32.const(limit)))),
  );
}
/** (a, b) → -1, 0, 1; a null pointer is an empty string. */
export function compareStrings(stringSize: number): RuntimeFunction {
  const [a, b, i, x, y] = [0, 1, 2, 3, 4];
  const next = (pointer: number): Code => [
    ...get(pointer),
    0x04,
    I32,
    ...i32.load8_u(i32.add(get(pointer), get(i))),
    0x05,
    ...ZERO,
    0x0b,
  ];
  return {
    signature: { parameters: [I32, I32], results: [I64] },
    locals: [I32, I32, I32],
    body: sequence(
      loop(
        set(x, next(a)),
        set(y, next(b)),
        when(
          i32.ne(get(x), get(y)),
          leave(select(i64.const(-1n), i64.const(1n), i32.lt_u(get(x), get(y)))),
        ),
        when(i32.eqz(get(x)), leave(i64.const(0n))),
        set(i, i32.add(get(i), i32.const(1))),
        branchIf(0, i32.lt_u(get(i), i32.const(stringSize))),
      ),
      i64.const(0n),
    ),
  };
}
export function stringLength(stringSize: number): RuntimeFunction {
  return {
    signature: { parameters: [I32], results: [I64] },
    locals: [I32, I64],
    body: sequence(measure(0, 1, 2, stringSize), i64.extend_i32_u(get(1))),
  };
}
/** (dst, src): at most strsize bytes; a NUL where there is room for it. */
export function copyString(stringSize: number): RuntimeFunction {
  const [to, from, length, word] = [0, 1, 2, 3];
  return {
    signature: { parameters: [I32, I32], results: [I64] },
    locals: [I32, I64],
    body: sequence(
      measure(from, length, word, stringSize),
      copyBytes(get(to), get(from), get(length)),
      when(i32.lt_u(get(length), i32.const(stringSize)), i32.store8(i32.add(get(to), get(length)), ZERO)),
      i64.const(0n),
    ),
  };
}
export function keyString(stringSize: number): RuntimeFunction {
  const [to, from, length, word] = [0, 1, 2, 3];
  return {
    signature: { parameters: [I32, I32], results: [I64] },
    locals: [I32, I64],
    body: sequence(
      measure(from, length, word, stringSize),
      copyBytes(get(to), get(from), get(length)),
      fillBytes(i32.add(get(to), get(length)), ZERO, i32.sub(i32.const(stringSize), get(length))),
      i64.const(0n),
    ),
  };
}
/** (dst, src, n) */
export function copyRange(): RuntimeFunction {
  return {
    signature: { parameters: [I32, I32, I32], results: [I64] },
    locals: [],
    body: sequence(copyBytes(get(0), get(1), get(2)), i64.const(0n)),
  };
}
export function zeroRange(): RuntimeFunction {
  return {
    signature: { parameters: [I32, I32], results: [I64] },
    locals: [],
    body: sequence(fillBytes(get(0), ZERO, get(1)), i64.const(0n)),
  };
}
