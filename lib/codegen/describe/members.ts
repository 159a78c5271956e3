/**
 * Which members of what an argument points at a clause reads, so that providers make no text that nobody looks at. What is not
 * plainly a load from the argument (it is stored, computed with, handed on) counts as reading all of it.
 *
 * @module
 */
import { CONTEXT, type MemberReads } from "../../image/mod.ts";
import type { Instruction, IrClause, Register } from "../ir/mod.ts";

const ARGUMENTS = 10, ARGUMENT_BYTES = 8;

/** The argument that a load of the context is, or -1. */
function argumentOf(instruction: Instruction, { constants }: IrClause): number {
  if (instruction.op !== "load" || constants[instruction.address] !== 0n) return -1;
  const n = (instruction.offset - CONTEXT.ARG) / ARGUMENT_BYTES;
  return n >= 0 && n < ARGUMENTS ? Math.floor(n) : -1;
}
/** Registers that an instruction reads. */
function operandsOf(instruction: Instruction): readonly (Register | undefined)[] {
  switch (instruction.op) {
    case "binary":
    case "compare":
      return [instruction.left, instruction.right];
    case "unary":
      return [instruction.operand];
    case "extend":
    case "assign":
      return [instruction.value];
    case "select":
      return [instruction.condition, instruction.then, instruction.otherwise];
    case "load":
    case "check-store":
    case "fault":
      return [instruction.address];
    case "store":
      return [instruction.address, instruction.value];
    case "check":
      return [instruction.address, instruction.size];
    case "if":
      return [instruction.condition];
    case "helper":
    case "host":
      return instruction.args;
    case "speculate":
    case "commit":
      return [instruction.speculation];
    default:
      return [];
  }
}
/** By argument: offsets of the members that the clause reads, or all. */
export function membersOf(clause: IrClause): ReadonlyMap<number, MemberReads> {
  const members = new Map<number, MemberReads>(), registers = new Map<Register, number>(), used = new Set<Register>();
  const note = (n: number, offset: number | "all") => {
    const known = members.get(n);
    if (offset === "all" || known === "all") members.set(n, "all");
    else members.set(n, new Set(known).add(offset));
  };
  const isHarmless = (instruction: Instruction) =>
    instruction.op === "if" || instruction.op === "check" && instruction.what === "inside" ||
    instruction.op === "compare" &&
      (clause.constants[instruction.left] ?? clause.constants[instruction.right]) !== undefined;
  const look = (instruction: Instruction) => {
    for (const operand of operandsOf(instruction)) if (operand !== undefined) used.add(operand);
    const found = argumentOf(instruction, clause);
    if (found >= 0 && instruction.op === "load") {
      if (instruction.bytes === ARGUMENT_BYTES) registers.set(instruction.to, found);
      else note(found, "all");
    } else if (!isHarmless(instruction)) {
      for (const operand of operandsOf(instruction)) {
        const n = operand === undefined ? undefined : registers.get(operand);
        if (n !== undefined) note(n, instruction.op === "load" ? instruction.offset : "all");
      }
    }
    if (instruction.op !== "if") return;
    instruction.then.forEach(look);
    instruction.otherwise.forEach(look);
  };
  clause.predicate.forEach(look);
  clause.body.forEach(look);
  // loaded and then left to a function of the host, which reads what it likes
  for (const [register, n] of registers) if (!used.has(register)) note(n, "all");
  const loaded = new Set(registers.values());
  // words of arguments that no load was seen of
  for (let n = 0; n < ARGUMENTS; n++) if (clause.args >> n & 1 && !loaded.has(n)) note(n, "all");
  return members;
}
