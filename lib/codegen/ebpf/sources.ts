/**
 * Code for where a site's arguments and number come from.
 *
 * @module
 */
import { type Assembler, FRAME } from "./assembler.ts";
import { PAGE_REGISTER } from "./code.ts";
import { CALL, PAGE, SLOT } from "./frame.ts";
import type { KernelLayout } from "./layout.ts";
import type { SiteSource } from "./sites.ts";

/** `r0 = the number`; what cannot be read is 0. Loses the registers of arguments. */
export function writeSource(asm: Assembler, source: SiteSource): void {
  switch (source.kind) {
    case "constant":
      return asm.constant(0, source.value);
    case "context":
      asm.load(1, FRAME, SLOT.CONTEXT, 8);
      asm.load(0, 1, source.offset, source.bytes);
      return extendWord(asm, source);
    case "behind":
      return writeBehind(asm, source);
    case "user":
      return writeUser(asm, source);
    case "cookie":
      asm.load(1, FRAME, SLOT.CONTEXT, 8);
      return asm.call(CALL.COOKIE);
    case "process":
      asm.call(CALL.PID_TGID);
      return asm.aluConstant("rsh", 0, 32);
    case "thread":
      return asm.call(CALL.TASK);
    case "negative":
      writeSource(asm, source.of);
      return asm.negate(0);
    case "ending":
      writeSource(asm, source.of);
      return writeEnding(asm);
    case "counter":
      return writeCounter(asm, source.of);
    case "bytes":
    case "text":
      throw new Error("bytes have a place of their own");
  }
}
/** Follows pointers; where one of them cannot be read it is 0. */
function writeBehind(asm: Assembler, source: Extract<SiteSource, { kind: "behind" }>): void {
  const { pointer, through = [], offset } = source;
  const done = asm.label(), none = asm.label();
  if (pointer === "thread") {
    asm.call(CALL.TASK);
    asm.move(3, 0);
  } else {
    asm.load(1, FRAME, SLOT.CONTEXT, 8);
    asm.load(3, 1, pointer, 8);
  }
  [...through, offset].forEach((at, n) => {
    const bytes = n === through.length ? source.bytes : 8;
    if (at !== 0) asm.aluConstant("add", 3, at);
    asm.move(1, FRAME);
    asm.aluConstant("add", 1, SLOT.READ);
    asm.constant(2, bytes);
    asm.call(CALL.READ);
    asm.jumpIfConstant("slt", 0, 0, none);
    asm.load(n === through.length ? 0 : 3, FRAME, SLOT.READ, bytes);
  });
  asm.jump(done);
  asm.place(none);
  asm.constant(0, 0);
  asm.place(done);
  extendWord(asm, source);
}
/** Memory of the process; what cannot be read is 0. */
function writeUser(asm: Assembler, source: Extract<SiteSource, { kind: "user" }>): void {
  const { base, index, displacement, bytes } = source, read = asm.label();
  asm.load(1, FRAME, SLOT.CONTEXT, 8);
  asm.load(3, 1, base, 8);
  if (index) {
    asm.load(2, 1, index.register, 8);
    asm.aluConstant("mul", 2, index.scale);
    asm.alu("add", 3, 2);
  }
  if (displacement !== 0) asm.aluConstant("add", 3, displacement);
  asm.move(1, FRAME);
  asm.aluConstant("add", 1, SLOT.READ);
  asm.constant(2, bytes);
  asm.call(CALL.READ_USER);
  asm.jumpIfConstant("sge", 0, 0, read);
  asm.storeConstant(FRAME, SLOT.READ, 0, 8);
  asm.place(read);
  asm.load(0, FRAME, SLOT.READ, bytes);
  extendWord(asm, source);
}
const ENDING = { EXITED: 1, KILLED: 2, DUMPED: 3 } as const;
/** Signals are in the low seven bits of a status, and above them whether memory was kept. */
function writeEnding(asm: Assembler): void {
  const exited = asm.label(), done = asm.label(), killed = asm.label();
  asm.move(1, 0);
  asm.aluConstant("and", 1, 0x7f);
  asm.jumpIfConstant("eq", 1, 0, exited);
  asm.aluConstant("and", 0, 0x80);
  asm.jumpIfConstant("eq", 0, 0, killed);
  asm.constant(0, ENDING.DUMPED);
  asm.jump(done);
  asm.place(killed);
  asm.constant(0, ENDING.KILLED);
  asm.jump(done);
  asm.place(exited);
  asm.constant(0, ENDING.EXITED);
  asm.place(done);
}
function extendWord(asm: Assembler, { bytes, signed }: { readonly bytes: number; readonly signed?: boolean }): void {
  if (!signed || bytes === 8) return;
  asm.aluConstant("lsh", 0, 64 - 8 * bytes);
  asm.aluConstant("arsh", 0, 64 - 8 * bytes);
}
/** Registers of what a sample interrupted (x86-64: struct pt_regs begins what the kernel hands over). */
const COUNTER = 128, CODE_SEGMENT = 136, PRIVILEGE = 3;
function writeCounter(asm: Assembler, of: "kernel" | "process"): void {
  const done = asm.label();
  asm.load(1, FRAME, SLOT.CONTEXT, 8);
  asm.load(2, 1, CODE_SEGMENT, 8);
  asm.aluConstant("and", 2, PRIVILEGE);
  asm.constant(0, 0);
  asm.jumpIfConstant(of === "kernel" ? "ne" : "eq", 2, 0, done);
  asm.load(0, 1, COUNTER, 8);
  asm.place(done);
}
/** Arguments into the page, those that are asked for. */
export function writeArguments(
  asm: Assembler,
  args: readonly SiteSource[],
  wanted: number,
  layout: KernelLayout,
): void {
  for (let n = 0; n < 10; n++) {
    if (!(wanted & 1 << n)) continue;
    const at = PAGE.ARGUMENTS + 8 * n;
    const source = args[n];
    if (source === undefined) asm.storeConstant(PAGE_REGISTER, at, 0, 8);
    else if (source.kind === "bytes") writeBytes(asm, source, at, layout);
    else if (source.kind === "text") writeText(asm, source, at, layout);
    else {
      writeSource(asm, source);
      asm.store(PAGE_REGISTER, at, 0, 8);
    }
  }
}
/** A text of the process; one that cannot be read is empty. */
function writeText(
  asm: Assembler,
  source: Extract<SiteSource, { kind: "text" }>,
  at: number,
  layout: KernelLayout,
): void {
  const to = layout.sourcePlaces.get(source)!;
  const offset = layout.pageOffset(to);
  writeSource(asm, source.of);
  asm.move(3, 0);
  asm.move(1, PAGE_REGISTER);
  asm.aluConstant("add", 1, offset);
  asm.storeConstant(1, 0, 0, 1);
  asm.constant(2, source.size);
  asm.call(CALL.READ_USER_TEXT);
  asm.constant(0, to);
  asm.store(PAGE_REGISTER, at, 0, 8);
}
/** Bytes of what the kernel hands over, copied to where D sees them. */
function writeBytes(
  asm: Assembler,
  source: Extract<SiteSource, { kind: "bytes" }>,
  at: number,
  layout: KernelLayout,
): void {
  const to = layout.sourcePlaces.get(source)!;
  const offset = layout.pageOffset(to);
  asm.load(3, FRAME, SLOT.CONTEXT, 8);
  if (source.isDistant) {
    // struct: u16 offset from the start, u16 length
    asm.load(2, 3, source.offset, 4);
    asm.aluConstant("and", 2, 0xffff);
    asm.alu("add", 3, 2);
  } else asm.aluConstant("add", 3, source.offset);
  asm.move(1, PAGE_REGISTER);
  asm.aluConstant("add", 1, offset);
  asm.storeConstant(1, 0, 0, 1);
  asm.constant(2, source.size);
  asm.call(source.isDistant ? CALL.READ_TEXT : CALL.READ);
  asm.constant(0, to);
  asm.store(PAGE_REGISTER, at, 0, 8);
}
