/**
 * Instructions that load and store: facts of the firing, the program's own memory, and memory of the kernel, which is only read
 * by a function that fails instead of faulting.
 *
 * @module
 */
import { CONTEXT, FAULT, READABLE_BASE } from "../../image/mod.ts";
import { contextWord } from "./analysis.ts";
import { FRAME } from "./assembler.ts";
import { ClauseCode, type InstructionOf, PAGE_REGISTER } from "./code.ts";
import { extend } from "./arithmetic.ts";
import { CALL, CONTROL, MAP, PAGE, SHARED_WINDOW, SLOT, WINDOW } from "./frame.ts";
import type { Facts } from "./sites.ts";
import { loadDepth, loadUserCaller } from "./stacks.ts";

export function writeLoad(w: ClauseCode, i: InstructionOf<"load">, facts: Facts): void {
  if (!w.isRead(i.to)) return;
  const word = contextWord(i, w.analysis.constants);
  if (word !== undefined) {
    loadContext(w, word, facts);
    if (i.bytes === 4 && word < CONTEXT.ARG) extend(w, 0, 4, i.signed);
    if (i.bytes === 4 && SIGNED_WORDS.has(word)) extend(w, 0, 4, i.signed);
    return w.assign(i.to, 0);
  }
  const origin = w.analysis.origin(i.address);
  if (!origin) w.readValue(i.address, i.offset, i.bytes);
  else {
    const { base, offset } = w.operand(origin, i.offset, i.bytes, w.placeOf(i.address));
    w.asm.load(0, base, offset, i.bytes);
  }
  if (i.signed && i.bytes < 8) extend(w, 0, i.bytes as 1 | 2 | 4, true);
  w.assign(i.to, 0);
}
const SIGNED_WORDS = new Set<number>([
  ...[CONTEXT.CPU, CONTEXT.PID, CONTEXT.PPID, CONTEXT.TID, CONTEXT.UID, CONTEXT.GID, CONTEXT.ERRNO],
]);

/** `r0 = a fact of the firing` */
function loadContext(w: ClauseCode, word: number, facts: Facts): void {
  const { asm } = w;
  if (word >= CONTEXT.ARG && word < CONTEXT.ARG + 80) {
    return asm.load(0, PAGE_REGISTER, PAGE.ARGUMENTS + word - CONTEXT.ARG, 8);
  }
  switch (word) {
    case CONTEXT.PROBE_ID:
      return asm.load(0, PAGE_REGISTER, PAGE.PROBE_ID, 8);
    case CONTEXT.EPID:
      return asm.load(0, FRAME, SLOT.EPID, 8);
    case CONTEXT.CPU:
      return asm.load(0, FRAME, SLOT.CPU, 8);
    case CONTEXT.EXITED:
    case CONTEXT.EXIT_STATUS:
      asm.mapValue(1, MAP.SHARED, word === CONTEXT.EXITED ? CONTROL.EXITED : CONTROL.EXIT_STATUS);
      return asm.load(0, 1, 0, 8);
    case CONTEXT.PID:
    case CONTEXT.TID:
      if (facts.isOfOther) return loadMember(w, facts, [["task_struct", word === CONTEXT.PID ? "tgid" : "pid", 4]]);
      asm.call(CALL.PID_TGID);
      // the kernel's tgid is what processes call their pid
      if (word === CONTEXT.PID) asm.aluConstant("rsh", 0, 32);
      else asm.moveHalf(0, 0);
      return;
    case CONTEXT.UID:
    case CONTEXT.GID:
      if (facts.isOfOther) {
        return loadMember(w, facts, [["task_struct", "cred", 8], ["cred", word === CONTEXT.UID ? "uid" : "gid", 4]]);
      }
      asm.call(CALL.UID_GID);
      if (word === CONTEXT.GID) asm.aluConstant("rsh", 0, 32);
      else asm.moveHalf(0, 0);
      return;
    case CONTEXT.STACK_DEPTH:
      return loadDepth(w, facts, "kernel");
    case CONTEXT.USER_STACK_DEPTH:
      return loadDepth(w, facts, "process");
    case CONTEXT.USER_CALLER:
      return loadUserCaller(w, facts);
    case CONTEXT.THREAD:
      return loadThread(w, facts);
    case CONTEXT.PPID:
      return loadMember(w, facts, [["task_struct", "real_parent", 8], ["task_struct", "tgid", 4]]);
    case CONTEXT.ERRNO:
      return loadError(w, facts);
    default:
      // of packets, of which there is none
      return asm.constant(0, 0);
  }
}
/** `r0 = where the thread that clauses see is described` */
function loadThread({ asm }: ClauseCode, { isOfOther }: Facts): void {
  if (isOfOther) asm.load(0, PAGE_REGISTER, PAGE.THREAD, 8);
  else asm.call(CALL.TASK);
}
/** `r0 = a member`, through pointers, of the thread that clauses see; builtins that need it are refused without types. */
function loadMember(w: ClauseCode, facts: Facts, path: readonly (readonly [string, string, 4 | 8])[]): void {
  const { asm } = w;
  loadThread(w, facts);
  for (const [struct, name, bytes] of path) {
    const offset = facts.member(struct, name);
    if (offset === undefined) return asm.constant(0, 0);
    asm.move(3, 0);
    w.addConstant(3, offset);
    asm.move(1, FRAME);
    asm.aluConstant("add", 1, SLOT.READ);
    asm.constant(2, bytes);
    w.read(CALL.READ, ClauseCode.NOWHERE, undefined);
    asm.load(0, FRAME, SLOT.READ, bytes);
  }
}
/** The error that a system call returns: numbers from -4095 on are errors. */
function loadError(w: ClauseCode, { result }: Facts): void {
  const { asm } = w;
  if (result === undefined) return asm.constant(0, 0);
  const none = asm.label(), done = asm.label();
  asm.load(0, PAGE_REGISTER, PAGE.ARGUMENTS + 8 * result, 8);
  asm.negate(0);
  asm.jumpIfConstant("gt", 0, 4095, none);
  asm.jump(done);
  asm.place(none);
  asm.constant(0, 0);
  asm.place(done);
}

export function writeStore(w: ClauseCode, i: InstructionOf<"store">): void {
  const { asm, analysis } = w;
  if (analysis.constant(i.address) === 0n && i.offset < CONTEXT.PRIVATE) return storeContext(w, i);
  const origin = analysis.origin(i.address);
  if (!origin) return storeAnywhere(w, i);
  const constant = w.immediate(i.value);
  const { base, offset } = w.operand(origin, i.offset, i.bytes, w.placeOf(i.address));
  if (constant !== undefined) return asm.storeConstant(base, offset, constant, i.bytes);
  asm.store(base, offset, w.value(i.value, base === 2 ? 1 : 2), i.bytes);
}
function storeContext(w: ClauseCode, i: InstructionOf<"store">): void {
  const at = i.offset === CONTEXT.EXITED
    ? CONTROL.EXITED
    : i.offset === CONTEXT.EXIT_STATUS
    ? CONTROL.EXIT_STATUS
    : undefined;
  // the consumer finds out for itself what waits
  if (at === undefined) return;
  const value = w.value(i.value, 2);
  w.asm.mapValue(1, MAP.SHARED, at);
  w.asm.store(1, 0, value, 8);
}
/** Through a number of D's: `check-store` has found it to be one of ours. */
function storeAnywhere(w: ClauseCode, i: InstructionOf<"store">): void {
  const { asm, layout } = w;
  const shared = asm.label(), store = asm.label();
  w.valueIn(i.address, 1);
  w.addConstant(1, i.offset);
  asm.constant(2, WINDOW);
  asm.alu("sub", 1, 2);
  asm.jumpIfConstant("gt", 1, layout.windowBytes - i.bytes, shared);
  asm.move(2, PAGE_REGISTER);
  asm.aluConstant("add", 2, layout.page.window);
  asm.alu("add", 1, 2);
  asm.store(1, 0, w.value(i.value, 2), i.bytes);
  asm.jump(store);
  asm.place(shared);
  asm.constant(2, SHARED_WINDOW - WINDOW);
  asm.alu("sub", 1, 2);
  w.faultIf("gt", 1, Math.max(0, layout.sharedBytes - i.bytes), FAULT.BADADDR, w.placeOf(i.address), i.address);
  asm.mapValue(2, MAP.SHARED, CONTROL.BYTES);
  asm.alu("add", 1, 2);
  asm.store(1, 0, w.value(i.value, 2), i.bytes);
  asm.place(store);
}
/** Into the program's own variables, and scratch. */
export function writeCheckStore(w: ClauseCode, i: InstructionOf<"check-store">): void {
  const { asm, analysis, layout } = w;
  w.places.set(i.address, i.place);
  const origin = analysis.origin(i.address);
  if (origin && origin.kind !== "own") return;
  const { storableVariables } = layout.own;
  const regions = [...storableVariables, ...layout.storable];
  const at = analysis.constant(i.address);
  if (
    at !== undefined && regions.some(({ base, size }) => Number(at) >= base && Number(at) + i.extent <= base + size)
  ) {
    return;
  }
  const done = asm.label();
  for (const { base, size } of regions) {
    if (size < i.extent) continue;
    w.valueIn(i.address, 0);
    asm.constant(1, base);
    asm.alu("sub", 0, 1);
    asm.jumpIfConstant("le", 0, size - i.extent, done);
  }
  w.fault(FAULT.BADADDR, i.place, i.address);
  asm.place(done);
}
/** Reading fails by itself where it happens: a check only says where that is reported. */
export function writeCheck(w: ClauseCode, i: InstructionOf<"check">): void {
  w.places.set(i.address, i.place);
  const constant = w.analysis.constant(i.address);
  if (constant === undefined || constant >= BigInt(READABLE_BASE) || constant < 0n || i.nullable) return;
  // NULL and what is near it are where the facts of a firing are loaded from
  w.asm.constant(0, constant);
  w.faultIf("ge", 0, 0, FAULT.BADADDR, i.place, { machine: 0 });
}
