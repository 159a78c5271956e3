/**
 * Pieces of WebAssembly that printing uses again and again.
 *
 * @module
 */
import { add, type Code, get, i32, i64, sequence } from "../../../wasm/mod.ts";

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
