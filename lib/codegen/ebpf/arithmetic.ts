/**
 * Instructions that compute: of registers alone, with r0, r1 and r2 to work in.
 *
 * @module
 */
import type { IrBinary, IrCompare } from "../ir/mod.ts";
import type { AluName, Condition, Label, MachineRegister } from "./assembler.ts";
import { OPPOSITE } from "./assembler.ts";
import type { ClauseCode, InstructionOf } from "./code.ts";

const DIRECT: Partial<Record<IrBinary, AluName>> = {
  add: "add",
  sub: "sub",
  mul: "mul",
  and: "and",
  or: "or",
  xor: "xor",
  shl: "lsh",
  shr_u: "rsh",
  shr_s: "arsh",
  div_u: "div",
  rem_u: "mod",
};
const SHIFTS = new Set<IrBinary>(["shl", "shr_u", "shr_s"]);
const CONDITIONS: Record<IrCompare, Condition> = {
  eq: "eq",
  ne: "ne",
  lt_s: "slt",
  lt_u: "lt",
  le_s: "sle",
  le_u: "le",
  gt_s: "sgt",
  gt_u: "gt",
  ge_s: "sge",
  ge_u: "ge",
};

export function writeBinary(w: ClauseCode, i: InstructionOf<"binary">): void {
  if (!w.isRead(i.to)) return;
  if (i.operator === "div_s" || i.operator === "rem_s") return writeSigned(w, i);
  const { asm } = w;
  const operation = DIRECT[i.operator]!;
  const right = w.immediate(i.right);
  if (right !== undefined) {
    w.valueIn(i.left, 0);
    asm.aluConstant(operation, 0, SHIFTS.has(i.operator) ? right & 63 : right);
  } else {
    let by = w.value(i.right, 1);
    if (SHIFTS.has(i.operator)) {
      asm.move(1, by);
      by = 1;
      asm.aluConstant("and", 1, 63);
    }
    w.valueIn(i.left, 0);
    asm.alu(operation, 0, by);
  }
  w.assign(i.to, 0);
}
/** Version 3 divides numbers without a sign only: the quotient of the amounts, then its sign. */
function writeSigned(w: ClauseCode, i: InstructionOf<"binary">): void {
  const { asm } = w;
  const operation = i.operator === "div_s" ? "div" : "mod";
  w.valueIn(i.left, 0);
  w.valueIn(i.right, 1);
  asm.move(2, 0);
  if (operation === "div") asm.alu("xor", 2, 1);
  for (const register of [0, 1] as const) {
    const positive = asm.label();
    asm.jumpIfConstant("sge", register, 0, positive);
    asm.negate(register);
    asm.place(positive);
  }
  asm.alu(operation, 0, 1);
  const done = asm.label();
  asm.jumpIfConstant("sge", 2, 0, done);
  asm.negate(0);
  asm.place(done);
  w.assign(i.to, 0);
}
export function writeUnary(w: ClauseCode, i: InstructionOf<"unary">): void {
  if (!w.isRead(i.to)) return;
  const { asm } = w;
  w.valueIn(i.operand, 0);
  switch (i.operator) {
    case "neg":
      asm.negate(0);
      break;
    case "not":
      asm.aluConstant("xor", 0, -1);
      break;
    case "clz":
      leadingZeros(w);
      break;
    case "ctz": {
      // the zeros behind the lowest bit: the bit alone, then what stands in front of it
      const zero = asm.label(), done = asm.label();
      asm.jumpIfConstant("eq", 0, 0, zero);
      asm.move(1, 0);
      asm.negate(1);
      asm.alu("and", 0, 1);
      leadingZeros(w);
      asm.negate(0);
      asm.aluConstant("add", 0, 63);
      asm.jump(done);
      asm.place(zero);
      asm.constant(0, 64);
      asm.place(done);
      break;
    }
    default:
      asm.swap(0, Number(i.operator.slice(5)) as 16 | 32 | 64);
  }
  w.assign(i.to, 0);
}
/** `r0 = zeros in front of r0`, 64 of zero; by halves. Uses r1 and r2. */
export function leadingZeros({ asm }: ClauseCode): void {
  const done = asm.label(), zero = asm.label();
  asm.jumpIfConstant("eq", 0, 0, zero);
  asm.constant(1, 0);
  for (const bits of [32, 16, 8, 4, 2, 1]) {
    const high = asm.label();
    asm.move(2, 0);
    asm.aluConstant("rsh", 2, 64 - bits);
    asm.jumpIfConstant("ne", 2, 0, high);
    asm.aluConstant("lsh", 0, bits);
    asm.aluConstant("add", 1, bits);
    asm.place(high);
  }
  asm.move(0, 1);
  asm.jump(done);
  asm.place(zero);
  asm.constant(0, 64);
  asm.place(done);
}
export function writeExtend(w: ClauseCode, i: InstructionOf<"extend">): void {
  if (!w.isRead(i.to)) return;
  extend(w, w.value(i.value, 0), i.bytes, i.signed);
  w.assign(i.to, 0);
}
/** `r0 = the low bytes of a register`, extended. */
export function extend({ asm }: ClauseCode, from: MachineRegister, bytes: 1 | 2 | 4, signed: boolean): void {
  if (!signed && bytes === 4) return asm.moveHalf(0, from);
  asm.move(0, from);
  if (!signed) return asm.aluConstant("and", 0, (1 << 8 * bytes) - 1);
  asm.aluConstant("lsh", 0, 64 - 8 * bytes);
  asm.aluConstant("arsh", 0, 64 - 8 * bytes);
}
/** Jumps where the comparison holds, or where it does not. */
function jumpOn(w: ClauseCode, i: InstructionOf<"compare">, holds: boolean, label: Label): void {
  const condition = holds ? CONDITIONS[i.operator] : OPPOSITE[CONDITIONS[i.operator]];
  const right = w.immediate(i.right);
  const left = w.value(i.left, 0);
  if (right !== undefined) w.asm.jumpIfConstant(condition, left, right, label);
  else w.asm.jumpIf(condition, left, w.value(i.right, 1), label);
}
export function writeCompare(w: ClauseCode, i: InstructionOf<"compare">): void {
  if (w.analysis.fused.has(i.to) || !w.isRead(i.to)) return;
  const { asm } = w;
  const holds = asm.label(), done = asm.label();
  jumpOn(w, i, true, holds);
  asm.constant(0, 0);
  asm.jump(done);
  asm.place(holds);
  asm.constant(0, 1);
  asm.place(done);
  w.assign(i.to, 0);
}
/** Jumps where a register is zero. */
export function jumpIfFalse(w: ClauseCode, register: InstructionOf<"if">["condition"], label: Label): void {
  const fused = w.analysis.fused.get(register);
  if (fused) return jumpOn(w, fused, false, label);
  w.asm.jumpIfConstant("eq", w.value(register, 0), 0, label);
}
export function writeSelect(w: ClauseCode, i: InstructionOf<"select">): void {
  if (!w.isRead(i.to)) return;
  const { asm } = w;
  const otherwise = asm.label(), done = asm.label();
  jumpIfFalse(w, i.condition, otherwise);
  w.numberIn(i.then, 0);
  asm.jump(done);
  asm.place(otherwise);
  w.numberIn(i.otherwise, 0);
  asm.place(done);
  w.assign(i.to, 0);
}
