/**
 * Rows of one number. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64, u64 } from "../../../wasm/mod.ts";
import { AREA, NUMBER, RECORD } from "./area.ts";
import { digitsOf, putDigits, turnSign } from "./digits.ts";
import { putBlanks, putKey, putNewline } from "./row_lines.ts";
import { beginRecord } from "./records.ts";

const MINUS = 0x2d;

/** Makes the record of an entry. */
export function measureNumber(memory: HotMemory, area: i32, key: i32, record: i32): boolean {
  const number = memory.view.getBigInt64(key + memory.words[area + AREA.VALUE >> 2], true);
  beginRecord(memory, area, record, key, number);
  return true;
}
/** Writes a row; returns where it ends. */
export function putNumber(memory: HotMemory, area: i32, record: i32, at: i32): i32 {
  const { bytes, view } = memory;
  at = putKey(memory, area, record, at);
  putBlanks(view, at, NUMBER);
  const number: i64 = turnSign(view.getBigInt64(record + RECORD.NUMBER, true)), isNegative = number < 0n;
  const magnitude: u64 = BigInt.asUintN(64, isNegative ? BigInt.asIntN(64, -number) : number);
  const width = digitsOf(magnitude) + +isNegative | 0;
  // a blank, then as many columns as it needs
  at = at + 1 + Math.max(width, NUMBER - 1) | 0;
  putDigits(bytes, magnitude, at);
  if (isNegative) bytes[at - width] = MINUS;
  return putNewline(bytes, at);
}
