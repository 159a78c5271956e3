/**
 * Writing WebAssembly by hand: each function gives the bytes of an expression or statement, nested as the text format
 * nests them (WebAssembly core specification, section 5.4).
 *
 * @module
 */

/**
 * Bytes of code, nested as they were made: they are put in a row once, by {@linkcode ByteWriter}. Expressions leave one value on
 * the stack, statements none.
 */
export type Code = readonly (number | Code)[];

export const TYPE = { I32: 0x7f, I64: 0x7e, F64: 0x7c, V128: 0x7b, NONE: 0x40 } as const;
export type ValueType = typeof TYPE.I32 | typeof TYPE.I64 | typeof TYPE.F64 | typeof TYPE.V128;

// types of the numbers of hot functions (see translate/README.md), by the names of the instructions for them
/** An integer of 32 bits with a sign. */
export type i32 = number;
/** An integer of 32 bits without a sign: what `>>> 0` gives. */
export type u32 = number;
/** A double. */
export type f64 = number;
/** An integer of 64 bits with a sign: what `BigInt.asIntN(64, …)` gives. */
export type i64 = bigint;
/** An integer of 64 bits without a sign. */
export type u64 = bigint;

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return bytes;
}
/** Signed LEB128 of an integer of 32 bits. */
export function signed32(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if (value === 0 && !(low & 0x40) || value === -1 && low & 0x40) return bytes.push(low), bytes;
    bytes.push(low | 0x80);
  }
}
/** Signed LEB128 of an integer of 64 bits. */
function signed64(value: bigint): number[] {
  if (value >= -0x40000000n && value < 0x40000000n) return signed32(Number(value));
  let rest = BigInt.asIntN(64, value);
  const bytes: number[] = [];
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if (rest === 0n && !(low & 0x40) || rest === -1n && low & 0x40) return bytes.push(low), bytes;
    bytes.push(low | 0x80);
  }
}
/** Parts in a row, empty ones left out, so that only what has no code has the length 0. */
function join(...parts: readonly (Code | number)[]): Code {
  for (const part of parts) {
    if (typeof part !== "number" && part.length === 0) return parts.filter((one) => one !== part && !isEmpty(one));
  }
  return parts;
}
const isEmpty = (part: Code | number): boolean => typeof part !== "number" && part.length === 0;
/** Bytes in a row, in a buffer that grows. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 12);
  length = 0;

  /** Writes nested code. */
  code(code: Code): void {
    for (const part of code) {
      if (typeof part !== "number") this.code(part);
      else {
        if (this.length === this.bytes.length) this.#grow(1);
        this.bytes[this.length++] = part;
      }
    }
  }
  raw(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.#grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
  /** What was written so far. A view. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }
  #grow(by: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + by));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}
// operands are expressions, which are never empty
const binary = (opcode: number) => (left: Code, right: Code): Code => [left, right, opcode];
const unary = (opcode: number) => (operand: Code): Code => [operand, opcode];
const load = (opcode: number) => (address: Code, offset = 0): Code => [address, opcode, 0, place(offset)];
const store = (opcode: number) => (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  opcode,
  0,
  place(offset),
];
/** Most offsets take one byte. */
function place(offset: number): number | Code {
  return offset >= 0 && offset < 0x80 ? offset : unsigned(offset);
}

/** Most constants take one byte. */
function withSigned32(opcode: number, value: number): Code {
  return value >= -0x40 && value < 0x40 ? [opcode, value & 0x7f] : [opcode, signed32(value)];
}
const GETS = Array.from({ length: 0x80 }, (_, local): Code => [0x20, local]);

export const i32 = {
  const: (value: number): Code => withSigned32(0x41, value | 0),
  eqz: unary(0x45),
  eq: binary(0x46),
  ne: binary(0x47),
  lt_s: binary(0x48),
  lt_u: binary(0x49),
  gt_s: binary(0x4a),
  gt_u: binary(0x4b),
  le_s: binary(0x4c),
  le_u: binary(0x4d),
  ge_s: binary(0x4e),
  ge_u: binary(0x4f),
  clz: unary(0x67),
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  div_s: binary(0x6d),
  div_u: binary(0x6e),
  rem_s: binary(0x6f),
  rem_u: binary(0x70),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shl: binary(0x74),
  shr_s: binary(0x75),
  shr_u: binary(0x76),
  load: load(0x28),
  load8_u: load(0x2d),
  load16_u: load(0x2f),
  store: store(0x36),
  store8: store(0x3a),
  store16: store(0x3b),
  wrap: unary(0xa7),
} as const;

export const i64 = {
  const: (value: bigint): Code =>
    value >= -0x40n && value < 0x40n ? [0x42, Number(value) & 0x7f] : [0x42, signed64(BigInt.asIntN(64, value))],
  eqz: unary(0x50),
  eq: binary(0x51),
  ne: binary(0x52),
  lt_s: binary(0x53),
  lt_u: binary(0x54),
  gt_s: binary(0x55),
  gt_u: binary(0x56),
  le_s: binary(0x57),
  le_u: binary(0x58),
  ge_s: binary(0x59),
  ge_u: binary(0x5a),
  clz: unary(0x79),
  ctz: unary(0x7a),
  add: binary(0x7c),
  sub: binary(0x7d),
  mul: binary(0x7e),
  div_s: binary(0x7f),
  div_u: binary(0x80),
  rem_s: binary(0x81),
  rem_u: binary(0x82),
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shl: binary(0x86),
  shr_s: binary(0x87),
  shr_u: binary(0x88),
  rotl: binary(0x89),
  load: load(0x29),
  load8_s: load(0x30),
  load8_u: load(0x31),
  load16_s: load(0x32),
  load16_u: load(0x33),
  load32_s: load(0x34),
  load32_u: load(0x35),
  store: store(0x37),
  store8: store(0x3c),
  store16: store(0x3d),
  store32: store(0x3e),
  extend_i32_s: unary(0xac),
  extend_i32_u: unary(0xad),
  extend8_s: unary(0xc2),
  extend16_s: unary(0xc3),
  extend32_s: unary(0xc4),
  trunc_f64_s: unary(0xb0),
  /** Without a trap: what does not fit becomes the nearest that does. */
  trunc_sat_f64_s: (operand: Code): Code => [operand, 0xfc, 6],
} as const;
export const f64 = {
  const: (value: number): Code => [0x44, Array.from(new Uint8Array(Float64Array.of(value).buffer))],
  load: load(0x2b),
  store: store(0x39),
  eq: binary(0x61),
  ne: binary(0x62),
  lt: binary(0x63),
  gt: binary(0x64),
  le: binary(0x65),
  ge: binary(0x66),
  neg: unary(0x9a),
  floor: unary(0x9c),
  trunc: unary(0x9d),
  add: binary(0xa0),
  sub: binary(0xa1),
  mul: binary(0xa2),
  div: binary(0xa3),
  min: binary(0xa4),
  max: binary(0xa5),
  convert_i32_s: unary(0xb7),
  /** Of an i32, unsigned. */
  convert_i32_u: unary(0xb8),
  convert_i64_s: unary(0xb9),
  convert_i64_u: unary(0xba),
} as const;

export const get = (local: number): Code => GETS[local] ?? [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => join(value, 0x21, place(local));
export const tee = (local: number, value: Code): Code => join(value, 0x22, place(local));
export const call = (target: number, ...args: Code[]): Code => join(...args, 0x10, place(target));
/** Of the function that stands at `index` in a table. */
export const callIndirect = (table: number, signature: number, index: Code): Code =>
  join(index, 0x11, place(signature), place(table));
export const drop = (value: Code): Code => join(value, 0x1a);
export const select = (then: Code, otherwise: Code, condition: Code): Code => join(then, otherwise, condition, 0x1b);
export const block = (...body: Code[]): Code => join(0x02, TYPE.NONE, ...body, 0x0b);
export const loop = (...body: Code[]): Code => join(0x03, TYPE.NONE, ...body, 0x0b);
/** `type` is that of the value both branches leave, or none. */
export const when = (condition: Code, then: Code, otherwise: Code = [], type: number = TYPE.NONE): Code =>
  otherwise.length > 0
    ? join(condition, 0x04, type, then, 0x05, otherwise, 0x0b)
    : join(condition, 0x04, type, then, 0x0b);
export const branch = (depth: number): Code => [0x0c, place(depth)];
export const branchIf = (depth: number, condition: Code): Code => join(condition, 0x0d, place(depth));
export const leave = (value: Code = []): Code => join(value, 0x0f);
export const copyBytes = (to: Code, from: Code, length: Code): Code => join(to, from, length, 0xfc, 10, 0, 0);
export const fillBytes = (to: Code, value: Code, length: Code): Code => join(to, value, length, 0xfc, 11, 0);
/** One after the other. */
export const sequence: (...parts: readonly Code[]) => Code = join;
/** Any number of parts in a row: more than can be arguments of a call. */
export function rows(parts: readonly Code[]): Code {
  if (parts.length <= 1000) return join(...parts);
  const size = Math.max(1000, Math.ceil(parts.length / 1000));
  const pieces: Code[] = [];
  for (let at = 0; at < parts.length; at += size) pieces.push(rows(parts.slice(at, at + size)));
  return rows(pieces);
}

/** Never comes here. */
export const UNREACHABLE: Code = [0x00];
export const ZERO: Code = i32.const(0);
export const doWhile = (condition: Code, ...body: Code[]): Code => loop(...body, when(condition, branch(1)));
