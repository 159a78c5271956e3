/**
 * Pieces of WebAssembly that printing uses again and again.
 *
 * @module
 */
import {
  add,
  type Code,
  get,
  i32,
  i64,
  type ModuleFunction,
  type ModuleWriter,
  sequence,
  type ValueType,
} from "../../../wasm/mod.ts";

/** What code for a part of the rows is written with. */
export interface FunctionWriter {
  readonly module: ModuleWriter;
  /** Where the area of the rows lies. */
  readonly base: number;
  loadWord(offset: number): Code;
  function(
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    locals: readonly ValueType[],
    body: Code,
  ): ModuleFunction;
  /** Takes down at an offset of the area in which bits 64 of a record differ from those of the first one. */
  vary(record: Code, first: Code, at: Code): Code;
}

const NEWLINE = 0x0a;
const BLANKS: Code = i64.const(0x2020202020202020n);

/** Copies 8 bytes each: a call for so few would cost more. */
export function copyWords(to: number, from: Code, bytes: number, offset = 0): Code {
  const parts: Code[] = [];
  for (let i = 0; i < bytes; i += 8) parts.push(i64.store(get(to), i64.load(from, offset + i), i));
  return sequence(...parts);
}
/** So many and up to 7 more. */
export function putBlanks(at: number, columns: number, offset = 0): Code {
  const parts: Code[] = [];
  for (let i = 0; i < columns; i += 8) parts.push(i64.store(get(at), BLANKS, offset + i));
  return sequence(...parts);
}
export const putNewline = (at: number): Code => sequence(i32.store8(get(at), i32.const(NEWLINE)), add(at, 1));
