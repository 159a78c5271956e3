/**
 * WebAssembly's instructions on vectors of 128 bits, as `code.ts` has those on numbers (core specification, section 5.4.9).
 * Few need them: they have a door of their own.
 *
 * @module
 */
import { type Code, signed32, unsigned } from "../code.ts";

const PREFIX = 0xfd;
/** Alignment is only a hint, and an offset never large here. */
const placed = (opcode: number) => (address: Code, offset = 0): Code => [
  address,
  PREFIX,
  opcode,
  0,
  unsigned(offset),
];
const unary = (opcode: number) => (operand: Code): Code => [operand, PREFIX, unsigned(opcode)];
const binary = (opcode: number) => (left: Code, right: Code): Code => [left, right, PREFIX, unsigned(opcode)];

export const v128 = {
  load: placed(0),
  and: binary(78),
  xor: binary(81),
  /** Lanes of the two, by their numbers 0 to 31. */
  shuffle: (left: Code, right: Code, lanes: readonly number[]): Code => [left, right, PREFIX, 13, ...lanes],
} as const;
export const i8x16 = {
  /** Bytes of a table of sixteen; 0 where the highest bit of the index is set (relaxed: of others beyond, nothing is said). */
  swizzle: binary(0x100),
  splat: unary(15),
  shr_u: (operand: Code, by: number): Code => [operand, 0x41, signed32(by), PREFIX, unsigned(109)],
} as const;
export const i32x4 = {
  splat: unary(17),
  extractLane: (operand: Code, lane: number): Code => [operand, PREFIX, 27, lane],
  replaceLane: (operand: Code, lane: number, value: Code): Code => [operand, value, PREFIX, 28, lane],
} as const;
export const i64x2 = {
  splat: unary(18),
  replaceLane: (operand: Code, lane: number, value: Code): Code => [operand, value, PREFIX, 30, lane],
} as const;
