/**
 * Functions that a host in TypeScript computes elsewhere, and that the kernel has of its own.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import { type ClauseCode, type InstructionOf, PAGE_REGISTER } from "./code.ts";
import { FRAME } from "./assembler.ts";
import { CALL, SLOT } from "./frame.ts";
import type { Facts } from "./sites.ts";
import { writeAddress, writeStack } from "./stacks.ts";

type HostCode = (w: ClauseCode, i: InstructionOf<"host">, facts: Facts) => void;

/** What a clause can do in the kernel of what is a host's elsewhere; undefined for all else. */
export function hostCode(name: string): HostCode | undefined {
  return CODES[name];
}
/** Numbers of the kernel's, which no run repeats. */
const random = (bits: 32 | 64): HostCode => (w, i) => {
  const { asm } = w;
  asm.call(CALL.RANDOM);
  if (bits === 64) {
    asm.store(FRAME, SLOT.READ, 0, 8);
    asm.call(CALL.RANDOM);
    asm.aluConstant("lsh", 0, 32);
    asm.load(1, FRAME, SLOT.READ, 8);
    asm.alu("or", 0, 1);
  } else {
    asm.aluConstant("lsh", 0, 32);
    asm.aluConstant("arsh", 0, 32);
  }
  w.assign(i.to, 0);
};
/** A text of the process, copied where D's strings are made. */
const copyinstr: HostCode = (w, i) => {
  const { asm, layout } = w;
  const [from, most] = i.args;
  const to = layout.hostPlaces.get(i)!;
  const { stringSize } = layout.page;
  w.valueIn(from, 3);
  asm.constant(2, stringSize);
  // of a length that is given so many bytes, and its NUL
  const whole = asm.label();
  w.valueIn(most, 0);
  asm.jumpIfConstant("gt", 0, stringSize - 2, whole);
  asm.move(2, 0);
  asm.aluConstant("add", 2, 1);
  asm.place(whole);
  w.addressOf(w.near(PAGE_REGISTER, layout.pageOffset(to), 1), 1);
  w.read(CALL.READ_USER_TEXT, i.place, from);
  asm.constant(0, to);
  w.assign(i.to, 0);
};
/** Bytes of the process. */
const copyin: HostCode = (w, i) => {
  const { asm, layout } = w;
  const [from, size] = i.args;
  const to = layout.hostPlaces.get(i)!;
  const room = layout.copyBytes;
  w.valueIn(size, 2);
  w.faultIf("gt", 2, room, FAULT.NOSCRATCH, i.place, undefined);
  w.valueIn(from, 3);
  w.addressOf(w.near(PAGE_REGISTER, layout.pageOffset(to), 1), 1);
  w.read(CALL.READ_USER, i.place, from);
  asm.constant(0, to);
  w.assign(i.to, 0);
};
const CODES: Readonly<Record<string, HostCode>> = {
  rand: random(32),
  random: random(64),
  copyinstr,
  copyin,
  stack: writeStack,
  address: writeAddress,
};
