/**
 * Stacks of the kernel and of the process that runs, and addresses with the process that they belong to.
 *
 * @module
 */
import { FRAME } from "./assembler.ts";
import { type ClauseCode, type InstructionOf, PAGE_REGISTER } from "./code.ts";
import { CALL, DEPTH_FRAMES, SLOT } from "./frame.ts";
import type { Facts } from "./sites.ts";

/** BPF_F_USER_STACK */
const USER_STACK = 1 << 8;
const WORD = 8;

/** Where a stack would be that of a thread which does not run any more, or not yet. */
function refuseOther({ isOfOther }: Facts): void {
  if (!isOfOther) return;
  throw new RangeError("stacks are not known at a probe that fires before its thread runs (sched:::on-cpu)");
}
/** `r0 = bytes of the stack` in the page at an offset. */
function callStack({ asm }: ClauseCode, offset: number, frames: number, isUser: boolean): void {
  asm.load(1, FRAME, SLOT.CONTEXT, 8);
  asm.move(2, PAGE_REGISTER);
  asm.aluConstant("add", 2, offset);
  asm.constant(3, WORD * frames);
  asm.constant(4, isUser ? USER_STACK : 0);
  asm.call(CALL.STACK);
}
/** `r1 = page at an offset`, where r0 goes. */
function store({ asm }: ClauseCode, offset: number): void {
  asm.move(1, PAGE_REGISTER);
  asm.aluConstant("add", 1, offset);
  asm.store(1, 0, 0, 8);
}
function storeProcess(w: ClauseCode, offset: number, isUser: boolean): void {
  if (isUser) {
    w.asm.call(CALL.PID_TGID);
    w.asm.aluConstant("rsh", 0, 32);
  } else w.asm.constant(0, 0);
  store(w, offset);
}
/** The process, 0 of the kernel's, and the addresses; behind the last, zeros. */
export function writeStack(w: ClauseCode, i: InstructionOf<"host">, facts: Facts): void {
  refuseOther(facts);
  const frames = Number(w.analysis.constant(i.args[0])), isUser = w.analysis.constant(i.args[1]) === 1n;
  const to = w.layout.hostPlaces.get(i)!, offset = w.layout.pageOffset(to);
  storeProcess(w, offset, isUser);
  callStack(w, offset + WORD, frames, isUser);
  w.asm.constant(0, to);
  w.assign(i.to, 0);
}
export function writeAddress(w: ClauseCode, i: InstructionOf<"host">, facts: Facts): void {
  const isUser = w.analysis.constant(i.args[1]) === 1n;
  if (isUser) refuseOther(facts);
  const to = w.layout.hostPlaces.get(i)!, offset = w.layout.pageOffset(to);
  storeProcess(w, offset, isUser);
  w.valueIn(i.args[0], 0);
  store(w, offset + WORD);
  w.asm.constant(0, to);
  w.assign(i.to, 0);
}
/** `r0 = frames on a stack` */
export function loadDepth(w: ClauseCode, facts: Facts, of: "kernel" | "process"): void {
  refuseOther(facts);
  const { asm, layout } = w, none = asm.label();
  callStack(w, layout.pageOffset(layout.framesAt), DEPTH_FRAMES, of === "process");
  asm.jumpIfConstant("sge", 0, 0, none);
  asm.constant(0, 0);
  asm.place(none);
  asm.aluConstant("rsh", 0, 3);
}
/** `r0 = where the process is` */
export function loadUserCaller(w: ClauseCode, facts: Facts): void {
  refuseOther(facts);
  const { asm, layout } = w, offset = layout.pageOffset(layout.framesAt);
  callStack(w, offset, 1, true);
  asm.move(1, PAGE_REGISTER);
  asm.aluConstant("add", 1, offset);
  asm.load(0, 1, 0, 8);
}
