/**
 * The WebAssembly that writes rows of one number.
 *
 * @module
 */
import { add, call, get, i32, i64, type ModuleFunction, set, TYPE, when } from "../../../wasm/mod.ts";
import { AREA, NUMBER, RECORD } from "./area.ts";
import { type RowCode, type RowKind, turnSign } from "./code.ts";
import { putBlanks, putNewline } from "./pieces.ts";

const { I32, I64 } = TYPE;
const MINUS = 0x2d;

export const NUMBERS: RowKind = { recordBytes: RECORD.NUMBER_BYTES, measure: measureNumber, put: putNumber };

function measureNumber(code: RowCode): ModuleFunction {
  const [key, record] = [0, 1];
  const number = i64.load(i32.add(get(key), code.loadWord(AREA.VALUE)));
  return code.function([I32, I32], [I32], [], [
    call(code.note.index, get(record), get(key), number),
    i32.const(1),
  ]);
}
function putNumber(code: RowCode): ModuleFunction {
  const [record, at, width, isNegative, number] = [0, 1, 2, 3, 4];
  const columns = i32.const(NUMBER - 1);
  return code.function([I32, I32], [I32], [I32, I32, I64], [
    set(at, call(code.putKey.index, get(record), get(at))),
    putBlanks(at, NUMBER),
    set(number, turnSign(i64.load(get(record), RECORD.NUMBER))),
    set(isNegative, i64.lt_s(get(number), i64.const(0n))),
    when(get(isNegative), set(number, i64.sub(i64.const(0n), get(number)))),
    set(width, i32.add(call(code.digits.index, get(number)), get(isNegative))),
    // a blank, then as many columns as it needs
    add(at, 1),
    add(at, when(i32.gt_u(get(width), columns), get(width), columns, I32)),
    call(code.putDigits.index, get(number), get(at)),
    when(get(isNegative), i32.store8(i32.sub(get(at), get(width)), i32.const(MINUS))),
    putNewline(at),
    get(at),
  ]);
}
