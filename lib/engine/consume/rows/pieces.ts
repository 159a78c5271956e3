/**
 * Pieces of WebAssembly that printing uses again and again.
 *
 * @module
 */
import { branch, type Code, get, i32, i64, loop, sequence, set, when } from "../../../wasm/mod.ts";

export const ZERO: Code = i32.const(0);
const NEWLINE = 0x0a;
const BLANKS: Code = i64.const(0x2020202020202020n);

export const add = (local: number, more: number | Code): Code =>
  set(local, i32.add(get(local), typeof more === "number" ? i32.const(more) : more));
export const whileDo = (condition: Code, ...body: Code[]): Code => loop(when(condition, [...body, branch(1)]));
export const doWhile = (condition: Code, ...body: Code[]): Code => loop(...body, when(condition, branch(1)));
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
